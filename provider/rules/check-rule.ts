import type * as z from "zod";
import { fieldMeant, insteadOfField, ourName } from "../text/did-you-mean";
import { t } from "../text/message";
import { oddCharacterProblem, withoutOddCharacters } from "../text/odd-characters";
import { quoted } from "../text/problem";
import { covers } from "./coverage";
import { linkPrefixDoubts, linkPrefixProblem } from "./prefix";
import { codeFields, stackFields } from "./file-fields";
import { isServiceAccountPrefix, isServiceAccountRule, linkRule, serviceAccountRule, type Rule } from "./rule-schema";

/** A problem or doubt about one field, as a sentence that also says what to write. */
export interface RuleProblem {
  property: string;
  reason: string;
  /** The index of the item, if the field is a list. */
  index?: number;
  /** Set if a rule has no such field. */
  isUnknown?: true;
}

/** A rule from a file: what WeChat should have, and what Pulumi is told about it. */
export interface DeclaredRule {
  /** The resource's name: the rule's `name` or, without one, its prefix, so that the order of a list means nothing. */
  name: string;
  args: Rule;
  options: { protect?: boolean; retainOnDelete?: boolean };
  /** As written: a name of an account, or an app id. */
  account: string | undefined;
  /** What `create-codes` noted of the rule's code. */
  code?: CodeNotes;
}

/** What a file says of the code that `create-codes` made for a rule. */
export interface CodeNotes {
  scene?: string | undefined;
  /** When a temporary code stops working, in ISO 8601. */
  expires?: string | undefined;
}

/** Said of each value that a rule has encrypted, wherever the rule is read. */
export function encryptedReason(): string {
  return t`a rule cannot have encrypted values (secure:), because Pulumi's state and WeChat hold rules in clear text; write the plain value`;
}

const declaredFields = {
  serviceAccount: serviceAccountRule.extend(stackFields).extend(codeFields),
  link: linkRule.extend(stackFields),
};

/**
 * Checks what a program wrote for a rule and fills in the defaults.
 *
 * @param raw the fields as written; anything may be in it.
 * @param unknowns fields whose values are not known yet (outputs of resources that a preview has not made); not checked.
 */
export function parseRule(
  raw: Record<string, unknown>,
  unknowns: string[] = [],
): { rule?: Rule; problems: RuleProblem[] } {
  if (unknowns.includes("prefix")) return { problems: [] };
  const { value, problems } = check(raw, { serviceAccount: serviceAccountRule, link: linkRule });
  const known = problems.filter(({ property }) => !unknowns.includes(property));
  return value ? { rule: value, problems: [] } : { problems: known };
}

/** Checks what a file has for a rule, including `name` and Pulumi's options, and fills in the defaults. */
export function parseDeclaredRule(raw: Record<string, unknown>): { declared?: DeclaredRule; problems: RuleProblem[] } {
  const encrypted = encryptedValues(raw);
  if (encrypted.length > 0) return { problems: encrypted };
  const { value, problems } = check(raw, declaredFields);
  if (!value) return { problems };
  const { account, name, protect, retainOnDelete, scene, expires, ...rule } = value as typeof value & CodeNotes;
  const options = { ...(protect && { protect }), ...(retainOnDelete && { retainOnDelete }) };
  const code = scene === undefined && expires === undefined ? {} : { code: { scene, expires } };
  return { declared: { name: name ?? rule.prefix, args: rule, options, account, ...code }, problems: [] };
}

function encryptedValues(raw: Record<string, unknown>): RuleProblem[] {
  const reason = encryptedReason();
  if ("secure" in raw) return [{ property: "secure", reason, isUnknown: true }];
  const isSecure = (value: unknown): boolean => typeof value === "object" && value !== null && "secure" in value;
  return Object.entries(raw).flatMap(([property, value]) => {
    if (isSecure(value)) return [{ property, reason }];
    const items = Array.isArray(value) ? value : [];
    return items.flatMap((item, index) => (isSecure(item) ? [{ property, index, reason }] : []));
  });
}

/** Doubts about a valid rule. */
export function doubtsAbout(rule: Rule): RuleProblem[] {
  const prefix = isServiceAccountRule(rule) ? [] : linkPrefixDoubts(rule.prefix);
  return [
    ...prefix.map((reason) => ({ property: "prefix", reason })),
    ...pathDoubts(rule.path).map((reason) => ({ property: "path", reason })),
  ];
}

/** From when on a temporary code is doubted, in milliseconds before its end. */
const SOON_MS = 7 * 86_400_000;

/** Says so where the code of a rule stops working soon, or has already. @param nowMs in milliseconds since 1970 */
export function codeDoubts({ expires }: CodeNotes, nowMs: number): RuleProblem[] {
  if (expires === undefined || Date.parse(expires) - nowMs > SOON_MS) return [];
  const reason =
    Date.parse(expires) > nowMs
      ? t`this temporary code stops working at ${expires}; put another one in its place until then`
      : t`this temporary code stopped working at ${expires}; remove the rule, or give the place a new code`;
  return [{ property: "expires", reason }];
}

function pathDoubts(path: string): string[] {
  const page = path.split("?")[0] ?? "";
  const meant = path.replace("?", "&").replace("&", "?");
  return [
    /\.html?$/.test(page) &&
      t`path names a web page; a mini program's page has no .html, e.g. ${path.replace(/\.html?/, "")}`,
    page.includes("&") && t`path has "&" before any "?", so that it belongs to the page's name; did you mean ${meant}?`,
  ].filter((doubt) => doubt !== false);
}

function check<S extends z.ZodObject, L extends z.ZodObject>(
  raw: Record<string, unknown>,
  schemas: { serviceAccount: S; link: L },
): { value?: z.output<S> | z.output<L>; problems: RuleProblem[] } {
  const { prefix } = raw;
  const misspelt = prefix === undefined ? misspeltPrefix(raw, schemas) : undefined;
  if (misspelt !== undefined) {
    const { [misspelt]: value, ...others } = raw;
    const { problems } = check({ ...others, prefix: value ?? "" }, schemas);
    return { problems: [unknownField(misspelt, ["prefix"]), ...problems] };
  }
  if (typeof prefix !== "string" || prefix === "") {
    const reason = t`prefix is missing; write the text of the printed QR code, e.g. https://qr.example.com/shop/`;
    return { problems: [{ property: "prefix", reason }] };
  }
  const schema = isServiceAccountPrefix(withoutOddCharacters(prefix)) ? schemas.serviceAccount : schemas.link;
  const result = schema.safeParse(raw);
  const fields = Object.keys(schema.shape);
  const problems = [
    ...(result.error?.issues.flatMap((issue) => problemsOf(issue, fields)) ?? []),
    ...(fields.includes("debugUrls") ? debugUrlProblems(prefix, raw["debugUrls"]) : []),
  ];
  return result.success && problems.length === 0 ? { value: result.data, problems } : { problems };
}

function debugUrlProblems(prefix: string, debugUrls: unknown): RuleProblem[] {
  if (!Array.isArray(debugUrls) || linkPrefixProblem(prefix)) return [];
  return debugUrls.flatMap((url: unknown, index) => {
    if (typeof url !== "string" || oddCharacterProblem("debugUrls", url) || covers(prefix, url)) return [];
    const reason = covers(`${prefix}/`, url)
      ? t`debugUrls has ${quoted(url)}, which the prefix ${prefix} does not cover; did you mean the prefix ${prefix}/, which matches everything below it?`
      : t`debugUrls has ${quoted(url)}, which the prefix ${prefix} does not cover; write full URLs under the prefix`;
    return [{ property: "debugUrls", index, reason }];
  });
}

/** @param field one that only the other family of rules has. @param written its name as written. */
function otherFamilyReason(field: string, written: string): string {
  if (field === "appid") {
    return t`${written} belongs to service-account rules only (prefix http://weixin.qq.com/q/…); a link rule opens the mini program whose token is used: remove it`;
  }
  return OF_SERVICE_ACCOUNTS.includes(field)
    ? t`${written} belongs to service-account rules only (prefix http://weixin.qq.com/q/…); remove it`
    : t`${written} belongs to link rules only; remove it`;
}

const OF_SERVICE_ACCOUNTS = ["appid", ...Object.keys(codeFields)];
const OF_ONE_FAMILY = [...OF_SERVICE_ACCOUNTS, "permitSubRule", "openVersion", "debugUrls"];

function problemsOf(issue: z.core.$ZodIssue, fields: string[]): RuleProblem[] {
  if (issue.code === "unrecognized_keys") return issue.keys.map((property) => unknownField(property, fields));
  const [property, index] = issue.path;
  return [{ property: String(property), reason: issue.message, ...(typeof index === "number" && { index }) }];
}

/** The misspelt name of the prefix field, so that the rest of the rule can be checked too. */
function misspeltPrefix(
  raw: Record<string, unknown>,
  schemas: { serviceAccount: z.ZodObject; link: z.ZodObject },
): string | undefined {
  const fields = [...new Set(Object.values(schemas).flatMap(({ shape }) => Object.keys(shape)))];
  return Object.keys(raw).find((key) => !fields.includes(key) && fieldMeant(key, fields) === "prefix");
}

function unknownField(property: string, fields: string[]): RuleProblem {
  return { property, reason: unknownFieldReason(property, fields), isUnknown: true };
}

function unknownFieldReason(written: string, fields: string[]): string {
  const field = ourName(written);
  if (OF_ONE_FAMILY.includes(field) && !fields.includes(field)) return otherFamilyReason(field, written);
  const instead = insteadOfField(written, fields) ?? t`the fields are ${fields.join(", ")}`;
  return t`${quoted(written)} is not a field of a rule; ${instead}`;
}
