interface SettingDescription {
  description: string;
  type: "string" | "integer" | "number" | "boolean";
  [keyword: string]: unknown;
}

const appId = { type: "string", pattern: "^wx[0-9a-f]{16}$" } as const;

/** What an editor shows of each setting `wechat-qr-jump:SETTING` beside the rules. */
export const SETTING_DESCRIPTIONS: Record<string, SettingDescription> = {
  appId: { ...appId, description: "Whose rules these are: the app id of the service account or the mini program." },
  appSecret: { type: "string", description: 'The account\'s AppSecret; set it with "pulumi config set --secret".' },
  accessToken: { type: "string", description: "A token that lives long enough for the run." },
  accessTokenCommand: { type: "string", description: "A shell command that prints the current token within 30 s." },
  accessTokenUrl: { type: "string", pattern: "^https?://", description: "A URL that answers GET with the token." },
  authorizerRefreshToken: { type: "string", description: "Third-party platform: the authorizer's refresh token." },
  componentAppId: { type: "string", description: "Third-party platform: the platform's app id." },
  componentAccessToken: { type: "string", description: "Third-party platform: the platform's current token." },
  authorizerAppId: { type: "string", description: "Third-party platform: the account whose rules these are." },
  onExisting: {
    type: "string",
    enum: ["adoptIdentical", "adopt", "fail"],
    default: "adoptIdentical",
    description:
      "A new rule of the stack is already live. adoptIdentical: take it over if it is the same, else fail. adopt: change it to what the stack wants. fail: always fail.",
  },
  onDrift: {
    type: "string",
    enum: ["warn", "heal", "fail"],
    default: "warn",
    description:
      "A rule of the stack was changed in WeChat's console or by somebody else. warn: say so and leave it. heal: change it back. fail: refuse to run. Codes that are dead are always revived.",
  },
  endpoint: {
    type: "string",
    pattern: "^https?://",
    default: "https://api.weixin.qq.com",
    description: "Where WeChat is reached: an emulator or a proxy.",
  },
  callsPerSecond: { type: "integer", minimum: 1, default: 5, description: "Calls a second to each endpoint." },
  callsPerMinute: {
    type: "integer",
    minimum: 1,
    default: 200,
    description: "Calls a minute for service-account rules.",
  },
  outlastSeconds: {
    type: "number",
    exclusiveMinimum: 0,
    default: 600,
    description: "Seconds to outlast passing faults while a code is dark.",
  },
  timeoutSeconds: { type: "number", exclusiveMinimum: 0, default: 15, description: "Seconds to wait for one answer." },
  maxDeletes: {
    type: "integer",
    minimum: 0,
    description:
      "How many of the stack's rules one up may delete or take down (published: false). By default 30 % of 10 or more, any of fewer.",
  },
  allowShadowing: {
    type: "boolean",
    default: false,
    description: "Whether an unpublished rule may take codes from a published one.",
  },
  allowOverBudget: {
    type: "boolean",
    default: false,
    description:
      "Whether an up may begin that needs more publishes than are left this month; the rules beyond fail and stay as they are.",
  },
};
