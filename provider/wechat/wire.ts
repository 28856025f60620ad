import * as z from "zod";
import { isServiceAccountPrefix, isServiceAccountRule, OPEN_VERSIONS, pageOf, type Rule } from "../rules/rule";
import { t } from "../text/message";

/** A record in WeChat's list that is not a rule as documented. */
export interface OddRecord {
  /** Undefined if the record has none. */
  prefix: string | undefined;
  /** What is odd about it, e.g. `path is null`. */
  reason: string;
}

/** What one read returns: rules, and how many publishes the account has left this month. */
export interface LiveAnswer {
  rules: Rule[];
  /** Records besides the rules that cannot be read; they may be someone else's. */
  odd: OddRecord[];
  publishQuotaLeft: number;
  /**
   * WeChat's own statement on whether the feature is switched on. It has been seen as off with working rules, so nothing may
   * depend on it.
   */
  switchedOn: boolean | undefined;
  /** How many records the whole list has; this answer may hold only some of them. Infinity if WeChat does not say. */
  total: number;
}

/** What a read asks for, which determines how many records must come. */
export type Extent = "all" | "latest" | "some";

/** At most this many rules of a mini program are returned by a read without prefixes. */
const LATEST = 10_000;

// Older answers give numbers as strings.
const number = z.coerce.number();
const count = z.coerce.number().int().nonnegative();
const getAnswer = z.object({
  rule_list: z.array(z.unknown()).nullish(),
  list_size: count.optional(),
  total_count: count.optional(),
  qrcodejump_pub_quota: number,
  qrcodejump_open: number.optional(),
});
type GetAnswer = z.infer<typeof getAnswer>;

const common = { prefix: z.string(), path: z.string(), state: number.pipe(z.union([z.literal(1), z.literal(2)])) };
const serviceRecord = z.object(common);
const linkRecord = z.object({
  ...common,
  permit_sub_rule: number.optional(),
  open_version: number.optional(),
  debug_url: z.array(z.string()).nullish(),
});

/**
 * Reads an answer of qrcodejumpget.
 *
 * @param appid the mini program that was asked for; undefined for link rules.
 * @returns the answer, or why it cannot be believed, as a clause: an incomplete list must never mean "the others are gone".
 */
export function parseGet(answer: unknown, appid: string | undefined, extent: Extent): LiveAnswer | string {
  const parsed = getAnswer.safeParse(answer);
  if (!parsed.success) return t`the answer is not in WeChat's documented form`;
  const records = parsed.data.rule_list ?? [];
  if (!isWhole(parsed.data, records.length, extent)) return misfit(parsed.data);
  const { qrcodejump_pub_quota, qrcodejump_open, total_count = Infinity } = parsed.data;
  const rules: Rule[] = [];
  const odd: OddRecord[] = [];
  for (const record of records) {
    const rule = fromWire(record, appid);
    if ("reason" in rule) odd.push(rule);
    else rules.push(rule);
  }
  return {
    rules,
    odd,
    publishQuotaLeft: qrcodejump_pub_quota,
    switchedOn: qrcodejump_open === undefined ? undefined : qrcodejump_open === 1,
    total: total_count,
  };
}

/** True if the list has as many records as the answer says. Older answers lack counts. */
function isWhole({ rule_list, list_size, total_count }: GetAnswer, length: number, extent: Extent): boolean {
  if (list_size !== undefined && list_size !== length) return false;
  if (total_count === undefined) return rule_list != null;
  if (total_count < length) return false;
  // WeChat does not document what it counts if it was asked for some prefixes or for a page.
  if (extent === "some") return list_size !== undefined || total_count === length;
  return length === total_count || (extent === "latest" && length === LATEST);
}

function misfit({ rule_list, list_size, total_count }: GetAnswer): string {
  const list = rule_list ? t`${rule_list.length} in rule_list` : t`no rule_list`;
  const size = list_size ?? t`absent`;
  return t`WeChat's list does not fit its own counts (${list}, list_size ${size}, total_count ${total_count ?? t`absent`})`;
}

function fromWire(record: unknown, appid: string | undefined): Rule | OddRecord {
  const isService = appid !== undefined && isServiceAccountPrefix(prefixIn(record) ?? "");
  const parsed = (isService ? serviceRecord : linkRecord).safeParse(record);
  if (!parsed.success) return { prefix: prefixIn(record), reason: oddity(record, parsed.error) };
  const { prefix, path, state } = parsed.data;
  const rule = { prefix, path: pageOf(path), published: state === 2 };
  if (isService) return { ...rule, appid };
  const { permit_sub_rule, open_version, debug_url } = parsed.data as z.infer<typeof linkRecord>;
  return {
    ...rule,
    permitSubRule: permit_sub_rule !== 2,
    openVersion: OPEN_VERSIONS[(open_version ?? 3) - 1] ?? "release",
    debugUrls: debug_url ?? [],
  };
}

function prefixIn(record: unknown): string | undefined {
  const { prefix } = (record ?? {}) as { prefix?: unknown };
  return typeof prefix === "string" ? prefix : undefined;
}

function oddity(record: unknown, error: z.ZodError): string {
  const field = error.issues[0]?.path[0];
  if (field === undefined) return t`it is not an object`;
  const value = (record as Record<PropertyKey, unknown>)[field];
  if (value === undefined) return t`${String(field)} is missing`;
  return t`${String(field)} is ${JSON.stringify(value).slice(0, 40)}`;
}

/** A rule's fields in the form that qrcodejumpadd takes. */
export function wireFields(rule: Rule): Record<string, unknown> {
  if (isServiceAccountRule(rule)) return { prefix: rule.prefix, appid: rule.appid, path: rule.path };
  return {
    prefix: rule.prefix,
    path: rule.path,
    permit_sub_rule: rule.permitSubRule ? 1 : 2,
    open_version: OPEN_VERSIONS.indexOf(rule.openVersion) + 1,
    debug_url: rule.debugUrls,
  };
}
