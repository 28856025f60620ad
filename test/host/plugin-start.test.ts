import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmulator, type Emulator } from "../../emulator";
import { layPlugin } from "../../tools/plugin";
import { ACCOUNT, LINK, SECRET, linkRule, plant } from "../unit/support";
import { ProviderHost } from "./provider-host";

let folder: string;
let emulator: Emulator;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "wechat-qr-jump-start-"));
  await layPlugin(join(folder, "plugin"));
  emulator = await startEmulator();
  plant(emulator, linkRule());
});

afterEach(async () => {
  await emulator.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Where compiled code may be: Node.js 20 keeps it beside the plugin, and others in the folder that they are told. */
const places = (): string[] => [join(folder, "plugin", "dist", "plugin"), join(folder, "kept")];

/** The files there, each with a number that is another each time that it is written. */
function files(): string[] {
  return places()
    .flatMap((place) => {
      mkdirSync(place, { recursive: true });
      return readdirSync(place, { recursive: true, withFileTypes: true });
    })
    .filter((entry) => entry.isFile())
    .map((file) => join(file.parentPath, file.name))
    .map((file) => `${file} ${statSync(file).ino}`)
    .sort();
}

/** A run in which the plugin reads a rule. @returns the modules of Node.js that it loaded. */
async function run(): Promise<string> {
  const loaded = join(folder, "loaded.txt");
  const told = join(folder, "told.cjs");
  const tell = `require("node:fs").writeFileSync(${JSON.stringify(loaded)}, process.moduleLoadList.join())`;
  writeFileSync(told, `process.once("exit", () => ${tell})`);
  const host = await ProviderHost.start(
    undefined,
    { endpoint: emulator.url, appId: ACCOUNT, appSecret: SECRET },
    {
      script: join(folder, "plugin", "start.js"),
      env: { NODE_OPTIONS: `--require ${told}`, NODE_COMPILE_CACHE: join(folder, "kept") },
    },
  );
  expect((await host.read(LINK, {})).properties).toMatchObject({ prefix: LINK });
  await host.end();
  return readFileSync(loaded, "utf8");
}

test("the plugin keeps its compiled code when it ends, and uses it the next time; it has no secret", async () => {
  const before = files();
  await run();
  const after = files();
  expect(after.length).toBeGreaterThan(before.length);
  await run();
  expect(files()).toEqual(after);
  for (const place of places()) {
    for (const entry of readdirSync(place, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const content = readFileSync(join(entry.parentPath, entry.name), "latin1");
      for (const secret of [SECRET, ...emulator.tokens()]) expect(content.includes(secret)).toBe(false);
    }
  }
});

test("the plugin does not load the fetch of Node.js, which its requests do not need", async () => {
  const modules = await run();
  expect(modules).toContain("NativeModule https");
  expect(modules).not.toContain("undici");
});
