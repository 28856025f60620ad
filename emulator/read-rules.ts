import type { AccountRules } from "./account-rules";
import { isJsonObject, type JsonObject } from "./json";
import type { OddRecord } from "./options";
import { Refusal } from "./refusal";
import { countIn, isAppId, numberIn } from "./rule-fields";
import type { Rule } from "./rule";
import { OK, type Success } from "./verdict";
import type { World } from "./world";

const LATEST = 10_000;
const MAX_PREFIXES = 200;
const MAX_PAGE_SIZE = 200;

type Listed = Rule | OddRecord;

interface Selection {
  readonly list: readonly Listed[];
  readonly total: number;
}

export function getRules(world: World, account: string, body: JsonObject): Success {
  const { readLagMs, publishQuota } = world.optionsOf(account);
  const asOfMs = world.now() - readLagMs;
  const { list, total } = select(world.rules.of(account).asOf(asOfMs), world.options.oddRecords, account, body);
  const numbers = {
    qrcodejump_open: 1,
    list_size: list.length,
    qrcodejump_pub_quota: world.quota.left(account, publishQuota, asOfMs),
    total_count: total,
  };
  const asSent = world.options.numbersAsStrings ? stringified : unchanged;
  const records = list.map((one) => ("record" in one ? one.record : (one.shownAs ?? asSent(wireRule(one)))));
  return { answer: { ...OK, rule_list: records, ...asSent(numbers) } };
}

function select(rules: AccountRules, odd: readonly OddRecord[], account: string, body: JsonObject): Selection {
  const appid = body["appid"] ?? "";
  const others = odd.filter((one) => one.account === account && (one.appid ?? "") === appid);
  if (appid === "") return whole([...rules.linkRules(), ...others]);
  if (!isAppId(appid)) throw new Refusal(40166);
  const all = [...rules.serviceRules(appid), ...others];
  switch (numberIn(body["get_type"] ?? 0, [0, 1, 2])) {
    case 0:
      return { list: all.slice(-LATEST).reverse(), total: all.length };
    case 1:
      return whole(withPrefixes(all, body["prefix_list"]));
    case 2:
      return { list: page(all, body), total: all.length };
  }
}

function whole(list: readonly Listed[]): Selection {
  return { list, total: list.length };
}

function withPrefixes(all: readonly Listed[], value: unknown): Listed[] {
  const list: unknown = value ?? [];
  if (!Array.isArray(list) || list.length > MAX_PREFIXES) throw new Refusal(40097);
  if (list.some((prefix) => typeof prefix !== "string")) throw new Refusal(40097);
  const wanted = new Set<unknown>(list);
  return all.filter((one) => wanted.has(prefixOf(one)));
}

function prefixOf(one: Listed): unknown {
  if (!("record" in one)) return one.prefix;
  return isJsonObject(one.record) ? one.record["prefix"] : undefined;
}

function page(all: readonly Listed[], body: JsonObject): readonly Listed[] {
  const number = countIn(body["page_num"], 1, Number.MAX_SAFE_INTEGER);
  const size = countIn(body["page_size"], MAX_PAGE_SIZE, MAX_PAGE_SIZE);
  return all.slice((number - 1) * size, number * size);
}

/** The target's app id is not echoed, because the query named it. */
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
