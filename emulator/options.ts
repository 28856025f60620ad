import { z } from "zod";
import { isAppId } from "./rule-fields";

export const appId = z.string().refine(isAppId, { error: "not an app id" });

const appIds = z.array(z.string()).default([]);
/** Host names; one that starts with a dot matches everything that ends with it. */
const hosts = z.array(z.string()).default([]);
/** Someone else's record, shown unchanged after the account's rules. With an app id, only reads of that target show it. */
const oddRecord = z.strictObject({ account: z.string(), appid: z.string().optional(), record: z.json() });
const count = z.int().nonnegative();

/** Everything about the emulator that may change while it runs. */
export const optionsSchema = z.strictObject({
  /** Whether `secondLimit` and `minuteLimit` apply per endpoint or across all of an account's rule endpoints; `off` lifts all limits. */
  limit: z.enum(["per-endpoint", "per-account", "off"]).default("per-endpoint"),
  /** Calls of the rule endpoints in any second. */
  secondLimit: count.default(5),
  /** Calls about service-account rules in any 60 seconds. */
  minuteLimit: count.default(200),
  /** Publishes a month, per account. */
  publishQuota: count.default(100),
  /** The secret of every account and of every third-party platform. */
  secret: z.string().min(1).default("emulator-secret"),
  /** Delay of every answer, in milliseconds. */
  latencyMs: count.default(0),
  /** A random delay of up to this many milliseconds on top of `latencyMs`. */
  jitterMs: count.default(0),
  /** Lifetime of a token, in seconds. */
  tokenTtlS: z.number().positive().default(7200),
  /** How long stable_token and api_authorizer_token still return a token that has died, in milliseconds. */
  tokenStaleMs: count.default(0),
  /** Link rules an account may have. */
  linkRuleLimit: count.default(100),
  /** Adds ever, per account and target mini program. */
  serviceAddLimit: count.default(100_000),
  /** Hosts without an ICP filing (85076), besides those ending in `.no-icp.example`. */
  unfiledHosts: hosts,
  /** Hosts that do not serve the ownership file (85069), besides those ending in `.no-file.example`. */
  unownedHosts: hosts,
  /** Hosts that WeChat does not accept as domains (85066), as with new top-level domains. */
  illegalHosts: hosts,
  /** Hosts on WeChat's black list (85070). */
  blacklistedHosts: hosts,
  /**
   * The pages of released versions, by mini program, e.g. `pages/index/index`; any other page of it is 41030. A mini program that
   * is not named here has every page.
   */
  pages: z.record(z.string(), z.array(z.string())).default({}),
  /** Codes that a mini program may make in any 60 seconds (45009). */
  codeLimit: count.default(5_000),
  /** Permanent parametric codes that a service account may ever have (45029). */
  permanentCodeLimit: count.default(100_000),
  /** True if the same scene gets the same parametric code again, which is not documented; otherwise it gets another. */
  sameSceneSameUrl: z.boolean().default(false),
  /** Accounts that are service accounts and so have no pages (48001), besides those with service-account rules. */
  serviceAccounts: appIds,
  /** Mini programs without a released version (85074 on publish, 41030 for every page). */
  unreleased: appIds,
  /** Accounts that are personal mini programs (85075). */
  personal: appIds,
  /**
   * Accounts that had authorized third-party platforms at the start, in the order of `api_get_authorizer_list`. By default every
   * account has, and the list shows those seen so far.
   */
  authorizers: z.array(z.string()).nullable().default(null),
  /**
   * Authorizers that the list shows with an empty refresh token.
   * @see https://developers.weixin.qq.com/doc/knowledge/07e2d7fc2d6a1edf.html
   */
  listedWithoutToken: appIds,
  /** True if each `api_authorizer_token` answers a new refresh token and the one before is dead, which is not documented. */
  rotateRefreshTokens: z.boolean().default(false),
  /** Accounts that may not use the API (48001). */
  notGranted: appIds,
  /** Accounts or target mini programs that a third party may not touch (61007). */
  notGrantedToThirdParty: appIds,
  /** The caller's address is always 203.0.113.7. It is refused if a list is set that lacks it (40164; 61004 for third parties). */
  ipAllowList: z.array(z.string()).nullable().default(null),
  /** The answer to deleting a rule that does not exist: `error` is 40097. */
  deleteMissing: z.enum(["ok", "error"]).default("error"),
  /** True if a published rule refuses even a change of its tester fields (40097). */
  refuseTesterEdits: z.boolean().default(false),
  /** How far reads lag, in milliseconds, for rules and publish quota. Writes are judged by the current state. */
  readLagMs: count.default(0),
  /** Records that are not rules: reads show and count them, writes ignore them. */
  oddRecords: z.array(oddRecord).default([]),
  /** True if reads give numbers as strings, as older answers do. */
  numbersAsStrings: z.boolean().default(false),
});

const { shape } = optionsSchema;

/** What one account may have otherwise than all others. */
export const accountOptionsSchema = z.strictObject({
  limit: shape.limit.unwrap().exactOptional(),
  secondLimit: shape.secondLimit.unwrap().exactOptional(),
  minuteLimit: shape.minuteLimit.unwrap().exactOptional(),
  publishQuota: shape.publishQuota.unwrap().exactOptional(),
  secret: shape.secret.unwrap().exactOptional(),
  latencyMs: shape.latencyMs.unwrap().exactOptional(),
  jitterMs: shape.jitterMs.unwrap().exactOptional(),
  tokenTtlS: shape.tokenTtlS.unwrap().exactOptional(),
  tokenStaleMs: shape.tokenStaleMs.unwrap().exactOptional(),
  linkRuleLimit: shape.linkRuleLimit.unwrap().exactOptional(),
  serviceAddLimit: shape.serviceAddLimit.unwrap().exactOptional(),
  codeLimit: shape.codeLimit.unwrap().exactOptional(),
  permanentCodeLimit: shape.permanentCodeLimit.unwrap().exactOptional(),
  /** The list of the account, which says nothing about third parties: the platform has its own. */
  ipAllowList: shape.ipAllowList.unwrap().exactOptional(),
  readLagMs: shape.readLagMs.unwrap().exactOptional(),
});

export type AccountOptions = z.output<typeof accountOptionsSchema>;
export type Options = z.output<typeof optionsSchema>;
export type OptionsInput = z.input<typeof optionsSchema>;
/** A record that reads show besides the rules. */
export type OddRecord = z.output<typeof oddRecord>;
