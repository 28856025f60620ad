import * as z from "zod";
import { t } from "../text/message";

/** One setting `wechat-qr-jump:NAME`, which the environment variable `WECHAT_NAME` overrides. */
interface Setting<T> {
  /** What its value must be, with the default, if there is one. */
  schema: z.ZodType<T>;
  /** Converts the text from Pulumi's config or the environment to a value. */
  read: (text: string) => unknown;
  /** What to write, for errors. */
  expected: () => string;
  /** The same in a few words, for docs/settings.md. */
  kind: string;
  /** True if an error may show what was written. */
  mayBeShown: boolean;
  /** True if a stack's file must have it encrypted. */
  isSecret?: true;
  /** What it means, for the JSON Schema and docs/settings.md. */
  doc: string;
}

export const APP_ID = /^wx[0-9a-f]{16}$/;
const HTTP_URL = /^https?:\/\//;
/** One day. Node's timers end at about 24 days. */
const LONGEST_SECONDS = 86_400;

const isUrl = z
  .string()
  .regex(HTTP_URL)
  .refine((text) => URL.canParse(text));
/** Without the blanks and line ends that come with pasting. */
const asWritten = (text: string): unknown => text.trim();
const asNumber = (text: string): unknown => (text.trim() === "" ? NaN : Number(text));
const asFlag = (text: string): unknown =>
  new Map<unknown, unknown>([
    ["true", true],
    ["false", false],
  ]).get(text.trim()) ?? text;

/** `["a", "b"]` as Pulumi's config has a list, or `a,b` as an environment variable. A comma may be part of a prefix. */
function asPrefixes(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text.trim().split(/[\s,]+(?=https?:\/\/)/);
  }
}

const aText = { schema: z.string().optional(), read: asWritten, expected: () => t`a text`, kind: "text" };
const aUrl = { read: asWritten, expected: () => t`an http or https URL`, kind: "URL", mayBeShown: false };
const wholeFrom = (least: number) =>
  ({
    read: asNumber,
    expected: () => t`a whole number from ${least} on`,
    kind: "whole number",
    mayBeShown: true,
  }) as const;

const text = (doc: string): Setting<string | undefined> => ({ ...aText, mayBeShown: true, doc });
const command = (doc: string): Setting<string | undefined> => ({ ...aText, mayBeShown: false, doc });
const url = (doc: string): Setting<string | undefined> => ({ ...aUrl, schema: isUrl.optional(), doc });

/** Visible ASCII without quotes around it: a quote is pasted with a value, and WeChat would only call the value wrong. */
const BARE = /^(?!["'`])[!-~]+(?<!["'`])$/;

export function isBareSecret(value: string): boolean {
  return BARE.test(value);
}

function secret(doc: string): Setting<string | undefined> {
  const expected = (): string =>
    t`the bare value, without quotes around it and without blanks, line breaks or non-ASCII letters in it`;
  return { ...aText, schema: z.string().regex(BARE).optional(), expected, mayBeShown: false, isSecret: true, doc };
}

function appId(doc: string): Setting<string | undefined> {
  const schema = z.string().regex(APP_ID).optional();
  return { ...aText, schema, expected: () => t`"wx" and 16 hexadecimal digits`, mayBeShown: true, doc };
}

function whole(least: number, otherwise: number, doc: string): Setting<number> {
  return { ...wholeFrom(least), schema: z.number().int().min(least).default(otherwise), doc };
}

function seconds(otherwise: number, doc: string): Setting<number> {
  const schema = z.number().positive().max(LONGEST_SECONDS).default(otherwise);
  const expected = (): string => t`a number of seconds up to ${LONGEST_SECONDS}`;
  return { schema, read: asNumber, expected, kind: `number, at most ${LONGEST_SECONDS}`, mayBeShown: true, doc };
}

function oneOf<const T extends readonly [string, ...string[]]>(values: T, doc: string): Setting<T[number]> {
  const named = values.map((value) => `\`${value}\``);
  return {
    schema: z.enum(values).default(values[0]),
    read: asWritten,
    expected: () => t`one of ${values.join(", ")}`,
    kind: `${named.slice(0, -1).join(", ")} or ${named.at(-1)}`,
    mayBeShown: true,
    doc,
  };
}

function flag(doc: string): Setting<boolean> {
  const schema = z.boolean().default(false);
  return { schema, read: asFlag, expected: () => t`one of ${"false, true"}`, kind: "boolean", mayBeShown: true, doc };
}

/** Every setting except the lists of rules. No other place names them all. */
export const SETTINGS = {
  appId: appId("The account that owns the rules. Set it with every kind of credentials but a third-party platform's."),
  accessToken: secret("A token that lives long enough for the run."),
  accessTokenCommand: command(
    "A shell command that prints the current token (or WeChat's JSON with `access_token`) within 30 seconds. After that it is killed, with everything it started. It gets the app id as `WECHAT_TOKEN_APP_ID`. If `{appId}` is in it, which becomes the app id, it must serve every app id.",
  ),
  accessTokenUrl: url(
    "A URL that answers GET with the current token, or with WeChat's JSON. If `{appId}` is in it, which becomes the app id, it must serve every app id.",
  ),
  componentAppId: text("For third-party platforms: the platform's app id."),
  componentAccessToken: secret("For third-party platforms: the platform's current token. It lives two hours."),
  componentAccessTokenCommand: command(
    "For third-party platforms: a shell command that prints the platform's current token (or WeChat's JSON with `component_access_token`) within 30 seconds. It gets the platform's app id as `WECHAT_TOKEN_APP_ID`.",
  ),
  componentAccessTokenUrl: url(
    "For third-party platforms: a URL that answers GET with the platform's current token, or with WeChat's JSON.",
  ),
  authorizerAppId: text("For third-party platforms: the account that authorized the platform and owns the rules."),
  authorizerRefreshToken: secret(
    "For third-party platforms: the authorizer's refresh token. Without it and the next, it is taken from WeChat's list of authorizers.",
  ),
  authorizerRefreshTokens: text(
    "For third-party platforms: a YAML or JSON file with a map of app id → refresh token, relative to the folder of `Pulumi.yaml`. Keep it out of version control.",
  ),
  appSecret: secret(
    "The account's AppSecret. Needs `appId`. The token comes from `/cgi-bin/stable_token` and leaves other tokens valid.",
  ),
  onExisting: oneOf(
    ["adoptIdentical", "adopt", "fail"],
    "What to do if a new rule of the stack is already live. `adoptIdentical`: take it over if it is the same, else fail; if it only lacks its publish, publish it. `adopt`: change it to what the stack wants. `fail`: always fail.",
  ),
  onDrift: oneOf(
    ["warn", "heal", "fail"],
    "What to do if a rule of the stack was changed in WeChat and its code still opens something. `warn`: say so and leave it. `heal`: change it back. `fail`: refuse to run. Dead codes are always revived.",
  ),
  endpoint: {
    ...aUrl,
    schema: isUrl.default("https://api.weixin.qq.com"),
    doc: "An emulator or a proxy instead of WeChat.",
  } as Setting<string>,
  callsPerSecond: whole(
    1,
    5,
    "Calls a second to each endpoint. Once WeChat has refused a write with 44990, to all together.",
  ),
  callsPerMinute: whole(1, 200, "Calls a minute about service-account rules."),
  outlastSeconds: seconds(
    600,
    "How long passing faults are outlasted while a code is dark, from the delete of a changed page to its publish. In seconds.",
  ),
  timeoutSeconds: seconds(
    15,
    "How long one call may take, from the name look-up to the end of the answer. In seconds.",
  ),
  maxDeletes: {
    ...wholeFrom(0),
    schema: z.number().int().min(0).optional(),
    doc: "How many of the stack's rules one `up` may delete or unpublish. If you set it, an empty list is obeyed too, up to that number.",
  } as Setting<number | undefined>,
  allowDelete: {
    schema: z.array(z.string().regex(HTTP_URL)).optional(),
    read: asPrefixes,
    expected: () => t`a list of prefixes`,
    kind: "list of prefixes",
    mayBeShown: true,
    doc: "Rules that may be deleted or unpublished, by prefix. They do not count for `maxDeletes` and its default. In the environment with commas between them.",
  } as Setting<string[] | undefined>,
  allowOverBudget: flag(
    "Let an `up` begin that needs more publishes than are left this month. It publishes as many as it can. The other rules fail (886000) before anything of theirs is deleted.",
  ),
  allowShadowing: flag("Let an unpublished rule be added below a published one, whose codes it takes over."),
  onAccountFailure: oneOf(
    ["stop", "skip"],
    "What to do if one of several accounts cannot be used. `stop`: begin nothing and name every such account. `skip`: its rules stay exactly as they are, and the others go on. Deletes by `destroy` are never skipped.",
  ),
  checkPages: flag(
    "Ask WeChat at preview whether the pages of new and changed rules are in the mini program's released version, and warn of those that are not. Takes 5 seconds at most.",
  ),
  exportRules: flag(
    "Export the list of rules as the stack's output `rules`, by prefix. Pulumi prints it in every run, five lines a rule.",
  ),
};

export type SettingName = keyof typeof SETTINGS;
export type SettingValue<N extends SettingName> = z.output<(typeof SETTINGS)[N]["schema"]>;

export const SETTING_NAMES = Object.keys(SETTINGS) as SettingName[];

export function isSetting(name: string): name is SettingName {
  return Object.hasOwn(SETTINGS, name);
}

/** The other keys in the namespace that say which rules the stack has. */
export const RULE_LISTS = ["rules", "rulesFiles"] as const;

/** The key of the stack's further accounts: a map of names, each with settings of its own. */
export const ACCOUNTS = "accounts";

/** The settings that one of several accounts may have for itself. The others belong to the whole stack. */
export const ACCOUNT_SETTINGS = [
  "appId",
  "accessToken",
  "accessTokenCommand",
  "accessTokenUrl",
  "componentAppId",
  "componentAccessToken",
  "componentAccessTokenCommand",
  "componentAccessTokenUrl",
  "authorizerAppId",
  "authorizerRefreshToken",
  "authorizerRefreshTokens",
  "appSecret",
  "onExisting",
  "onDrift",
  "callsPerSecond",
  "callsPerMinute",
  "outlastSeconds",
  "timeoutSeconds",
] as const satisfies readonly SettingName[];

export function isAccountSetting(name: string): name is (typeof ACCOUNT_SETTINGS)[number] {
  return (ACCOUNT_SETTINGS as readonly string[]).includes(name);
}

/** `appSecret` → `WECHAT_APP_SECRET`, and for the account `shop` `WECHAT_SHOP_APP_SECRET`. */
export function environmentVariable(name: SettingName, account?: string): string {
  return account === undefined ? `WECHAT_${CAPITALS[name]}` : `WECHAT_${inCapitals(account)}_${CAPITALS[name]}`;
}

/** The environment variables of an account, one for each of {@link ACCOUNT_SETTINGS}. */
export function environmentVariables(account: string): string[] {
  const name = inCapitals(account);
  return ACCOUNT_SETTINGS.map((setting) => `WECHAT_${name}_${CAPITALS[setting]}`);
}

// Once: an account has a variable for each, and a stack may have a thousand accounts.
const CAPITALS = Object.fromEntries(SETTING_NAMES.map((name) => [name, inCapitals(name)])) as Record<
  SettingName,
  string
>;

/** `shopEast`, `shop-east` → `SHOP_EAST` */
function inCapitals(name: string): string {
  return name
    .replace(/(?<=[^A-Z_-])[A-Z]/g, (letter) => `_${letter}`)
    .replace(/-/g, "_")
    .toUpperCase();
}
