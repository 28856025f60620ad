import { z } from "zod";
import { codeFields, stackFields } from "../provider/rules/file-fields";
import { linkRule, serviceAccountRule } from "../provider/rules/rule-schema";
import { ACCOUNT_SETTINGS, SETTING_NAMES, SETTINGS, type SettingName } from "../provider/settings/table";

type Schema = Record<string, unknown>;

const DRAFT_7 = "http://json-schema.org/draft-07/schema#";
const SERVICE_ACCOUNT_PATTERN = "^http://weixin\\.qq\\.com/q/";

/** The JSON Schema of a rules file, for editors. What compares fields with each other is checked by the program alone. */
export function rulesFileSchema(): Schema {
  const rules = { type: "array", items: { $ref: "#/definitions/rule" } };
  return {
    $schema: DRAFT_7,
    title: "WeChat QR jump rules",
    description: "A list of rules, or the same list under rules.",
    if: { type: "array" },
    then: rules,
    else: {
      type: "object",
      properties: {
        rules: { ...rules, description: "The rules of this file." },
        account: {
          description:
            "The account of the rules in this file that name none: a name under wechat-qr-jump:accounts, or an app id.",
          type: "string",
          minLength: 1,
          examples: ["shop"],
        },
      },
      patternProperties: { "^x-": { description: "Whatever is shared by YAML anchors." } },
      required: ["rules"],
      additionalProperties: false,
    },
    definitions: definitions(),
  };
}

/** The JSON Schema of `Pulumi.<stack>.yaml`, for editors: keys of others are left alone. */
export function stackFileSchema(): Schema {
  const settings = SETTING_NAMES.map((name): [string, Schema] => [`wechat-qr-jump:${name}`, settingSchema(name)]);
  return {
    $schema: DRAFT_7,
    title: "A stack of WeChat QR jump rules",
    type: "object",
    properties: {
      config: {
        type: "object",
        properties: {
          "wechat-qr-jump:rules": {
            description: "The rules of the stack. What stands here and in rulesFiles belongs together.",
            type: "array",
            items: { $ref: "#/definitions/rule" },
          },
          "wechat-qr-jump:rulesFiles": {
            description:
              "Files of rules, relative to Pulumi.yaml: paths or globs. For more rules than stack config can hold (128 KiB). An entry that begins with ! leaves files out of the globs.",
            type: "array",
            items: { type: "string", minLength: 1 },
            examples: [["rules/*.yaml"]],
          },
          "wechat-qr-jump:accounts": {
            description:
              "Further accounts by name. What one lacks it takes from the settings of the stack, except credentials that serve one account alone.",
            type: "object",
            propertyNames: { pattern: "^(?!wx[0-9a-f]{16}$)[\\p{L}\\p{N}_-]+$" },
            additionalProperties: {
              type: "object",
              properties: Object.fromEntries(ACCOUNT_SETTINGS.map((name) => [name, settingSchema(name)])),
              additionalProperties: false,
            },
          },
          ...Object.fromEntries(settings),
        },
      },
    },
    definitions: {
      ...definitions(),
      secret: {
        description: 'What "pulumi config set --secret" writes.',
        type: "object",
        properties: { secure: { type: "string" } },
        required: ["secure"],
        additionalProperties: false,
      },
    },
  };
}

function settingSchema(name: SettingName): Schema {
  const { doc, schema } = SETTINGS[name];
  return { description: doc, anyOf: [schemaOf(schema), { $ref: "#/definitions/secret" }] };
}

function definitions(): Schema {
  return {
    rule: {
      type: "object",
      required: ["prefix"],
      properties: { prefix: { type: "string", minLength: 1 } },
      if: { properties: { prefix: { type: "string", pattern: SERVICE_ACCOUNT_PATTERN } } },
      then: { $ref: "#/definitions/serviceAccountRule" },
      else: { $ref: "#/definitions/linkRule" },
    },
    serviceAccountRule: {
      description: "A rule for a service account's own parametric QR code.",
      ...schemaOf(serviceAccountRule.extend(stackFields).extend(codeFields)),
    },
    linkRule: {
      description: "A rule for an ordinary QR code: any http or https link of a domain you own.",
      ...schemaOf(linkRule.extend(stackFields)),
    },
  };
}

function schemaOf(schema: z.ZodType): Schema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: "input", target: "draft-7" });
  return rest;
}
