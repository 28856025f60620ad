import { isDeepStrictEqual } from "node:util";
import type { JsonObject } from "./json";
import { isServicePrefix } from "./links";
import { checkPrefix } from "./prefix-checks";
import { Refusal } from "./refusal";
import { linkRuleIn, numberIn, serviceRuleIn } from "./rule-fields";
import type { Rule } from "./rule";
import { OK, type Success } from "./verdict";
import type { World } from "./world";

export function addRule(world: World, account: string, body: JsonObject): Success {
  const prefix = body["prefix"];
  if (typeof prefix !== "string") throw new Refusal(40097);
  checkFamily(prefix, body["appid"]);
  const edit = numberIn(body["is_edit"], [0, 1]) === 1;
  const rule = isServicePrefix(prefix) ? serviceRuleIn(body, prefix) : linkRuleIn(body, prefix);
  checkPrefix(prefix, world.options);
  return edit ? modify(world, account, rule) : add(world, account, rule);
}

/** A target mini program implies a service-account rule, and those have only one kind of prefix. */
function checkFamily(prefix: string, appid: unknown): void {
  const asksForService = appid !== undefined && appid !== null && appid !== "";
  if (asksForService && !isServicePrefix(prefix)) throw new Refusal(85066);
}

function add(world: World, account: string, rule: Rule): Success {
  const { rules } = world;
  const { linkRuleLimit, serviceAddLimit } = world.optionsOf(account);
  if (rules.find(account, rule.prefix)) throw new Refusal(85071);
  const maker = world.parametricCodes.ownerOf(rule.prefix) ?? account;
  if (maker !== account || rules.isOccupiedByOther(account, rule.prefix)) throw new Refusal(85072);
  const { appid } = rule;
  const full =
    appid === undefined
      ? rules.of(account).linkRules().length >= linkRuleLimit
      : rules.addsFor(account, appid) >= serviceAddLimit;
  if (full) throw new Refusal(85073);
  return {
    answer: OK,
    apply: () => {
      rules.put(account, rule, world.now());
      if (appid !== undefined) rules.countAdd(account, appid);
    },
  };
}

function modify(world: World, account: string, wanted: Rule): Success {
  const current = world.rules.find(account, wanted.prefix);
  if (!current) throw new Refusal(40097);
  if (current.damaged) throw new Refusal(85095);
  const next: Rule = { ...wanted, state: current.state };
  const same = isDeepStrictEqual(current, next);
  if (current.state === 2 && !same && !mayChangePublished(current, next, world.options.refuseTesterEdits)) {
    throw new Refusal(40097);
  }
  return same ? { answer: OK } : { answer: OK, apply: () => world.rules.put(account, next, world.now()) };
}

function mayChangePublished(current: Rule, next: Rule, refuseTesterEdits: boolean): boolean {
  return !refuseTesterEdits && current.path === next.path && current.appid === next.appid;
}
