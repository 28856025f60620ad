import { startEmulator, type Emulator } from "../../emulator";
import { failureOf, ProviderHost, type Props } from "./provider-host";

export const ACCOUNT = "wx0123456789abcdef";
export const SECRET = "emulator-secret";
export const DOOR = {
  prefix: "http://weixin.qq.com/q/02P5KzM_door",
  appid: "wxe5f52902cf4de896",
  path: "pages/index/index",
};
export const SHOP = { prefix: "https://qr.example.com/shop/", path: "pages/shop/index" };
export const linkDefaults = { permitSubRule: true, openVersion: "release", debugUrls: [], published: true };

/**
 * Declares the tests of what both ways to serve the rules have in common.
 *
 * @param loaderOf returns the text that a dynamic resource has for its provider; undefined for the plugin.
 */
export function servesRules(loaderOf: () => Promise<string | undefined>): void {
  let emulator: Emulator;
  let host: ProviderHost;
  let loader: string | undefined;

  beforeEach(async () => {
    emulator = await startEmulator();
    loader = await loaderOf();
    host = await ProviderHost.start(loader, settings());
  });

  afterEach(async () => {
    const tokens = emulator.tokens();
    for (const secret of [SECRET, ...tokens]) expect(host.output).not.toContain(secret);
    await host.stop();
    await emulator.close();
  });

  function settings(more: Record<string, string> = {}): Record<string, string> {
    return {
      "wechat-qr-jump:endpoint": emulator.url,
      "wechat-qr-jump:appId": ACCOUNT,
      "wechat-qr-jump:appSecret": SECRET,
      ...more,
    };
  }

  const calls = (): string[] => emulator.calls().map(({ endpoint }) => endpoint);
  const inputsOf = async (rule: Props): Promise<Props> => (await host.check(rule)).inputs;

  describe("check", () => {
    test("fills in the defaults of each family and asks nobody", async () => {
      expect(await host.check(SHOP)).toEqual({ inputs: { ...SHOP, ...linkDefaults }, failures: [] });
      expect(await host.check(DOOR)).toEqual({ inputs: { ...DOOR, published: true }, failures: [] });
      expect(emulator.calls()).toEqual([]);
    });

    test("tells everything that is wrong at once, by field", async () => {
      const { failures } = await host.check({ prefix: DOOR.prefix, path: "/pages/index", openVersion: "beta" });
      expect(failures.map(({ property }) => property).sort()).toEqual(["appid", "openVersion", "path"]);
    });

    test("lets values pass that a preview does not know yet", async () => {
      const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
      expect((await host.check({ prefix: SHOP.prefix, path: unknown })).failures).toEqual([]);
      expect((await host.check({ prefix: unknown, path: SHOP.path })).failures).toEqual([]);
      expect((await host.check({ prefix: DOOR.prefix, path: unknown })).failures).toHaveLength(1);
    });
  });

  describe("diff", () => {
    test("sees no change between a rule and its own state", async () => {
      const inputs = await inputsOf(SHOP);
      expect(await host.diff(SHOP.prefix, { ...inputs, account: ACCOUNT }, inputs)).toEqual({
        changes: false,
        replaces: [],
      });
    });

    test("replaces for another prefix and updates for everything else", async () => {
      const olds = { ...(await inputsOf(SHOP)), account: ACCOUNT };
      for (const change of [
        { path: "pages/b" },
        { published: false },
        { openVersion: "trial" },
        { debugUrls: [`${SHOP.prefix}1`] },
      ]) {
        expect(await host.diff(SHOP.prefix, olds, await inputsOf({ ...SHOP, ...change }))).toEqual({
          changes: true,
          replaces: [],
        });
      }
      const moved = await inputsOf({ ...SHOP, prefix: "https://qr.example.com/b" });
      expect(await host.diff(SHOP.prefix, olds, moved)).toEqual({ changes: true, replaces: ["prefix"] });
    });
  });

  describe("create", () => {
    test("adds and publishes, and returns the rule as it is live with its account", async () => {
      const created = await host.create(await inputsOf(DOOR));
      expect(created).toEqual({ id: DOOR.prefix, properties: { ...DOOR, published: true, account: ACCOUNT } });
      expect(calls()).toEqual(["stable_token", "qrcodejumpget", "qrcodejumpadd", "qrcodejumppublish", "qrcodejumpget"]);
    });

    test("reports a rule that was added but not published as existing, with all that Pulumi needs to go on with it", async () => {
      emulator.setOptions({ unreleased: [ACCOUNT] });
      const { message, initFailed } = await failureOf(host.create(await inputsOf(SHOP)));
      expect(message).toContain("85074 the mini program has no released version");
      expect(initFailed?.id).toBe(SHOP.prefix);
      expect(initFailed?.properties).toEqual({
        ...SHOP,
        ...linkDefaults,
        published: false,
        account: ACCOUNT,
        ...(loader !== undefined && { __provider: loader }),
      });
    });

    test("reports a rule that was not added as not existing", async () => {
      emulator.setOptions({ unownedHosts: ["qr.example.com"] });
      const { message, initFailed } = await failureOf(host.create(await inputsOf(SHOP)));
      expect(message).toMatch(
        /^add https:\/\/qr.example.com\/shop\/: 85069 WeChat did not find the ownership file \(rid [0-9a-f-]+\); /,
      );
      expect(initFailed).toBeUndefined();
    });
  });

  describe("read", () => {
    test("returns state and inputs as they are live", async () => {
      const { properties } = await host.create(await inputsOf(SHOP));
      emulator.putRules([{ account: ACCOUNT, prefix: SHOP.prefix, path: "pages/other/index", state: 2 }]);
      const fresh = await ProviderHost.start(loader, settings());
      const now = { ...SHOP, ...linkDefaults, path: "pages/other/index" };
      expect(await fresh.read(SHOP.prefix, properties)).toEqual({
        id: SHOP.prefix,
        properties: { ...now, account: ACCOUNT },
        inputs: now,
      });
      await fresh.stop();
    });

    test("reads a rule that was deleted in the console as gone", async () => {
      const { properties } = await host.create(await inputsOf(DOOR));
      emulator.deleteRules([{ account: ACCOUNT, prefix: DOOR.prefix }]);
      expect(await host.read(DOOR.prefix, properties)).toEqual({ id: "", properties: {}, inputs: {} });
    });

    test("never reads a rule as gone because WeChat could not be read", async () => {
      const { properties } = await host.create(await inputsOf(DOOR));
      emulator.setFaults([{ kind: "errcode", code: 48001, match: { endpoint: "qrcodejumpget", every: 1 } }]);
      const { message } = await failureOf(host.read(DOOR.prefix, properties));
      expect(message).toContain("48001 the account has no permission");
    });
  });

  describe("update", () => {
    test("does nothing when WeChat already has what is wanted", async () => {
      const { properties } = await host.create(await inputsOf(SHOP));
      emulator.putRules([{ account: ACCOUNT, prefix: SHOP.prefix, path: "pages/b", state: 2 }]);
      const before = calls().length;
      await host.update(SHOP.prefix, properties, await inputsOf({ ...SHOP, path: "pages/b" }));
      expect(calls().slice(before)).toEqual(["qrcodejumpget"]);
    });

    test("says what is served when the swap was refused and the old rule put back, and keeps the old state", async () => {
      const { properties } = await host.create(await inputsOf(SHOP));
      emulator.setFaults([{ kind: "errcode", code: 85070, match: { endpoint: "qrcodejumpadd", nth: 1 } }]);
      const failure = await failureOf(
        host.update(SHOP.prefix, properties, await inputsOf({ ...SHOP, path: "pages/b" })),
      );
      expect(failure.message).toMatch(
        /85070 the link is blacklisted.*The old rule was put back: WeChat serves pages\/shop\/index/,
      );
      expect(failure.initFailed).toBeUndefined();
      expect(emulator.state().rules).toMatchObject([{ prefix: SHOP.prefix, path: SHOP.path, state: 2 }]);
    });

    test("records what is live when the old rule could not be put back either", async () => {
      const { properties } = await host.create(await inputsOf(SHOP));
      emulator.setFaults([{ kind: "errcode", code: 85070, match: { endpoint: "qrcodejumpadd", every: 1 } }]);
      const { initFailed, message } = await failureOf(
        host.update(SHOP.prefix, properties, await inputsOf({ ...SHOP, path: "pages/b" })),
      );
      expect(message).toContain(`WeChat serves nothing for ${SHOP.prefix} as of `);
      expect(initFailed).toMatchObject({ id: SHOP.prefix, properties: { path: SHOP.path, published: false } });
    });
  });

  describe("delete", () => {
    test("deletes, reads back, and finds a rule that is gone already all right", async () => {
      const { properties } = await host.create({ ...DOOR, published: true });
      const before = calls().length;
      await host.delete(DOOR.prefix, properties);
      expect(calls().slice(before)).toEqual(["qrcodejumpget", "qrcodejumpdelete", "qrcodejumpget"]);
      await host.delete(DOOR.prefix, properties);
      expect(emulator.state().rules).toEqual([]);
    });

    test("keeps a rule that the same run declares under another name", async () => {
      const { properties } = await host.create(await inputsOf(SHOP));
      await host.delete(SHOP.prefix, properties);
      expect(emulator.state().rules).toHaveLength(1);
      expect(await host.printed("is left as it is")).toContain(
        `${SHOP.prefix} is left as it is: the stack declares it`,
      );
    });

    test("refuses to delete a rule that the same run declares and did not make, or could not make", async () => {
      const { properties } = await host.create({ ...SHOP, ...linkDefaults });
      const fresh = await ProviderHost.start(loader, settings());
      const inputs = (await fresh.check(SHOP)).inputs;
      expect((await failureOf(fresh.delete(SHOP.prefix, properties))).message).toContain(
        "which is not part of this run",
      );
      emulator.setFaults([{ kind: "errcode", code: 48001, match: { endpoint: "qrcodejumpget", every: 1 } }]);
      await failureOf(fresh.create(inputs));
      emulator.setFaults([]);
      expect((await failureOf(fresh.delete(SHOP.prefix, properties))).message).toContain("which failed in this run");
      expect(emulator.state().rules).toMatchObject([{ prefix: SHOP.prefix, state: 2 }]);
      await fresh.stop();
    });
  });

  describe("the process", () => {
    test("serves all rules with one token and one view of what is live", async () => {
      const rules = Array.from({ length: 6 }, (_, n) => ({
        ...SHOP,
        ...linkDefaults,
        prefix: `https://qr.example.com/${n}`,
      }));
      await Promise.all(rules.map((rule) => host.create(rule)));
      expect(emulator.state().rules).toHaveLength(6);
      expect(calls().filter((endpoint) => endpoint === "stable_token")).toHaveLength(1);
      expect(emulator.calls().filter(({ errcode }) => errcode === 44990)).toEqual([]);
    });

    test("goes on when nobody reads any more what it prints", async () => {
      const host = await ProviderHost.start(loader, settings());
      host.loseReaders();
      const gone = { ...DOOR, published: true };
      for (let deletes = 0; deletes < 3; deletes++) await host.delete(DOOR.prefix, gone);
      expect((await host.read(DOOR.prefix, gone)).id).toBe("");
      await host.stop();
    });

    test("says what is missing when it has no credentials", async () => {
      const bare = await ProviderHost.start(loader, { "wechat-qr-jump:endpoint": emulator.url });
      const { message } = await failureOf(bare.create({ ...SHOP, ...linkDefaults }));
      expect(message).toMatch(/^No WeChat credentials: run "pulumi config set wechat-qr-jump:appId APPID"/);
      await bare.stop();
    });

    test("lets the environment win over the config", async () => {
      const rotated = await ProviderHost.start(loader, settings({ "wechat-qr-jump:appSecret": "old" }), {
        env: { WECHAT_APP_SECRET: SECRET },
      });
      await rotated.create({ ...SHOP, ...linkDefaults });
      expect(emulator.state().rules).toHaveLength(1);
      await rotated.stop();
    });
  });
}
