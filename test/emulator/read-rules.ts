import type { JsonObject } from "./json";
import { Refusal } from "./refusal";
import { countIn, isAppId, numberIn } from "./rule-fields";
import type { Rule, Rules } from "./rules";
import { OK, type Success } from "./verdict";
import type { World } from "./world";

const LATEST = 10_000;
const MAX_PREFIXES = 200;
const MAX_PAGE_SIZE = 200;

interface Selection {
  readonly rules: readonly Rule[];
  readonly total: number;
}

export function getRules(world: World, account: string, body: JsonObject): Success {
  const asOfMs = world.now() - world.options.readLagMs;
  const { rules, total } = select(world.rules.asOf(asOfMs), account, body);
  const numbers = {
    qrcodejump_open: 1,
    list_size: rules.length,
    qrcodejump_pub_quota: world.quota.left(account, world.options.publishQuota, asOfMs),
    total_count: total,
  };
  const asSent = world.options.numbersAsStrings ? stringified : unchanged;
  return { answer: { ...OK, rule_list: rules.map((rule) => asSent(wireRule(rule))), ...asSent(numbers) } };
}

function select(rules: Rules, account: string, body: JsonObject): Selection {
  const appid = body["appid"] ?? "";
  if (appid === "") return whole(rules.linkRules(account));
  if (!isAppId(appid)) throw new Refusal(40166);
  const all = rules.serviceRules(account, appid);
  switch (numberIn(body["get_type"] ?? 0, [0, 1, 2])) {
    case 0:
      return { rules: all.slice(-LATEST).reverse(), total: all.length };
    case 1:
      return whole(withPrefixes(all, body["prefix_list"]));
    case 2:
      return { rules: page(all, body), total: all.length };
  }
}

function whole(rules: readonly Rule[]): Selection {
  return { rules, total: rules.length };
}

function withPrefixes(rules: readonly Rule[], value: unknown): Rule[] {
  const list: unknown = value ?? [];
  if (!Array.isArray(list) || list.length > MAX_PREFIXES) throw new Refusal(40097);
  if (list.some((prefix) => typeof prefix !== "string")) throw new Refusal(40097);
  const wanted = new Set<unknown>(list);
  return rules.filter((rule) => wanted.has(rule.prefix));
}

function page(rules: readonly Rule[], body: JsonObject): readonly Rule[] {
  const number = countIn(body["page_num"], 1, Number.MAX_SAFE_INTEGER);
  const size = countIn(body["page_size"], MAX_PAGE_SIZE, MAX_PAGE_SIZE);
  return rules.slice((number - 1) * size, number * size);
}

/** The target's app id is not echoed: the query was for one. */
function wireRule(rule: Rule): JsonObject {
  const { prefix, path, state } = rule;
  if (rule.appid !== undefined) return { prefix, path, state };
  return {
    prefix,
    path,
    state,
    permit_sub_rule: rule.permitSubRule,
    open_version: rule.openVersion,
    debug_url: rule.debugUrls,
  };
}

function stringified(fields: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, typeof value === "number" ? String(value) : value]),
  );
}

function unchanged(fields: JsonObject): JsonObject {
  return fields;
}
