import * as z from "zod";
import { t } from "../text/message";
import { invisibleProblem, oddCharacterProblem } from "../text/odd-characters";
import { first, linkRule, serviceAccountRule, trueOrFalse } from "./rule-schema";

/** Joined emoji and several scripts have them. */
const JOINERS = /[\u200c\u200d]/g;

const mustBeName = { error: () => t`name must be text, the name of the Pulumi resource` };

const mustBeAccount = { error: () => t`account must be text, the name of an account or its app id` };

/** What a rule in a file may have besides its own fields. */
export const stackFields = {
  account: z
    .string(mustBeAccount)
    .min(1, mustBeAccount)
    .superRefine(first("account", oddCharacterProblem))
    .optional()
    .meta({
      description:
        "The account that the rule belongs to: a name under wechat-qr-jump:accounts, or an app id where the credentials serve any " +
        "account. By default the account of the stack's own settings, or the only one there is.",
      examples: ["shop"],
    }),
  name: z
    .string(mustBeName)
    .min(1, mustBeName)
    .superRefine(first("name", (field, text) => invisibleProblem(field, text.replace(JOINERS, ""))))
    .optional()
    .meta({
      description:
        "The name of the Pulumi resource, by default the prefix. With a name, another prefix is a replacement, the new rule first.",
      examples: ["shop-door"],
    }),
  protect: trueOrFalse("protect").default(false).meta({
    description: "Pulumi refuses to delete the rule. To remove it, set false, run up, then remove it.",
  }),
  retainOnDelete: trueOrFalse("retainOnDelete").default(false).meta({
    description:
      "The rule stays live in WeChat when it is removed from the stack. Takes effect once an up has run with it.",
  }),
};

export const MAX_SCENE = 64;

/** What a rule in a file may say of the code that `create-codes` made for it. Neither Pulumi nor WeChat is told. */
export const codeFields = {
  scene: z
    .string({ error: () => t`scene must be text` })
    .superRefine(first("scene", invisibleProblem))
    .refine((scene) => scene !== "" && [...scene].length <= MAX_SCENE, {
      error: () => t`scene must have 1 to ${MAX_SCENE} characters`,
    })
    .optional()
    .meta({
      description:
        "The scene of the code that create-codes made: what WeChat tells the service account when it is scanned.",
      minLength: 1,
      maxLength: MAX_SCENE,
      examples: ["door-17"],
    }),
  expires: z.iso
    .datetime({ offset: true, error: () => t`expires must be a time such as 2026-12-31T08:00:00Z` })
    .optional()
    .meta({
      description:
        "When the code stops working, if it is a temporary one. check and up warn of it from seven days before.",
      examples: ["2026-12-31T08:00:00Z"],
    }),
};

/** Every field that a rule in a file may have. */
export const RULE_FIELDS: readonly string[] = [
  ...new Set(
    [serviceAccountRule.shape, linkRule.shape, stackFields, codeFields].flatMap((fields) => Object.keys(fields)),
  ),
];
