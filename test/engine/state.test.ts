import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Emulator } from "../../emulator";
import { ACCOUNT, type Stack } from "./stack";
import { describeWithCli, live, withStack, writes } from "./support";

interface Resource {
  type: string;
  outputs?: Record<string, unknown>;
}
interface Exported {
  deployment: { resources?: Resource[] };
}

describeWithCli("the state of a rule", () => {
  // The engine writes the whole state around every step, so each byte a rule counts with the square of their number.
  test("carries no stack trace: it would only show frames of our own code", async () => {
    await withStack(async (stack) => {
      stack.writeRules("- {prefix: https://qr.example.com/shop/, path: pages/shop/index}");
      await stack.up();
      const { deployment } = JSON.parse(await stack.exported()) as Exported;
      const rule = deployment.resources?.find(({ type }) => type.endsWith(":QrCodeJumpRule"));
      expect(rule).toBeDefined();
      expect(Object.keys(rule ?? {}).filter((key) => /stack|source/i.test(key))).toEqual([]);
    });
  });
});

/** Resources as `pulumi stack export` showed them at a day, of the rules below; without secrets. */
const STATES = join(__dirname, "states");
const [SHOP, BUS, DOOR] = [
  "https://qr.example.com/shop/",
  "https://qr.example.com/bus",
  "http://weixin.qq.com/q/02P5KzM_door",
];
const APPID = "wxe5f52902cf4de896";
const rules = (doorPath: string): string => `
- {prefix: "${SHOP}", path: pages/shop/index}
- {prefix: "${BUS}", path: pages/bus/index, openVersion: trial, debugUrls: [], permitSubRule: false, published: false}
- {prefix: "${DOOR}", appid: ${APPID}, path: "${doorPath}", name: door}`;

/** Puts a state of that day into a stack whose rules are live. */
async function restore(file: string, stack: Stack, emulator: Emulator): Promise<void> {
  const resources = readFileSync(join(STATES, file), "utf8").replaceAll("ENDPOINT", emulator.url);
  const whole = JSON.parse(await stack.exported()) as Exported;
  whole.deployment.resources = JSON.parse(resources) as Resource[];
  await stack.importState(whole);
  const common = { account: ACCOUNT, state: 2 } as const;
  emulator.putRules([
    { ...common, prefix: SHOP, path: "pages/shop/index" },
    { ...common, prefix: BUS, path: "pages/bus/index", state: 1, openVersion: 2, permitSubRule: 2 },
    { ...common, prefix: DOOR, appid: APPID, path: "pages/door/index?id=1" },
  ] as Parameters<Emulator["putRules"]>[0]);
}

describeWithCli("a state of an earlier version", () => {
  test.each(readdirSync(STATES))("plans no change and is worked on by today's code: %s", (file) =>
    withStack(async (stack, emulator) => {
      await restore(file, stack, emulator);
      stack.writeRules(rules("pages/door/index?id=1"));
      await stack.succeed("preview", "--expect-no-changes");
      await stack.up();
      await stack.succeed("refresh", "--yes", "--skip-preview", "--expect-no-changes");
      expect(writes(emulator)).toEqual([]);

      stack.writeRules(rules("pages/new/index"));
      await stack.up();
      expect(writes(emulator).map(([endpoint]) => endpoint)).toEqual([
        "qrcodejumpdelete",
        "qrcodejumpadd",
        "qrcodejumppublish",
      ]);
      expect(live(emulator)[DOOR]).toBe("pages/new/index");
      await stack.destroy();
      expect(live(emulator)).toEqual({});
    }),
  );
});
