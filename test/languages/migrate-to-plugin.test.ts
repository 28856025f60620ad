import type { Emulator } from "../../emulator";
import { describeWithCli, live, writes } from "../engine/support";
import { withPluginExample, type PluginExample } from "./plugin-example";
import { BUILD_MS } from "./program";

const DYNAMIC = "pulumi-nodejs:dynamic/wechat:QrCodeJumpRule";
const SHOP = "https://qr.example.com/shop/";
const SPRING = "https://qr.example.com/spring/";
const DOOR = "http://weixin.qq.com/q/02P5KzM_door";
const LIVE = {
  [SHOP]: "pages/shop/index",
  [SPRING]: "pages/spring/index (unpublished)",
  [DOOR]: "pages/door/index",
};

const typesOf = async (example: PluginExample): Promise<string[]> => [
  ...new Set((await example.resources()).map(({ type }) => type)),
];

/** The example after the move that its README describes, which must write nothing. */
async function moved(example: PluginExample, emulator: Emulator): Promise<void> {
  await example.follow(0);
  expect(live(emulator)).toEqual(LIVE);
  expect(await typesOf(example)).toEqual([DYNAMIC]);
  const from = emulator.calls().length;
  await example.followInRepository(1);
  await example.follow(2);
  expect(writes(emulator, from)).toEqual([]);
}

const changed = (prefix: string) => [
  ["qrcodejumpdelete", { prefix }],
  ["qrcodejumpadd", { prefix }],
  ["qrcodejumppublish", { prefix }],
];

describeWithCli("the example migrate-to-plugin", () => {
  test(
    "moves a stack's rules to the plugin without a call that writes, leaves no dynamic provider, and changes a rule after it",
    () =>
      withPluginExample("migrate-to-plugin", ["yaml"], async (example, emulator) => {
        await moved(example, emulator);
        expect(await typesOf(example)).toEqual(["wechat-qr-jump:index:QrCodeJumpRule"]);
        expect(await example.exported()).not.toContain("__provider");

        const from = emulator.calls().length;
        example.edit("Pulumi.yaml", "pages/shop/index", "pages/shop/new");
        await example.up();
        expect(writes(emulator, from)).toMatchObject(changed(SHOP));
        expect(await example.fail(["destroy", "--yes"])).toContain("protect");
        await example.destroy("--exclude-protected");
        expect(live(emulator)).toEqual({ [SHOP]: "pages/shop/new" });
      }),
    BUILD_MS,
  );

  test(
    "goes back without a call that writes, and changes a rule after it",
    () =>
      withPluginExample("migrate-to-plugin", ["yaml"], async (example, emulator) => {
        await moved(example, emulator);
        let from = emulator.calls().length;
        await example.follow(3);
        expect(writes(emulator, from)).toEqual([]);
        expect(await typesOf(example)).toEqual([DYNAMIC]);

        from = emulator.calls().length;
        example.edit("Pulumi.dev.yaml", "pages/shop/index", "pages/shop/new");
        await example.up();
        expect(writes(emulator, from)).toMatchObject(changed(SHOP));
      }),
    BUILD_MS,
  );
});
