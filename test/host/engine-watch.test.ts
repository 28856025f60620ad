import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { startEmulator } from "../../emulator";
import { EngineWatch } from "../../provider/plugin/engine-watch";
import { FakeEngine } from "./fake-engine";
import { ACCOUNT, linkDefaults, SECRET, SHOP } from "./provider-cases";
import { failureOf, ProviderHost, type Failure } from "./provider-host";

const GRACE_MS = 300;
/** Longer than the grace, on a slow machine too. */
const WHILE_MS = 4 * GRACE_MS;

let cleanUps: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanUps) await cleanUp();
  cleanUps = [];
});

async function startEngine(port?: number): Promise<FakeEngine> {
  const engine = await FakeEngine.start(port);
  cleanUps.push(() => engine.close());
  return engine;
}

const credentials = { "wechat-qr-jump:appId": ACCOUNT, "wechat-qr-jump:appSecret": SECRET };

async function startPlugin(engine: string, config: Record<string, string>, env = {}): Promise<ProviderHost> {
  const host = await ProviderHost.start(undefined, { ...credentials, ...config }, { engine, env });
  cleanUps.push(() => host.stop());
  return host;
}

describe("the watch of the engine", () => {
  let lost: jest.Mock;
  let watch: EngineWatch;

  beforeEach(() => {
    lost = jest.fn();
    watch = new EngineWatch(lost, GRACE_MS);
  });
  afterEach(() => watch.close());

  /** Long enough for the connection to be there. */
  async function watched(): Promise<FakeEngine> {
    const engine = await startEngine();
    watch.follow(engine.address);
    await engine.connected();
    return engine;
  }

  async function untilLost(): Promise<void> {
    while (lost.mock.calls.length === 0) await sleep(10);
  }

  test("tells once that the engine is gone for good", async () => {
    (await watched()).close();
    await untilLost();
    await sleep(WHILE_MS);
    expect(lost).toHaveBeenCalledTimes(1);
  });

  test("tells nothing of an engine that was never reached, or whose connection comes back in time", async () => {
    watch.follow("127.0.0.1:1");
    await sleep(WHILE_MS);
    const patient = new EngineWatch(lost, 20 * GRACE_MS);
    cleanUps.push(() => patient.close());
    const engine = await startEngine();
    patient.follow(engine.address);
    await engine.connected();
    engine.close();
    const again = await startEngine(engine.port);
    await again.connected();
    await sleep(WHILE_MS);
    expect(lost).not.toHaveBeenCalled();
  });

  test("tells nothing of an engine that has stopped answering, until it is gone", async () => {
    const script = join(__dirname, "engine-process.ts");
    const engine = spawn(process.execPath, ["-r", "ts-node/register", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    cleanUps.push(() => engine.kill("SIGKILL"));
    const [address] = (await once(createInterface({ input: engine.stdout }), "line")) as [string];
    watch.follow(address);
    await sleep(WHILE_MS);
    engine.kill("SIGSTOP");
    await sleep(WHILE_MS);
    expect(lost).not.toHaveBeenCalled();
    engine.kill("SIGKILL");
    await untilLost();
  });

  test("follows the engine that came last", async () => {
    const first = await watched();
    const second = await watched();
    first.close();
    await sleep(WHILE_MS);
    expect(lost).not.toHaveBeenCalled();
    second.close();
    await untilLost();
  });
});

describe("a plugin whose engine is gone, and whose parent is still there", () => {
  test("ends the swap in hand, begins no other, and ends", async () => {
    const emulator = await startEmulator();
    cleanUps.push(() => emulator.close());
    const engine = await startEngine();
    const config = { "wechat-qr-jump:endpoint": emulator.url, "wechat-qr-jump:callsPerSecond": "1" };
    const host = await startPlugin(engine.address, config);
    const prefixes = Array.from({ length: 12 }, (_, n) => `${SHOP.prefix}${n}`);
    emulator.putRules(prefixes.map((prefix) => ({ account: ACCOUNT, ...SHOP, prefix, state: 2 })));
    await engine.connected();
    emulator.setFaults([
      { kind: "hang", when: "after", latencyMs: 5_000, match: { endpoint: "qrcodejumpdelete", nth: 1 } },
    ]);
    const rule = (prefix: string, path: string) => ({ ...SHOP, ...linkDefaults, prefix, path });
    const swaps = prefixes.map((prefix) =>
      host.update(prefix, { ...rule(prefix, SHOP.path), account: ACCOUNT }, rule(prefix, "pages/new")).then(
        () => true,
        () => false,
      ),
    );
    while (emulator.faultsPlayed().played === 0) await sleep(5);
    engine.close();
    expect(await host.ended()).toBe(1);
    const swapped = (await Promise.all(swaps)).filter((isDone) => isDone).length;
    expect(swapped).toBeGreaterThan(0);
    expect(swapped).toBeLessThan(prefixes.length);
    const { rules } = emulator.state();
    expect(rules.filter(({ state }) => state === 2)).toHaveLength(prefixes.length);
    expect(rules.filter(({ path }) => path === "pages/new")).toHaveLength(swapped);
  });
});

test("a plugin that was started by hand begins nothing more when its engine is gone, and serves the next one", async () => {
  const emulator = await startEmulator();
  cleanUps.push(() => emulator.close());
  const config = { ...credentials, "wechat-qr-jump:endpoint": emulator.url };
  const host = await startPlugin("", config);
  const engine = await startEngine();
  await host.attach(engine.address);
  await engine.connected();
  await host.create({ ...SHOP, ...linkDefaults });
  engine.close();
  const refused = async (): Promise<boolean> => {
    const other = { ...SHOP, ...linkDefaults, prefix: `${SHOP.prefix}${Date.now()}/` };
    return host.create(other).then(
      () => false,
      ({ message }: Failure) => message.includes("the Pulumi CLI has ended"),
    );
  };
  while (!(await refused())) await sleep(500);
  await host.attach((await startEngine()).address);
  await host.configure(config);
  await host.create({ ...SHOP, ...linkDefaults, prefix: `${SHOP.prefix}next/` });
});

test("a plugin asks its engine past the proxy of the environment", async () => {
  const engine = await startEngine();
  engine.programRuns = true;
  const proxy = "http://127.0.0.1:1";
  const host = await startPlugin(engine.address, {}, { http_proxy: proxy, https_proxy: proxy, grpc_proxy: proxy });
  const { message } = await failureOf(host.delete(SHOP.prefix, { ...SHOP, ...linkDefaults, account: ACCOUNT }));
  expect(message).toContain("the program of this run declared no rule at all");
});
