import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { invoke } from "../../provider/plugin/functions";
import { PluginService } from "../../provider/plugin/service";
import { ACCOUNT, CAFE, CODE, LINK, linkRule, SECRET, serviceRule, SHOP, useEmulator } from "./support";

const SECRET_MARK = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const emulator = useEmulator();

type Props = Record<string, unknown>;
const struct = (props: Props): Struct => {
  const known = Object.entries(props).filter(([, value]) => value !== undefined);
  return Struct.fromJavaScript(Object.fromEntries(known) as Record<string, JavaScriptValue>);
};
const secret = (value: unknown): object => ({ ...SECRET_MARK, value });

async function configured(args: Props = {}, env: NodeJS.ProcessEnv = {}, name = "default"): Promise<PluginService> {
  const service = new PluginService("1.2.3", env, undefined);
  const all = { endpoint: emulator().url, appId: ACCOUNT, appSecret: secret(SECRET), ...args };
  await service.configure(new messages.ConfigureRequest().setName(name).setArgs(struct(all)));
  return service;
}

const service = configured;
const rules = async () => (await service()).rules();

async function diff(olds: Props, news: Props) {
  const request = new messages.DiffRequest().setOlds(struct(olds)).setNews(struct(news));
  const response = await (await rules()).diff(request);
  const kinds = new Map(Object.entries(messages.PropertyDiff.Kind).map(([kind, number]) => [number as number, kind]));
  const details = response.getDetaileddiffMap().getEntryList() as unknown as [string, unknown[]][];
  return {
    changes: response.getChanges() === messages.DiffResponse.DiffChanges.DIFF_SOME,
    replaces: response.getReplacesList(),
    diffs: response.getDiffsList(),
    details: Object.fromEntries(details.map(([path, [kind]]) => [path, kinds.get((kind as number | undefined) ?? 0)])),
  };
}

describe("diff", () => {
  test("names each property that differs, down to the items of a list", async () => {
    const olds = { ...linkRule({ debugUrls: [`${LINK}1`, `${LINK}2`] }), account: ACCOUNT };
    const news = {
      ...linkRule({ path: "pages/b", published: false, debugUrls: [`${LINK}1`, `${LINK}3`, `${LINK}4`] }),
    };
    expect(await diff(olds, news)).toEqual({
      changes: true,
      replaces: [],
      diffs: ["path", "published", "debugUrls"],
      details: { path: "UPDATE", published: "UPDATE", "debugUrls[1]": "UPDATE", "debugUrls[2]": "ADD" },
    });
  });

  test("replaces for another prefix, and sees no change between a rule and its own state", async () => {
    const olds = { ...linkRule(), account: ACCOUNT, __provider: "of a dynamic resource" };
    expect(await diff(olds, { ...linkRule() })).toEqual({ changes: false, replaces: [], diffs: [], details: {} });
    expect(await diff(olds, { ...linkRule({ prefix: `${LINK}x/` }) })).toEqual({
      changes: true,
      replaces: ["prefix"],
      diffs: ["prefix"],
      details: { prefix: "UPDATE_REPLACE" },
    });
  });

  test("names no default as removed where a value is not known yet", async () => {
    const { details } = await diff({ ...linkRule(), account: ACCOUNT }, { prefix: LINK, path: UNKNOWN });
    expect(details).toEqual({ path: "UPDATE" });
  });
});

test("secret inputs stay secret in what check, a preview and create return", async () => {
  const inputs = { ...linkRule(), path: secret("pages/shop/index"), debugUrls: [secret(`${LINK}1`)] };
  const one = await rules();
  const checked = (await one.check(new messages.CheckRequest().setNews(struct(inputs)))).getInputs();
  const planned = await one.create(new messages.CreateRequest().setProperties(checked).setPreview(true));
  const made = await one.create(new messages.CreateRequest().setProperties(checked));
  const expected = { ...linkRule(), path: secret("pages/shop/index"), debugUrls: secret([`${LINK}1`]) };
  expect(checked?.toJavaScript()).toEqual(expected);
  expect(planned.getProperties()?.toJavaScript()).toEqual({ ...expected, account: ACCOUNT });
  expect(planned.getId()).toBe("");
  expect(made.getProperties()?.toJavaScript()).toEqual({ ...expected, account: ACCOUNT });
  expect(emulator().state().rules).toMatchObject([{ prefix: LINK, path: "pages/shop/index" }]);
});

describe("a preview", () => {
  const preview = async (one: PluginService, changes: Props) => {
    const inputs = struct({ ...linkRule(), ...changes });
    return one.rules().create(new messages.CreateRequest().setPreview(true).setProperties(inputs));
  };
  const shops = [1, 2, 3].map((n) => ({ prefix: `${LINK}${n}/` }));

  test("refuses the first change that needs more publishes than the month has left", async () => {
    emulator().setQuotaLeft(2, ACCOUNT);
    const one = await configured();
    await preview(one, shops[0] ?? {});
    await preview(one, { prefix: `${LINK}test/`, published: false });
    await preview(one, shops[1] ?? {});
    await expect(preview(one, shops[2] ?? {})).rejects.toThrow(
      `publish ${LINK}3/: the changes so far need 3 publishes, but the account has 2 left this month.`,
    );
    const over = await configured({ allowOverBudget: true });
    for (const shop of shops) await preview(over, shop);
    expect(emulator().state().rules).toEqual([]);
  });

  test("counts no rule that is live as wanted, and works without credentials or with unknown values", async () => {
    emulator().setQuotaLeft(0, ACCOUNT);
    emulator().putRules([{ account: ACCOUNT, prefix: LINK, path: "pages/shop/index", state: 2 }]);
    await preview(await configured(), {});
    await preview(await configured(), { path: UNKNOWN });
    await preview(await configured({ appId: undefined, appSecret: undefined }), shops[0] ?? {});
    await expect(preview(await configured(), { path: "pages/b" })).rejects.toThrow("the account has 0 left");
  });
});

describe("an import", () => {
  const read = async (id: string, args: Props = {}) => {
    const response = await (await service(args)).rules().read(new messages.ReadRequest().setId(id));
    return {
      id: response.getId(),
      state: response.getProperties()?.toJavaScript(),
      inputs: response.getInputs()?.toJavaScript(),
    };
  };

  test("reads a link rule by its prefix and a service account's by app id and prefix", async () => {
    emulator().putRules([
      { account: ACCOUNT, prefix: LINK, path: "pages/shop/index", state: 2 },
      { account: ACCOUNT, prefix: CODE, appid: SHOP, path: "pages/index/index", state: 1 },
    ]);
    expect(await read(LINK)).toEqual({
      id: LINK,
      state: { ...linkRule(), account: ACCOUNT },
      inputs: { ...linkRule() },
    });
    const unpublished = serviceRule({ published: false });
    expect(await read(`${SHOP},${CODE}`)).toEqual({
      id: CODE,
      state: { ...unpublished, account: ACCOUNT },
      inputs: { ...unpublished },
    });
  });

  test("finds the account that has the rule, and says so in the inputs", async () => {
    const other = "wx00000000000000aa";
    emulator().putRules([{ account: other, prefix: LINK, path: "pages/shop/index", state: 2 }]);
    const found = await read(LINK, { accounts: { shop: { appId: other, appSecret: SECRET } } });
    expect(found.inputs).toEqual({ ...linkRule(), account: other });
  });

  test("finds nothing where nothing is live", async () => {
    expect(await read(LINK)).toEqual({ id: "", state: undefined, inputs: undefined });
  });

  test.each([
    [CODE, /^import .*: a service-account rule is read by the mini program that it opens; write its app id before/],
    [`${CAFE},${LINK}`, /^import .*: appid belongs to service-account rules only/],
    [`wx1,${CODE}`, /^import .*: appid is not an app id/],
    ["qr.example.com", /^import qr\.example\.com: prefix /],
  ])("refuses %s by one sentence", async (id, sentence) => {
    await expect(read(id)).rejects.toThrow(sentence);
    expect(emulator().calls()).toEqual([]);
  });
});

describe("a function", () => {
  const call = async (name: string, args: Props = {}, more: Props = {}) => {
    const request = new messages.InvokeRequest().setTok(`wechat-qr-jump:index:${name}`).setArgs(struct(args));
    const response = await invoke(request, (await configured(more)).rules().lifecycle);
    const failures = response.getFailuresList().map((one) => `${one.getProperty()}: ${one.getReason()}`);
    return failures.length > 0 ? failures : response.getReturn()?.toJavaScript();
  };
  const other = "wx00000000000000aa";
  const accounts = { shop: { appId: other, appSecret: SECRET } };

  test("gets the live rules of an account, whoever made them", async () => {
    emulator().putRules([
      { account: ACCOUNT, prefix: LINK, path: "pages/shop/index", state: 2 },
      { account: other, prefix: CODE, appid: SHOP, path: "pages/index/index", state: 1 },
    ]);
    expect(await call("getRules")).toEqual({ rules: [linkRule()] });
    expect(await call("getRules", { account: "shop", appid: SHOP }, { accounts })).toEqual({
      rules: [serviceRule({ published: false })],
    });
    expect(await call("getRules", { account: "shop", appid: CAFE }, { accounts })).toEqual({ rules: [] });
  });

  test("gets the publishes that an account has left", async () => {
    emulator().setQuotaLeft(7, other);
    expect(await call("getPublishQuota")).toEqual({ left: 100 });
    expect(await call("getPublishQuota", { account: "shop" }, { accounts })).toEqual({ left: 7 });
  });

  test("says what is wrong with its name or its arguments", async () => {
    expect(await call("getRules", { appid: "gh_123", page: 2 })).toEqual([
      "page: page is not an argument; the arguments are account, appid",
      expect.stringMatching(/^appid: appid is not an app id but an original id/),
    ]);
    await expect(call("getRule")).rejects.toThrow(
      "wechat-qr-jump:index:getRule is not a function; the functions are wechat-qr-jump:index:getRules, ",
    );
    await expect(call("getRules", { account: "none" }, { accounts })).rejects.toThrow('account "none" is none of this');
    expect(emulator().calls()).toEqual([]);
  });
});

test("an explicit provider's credentials win over the environment's; the stack's own do not", async () => {
  const env = { WECHAT_APP_SECRET: "wrong" };
  const create = () => new messages.CreateRequest().setProperties(struct({ ...linkRule() }));
  await (await configured({}, env, "mine")).rules().create(create());
  expect(emulator().state().rules).toHaveLength(1);
  await expect((await configured({}, env)).rules().create(create())).rejects.toThrow("40125");
});

test("an error about settings says that those of an explicit provider are its arguments", async () => {
  const message = "set WECHAT_APP_SECRET to the present one.";
  const explained = async (name: string, text = message) => (await configured({}, {}, name)).explained(text);
  expect(await explained("mine")).toBe(`${message} The settings of the provider mine are its arguments.`);
  expect(await explained("default_1_0_0")).toBe(message);
  expect(await explained("mine", "add https://a.example.com/: 85069")).toBe("add https://a.example.com/: 85069");
});

test("a rule goes to the account that it names, and back into its state", async () => {
  const accounts = { shop: { appId: SHOP, appSecret: secret(SECRET) } };
  const one = (await configured({ accounts })).rules();
  const inputs = (
    await one.check(new messages.CheckRequest().setNews(struct({ ...linkRule(), account: "shop" })))
  ).getInputs();
  const made = await one.create(new messages.CreateRequest().setProperties(inputs));
  expect(made.getProperties()?.toJavaScript()).toEqual({ ...linkRule(), account: SHOP });
  expect(emulator().state().rules).toMatchObject([{ account: SHOP, prefix: LINK, state: 2 }]);
  const moved = new messages.DiffRequest().setOlds(made.getProperties()).setNews(struct({ ...linkRule() }));
  expect((await one.diff(moved)).getDiffsList()).toEqual(["account"]);
});

test("checkConfig marks literal secrets as secret, and diffConfig replaces nothing", () => {
  const plugin = new PluginService("1.2.3", {}, undefined);
  const urn = "urn:pulumi:dev::shop::pulumi:providers:wechat-qr-jump::mine";
  const request = new messages.CheckRequest().setUrn(urn).setNews(struct({ appId: ACCOUNT, appSecret: SECRET }));
  const checked = plugin.checkConfig(request).getInputs()?.toJavaScript();
  expect(checked).toEqual({ appId: ACCOUNT, appSecret: secret(SECRET) });
  const news = struct({ appId: SHOP, appSecret: SECRET });
  const changed = plugin.diffConfig(new messages.DiffRequest().setOldInputs(struct(checked as Props)).setNews(news));
  expect([changed.getDiffsList(), changed.getReplacesList()]).toEqual([["appId"], []]);
});

test("a CLI that does not tell which provider it configures is refused: the environment might name another account", async () => {
  const request = new messages.ConfigureRequest().setArgs(struct({ appId: ACCOUNT }));
  await expect(new PluginService("1.2.3", {}, undefined).configure(request)).rejects.toThrow(
    "The Pulumi CLI is too old",
  );
});

test("a rule that the plugin is asked about before it is configured is refused by one sentence", () => {
  expect(() => new PluginService("1.2.3", {}, undefined).rules()).toThrow(
    "the provider was used before it was configured",
  );
});
