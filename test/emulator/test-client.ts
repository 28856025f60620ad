import { startEmulator, type Emulator, type StartOptions } from "../../emulator";

export const SHOP = "wx00000000000000a1";
export const OTHER_SHOP = "wx00000000000000a2";
export const TARGET = "wxe5f52902cf4de896";
export const OTHER_TARGET = "wxe5f52902cf4de897";
export const PLATFORM = "wx00000000000000c1";
export const SECRET = "emulator-secret";

export const LINK = "https://shop.example/a/";
export const CODE = "http://weixin.qq.com/q/02P5KzM_xxxxx";

export interface WireRule {
  prefix: string;
  path: string;
  state: number | string;
  permit_sub_rule?: number | string;
  open_version?: number | string;
  debug_url?: string[];
}

/** What any answer may carry. */
export interface Answer {
  errcode?: number;
  errmsg?: string;
  access_token?: string;
  expires_in?: number;
  component_access_token?: string;
  authorizer_access_token?: string;
  authorizer_refresh_token?: string;
  rule_list?: WireRule[];
  qrcodejump_open?: number | string;
  list_size?: number | string;
  qrcodejump_pub_quota?: number | string;
  total_count?: number | string;
  file_name?: string;
  file_content?: string;
}

export async function postJson(url: string, body: unknown): Promise<Answer> {
  const response = await fetch(url, { method: "POST", body: typeof body === "string" ? body : JSON.stringify(body) });
  expect(response.status).toBe(200);
  return (await response.json()) as Answer;
}

/** One emulator for the tests of a file, fresh before each of them. */
export function useEmulator(options: StartOptions = {}): () => Emulator {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startEmulator({ limit: "off", ...options });
  });
  afterAll(() => emulator.close());
  beforeEach(() => emulator.reset());
  return () => emulator;
}

/** {@link accountCalls}, with a token of its own in each test. */
export function useAccount(emulator: () => Emulator, account = SHOP): () => ReturnType<typeof accountCalls> {
  let calls: ReturnType<typeof accountCalls>;
  beforeEach(() => {
    calls = accountCalls(emulator(), emulator().issueToken(account));
  });
  return () => calls;
}

/** Calls the rule endpoints as one account does. */
export function accountCalls(emulator: Emulator, token: string) {
  const call = (endpoint: string, body: unknown): Promise<Answer> =>
    postJson(`${emulator.url}/cgi-bin/wxopen/${endpoint}?access_token=${token}`, body);
  return {
    add: (body: unknown) => call("qrcodejumpadd", body),
    publish: (prefix: unknown) => call("qrcodejumppublish", { prefix }),
    get: (body: unknown = {}) => call("qrcodejumpget", body),
    remove: (body: unknown) => call("qrcodejumpdelete", body),
    download: () => call("qrcodejumpdownload", {}),
  };
}

export function linkRule(changes: Record<string, unknown> = {}): Record<string, unknown> {
  const fields = { prefix: LINK, path: "pages/index/index", permit_sub_rule: 1, open_version: 3, debug_url: [] };
  return { ...fields, is_edit: 0, ...changes };
}

export function serviceRule(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return { prefix: CODE, appid: TARGET, path: "pages/index/index", is_edit: 0, ...changes };
}

/** Waits until something is so that the emulator does in its own time. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}
