import { z } from "zod";

/** One setting `wechat-qr-jump:NAME`, which `WECHAT_NAME` of the environment overrides. */
interface Setting<T> {
  /** What its value must be; has the default, where there is one. */
  schema: z.ZodType<T>;
  /** The value that a text stands for, as Pulumi's config and the environment have it. */
  read: (text: string) => unknown;
  /** What must be written, for the error. */
  expected: string;
  /** What is written may be shown. */
  mayBeShown: boolean;
  /** What it means, for the JSON Schema and docs/settings.md. */
  doc: string;
}

const APP_ID = /^wx[0-9a-f]{16}$/;
/** A day; Node's timers end at 24 of them. */
const LONGEST_SECONDS = 86_400;
const HTTP_URL = /^https?:\/\//;

const asWritten = (text: string): unknown => text;

function text<T extends z.ZodType>(
  schema: T,
  expected: string,
  mayBeShown: boolean,
  doc: string,
): Setting<z.output<T>> {
  return { schema: schema as z.ZodType<z.output<T>>, read: asWritten, expected, mayBeShown, doc };
}

const secret = (doc: string): Setting<string | undefined> => text(z.string().optional(), "a text", false, doc);
const url = (doc: string): Setting<string | undefined> =>
  text(
    z
      .string()
      .regex(HTTP_URL)
      .refine((written) => URL.canParse(written))
      .optional(),
    "an http or https URL",
    false,
    doc,
  );
const appId = (doc: string): Setting<string | undefined> =>
  text(z.string().regex(APP_ID).optional(), '"wx" and 16 hexadecimal digits', true, doc);

const asNumber = (text: string): unknown => (text.trim() === "" ? NaN : Number(text));

function number<T extends z.ZodType>(schema: T, expected: string, doc: string): Setting<z.output<T>> {
  return { schema: schema as z.ZodType<z.output<T>>, read: asNumber, expected, mayBeShown: true, doc };
}

const whole = (least: number, otherwise: number, doc: string): Setting<number> =>
  number(z.number().int().min(least).default(otherwise), `a whole number from ${least} on`, doc);
const seconds = (otherwise: number, doc: string): Setting<number> =>
  number(
    z.number().positive().max(LONGEST_SECONDS).default(otherwise),
    `a number of seconds up to ${LONGEST_SECONDS}`,
    doc,
  );

function oneOf<const T extends readonly [string, ...string[]]>(values: T, doc: string): Setting<T[number]> {
  return text(z.enum(values).default(values[0]), `one of ${values.join(", ")}`, true, doc);
}

function flag(doc: string): Setting<boolean> {
  const read = (written: string): unknown => (written === "true" ? true : written === "false" ? false : written);
  return { schema: z.boolean().default(false), read, expected: "one of false, true", mayBeShown: true, doc };
}

/** Every setting beside `rules` and `rulesFiles`: the one place that names them. */
export const SETTINGS = {
  appId: appId(
    "Whose rules these are: the app id of the service account or the mini program. Set it with every kind of credentials but a third party's.",
  ),
  accessToken: secret("A token that lives long enough for the run."),
  accessTokenCommand: secret(
    "A shell command that prints the current token (or WeChat's JSON with `access_token`) within 30 s; then it is killed with all that it started.",
  ),
  accessTokenUrl: url("A URL that answers GET with the current token, or with WeChat's JSON."),
  authorizerRefreshToken: secret("Third-party platform: the authorizer's refresh token; needs the next three."),
  componentAppId: text(z.string().optional(), "an app id", true, "Third-party platform: the platform's app id."),
  componentAccessToken: secret("Third-party platform: the platform's current token."),
  authorizerAppId: text(
    z.string().optional(),
    "an app id",
    true,
    "Third-party platform: the account that authorized it, whose rules these are.",
  ),
  appSecret: secret(
    "The account's AppSecret; needs `appId`. The token comes from `/cgi-bin/stable_token` and disturbs no other.",
  ),
  onExisting: oneOf(
    ["adoptIdentical", "adopt", "fail"],
    "A new rule of the stack is already live. `adoptIdentical`: take it over if it is the same, else fail; one that is only not yet published is published. `adopt`: change it to what the stack wants. `fail`: always fail.",
  ),
  onDrift: oneOf(
    ["warn", "heal", "fail"],
    "A rule of the stack was changed in WeChat, not by the stack, and its code still opens something. `warn`: say so and leave it. `heal`: change it back. `fail`: refuse to run. Dead codes are always revived.",
  ),
  endpoint: text(
    z
      .string()
      .regex(HTTP_URL)
      .refine((written) => URL.canParse(written))
      .default("https://api.weixin.qq.com"),
    "an http or https URL",
    false,
    "Where WeChat is reached: an emulator or a proxy.",
  ),
  callsPerSecond: whole(1, 5, "Calls a second to each endpoint; to all together once WeChat has answered 44990."),
  callsPerMinute: whole(1, 200, "Calls a minute about service-account rules."),
  outlastSeconds: seconds(
    600,
    "How long faults that may pass are outlasted while a code is dark: from the delete of a changed page to its publish.",
  ),
  timeoutSeconds: seconds(15, "How long one call may take, from the look-up of the name to the end of the answer."),
  maxDeletes: number(
    z.number().int().min(0).optional(),
    "a whole number from 0 on",
    "How many of the stack's rules one `up` may delete or take down (`published: false`). Without it 30 % of 10 or more rules, any of fewer. With it an empty list is obeyed too, up to that number.",
  ),
  allowOverBudget: flag(
    "Whether an `up` may begin that needs more publishes than are left this month: it publishes as many as it can; the rules beyond fail (886000) before anything of theirs is deleted.",
  ),
  allowShadowing: flag("Whether an unpublished rule may be added below a published one, whose codes it takes over."),
};

export type SettingName = keyof typeof SETTINGS;
export type SettingValue<N extends SettingName> = z.output<(typeof SETTINGS)[N]["schema"]>;

export const SETTING_NAMES = Object.keys(SETTINGS) as SettingName[];

export function isSetting(name: string): name is SettingName {
  return Object.hasOwn(SETTINGS, name);
}

/** What stands under the same namespace and is no setting. */
export const RULE_LISTS = ["rules", "rulesFiles"] as const;

/** `appSecret` → `WECHAT_APP_SECRET` */
export function environmentVariable(name: string): string {
  return `WECHAT_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}
