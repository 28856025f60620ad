import { setMaxListeners } from "node:events";
import { until } from "../emulator/test-client";
import { TOKEN_ENDPOINTS, type AccountRule, type Emulator } from "../../emulator";
import { Reconciler } from "../../provider/reconcile/reconcile";
import { OPEN_VERSIONS, type LinkRule, type Rule, type ServiceAccountRule } from "../../provider/rules/rule";
import type { Credentials } from "../../provider/settings/credentials";
import type { OnExisting } from "../../provider/settings/settings";
import { WechatClient } from "../../provider/wechat/client";
import { WechatError } from "../../provider/wechat/errors";
import { Http } from "../../provider/wechat/http";
import { RateLimiter } from "../../provider/wechat/limits/rate-limit";
import { LiveRules } from "../../provider/wechat/live-rules";
import { TokenSource } from "../../provider/wechat/token";

export { until, useEmulator } from "../emulator/test-client";
export { quickMs, useQuickRetries, useTimeThatIsWaitedFor } from "./quick-time";

export const ACCOUNT = "wx0123456789abcdef";
export const SECRET = "emulator-secret";
export const SHOP = "wxe5f52902cf4de896";
export const CAFE = "wxe5f52902cf4de897";
export const LINK = "https://qr.example.com/shop/";
export const CODE = "http://weixin.qq.com/q/02P5KzM_xxxxx";

export function linkRule(changes: Partial<LinkRule> = {}): LinkRule {
  const tester = { permitSubRule: true, openVersion: "release", debugUrls: [] } as const;
  return { prefix: LINK, path: "pages/shop/index", published: true, ...tester, ...changes } as LinkRule;
}

export function serviceRule(changes: Partial<ServiceAccountRule> = {}): ServiceAccountRule {
  return { prefix: CODE, appid: SHOP, path: "pages/index/index", published: true, ...changes };
}

export interface SessionOptions {
  credentials?: Credentials;
  /** @default {@link ACCOUNT} */
  account?: string;
  /** The account's place among all accounts. @default 0 */
  order?: number;
  onExisting?: OnExisting;
  timeoutMs?: number;
  callsPerSecond?: number;
  callsPerMinute?: number;
  /** @default the emulator's */
  url?: string;
  outlastMs?: number;
  say?: (line: string) => void;
  signal?: AbortSignal;
  /** @default a program that looks in the end */
  leaveToProgram?: (rule: Rule) => boolean;
}

const never = new AbortController().signal;
setMaxListeners(0, never);

/** What one run of the provider has, with a token that needs no call. */
export function sessionOn(emulator: Emulator, options: SessionOptions = {}) {
  const { onExisting = "adoptIdentical", timeoutMs = 5_000, callsPerSecond = 1000, callsPerMinute = 10_000 } = options;
  const { outlastMs = 600_000, account = ACCOUNT, order = 0 } = options;
  const credentials = options.credentials ?? { kind: "accessToken", accessToken: emulator.issueToken(account) };
  const http = new Http(options.url ?? emulator.url, timeoutMs);
  const limiter = new RateLimiter(callsPerSecond, callsPerMinute);
  const client = new WechatClient(http, new TokenSource(credentials, http), limiter);
  const live = new LiveRules(client);
  const outlasting = { forMs: outlastMs, say: options.say ?? (() => undefined), signal: options.signal ?? never };
  const { leaveToProgram = () => true } = options;
  const reconciler = new Reconciler(client, live, onExisting, outlasting, leaveToProgram, order);
  return { client, limiter, live, reconciler };
}

/** A time-out that is short only where a fault is to run into it, so that a slow machine makes no faults of its own. */
export function timeoutMsFor({ kind }: { kind: string }): number {
  return kind === "timeout" ? 200 : 5_000;
}

type Request = [endpoint: string, body: unknown];

/** Every request the emulator got since the last reset, in the order in which it was done with them. */
export function requests(emulator: Emulator): Request[] {
  return emulator.calls().map(({ endpoint, body }) => [endpoint, body]);
}

/** The same, where a look that is repeated until writes had time to show counts once. */
export function course(emulator: Emulator): Request[] {
  const all = requests(emulator);
  return all.filter(([endpoint, body], index) => {
    const [before, its] = all[index - 1] ?? [];
    return endpoint !== "qrcodejumpget" || before !== endpoint || JSON.stringify(its) !== JSON.stringify(body);
  });
}

/** The requests that may change something. */
export function writes(emulator: Emulator): Request[] {
  const reads: string[] = ["qrcodejumpget", ...TOKEN_ENDPOINTS];
  return requests(emulator).filter(([endpoint]) => !reads.includes(endpoint));
}

/** Waits until every write that a fault has made late is applied, or is refused because it came too late. */
export async function untilNothingIsLate(emulator: Emulator): Promise<void> {
  await until(() => emulator.calls().every(({ fault, applied, errcode }) => !fault || applied || errcode));
}

export function times<T>(count: number, ...items: T[]): T[] {
  return Array.from({ length: count }, () => items).flat();
}

const isService = (rule: Rule): rule is ServiceAccountRule => "appid" in rule;

/** The requests as WeChat's documentation has them. */
export const wire = {
  add: (rule: Rule, isEdit = 0): Request => ["qrcodejumpadd", { ...fieldsOf(rule), is_edit: isEdit }],
  edit: (rule: Rule): Request => wire.add(rule, 1),
  publish: ({ prefix }: Rule): Request => ["qrcodejumppublish", { prefix }],
  delete: (rule: Rule): Request => [
    "qrcodejumpdelete",
    isService(rule) ? { prefix: rule.prefix, appid: rule.appid } : { prefix: rule.prefix },
  ],
  getLinks: ["qrcodejumpget", {}] as Request,
  getAll: (appid: string): Request => ["qrcodejumpget", { appid, get_type: 0 }],
  get: (appid: string, ...prefixes: string[]): Request => [
    "qrcodejumpget",
    { appid, get_type: 1, prefix_list: prefixes },
  ],
};

function fieldsOf(rule: Rule): object {
  if (isService(rule)) return { prefix: rule.prefix, appid: rule.appid, path: rule.path };
  return {
    prefix: rule.prefix,
    path: rule.path,
    permit_sub_rule: rule.permitSubRule ? 1 : 2,
    open_version: { development: 1, trial: 2, release: 3 }[rule.openVersion],
    debug_url: rule.debugUrls,
  };
}

/** Lets rules be live that nobody here has made. */
export function plant(emulator: Emulator, ...rules: Rule[]): void {
  plantIn(emulator, ACCOUNT, ...rules);
}

/** The same in any account. */
export function plantIn(emulator: Emulator, account: string, ...rules: Rule[]): void {
  emulator.putRules(
    rules.map((rule) => ({
      account,
      prefix: rule.prefix,
      path: rule.path,
      state: rule.published ? 2 : 1,
      ...(isService(rule)
        ? { appid: rule.appid }
        : {
            permitSubRule: rule.permitSubRule ? 1 : 2,
            openVersion: ({ development: 1, trial: 2, release: 3 } as const)[rule.openVersion],
            debugUrls: rule.debugUrls,
          }),
    })),
  );
}

/** The emulator's rules now, in our words. */
export function liveRules(emulator: Emulator): Rule[] {
  return emulator.state().rules.map(inOurWords);
}

/** The same, each with its account. */
export function ownedRules(emulator: Emulator): (Rule & { account: string })[] {
  return emulator.state().rules.map((rule) => ({ ...inOurWords(rule), account: rule.account }));
}

function inOurWords({ prefix, path, state, appid, permitSubRule, openVersion, debugUrls }: AccountRule): Rule {
  const common = { prefix, path, published: state === 2 };
  if (appid !== undefined) return { ...common, appid };
  return {
    ...common,
    permitSubRule: permitSubRule === 1,
    openVersion: OPEN_VERSIONS[(openVersion ?? 0) - 1] ?? "release",
    debugUrls: [...(debugUrls ?? [])],
  };
}

/** What work threw; fails when it did not throw. */
export async function errorOf(work: Promise<unknown>): Promise<Error> {
  const outcome = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (outcome instanceof Error) return outcome;
  throw new Error("nothing was thrown");
}

export async function wechatErrorOf(work: Promise<unknown>): Promise<WechatError> {
  const error = await errorOf(work);
  if (error instanceof WechatError) return error;
  throw new Error(`not a WechatError: ${error.stack}`);
}
