import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Authorizer, Credentials } from "../../provider/settings/credentials";
import { PLATFORM } from "../emulator/test-client";
import { leaksIn } from "../reliability/leaks";
import { startServer, text, type ScriptedServer } from "./http-support";
import {
  ACCOUNT,
  errorOf,
  linkRule,
  liveRules,
  plant,
  sessionOn,
  until,
  useEmulator,
  useTimeThatIsWaitedFor,
  wire,
  writes,
} from "./support";

const now = useTimeThatIsWaitedFor();
const emulator = useEmulator({ now: () => Date.UTC(2026, 0, 15) + now() });

const old = linkRule({ path: "pages/old" });
const want = linkRule();

let folder: string;
let server: ScriptedServer;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "platform-"));
  server = await startServer();
  emulator().setOptions({ authorizers: [ACCOUNT] });
  plant(emulator(), old);
});
afterEach(async () => {
  rmSync(folder, { recursive: true });
  await server.close();
});

const file = () => join(folder, "tokens.yaml");
const writeTokens = () => writeFileSync(file(), `${ACCOUNT}: ${emulator().world.authorizers.refreshTokenOf(ACCOUNT)}`);

const authorizer = (refresh?: Authorizer["refresh"]): Credentials => ({
  kind: "authorizer",
  componentAppId: PLATFORM,
  component: { setting: "componentAccessToken", value: emulator().issueComponentToken(PLATFORM) },
  authorizerAppId: ACCOUNT,
  refresh,
});

/** Begins a change of the live rule, and does this to the account once the rule is deleted. */
async function swapWith(credentials: Credentials, behindItsBack: () => void, outlastMs = 600_000) {
  emulator().setFaults([{ kind: "hang", when: "after", latencyMs: 50, match: { endpoint: "qrcodejumpdelete" } }]);
  const { reconciler } = sessionOn(emulator(), { credentials, outlastMs });
  const change = reconciler.update([old], want);
  await Promise.race([until(() => liveRules(emulator()).length === 0), change]);
  behindItsBack();
  return { change };
}

/** The platform's own server, which hands the account's token out. */
async function tokenServer(): Promise<Credentials> {
  const answer = await fetch(
    `${emulator().url}/cgi-bin/component/api_authorizer_token?component_access_token=${emulator().issueComponentToken(PLATFORM)}`,
    {
      method: "POST",
      body: JSON.stringify({
        component_appid: PLATFORM,
        authorizer_appid: ACCOUNT,
        authorizer_refresh_token: emulator().world.authorizers.refreshTokenOf(ACCOUNT),
      }),
    },
  );
  server.answers = [text(((await answer.json()) as { authorizer_access_token: string }).authorizer_access_token)];
  return { kind: "accessTokenUrl", url: server.url };
}

const SOURCES: [string, () => Promise<Credentials>, () => Promise<unknown>][] = [
  ["the list of authorizers", async () => authorizer(), async () => undefined],
  [
    "a file that the platform keeps",
    async () => {
      writeTokens();
      return authorizer({ setting: "authorizerRefreshTokens", value: file() });
    },
    async () => writeTokens(),
  ],
  ["the platform's token server", tokenServer, tokenServer],
];

describe("an account that revokes while its code is dark, and authorizes again a minute later", () => {
  test.each(SOURCES.flatMap((source) => ([61003, 40001] as const).map((code) => [source[0], code, source] as const)))(
    "gets its code: the token comes from %s, the old one answers %i",
    async (_what, code, [, credentials, renew]) => {
      const { change } = await swapWith(await credentials(), () => emulator().revoke(ACCOUNT, code));
      await Promise.race([until(() => now() > 60_000), change]);
      expect(liveRules(emulator())).toEqual([]);
      emulator().authorize(ACCOUNT);
      await renew();
      await change;
      expect(liveRules(emulator())).toEqual([want]);
      expect(writes(emulator())).toEqual(
        expect.arrayContaining([wire.delete(old), wire.add(want), wire.publish(want)]),
      );
      expect(emulator().state().publishQuotaLeft).toBe(99);
    },
  );
});

describe("an account that revokes while its code is dark, and does not authorize again", () => {
  test.each<[string, Authorizer["refresh"], RegExp]>([
    ["the list", undefined, /it is not among the 0 accounts that authorized the platform: .*; let it authorize/],
    [
      "the setting",
      { setting: "authorizerRefreshToken", value: `refreshtoken@@@${ACCOUNT}` },
      /61003 the account has not authorized .*; let the account authorize the platform again/,
    ],
  ])("is waited for as long as is set, and the message says what is dark: %s", async (_how, refresh, why) => {
    const { change } = await swapWith(authorizer(refresh), () => emulator().revoke(ACCOUNT), 60_000);
    const error = await errorOf(change);
    const { message } = error;
    expect(now()).toBeGreaterThanOrEqual(60_000);
    expect(message).toMatch(why);
    expect(message).toMatch(
      new RegExp(
        `It was given up at .+ What WeChat serves for ${old.prefix} now could not be read; it may be nothing; run "pulumi up" again`,
      ),
    );
    expect(writes(emulator()).filter(([endpoint]) => endpoint === "qrcodejumpdelete")).toHaveLength(1);
    expect(leaksIn(emulator(), error)).toEqual([]);
  });

  test("gives its code to the next run once it has authorized again", async () => {
    const { change } = await swapWith(authorizer(), () => emulator().revoke(ACCOUNT), 5_000);
    await errorOf(change);
    emulator().authorize(ACCOUNT);
    await sessionOn(emulator(), { credentials: authorizer() }).reconciler.update([old], want);
    expect(liveRules(emulator())).toEqual([want]);
  });
});

test("an account that takes the permission set away ends the change at once, and the message names the sets and what is dark", async () => {
  const { change } = await swapWith(authorizer(), () => emulator().setOptions({ notGrantedToThirdParty: [ACCOUNT] }));
  const { message } = await errorOf(change);
  expect(now()).toBeLessThan(60_000);
  expect(message).toMatch(/61007 the third-party platform lacks permission set 3 or 18.* could not be read; it may be/);
});

test("an account that has revoked before a change loses nothing: it fails at once", async () => {
  emulator().revoke(ACCOUNT);
  const { message } = await errorOf(
    sessionOn(emulator(), { credentials: authorizer() }).reconciler.update([old], want),
  );
  expect(message).toContain("it is not among the 0 accounts");
  expect(now()).toBeLessThan(5_000);
  expect(liveRules(emulator())).toEqual([old]);
});

test("an account that revokes between the read and the delete loses nothing, and is not waited for", async () => {
  emulator().setFaults([
    { kind: "errcode", code: 61003, match: { endpoint: "qrcodejumpdelete" } },
    { kind: "errcode", code: 61003, match: { endpoint: "api_authorizer_token", nth: 2 }, times: 99 },
    { kind: "errcode", code: 61003, match: { endpoint: "api_authorizer_token", nth: 3 }, times: 99 },
  ]);
  const session = sessionOn(emulator(), { credentials: authorizer() });
  const { message } = await errorOf(session.reconciler.update([old], want));
  expect(message).toMatch(/: 61003 /);
  expect(now()).toBeLessThan(10_000);
  expect(liveRules(emulator())).toEqual([old]);
});
