import type { AccountSetup } from "../../emulator";
import { answerCall } from "../../emulator/answer-call";
import { readCall } from "../../emulator/call";
import { Controls } from "../../emulator/controls";
import type { Endpoint } from "../../emulator/endpoints";
import { accountCalls, linkRule, PLATFORM, postJson, useEmulator, type Answer } from "./test-client";
import { cpuTimeMs } from "../unit/cpu-time";

const appIdOf = (n: number): string => `wx${(0xa000000000000000n + BigInt(n)).toString(16)}`;
const prefixOf = (n: number, rule: number): string => `https://fleet.example/${n}/${rule}/`;
const range = (count: number): number[] => [...Array(count).keys()];

/** Accounts with a secret of their own and rules that occupy what is below them. */
function fleet(accounts: number, each: number): AccountSetup[] {
  const rule = { path: "pages/index", state: 2, permitSubRule: 2 } as const;
  return range(accounts).map((n) => ({
    account: appIdOf(n),
    secret: `secret-${n}`,
    rules: range(each).map((place) => ({ ...rule, prefix: prefixOf(n, place) })),
  }));
}

describe("many accounts in one run", () => {
  const emulator = useEmulator();

  test.each([
    [1_000, 2],
    [100, 10],
  ])(
    "%i with %i rules each, set up in one call: each has its token and its rules",
    async (accounts, each) => {
      await postJson(`${emulator().url}/__emulator/accounts`, fleet(accounts, each));
      const seen = await Promise.all(range(accounts).map((n) => seenBy(n)));
      expect(seen).toEqual(range(accounts).map((n) => range(each).map((place) => prefixOf(n, place))));
      expect(new Set(emulator().tokens()).size).toBe(accounts);
    },
    30_000,
  );

  async function seenBy(n: number): Promise<string[] | undefined> {
    const body = { grant_type: "client_credential", appid: appIdOf(n), secret: `secret-${n}` };
    const { access_token: token } = await postJson(`${emulator().url}/cgi-bin/stable_token`, body);
    return (await accountCalls(emulator(), token ?? "").get()).rule_list?.map(({ prefix }) => prefix);
  }
});

/** Calls without HTTP, so that only the emulator's own work takes time. */
function caller(controls: Controls, nowMs: () => number) {
  return async (endpoint: Endpoint, query: Record<string, string>, body: object): Promise<Answer> => {
    const call = readCall(nowMs(), endpoint, "POST", query, JSON.stringify(body));
    const outcome = await answerCall(controls.world, call);
    if (outcome.kind !== "text") throw new Error(`${endpoint} was not answered`);
    return typeof outcome.text === "string" ? (JSON.parse(outcome.text) as Answer) : {};
  };
}

// A search through all rules at each of these calls takes two minutes, and this takes three seconds.
test("the work for one account does not grow with the number of the others", async () => {
  let nowMs = Date.UTC(2026, 0, 15);
  const accounts = 5_000;
  const startedAt = cpuTimeMs();
  const controls = new Controls({ readLagMs: 5_000 }, () => nowMs);
  controls.putAccounts(fleet(accounts, 2));
  const call = caller(controls, () => nowMs);
  const component = { component_access_token: controls.issueComponentToken(PLATFORM) };
  let listed = 0;
  for (let offset = 0; offset < accounts; offset += 500) {
    const page = { component_appid: PLATFORM, offset, count: 500 };
    const answer = (await call("api_get_authorizer_list", component, page)) as Answer & { list: unknown[] };
    listed += answer.list.length;
  }
  expect(listed).toBe(accounts);
  for (const n of range(accounts)) {
    nowMs += 1;
    const appid = appIdOf(n);
    const asked = { grant_type: "client_credential", appid, secret: `secret-${n}` };
    const { access_token: token = "" } = await call("stable_token", {}, asked);
    const prefix = prefixOf(n, 2);
    const added = await call("qrcodejumpadd", { access_token: token }, linkRule({ prefix, permit_sub_rule: 2 }));
    const read = await call("qrcodejumpget", { access_token: token }, {});
    const code = await call("getwxacodeunlimit", { access_token: token }, { scene: "x" });
    const authorizer = { component_appid: PLATFORM, authorizer_appid: appid, authorizer_refresh_token: "" };
    const granted = await call("api_authorizer_token", component, authorizer);
    expect([added.errcode, read.rule_list?.length, code, granted.errcode]).toEqual([0, 2, {}, 61023]);
  }
  expect(controls.state().rules).toHaveLength(3 * accounts);
  // Nothing here waits, so Jest's own limit would not end it.
  expect(cpuTimeMs() - startedAt).toBeLessThan(15_000);
}, 300_000);
