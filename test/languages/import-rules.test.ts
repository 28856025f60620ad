import type { Emulator } from "../../emulator";
import { describeWithCli, writes } from "../engine/support";
import { MINI_PROGRAM, OFFICIAL, withPluginExample, type PluginExample } from "./plugin-example";
import { BUILD_MS } from "./program";

const TYPE = "wechat-qr-jump:index:QrCodeJumpRule";
const SHOP = "https://qr.example.com/shop/";
const TABLE = "https://qr.example.com/table/1";
const DOOR = "http://weixin.qq.com/q/02P5KzM_door";
const MENU = "http://weixin.qq.com/q/02P5KzM_menu";

const oneLine = (text: string): string => text.replace(/\s+/g, " ");

/** The rules of the example, made by hand. */
function makeByHand(emulator: Emulator): void {
  emulator.putRules([
    { account: MINI_PROGRAM, prefix: SHOP, path: "pages/shop/index", state: 2 },
    { account: MINI_PROGRAM, prefix: TABLE, path: "pages/order/index?table=1", state: 2 },
    { account: OFFICIAL, prefix: DOOR, appid: MINI_PROGRAM, path: "pages/door/index", state: 2 },
    { account: OFFICIAL, prefix: MENU, appid: MINI_PROGRAM, path: "pages/menu/index", state: 2 },
  ]);
}

const idsOf = async (example: PluginExample): Promise<string[]> =>
  (await example.resources()).map(({ id }) => id).sort();

/** The code that the imports have printed, as one program. */
function codeIn(printed: string): string {
  const resources = [...printed.matchAll(/^resources:\n((?: .*\n?)+)/gm)].map(([, lines = ""]) => lines.trimEnd());
  expect(resources).toHaveLength(3);
  return ["resources:", ...resources].join("\n");
}

describeWithCli("the example import-rules", () => {
  test(
    "takes over rules of both kinds, one by one and from a file, prints code that fits, and refuses a bare prefix of a service account's",
    () =>
      withPluginExample("import-rules", ["yaml"], async (example, emulator) => {
        makeByHand(emulator);
        await example.followInRepository(0);
        const printed = await example.follow(1);
        expect(printed).toContain("5 unchanged");
        expect(writes(emulator)).toEqual([]);
        expect(await idsOf(example)).toEqual([DOOR, MENU, SHOP, TABLE].sort());
        example.edit("Pulumi.yaml", /resources:[^]*/, codeIn(printed));
        await example.succeed("preview", "--expect-no-changes");

        const [, sentence = ""] = /```\n(import [^]*?)\n```/.exec(example.read("README.md")) ?? [];
        expect(sentence).toContain("write its app id before the prefix");
        const flags = ["--yes", "--skip-preview", "--generate-code=false"];
        expect(oneLine(await example.fail(["import", TYPE, "bare", DOOR, ...flags]))).toContain(sentence);
        example.edit("rules.json", `${MINI_PROGRAM},${MENU}`, MENU);
        example.edit("rules.json", '"menu"', '"other"');
        expect(oneLine(await example.fail(["import", "--file", "rules.json", ...flags]))).toContain(
          sentence.replaceAll(DOOR, MENU),
        );
        expect(await idsOf(example)).toEqual([DOOR, MENU, SHOP, TABLE].sort());
        expect(writes(emulator)).toEqual([]);
      }),
    BUILD_MS,
  );
});
