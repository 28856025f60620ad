import * as z from "zod";
import { booleanMeant, closest } from "../text/did-you-mean";
import { t } from "../text/message";
import { oddCharacterProblem } from "../text/odd-characters";
import { LINK_PREFIX_PATTERN, linkPrefixProblem, SERVICE_ACCOUNT_PREFIX } from "./prefix";

/**
 * Who sees a link rule's mini program page while the rule is being tested through its `debugUrls`.
 * @see https://developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/qrcode-jump/qrcodeJumpAdd.html
 */
export const OPEN_VERSIONS = ["development", "trial", "release"] as const;
export type OpenVersion = (typeof OPEN_VERSIONS)[number];

export const MAX_DEBUG_URLS = 5;

type FindProblem = (field: string, text: string) => string | undefined;

/** Checks a text before its other checks, which do not run if it has a problem. */
export function first(field: string, find: FindProblem): (text: string, context: z.RefinementCtx<string>) => void {
  return (text, context) => {
    const message = find(field, text);
    if (message) context.addIssue({ code: "custom", message, continue: false });
  };
}

const path = z
  .string({ error: () => t`path must be text such as pages/index/index` })
  .superRefine(first("path", oddCharacterProblem))
  .min(1, { error: () => t`path is empty; write the mini program page to open, e.g. pages/index/index` })
  .regex(/^(?!\/)/, { error: () => t`path starts with "/"; write it without, e.g. pages/index/index` })
  .regex(/^(?!\?)/, { error: () => t`path has no page before "?"; write it, e.g. pages/index/index?id=3` })
  .regex(/^(?![a-z]+:\/\/)/, {
    error: () => t`path is a link; write a page of the mini program, e.g. pages/index/index`,
  })
  .regex(/^\S*$/, { error: () => t`path contains a blank; remove it or write it as %20` })
  .meta({
    description: "The mini program page to open, without a leading slash; may carry a query.",
    examples: ["pages/index/index", "pages/shop/index?id=3"],
  });

const published = trueOrFalse("published")
  .default(true)
  .meta({
    description:
      "Whether the rule works for everyone; otherwise only testers see it. Each publish uses one of about 100 a month. " +
      "true to false deletes the rule and adds it unpublished.",
  });

const PREFIX_DESCRIPTION =
  "The text of the printed QR code. http://weixin.qq.com/q/… makes it a service-account rule, any other http or https link of a " +
  "domain you own a link rule. A link that ends in / also matches everything below it, any other path only itself; a query is " +
  "compared as a prefix. ASCII only. Each only once in a stack.";

export const serviceAccountRule = z.strictObject({
  prefix: z
    .string()
    .superRefine(first("prefix", oddCharacterProblem))
    .regex(/^http:\/\/weixin\.qq\.com\/q\/[\x21-\x7e]+$/, {
      error: () =>
        t`prefix has nothing usable after ${SERVICE_ACCOUNT_PREFIX}; write the whole text of the printed QR code`,
    })
    .meta({ description: PREFIX_DESCRIPTION, examples: ["http://weixin.qq.com/q/02P5KzM_xxxxx"] }),
  appid: z
    .string({
      error: () =>
        t`appid is missing; a service-account rule needs the app id of the mini program to open, e.g. wxe5f52902cf4de896`,
    })
    .superRefine(first("appid", oddCharacterProblem))
    .regex(/^wx[0-9a-f]{16}$/, {
      error: ({ input }) =>
        /^gh_/.test(String(input))
          ? t`appid is not an app id but an original id (原始ID); write "wx" and 16 hexadecimal digits in lower case, e.g. wxe5f52902cf4de896`
          : t`appid is not an app id; write "wx" and 16 hexadecimal digits in lower case, e.g. wxe5f52902cf4de896`,
    })
    .meta({
      description: "The app id of the mini program to open: wx and 16 hexadecimal digits in lower case.",
      examples: ["wxe5f52902cf4de896"],
    }),
  path,
  published,
});

const mustBeListOfUrls = { error: () => t`debugUrls must be a list of URLs` };

export const linkRule = z.strictObject({
  prefix: z
    .string()
    .superRefine(first("prefix", (_, prefix) => linkPrefixProblem(prefix)))
    .meta({
      description: PREFIX_DESCRIPTION,
      pattern: LINK_PREFIX_PATTERN,
      examples: ["https://qr.example.com/shop/"],
    }),
  path,
  permitSubRule: trueOrFalse(
    "permitSubRule",
    new Map([
      [1, true],
      [2, false],
    ]),
  )
    .default(true)
    .meta({
      description:
        "Whether others may register longer prefixes below this one (WeChat's permit_sub_rule 1; false is its 2).",
    }),
  openVersion: z
    .enum(OPEN_VERSIONS, {
      error: ({ input }) => {
        const [known, meant] = [OPEN_VERSIONS.join(", "), openVersionMeant(input)];
        return meant
          ? t`openVersion must be one of ${known}; did you mean ${meant}?`
          : t`openVersion must be one of ${known}`;
      },
    })
    .default("release")
    .meta({ description: "The version of the mini program that the debugUrls open (WeChat's open_version 1, 2, 3)." }),
  debugUrls: z
    .array(z.string(mustBeListOfUrls).superRefine(first("debugUrls", oddCharacterProblem)), mustBeListOfUrls)
    // Not max(), which would also count the characters of a string.
    .refine((urls) => urls.length <= MAX_DEBUG_URLS, {
      error: () => t`debugUrls has more than ${MAX_DEBUG_URLS} URLs; WeChat takes at most ${MAX_DEBUG_URLS}`,
    })
    .default([])
    .meta({
      description: `At most ${MAX_DEBUG_URLS} full URLs under the prefix that work for testers before the rule is published.`,
      maxItems: MAX_DEBUG_URLS,
      examples: [["https://qr.example.com/shop/1"]],
    }),
  published,
});

/** A rule for a service account's own parametric QR code. */
export type ServiceAccountRule = z.infer<typeof serviceAccountRule>;
/** A rule for an ordinary QR code: any http or https link of a domain you own. */
export type LinkRule = z.infer<typeof linkRule>;
/** A rule with every default filled in: the resource's inputs, and the form in which live rules are read. */
export type Rule = ServiceAccountRule | LinkRule;

/** One rule of a program's own list, written as in a stack's YAML. */
export type RuleDeclaration = (z.input<typeof serviceAccountRule> | z.input<typeof linkRule>) & {
  /** The account that the rule belongs to: a name under `wechat-qr-jump:accounts`, or an app id. By default the stack's own. */
  account?: string;
  /** The name of the resource; by default the prefix. */
  name?: string;
  /** Pulumi refuses to delete the rule. */
  protect?: boolean;
  /** The rule stays live in WeChat when it is removed from the stack. */
  retainOnDelete?: boolean;
  /** The scene of a code that `create-codes` made. */
  scene?: string;
  /** When a temporary code stops working, e.g. `2026-12-31T08:00:00Z`. */
  expires?: string;
};

export function isServiceAccountPrefix(prefix: string): boolean {
  return prefix.startsWith(SERVICE_ACCOUNT_PREFIX);
}

export function isServiceAccountRule(rule: Rule): rule is ServiceAccountRule {
  return isServiceAccountPrefix(rule.prefix);
}

export function trueOrFalse(field: string, wechatNumbers = new Map<unknown, boolean>()): z.ZodBoolean {
  return z.boolean({
    error: ({ input }) => {
      const meant = booleanMeant(input) ?? wechatNumbers.get(input);
      return meant === undefined
        ? t`${field} must be true or false`
        : t`${field} must be true or false; did you mean ${meant}?`;
    },
  });
}

function openVersionMeant(written: unknown): string | undefined {
  if (typeof written !== "string" && typeof written !== "number") return undefined;
  const text = String(written).toLowerCase();
  const byNumber = OPEN_VERSIONS[Number(text) - 1];
  const byBeginning = OPEN_VERSIONS.find((version) => text.length >= 3 && version.startsWith(text));
  return byNumber ?? byBeginning ?? closest(text, OPEN_VERSIONS);
}
