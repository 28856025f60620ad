import { startEmulator, type Emulator } from "../../emulator";
import { loaderText } from "./loader";
import { ACCOUNT, DOOR, linkDefaults, SECRET, servesRules, SHOP } from "./provider-cases";
import { failureOf, ProviderHost } from "./provider-host";

describe("the process for dynamic resources", () => servesRules(loaderText));

describe("the process for dynamic resources alone", () => {
  let emulator: Emulator;
  let host: ProviderHost;

  beforeEach(async () => {
    emulator = await startEmulator();
    host = await ProviderHost.start(await loaderText(), settings());
  });

  afterEach(async () => {
    for (const secret of [SECRET, ...emulator.tokens()]) expect(host.output).not.toContain(secret);
    await host.stop();
    await emulator.close();
  });

  function settings(): Record<string, string> {
    return {
      "wechat-qr-jump:endpoint": emulator.url,
      "wechat-qr-jump:appId": ACCOUNT,
      "wechat-qr-jump:appSecret": SECRET,
    };
  }

  const calls = (): string[] => emulator.calls().map(({ endpoint }) => endpoint);

  test("serves calls that come before configure has ended, with one token and one view for loaders of different text", async () => {
    const loader = await loaderText();
    const other = `${loader} // of another version`;
    const rules = Array.from({ length: 6 }, (_, n) => ({
      ...SHOP,
      ...linkDefaults,
      prefix: `https://qr.example.com/${n}`,
    }));
    await Promise.all(rules.map((rule, index) => host.create(rule, index % 2 ? loader : other)));
    expect(emulator.state().rules).toHaveLength(6);
    expect(calls().filter((endpoint) => endpoint === "stable_token")).toHaveLength(1);
    const reads = calls().flatMap((endpoint, index) => (endpoint === "qrcodejumpget" ? [index] : []));
    expect(reads.filter((index) => index < calls().indexOf("qrcodejumpadd"))).toHaveLength(1);
    // Of those that prove the publishes, some for several.
    expect(reads.length).toBeLessThan(1 + rules.length);
    expect(emulator.calls().filter(({ errcode }) => errcode === 44990)).toEqual([]);
  });

  test("prints no stack trace and no secret for an error of WeChat", async () => {
    const { properties } = await host.create({ ...DOOR, published: true });
    emulator.setFaults([{ kind: "errcode", code: 48001, match: { endpoint: "qrcodejumpdelete" } }]);
    const fresh = await ProviderHost.start(await loaderText(), settings());
    const { message } = await failureOf(fresh.delete(DOOR.prefix, properties));
    expect(message).toContain("48001");
    expect(await fresh.printed("resource\n")).toBe(`delete ${DOOR.prefix}: see the error of this resource\n`);
    await fresh.stop();
  });
});
