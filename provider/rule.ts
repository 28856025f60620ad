import { z } from "zod";

/**
 * Who sees a link rule's mini program page while the rule is being tested through its `debugUrls`.
 * @see https://developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/qrcode-jump/qrcodeJumpAdd.html
 */
export const OPEN_VERSIONS = ["development", "trial", "release"] as const;
export type OpenVersion = (typeof OPEN_VERSIONS)[number];

const SERVICE_ACCOUNT_PREFIX = "http://weixin.qq.com/q/";
const MAX_DEBUG_URLS = 5;

const path = z
  .string("path must be text such as pages/index/index")
  .min(1, "path is empty; write the mini program page to open, e.g. pages/index/index")
  .refine((value) => !value.startsWith("/"), 'path starts with "/"; write it without, e.g. pages/index/index')
  .refine((value) => !/\s/.test(value), "path contains a blank; remove it or write it as %20");

const published = z.boolean("published must be true or false").default(true);

const serviceAccountRule = z.strictObject({
  prefix: z
    .string()
    .regex(
      /^http:\/\/weixin\.qq\.com\/q\/[\x21-\x7e]+$/,
      `prefix has nothing usable after ${SERVICE_ACCOUNT_PREFIX}; write the whole text of the printed QR code`,
    ),
  appid: z
    .string(
      "appid is missing; a service-account rule needs the app id of the mini program to open, e.g. wxe5f52902cf4de896",
    )
    .regex(
      /^wx[0-9a-f]{16}$/,
      'appid is not an app id; write "wx" and 16 hexadecimal digits in lower case, e.g. wxe5f52902cf4de896',
    ),
  path,
  published,
});

const linkRule = z
  .strictObject({
    prefix: z.string().superRefine((value, context) => {
      const problem = linkPrefixProblem(value);
      if (problem) context.addIssue({ code: "custom", message: problem });
    }),
    path,
    permitSubRule: z.boolean("permitSubRule must be true or false").default(true),
    openVersion: z.enum(OPEN_VERSIONS, `openVersion must be one of ${OPEN_VERSIONS.join(", ")}`).default("release"),
    debugUrls: z
      .array(z.string("debugUrls must be a list of URLs"), "debugUrls must be a list of URLs")
      // Not max(): that also counts the letters of a text.
      .refine(
        (urls) => urls.length <= MAX_DEBUG_URLS,
        `debugUrls has more than ${MAX_DEBUG_URLS} URLs; WeChat takes at most ${MAX_DEBUG_URLS}`,
      )
      .default([]),
    published,
  })
  .superRefine((rule, context) => {
    for (const url of rule.debugUrls.filter((candidate) => !covers(rule.prefix, candidate))) {
      const message = `debugUrls has ${url}, which the prefix ${rule.prefix} does not cover; write full URLs under the prefix`;
      context.addIssue({ code: "custom", path: ["debugUrls"], message });
    }
  });

export const SERVICE_ACCOUNT_FIELDS = Object.keys(serviceAccountRule.shape) as (keyof ServiceAccountRule)[];
export const LINK_FIELDS = Object.keys(linkRule.shape) as (keyof LinkRule)[];

/** A rule for a service account's own parametric QR code. */
export type ServiceAccountRule = z.infer<typeof serviceAccountRule>;
/** A rule for an ordinary QR code: any http or https link of a domain you own. */
export type LinkRule = z.infer<typeof linkRule>;
/** A rule with every default filled in: the resource's inputs, and the shape in which live rules are read. */
export type Rule = ServiceAccountRule | LinkRule;

/** What is wrong with one field, as a sentence that also says what to write. */
export interface RuleProblem {
  property: string;
  reason: string;
}

export function isServiceAccountPrefix(prefix: string): boolean {
  return prefix.startsWith(SERVICE_ACCOUNT_PREFIX);
}

export function isServiceAccountRule(rule: Rule): rule is ServiceAccountRule {
  return isServiceAccountPrefix(rule.prefix);
}

/**
 * Checks what a user wrote and fills in the defaults.
 *
 * @param raw the fields as written; anything may be in it.
 * @param unknowns fields whose values are not known yet (outputs of resources that a preview has not made): not checked.
 */
export function parseRule(
  raw: Record<string, unknown>,
  unknowns: string[] = [],
): { rule?: Rule; problems: RuleProblem[] } {
  const { prefix } = raw;
  if (unknowns.includes("prefix")) return { problems: [] };
  if (typeof prefix !== "string" || prefix === "") {
    return {
      problems: [
        {
          property: "prefix",
          reason: "prefix is missing; write the text of the printed QR code, e.g. https://qr.example.com/shop/",
        },
      ],
    };
  }
  const result = (isServiceAccountPrefix(prefix) ? serviceAccountRule : linkRule).safeParse(raw);
  if (result.success) return { rule: result.data, problems: [] };
  const problems = result.error.issues
    .flatMap((issue) => problemsOf(issue, prefix))
    .filter(({ property }) => !unknowns.includes(property));
  return { problems };
}

/** True when WeChat would do the same for both, tester fields included; `published` aside. */
export function sameContent(a: Rule, b: Rule): boolean {
  return samePage(a, b) && sameTesting(a, b);
}

/** True when both open the same page of the same mini program. */
export function samePage(a: Rule, b: Rule): boolean {
  return a.prefix === b.prefix && a.path === b.path && sameAppid(a, b);
}

/** True when both open the same mini program. */
export function sameAppid(a: Rule, b: Rule): boolean {
  return appidOf(a) === appidOf(b);
}

export function sameRule(a: Rule, b: Rule): boolean {
  return sameContent(a, b) && a.published === b.published;
}

export function appidOf(rule: Rule): string | undefined {
  return isServiceAccountRule(rule) ? rule.appid : undefined;
}

/** A rule in a few words, for messages. */
export function describe(rule: Rule): string {
  const page = isServiceAccountRule(rule) ? `${rule.path} of ${rule.appid}` : rule.path;
  const testing = isServiceAccountRule(rule)
    ? ""
    : `, openVersion ${rule.openVersion}, permitSubRule ${rule.permitSubRule}, debugUrls [${rule.debugUrls.join(", ")}]`;
  return `${page} (${rule.published ? "published" : "not published"}${testing})`;
}

/**
 * WeChat's matching: protocol and host equal; a prefix that ends in "/" also matches everything below it, any other path only
 * itself; the query is compared as a prefix.
 */
export function covers(prefix: string, url: string): boolean {
  if (!URL.canParse(prefix) || !URL.canParse(url)) return false;
  const rule = new URL(prefix);
  const scanned = new URL(url);
  if (rule.protocol !== scanned.protocol || rule.host !== scanned.host) return false;
  if (rule.search) return rule.pathname === scanned.pathname && scanned.search.startsWith(rule.search);
  const hasSubPaths = prefix.endsWith("/");
  return hasSubPaths ? scanned.pathname.startsWith(rule.pathname) : rule.pathname === scanned.pathname;
}

function sameTesting(a: Rule, b: Rule): boolean {
  if (isServiceAccountRule(a) || isServiceAccountRule(b)) return true;
  return (
    a.permitSubRule === b.permitSubRule &&
    a.openVersion === b.openVersion &&
    a.debugUrls.length === b.debugUrls.length &&
    a.debugUrls.every((url, index) => url === b.debugUrls[index])
  );
}

function linkPrefixProblem(prefix: string): string | undefined {
  if (/[^\x21-\x7e]/.test(prefix))
    return "prefix has blanks or non-ASCII letters, which WeChat refuses; write them percent-encoded";
  if (!/^https?:\/\//.test(prefix) || !URL.canParse(prefix))
    return `prefix "${prefix}" is not a link; write it from http:// or https:// on`;
  const { hostname, hash } = new URL(prefix);
  if (hostname === "weixin.qq.com") {
    return `prefix "${prefix}" is not a service account's parametric QR code; those start with ${SERVICE_ACCOUNT_PREFIX}`;
  }
  if (hash) return `prefix has a fragment (${hash}), which WeChat never sees; remove it`;
  return undefined;
}

const otherFamily = new Map(
  Object.entries({
    appid:
      "appid belongs to service-account rules only (prefix http://weixin.qq.com/q/…); a link rule opens the mini program whose token is used: remove it",
    permitSubRule: "permitSubRule belongs to link rules only; remove it",
    openVersion: "openVersion belongs to link rules only; remove it",
    debugUrls: "debugUrls belongs to link rules only; remove it",
  }),
);

function problemsOf(issue: z.core.$ZodIssue, prefix: string): RuleProblem[] {
  if (issue.code !== "unrecognized_keys")
    return [{ property: String(issue.path[0] ?? "prefix"), reason: issue.message }];
  const fields: string[] = isServiceAccountPrefix(prefix) ? SERVICE_ACCOUNT_FIELDS : LINK_FIELDS;
  return issue.keys.map((property) => ({
    property,
    reason: otherFamily.get(property) ?? `${property} is not a field of a rule; the fields are ${fields.join(", ")}`,
  }));
}
