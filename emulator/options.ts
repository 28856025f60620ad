import { z } from "zod";

const appIds = z.array(z.string()).default([]);
/** Host names; one that starts with a dot stands for everything that ends in it. */
const hosts = z.array(z.string()).default([]);
/** A record of somebody else's, shown by the account's reads exactly as it is, after the rules; by those of one target's rules where an app id is given. */
const oddRecord = z.strictObject({ account: z.string(), appid: z.string().optional(), record: z.json() });
const count = z.int().nonnegative();

/** Everything about the emulator that may change while it runs. */
export const optionsSchema = z.strictObject({
  /** Whether 5 calls a second and `minuteLimit` are counted for each endpoint or over all rule endpoints of an account; `off` lifts both. */
  limit: z.enum(["per-endpoint", "per-account", "off"]).default("per-endpoint"),
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
  /** Life of a token, in seconds. */
  tokenTtlS: z.number().positive().default(7200),
  /** How long stable_token and api_authorizer_token still give out a token that has died, in milliseconds. */
  tokenStaleMs: count.default(0),
  /** Link rules an account may have. */
  linkRuleLimit: count.default(100),
  /** Adds ever, per account and target mini program. */
  serviceAddLimit: count.default(100_000),
  /** Hosts without an ICP filing (85076), besides those ending in `.no-icp.example`. */
  unfiledHosts: hosts,
  /** Hosts that do not serve the ownership file (85069), besides those ending in `.no-file.example`. */
  unownedHosts: hosts,
  /** Hosts that WeChat takes for no domain (85066), as it does with new top-level domains. */
  illegalHosts: hosts,
  /** Hosts on WeChat's black list (85070). */
  blacklistedHosts: hosts,
  /** Mini programs without a released version (85074 on publish). */
  unreleased: appIds,
  /** Accounts that are personal mini programs (85075). */
  personal: appIds,
  /** Accounts whose API is not granted (48001). */
  notGranted: appIds,
  /** Accounts or target mini programs that a third party may not touch (61007). */
  notGrantedToThirdParty: appIds,
  /** The caller always comes from 203.0.113.7: refused when a list is set that lacks it (40164, 61004 for third parties). */
  ipAllowList: z.array(z.string()).nullable().default(null),
  /** What deleting a rule that does not exist answers: `error` is 40097. */
  deleteMissing: z.enum(["ok", "error"]).default("error"),
  /** Whether a published rule refuses even a change of its tester fields (40097). */
  refuseTesterEdits: z.boolean().default(false),
  /** How old what a read shows is, in milliseconds: rules and publish quota. Writes are judged by what is there now. */
  readLagMs: count.default(0),
  /** Records that fit no rule: reads show and count them, writes know nothing of them. */
  oddRecords: z.array(oddRecord).default([]),
  /** Whether reads give numbers as strings, as older answers do. */
  numbersAsStrings: z.boolean().default(false),
});

export type Options = z.output<typeof optionsSchema>;
export type OptionsInput = z.input<typeof optionsSchema>;
/** A record that reads show beside the rules. */
export type OddRecord = z.output<typeof oddRecord>;
