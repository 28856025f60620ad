import { openedPages } from "../../provider/rules/opened-pages";
import type { Rule } from "../../provider/rules/rule";
import { readSettings, type Settings } from "../../provider/settings/settings";
import { lookAtNewPages } from "../../provider/stack-program/new-pages";
import { openAccount } from "../../provider/wechat/account";
import { lookAtPages, unseenNotes } from "../../provider/wechat/page-look";
import { json, startServer, type ScriptedServer } from "./http-support";
import { ACCOUNT, CAFE, CODE, LINK, linkRule, requests, SECRET, serviceRule, SHOP, useEmulator } from "./support";

const emulator = useEmulator();

function settingsWith(config: Record<string, string> = {}): Settings {
  const all: Record<string, string> = { endpoint: emulator().url, callsPerSecond: "1000", appId: ACCOUNT, ...config };
  return readSettings((key) => all[key.replace("wechat-qr-jump:", "")], {});
}

const withSecret = (config = {}): Settings => settingsWith({ appSecret: SECRET, ...config });

function look(rules: Rule[], settings = withSecret(), withinMs?: number) {
  const pages = openedPages(rules.map((args) => ({ args })));
  const { client } = openAccount(settings);
  return lookAtPages(pages, { settings, client, ...(withinMs !== undefined && { withinMs }) });
}

const link = (n: number, path: string, published = true): Rule => linkRule({ prefix: `${LINK}${n}`, path, published });
const code = (n: number, path: string, appid: string): Rule => serviceRule({ prefix: `${CODE}${n}`, path, appid });
const asked = (): unknown[] =>
  requests(emulator()).flatMap(([endpoint, body]) =>
    endpoint === "getwxacodeunlimit" ? [(body as { page: unknown }).page] : [],
  );

describe("the pages that rules open", () => {
  test("are without query and slash, once for each mini program, and only those of published rules", () => {
    const rules = [
      link(1, "pages/a/a?id=1"),
      link(2, "/pages/a/a"),
      link(3, "pages/b/b", false),
      code(4, "pages/a/a?id=1?x", SHOP),
      code(5, "pages/a/a", CAFE),
      code(6, "pages/a/a", SHOP),
    ];
    const pages = openedPages(rules.map((args) => ({ args })));
    expect(pages.map(({ rules: its, ...page }) => [page, its.map(({ args }) => args.prefix)])).toEqual([
      [{ page: "pages/a/a", appid: undefined }, [`${LINK}1`, `${LINK}2`]],
      [{ page: "pages/a/a", appid: SHOP }, [`${CODE}4`, `${CODE}6`]],
      [{ page: "pages/a/a", appid: CAFE }, [`${CODE}5`]],
    ]);
  });
});

describe("a look at pages", () => {
  test("asks once for each page and tells those that are missing", async () => {
    emulator().setOptions({ pages: { [ACCOUNT]: ["pages/a/a"] } });
    const { missing, unseen } = await look([
      link(1, "pages/a/a?id=1"),
      link(2, "pages/a/a?id=2"),
      link(3, "pages/b/b?id=3"),
    ]);
    expect(missing.map(({ page }) => page)).toEqual(["pages/b/b"]);
    expect(unseen).toEqual([]);
    expect(asked().sort()).toEqual(["pages/a/a", "pages/b/b"]);
  });

  test("asks nothing, not even for a token, where there are no pages", async () => {
    expect(await look([link(1, "pages/a/a", false)])).toEqual({ missing: [], unseen: [] });
    expect(requests(emulator())).toEqual([]);
  });

  test.each([45009, 45029, 48001, 77777])("stops at %i, and says of all other pages why", async (errcode) => {
    emulator().setFaults([{ kind: "errcode", code: errcode, match: { endpoint: "getwxacodeunlimit" }, times: 99 }]);
    const { missing, unseen } = await look(Array.from({ length: 20 }, (_, n) => link(n, `pages/p/${n}`)));
    expect(missing).toEqual([]);
    expect(unseen).toHaveLength(20);
    const notes = unseenNotes(unseen);
    expect(notes).toEqual([expect.stringMatching(/^20 pages could not be looked at: look for page pages\/p\/\d: /)]);
    expect(notes[0]).toContain(String(errcode));
    expect(asked().length).toBeLessThanOrEqual(5);
  });

  test("goes on after a refusal of one page alone", async () => {
    emulator().setFaults([{ kind: "errcode", code: 40169, match: { endpoint: "getwxacodeunlimit" } }]);
    emulator().setOptions({ pages: { [ACCOUNT]: [] } });
    const { missing, unseen } = await look(Array.from({ length: 9 }, (_, n) => link(n, `pages/p/${n}`)));
    expect([missing.length, unseen.length]).toEqual([8, 1]);
  });

  test("says of a token that cannot be had what every call says", async () => {
    const settings = withSecret({ appSecret: "wrong" });
    const { unseen } = await look([link(1, "pages/a/a"), link(2, "pages/b/b")], settings);
    expect(unseenNotes(unseen)).toEqual([expect.stringMatching(/^2 pages could not be looked at: .*40125/)]);
    expect(asked()).toEqual([]);
  });

  test("ends in time where answers are slow, and counts what it has not seen", async () => {
    let answered = 0;
    const server = await startServer((response, request) => {
      if ((answered += 1) <= 7) json({ errcode: 41030 })(response, request);
    });
    const settings = settingsWith({ accessToken: "token-of-the-account", endpoint: server.url });
    const beganMs = performance.now();
    const { missing, unseen } = await look(
      Array.from({ length: 30 }, (_, n) => link(n, `pages/p/${n}`)),
      settings,
      500,
    );
    expect(performance.now() - beganMs).toBeLessThan(3_000);
    await server.close();
    expect([missing.length, unseen.length]).toEqual([7, 23]);
    expect(unseenNotes(unseen)).toEqual(["23 pages could not be looked at: 0.5 s were not enough."]);
  });
});

describe("the pages of service-account rules", () => {
  let tokens: ScriptedServer;
  const rules = [code(1, "pages/a/a", SHOP), code(2, "pages/b/b", SHOP), code(3, "pages/a/a", CAFE)];
  beforeEach(async () => {
    const pages = { [SHOP]: ["pages/a/a"], [CAFE]: ["pages/b/b"] };
    emulator().setOptions({ pages, serviceAccounts: [ACCOUNT] });
    tokens = await startServer((response, { path }) =>
      json({ access_token: emulator().issueToken(path.slice(1)), expires_in: 7200 })(response, {} as never),
    );
  });
  afterEach(() => tokens.close());

  const namesOf = (pages: { page: string; appid: string | undefined }[]) =>
    pages.map(({ page, appid }) => `${page} ${appid}`);

  test("are not looked at with one account's credentials, and one note says what to set", async () => {
    const { missing, unseen } = await look(rules);
    expect(missing).toEqual([]);
    expect(unseenNotes(unseen)).toEqual([
      "3 pages could not be looked at: the token of a service account does not show a mini program's pages; " +
        "let wechat-qr-jump:accessTokenUrl or wechat-qr-jump:accessTokenCommand have {appId} in it, which gives the token of any app id, or name the mini program under wechat-qr-jump:accounts.",
    ]);
    expect(requests(emulator())).toEqual([]);
  });

  test("are looked at with the tokens that an accessTokenUrl with {appId} gives, one for each mini program", async () => {
    const settings = settingsWith({ accessTokenUrl: `${tokens.url}/{appId}` });
    const { missing, unseen } = await look(rules, settings);
    expect(unseen).toEqual([]);
    expect(namesOf(missing)).toEqual([`pages/b/b ${SHOP}`, `pages/a/a ${CAFE}`]);
    expect(tokens.received.map(({ path }) => path).sort()).toEqual([`/${SHOP}`, `/${CAFE}`].sort());
  });

  test("are looked at with the tokens that an accessTokenCommand with {appId} prints", async () => {
    const ask = (id: string): string => `curl -s ${tokens.url}/${id}`;
    const settings = settingsWith({
      accessTokenCommand: `test "$WECHAT_TOKEN_APP_ID" = {appId} && ${ask("$WECHAT_TOKEN_APP_ID")}`,
    });
    const { missing, unseen } = await look(rules, settings);
    expect(unseen).toEqual([]);
    expect(namesOf(missing)).toEqual([`pages/b/b ${SHOP}`, `pages/a/a ${CAFE}`]);
  });

  test("are not waited for where the token command hangs: it is killed", async () => {
    const settings = settingsWith({ accessTokenCommand: "sleep 30; echo {appId}" });
    const beganMs = performance.now();
    const { missing, unseen } = await look(rules, settings, 300);
    expect(performance.now() - beganMs).toBeLessThan(3_000);
    expect([missing, unseen.length]).toEqual([[], 3]);
  });

  test("of one mini program without a token do not keep those of another from being looked at", async () => {
    const give = tokens.answers[0];
    tokens.answers = [
      (response, received) =>
        received.path === `/${SHOP}` ? json({ errcode: 40013 })(response, received) : give?.(response, received),
    ];
    const { missing, unseen } = await look(rules, settingsWith({ accessTokenUrl: `${tokens.url}/{appId}` }));
    expect(namesOf(missing)).toEqual([`pages/a/a ${CAFE}`]);
    expect(unseenNotes(unseen)).toEqual([expect.stringMatching(/^2 pages .*40013 .*accessTokenUrl/)]);
  });
});

test("the pages of a service account's mini program are asked for with that program's own settings, if the stack has them", async () => {
  emulator().setOptions({ pages: { [CAFE]: ["pages/a/a"] } });
  const settings = withSecret();
  const own = settingsWith({ appId: CAFE, appSecret: "emulator-secret" });
  const pages = openedPages(
    [code(1, "pages/a/a", CAFE), code(2, "pages/b/b", CAFE), code(3, "pages/c/c", SHOP)].map((args) => ({ args })),
  );
  const settingsOf = (appId: string) => (appId === CAFE ? own : undefined);
  const { missing, unseen } = await lookAtPages(pages, { settings, client: openAccount(settings).client, settingsOf });
  expect(missing.map(({ page }) => page)).toEqual(["pages/b/b"]);
  expect(unseen.map(({ page }) => page.page)).toEqual(["pages/c/c"]);
});

describe("what a preview says of pages", () => {
  const said = (rules: Rule[], recorded: Rule[] = []) => {
    const settings = withSecret();
    const plan = {
      rules: rules.map((args) => ({ name: args.prefix, args })),
      recorded: recorded.map((rule) => ({ name: rule.prefix, rule, account: ACCOUNT })),
    };
    return lookAtNewPages(plan, { settings, client: openAccount(settings).client });
  };

  test("is of new rules, of other pages, and of rules to be published", async () => {
    emulator().setOptions({ pages: { [ACCOUNT]: [] } });
    const same = link(1, "pages/same");
    const rules = [same, link(2, "pages/other"), link(3, "pages/public"), link(4, "pages/new")];
    const { warnings, notes } = await said(rules, [same, link(2, "pages/old"), link(3, "pages/public", false)]);
    expect(notes).toEqual([]);
    expect(warnings).toEqual(
      ["pages/other", "pages/public", "pages/new"].map(
        (page, n) =>
          `page ${page} of ${LINK}${n + 2} is not in the released version of the mini program (41030); publish the version that has it, or correct the path.`,
      ),
    );
    expect(asked()).toHaveLength(3);
  });

  test("is a warning for each of ten pages and one for the others", async () => {
    emulator().setOptions({ pages: { [ACCOUNT]: [] } });
    const { warnings } = await said(Array.from({ length: 13 }, (_, n) => link(n, `pages/p/${n}`)));
    expect(warnings).toHaveLength(11);
    expect(warnings[10]).toBe("The same holds for 3 other pages: pages/p/10, pages/p/11, pages/p/12.");
  });
});
