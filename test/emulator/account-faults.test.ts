import type { Fault, FaultEffect, FaultKind } from "../../emulator";
import { FAULT_KINDS } from "../../emulator/fault-schema";
import { accountCalls, linkRule, OTHER_SHOP, PLATFORM, postJson, SECRET, SHOP, useEmulator } from "./test-client";

const LATE_MS = 60_000;

const emulator = useEmulator({ publishQuota: 10 });

/** One fault of every kind; none is over before the test is. */
const EFFECTS: { readonly [K in FaultKind]: FaultEffect & { readonly kind: K } } = {
  errcode: { kind: "errcode", code: -1 },
  timeout: { kind: "timeout" },
  reset: { kind: "reset" },
  html: { kind: "html" },
  truncated: { kind: "truncated" },
  http: { kind: "http" },
  json: { kind: "json", body: { code: 502 } },
  okButNotApplied: { kind: "okButNotApplied" },
  okLate: { kind: "okLate", lateMs: LATE_MS },
  misfit: { kind: "misfit", misfit: "noList" },
  tokenDies: { kind: "tokenDies" },
  quotaGone: { kind: "quotaGone", n: 10 },
  hang: { kind: "hang", latencyMs: LATE_MS },
};
const SILENT: readonly FaultKind[] = ["timeout", "hang"];

type Tokens = Record<string, string>;

interface Way {
  readonly endpoint: string;
  send(account: string, tokens: Tokens, signal: AbortSignal): Promise<Response>;
  /** What an answer has that no fault touched. */
  readonly answer: object;
}

const post = (path: string, body: object, signal: AbortSignal): Promise<Response> =>
  fetch(emulator().url + path, { method: "POST", body: JSON.stringify(body), signal });
const any = (): string => expect.any(String) as string;

const WAYS: readonly Way[] = [
  {
    endpoint: "qrcodejumpadd",
    send: (account, tokens, signal) =>
      post(
        `/cgi-bin/wxopen/qrcodejumpadd?access_token=${tokens[account]}`,
        linkRule({ prefix: urlOf(account) }),
        signal,
      ),
    answer: { errcode: 0 },
  },
  {
    endpoint: "qrcodejumpget",
    send: (account, tokens, signal) =>
      post(`/cgi-bin/wxopen/qrcodejumpget?access_token=${tokens[account]}`, {}, signal),
    answer: { errcode: 0, rule_list: [], qrcodejump_pub_quota: 10 },
  },
  {
    endpoint: "stable_token",
    send: (appid, _, signal) =>
      post("/cgi-bin/stable_token", { grant_type: "client_credential", appid, secret: SECRET }, signal),
    answer: { access_token: any() },
  },
  {
    endpoint: "token",
    send: (account, _, signal) =>
      fetch(`${emulator().url}/cgi-bin/token?grant_type=client_credential&appid=${account}&secret=${SECRET}`, {
        signal,
      }),
    answer: { access_token: any() },
  },
  {
    endpoint: "api_authorizer_token",
    send: (account, tokens, signal) => {
      const body = {
        component_appid: PLATFORM,
        authorizer_appid: account,
        authorizer_refresh_token: `refreshtoken@@@${account}`,
      };
      return post(`/cgi-bin/component/api_authorizer_token?component_access_token=${tokens[PLATFORM]}`, body, signal);
    },
    answer: { authorizer_access_token: any() },
  },
];

const urlOf = (account: string): string => `https://${account}.example/`;

function issueTokens(): Tokens {
  const tokens = Object.fromEntries([SHOP, OTHER_SHOP].map((account) => [account, emulator().issueToken(account)]));
  return { ...tokens, [PLATFORM]: emulator().issueComponentToken(PLATFORM) };
}

/** Sends a call for both accounts at once, lets the fault strike, and returns what the other account got. */
async function sendForBoth(kind: FaultKind, way: Way, tokens: Tokens): Promise<unknown> {
  const patience = new AbortController();
  const struck = way.send(SHOP, tokens, patience.signal).then((answer) => answer.text());
  const ended = struck.catch(() => undefined);
  const other: unknown = await (await way.send(OTHER_SHOP, tokens, AbortSignal.timeout(2_000))).json();
  if (SILENT.includes(kind)) {
    while (emulator().faultsPlayed().played === 0) await new Promise((resolve) => setImmediate(resolve));
    patience.abort();
  }
  await ended;
  return other;
}

function strikes(kind: FaultKind, endpoint: string): boolean {
  return kind !== "misfit" || endpoint === "qrcodejumpget";
}

const cases = FAULT_KINDS.flatMap((kind) => WAYS.map((way) => [kind, way.endpoint, way] as const));

describe("a fault for one account", () => {
  test.each(cases)("%s at %s leaves another account alone", async (kind, endpoint, way) => {
    const fault: Fault = { ...EFFECTS[kind], lastsMs: LATE_MS, match: { account: SHOP } };
    emulator().setFaults([fault]);
    const tokens = issueTokens();
    expect(await sendForBoth(kind, way, tokens)).toMatchObject(way.answer);
    expect(emulator().faultsPlayed().byKind).toEqual(strikes(kind, endpoint) ? { [kind]: 1 } : {});
    const logged = emulator().calls();
    expect(logged.find(({ account }) => account === OTHER_SHOP)).not.toHaveProperty("fault");
    const own = logged.find(({ account }) => account === SHOP);
    if (strikes(kind, endpoint) && !SILENT.includes(kind)) expect(own).toMatchObject({ endpoint, fault: kind });

    emulator().setFaults([]);
    const others = accountCalls(emulator(), tokens[OTHER_SHOP] ?? "");
    expect(await others.get()).toMatchObject({ errcode: 0, qrcodejump_pub_quota: 10 });
    const added = await others.add(linkRule({ prefix: urlOf(OTHER_SHOP) }));
    expect(added.errcode).toBe(endpoint === "qrcodejumpadd" ? 85071 : 0);
    expect(await others.publish(urlOf(OTHER_SHOP))).toMatchObject({ errcode: 0 });
    await expect(authorizerToken(tokens)).resolves.toHaveProperty("authorizer_access_token");
  });

  test.each(FAULT_KINDS)("by chance, %s too", async (kind) => {
    const kinds = [EFFECTS[kind]];
    emulator().setFaults([{ random: { seed: 1, probability: 1, kinds, match: { account: SHOP } } }]);
    const tokens = issueTokens();
    const way = WAYS[1] as Way;
    for (let n = 0; n < 3; n++)
      expect(await (await way.send(OTHER_SHOP, tokens, AbortSignal.timeout(2_000))).json()).toMatchObject(way.answer);
    expect(emulator().faultsPlayed().played).toBe(0);
    expect(await sendForBoth(kind, way, tokens)).toMatchObject(way.answer);
    expect(emulator().faultsPlayed().byKind).toEqual({ [kind]: 1 });
  });

  test("counts the calls of this account alone", async () => {
    emulator().setFaults([
      { kind: "errcode", code: -1, match: { account: SHOP, nth: 3 } },
      { kind: "errcode", code: 886001, match: { account: OTHER_SHOP, every: 2 }, times: 1 },
    ]);
    const [shop, other] = [SHOP, OTHER_SHOP].map((account) => accountCalls(emulator(), emulator().issueToken(account)));
    const answered: unknown[] = [];
    for (let n = 0; n < 4; n++) answered.push([(await shop?.get())?.errcode, (await other?.get())?.errcode]);
    expect(answered).toEqual([
      [0, 0],
      [0, 886001],
      [-1, 0],
      [0, 0],
    ]);
  });

  test("must name an app id", () => {
    expect(() => emulator().setFaults([{ kind: "reset", match: { account: "shop" } }])).toThrow("not an app id");
  });
});

describe("a fault for a platform", () => {
  const list = async (tokens: Tokens): Promise<unknown> =>
    postJson(`${emulator().url}/cgi-bin/component/api_get_authorizer_list?component_access_token=${tokens[PLATFORM]}`, {
      component_appid: PLATFORM,
      offset: 0,
      count: 10,
    });

  test("strikes its own calls, and not those for its authorizers", async () => {
    emulator().setFaults([{ kind: "errcode", code: -1, match: { account: PLATFORM }, times: 9 }]);
    const tokens = issueTokens();
    expect(await list(tokens)).toMatchObject({ errcode: -1 });
    const body = { component_appid: PLATFORM, component_appsecret: SECRET, component_verify_ticket: "t" };
    expect(await postJson(`${emulator().url}/cgi-bin/component/api_component_token`, body)).toMatchObject({
      errcode: -1,
    });
    expect(await authorizerToken(tokens)).toHaveProperty("authorizer_access_token");
  });

  test("ends the platform's token and no authorizer's", async () => {
    const tokens = issueTokens();
    const { authorizer_access_token: token } = (await authorizerToken(tokens)) as Record<string, string>;
    emulator().setFaults([{ kind: "tokenDies", match: { account: PLATFORM } }]);
    expect(await list(tokens)).toMatchObject({ errcode: 40001 });
    expect(await list(tokens)).toMatchObject({ errcode: 40001 });
    expect(await authorizerToken(tokens)).toMatchObject({ errcode: 40001 });
    expect(await accountCalls(emulator(), token ?? "").get()).toMatchObject({ errcode: 0 });
  });
});

/** A platform's token for the other account. */
function authorizerToken(tokens: Tokens): Promise<unknown> {
  return postJson(
    `${emulator().url}/cgi-bin/component/api_authorizer_token?component_access_token=${tokens[PLATFORM]}`,
    {
      component_appid: PLATFORM,
      authorizer_appid: OTHER_SHOP,
      authorizer_refresh_token: `refreshtoken@@@${OTHER_SHOP}`,
    },
  );
}
