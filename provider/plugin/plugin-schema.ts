import * as z from "zod";
import { codeFields, stackFields } from "../rules/file-fields";
import { linkRule, serviceAccountRule } from "../rules/rule-schema";
import { NAMESPACE } from "../settings/source";
import { ACCOUNT_SETTINGS, ACCOUNTS, SETTING_NAMES, SETTINGS, type SettingName } from "../settings/table";
import { ARGUMENTS } from "./functions";
import { isOfPlugin } from "./provider-arguments";
import { RULE_SET_TYPE } from "./rule-sets";

type Schema = Record<string, unknown>;

/** The type of the resource, in every language. */
export const RULE_TYPE = `${NAMESPACE}:index:QrCodeJumpRule`;
const ACCOUNT_TYPE = `${NAMESPACE}:index:Account`;
/** The type of the same rule as a dynamic resource: a stack that has it keeps it. */
const DYNAMIC_TYPE = "pulumi-nodejs:dynamic/wechat:QrCodeJumpRule";

/** A rule as a rule set has it. */
const DECLARED_RULE_TYPE = `${NAMESPACE}:index:DeclaredRule`;
const LIVE_RULE_TYPE = `${NAMESPACE}:index:Rule`;

const RULE = { ...serviceAccountRule.shape, ...linkRule.shape, account: stackFields.account };
const REQUIRED = ["path", "prefix"];

/**
 * What Pulumi is told about the plugin: SDKs are generated from it. It has no defaults: an SDK would send those of one kind of rule
 * for the other kind too. Check fills them in.
 */
export function pluginSchema(version: string): Schema {
  const settings = { ...propertiesOf(SETTING_NAMES), [ACCOUNTS]: accounts() };
  const rule = typesOf(RULE);
  const { account: _, ...live } = rule;
  return {
    name: NAMESPACE,
    version,
    displayName: "WeChat QR jump rules",
    description: "WeChat QR-code jump rules as Pulumi resources",
    keywords: ["pulumi", "wechat", "weixin", "qr code", "category/cloud"],
    license: "Apache-2.0",
    // For SDKs with their version and, in Go, their module.
    meta: { supportPack: true },
    config: { variables: settings },
    provider: { description: "The accounts that the rules belong to.", inputProperties: settings },
    types: {
      [ACCOUNT_TYPE]: {
        type: "object",
        description:
          "One of several accounts. What it lacks it takes from the provider, except credentials of one account.",
        properties: propertiesOf(ACCOUNT_SETTINGS),
        required: ["appId"],
      },
      [LIVE_RULE_TYPE]: {
        type: "object",
        description: "A rule as it is live.",
        properties: live,
        required: [...REQUIRED, "published"],
      },
      [DECLARED_RULE_TYPE]: {
        type: "object",
        description: "A rule of a list, with what a rule in a file may have.",
        properties: { ...rule, ...typesOf(stackFields), ...typesOf(codeFields) },
        required: REQUIRED,
      },
    },
    resources: {
      [RULE_SET_TYPE]: {
        isComponent: true,
        description:
          "All rules of an account, or of several, in one list. The guards look at the list before any of its rules is changed.",
        inputProperties: {
          rules: {
            type: "array",
            items: { $ref: `#/types/${DECLARED_RULE_TYPE}` },
            description: "The rules. One that is no longer in the list is deleted in WeChat.",
          },
        },
        requiredInputs: ["rules"],
        properties: {
          ruleCount: { type: "integer", description: "How many rules the list has." },
          publishedCount: { type: "integer", description: "How many of them are published." },
          skippedAccounts: {
            type: "array",
            items: { type: "string" },
            description: "The accounts that were left out because they cannot be used (onAccountFailure: skip).",
          },
        },
        required: ["ruleCount"],
      },
      [RULE_TYPE]: {
        description:
          'A rule "whoever scans this QR code with WeChat lands on this page of this mini program". Its import id is the prefix, ' +
          "for a service-account rule APPID,PREFIX.",
        inputProperties: rule,
        requiredInputs: REQUIRED,
        properties: rule,
        required: [...REQUIRED, "published"],
        aliases: [{ type: DYNAMIC_TYPE }],
      },
    },
    functions: {
      [`${NAMESPACE}:index:getRules`]: {
        description: "The rules that are live in an account, whoever made them.",
        ...signature({ rules: { type: "array", items: { $ref: `#/types/${LIVE_RULE_TYPE}` } } }),
      },
      [`${NAMESPACE}:index:getPublishQuota`]: {
        description: "How many publishes an account has left this month.",
        ...signature({ left: { type: "integer" } }),
      },
    },
  };
}

function signature(outputs: Record<string, Schema>): Schema {
  return {
    inputs: { type: "object", properties: typesOf(ARGUMENTS) },
    outputs: { type: "object", properties: outputs, required: Object.keys(outputs) },
  };
}

function typesOf(fields: Record<string, z.ZodType>): Record<string, Schema> {
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, typeOf(field)]));
}

function propertiesOf(names: readonly SettingName[]): Record<string, Schema> {
  return Object.fromEntries(
    names.filter(isOfPlugin).map((name) => {
      const { schema, doc, isSecret } = SETTINGS[name];
      return [name, { ...typeOf(schema), description: doc, ...(isSecret && { secret: true }) }];
    }),
  );
}

function accounts(): Schema {
  return {
    type: "object",
    additionalProperties: { $ref: `#/types/${ACCOUNT_TYPE}` },
    description: "Further accounts by name.",
    secret: true,
  };
}

/** A field's type and description. Pulumi's schema has neither patterns nor limits; Check keeps them. */
function typeOf(field: z.ZodType): Schema {
  const { type, items, description } = z.toJSONSchema(field, { io: "input", unrepresentable: "any" }) as Schema;
  return {
    type,
    ...(items !== undefined && { items: { type: (items as Schema)["type"] } }),
    ...(description !== undefined && { description }),
  };
}
