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

/** What WeChat receives for another page of a published rule. */
const changed = (prefix: string) => [
  ["qrcodejumpdelete", { prefix }],
  ["qrcodejumpadd", { prefix }],
  ["qrcodejumppublish", { prefix }],
];

describeWithCli("the example migrate-to-plugin", () => {
  test(
    "moves a stack's rules to the plugin and back without a call that writes, and changes a rule with either",
    () =>
      withPluginExample("migrate-to-plugin", ["yaml"], async (example, emulator) => {
        await example.follow(0);
        expect(live(emulator)).toEqual(LIVE);
        expect(await typesOf(example)).toEqual([DYNAMIC]);

        let from = emulator.calls().length;
        await example.followInRepository(1);
        await example.follow(2);
        expect(writes(emulator, from)).toEqual([]);
        expect(await typesOf(example)).toEqual(["wechat-qr-jump:index:QrCodeJumpRule"]);
        expect(await example.exported()).not.toContain("__provider");

        example.edit("Pulumi.yaml", "pages/shop/index", "pages/shop/new");
        await example.up();
        expect(writes(emulator, from)).toMatchObject(changed(SHOP));
        expect(await example.fail(["destroy", "--yes"])).toContain("protect");

        from = emulator.calls().length;
        example.edit("before/Pulumi.dev.yaml", "pages/shop/index", "pages/shop/new");
        await example.follow(3);
        expect(writes(emulator, from)).toEqual([]);
        expect(await typesOf(example)).toEqual([DYNAMIC]);
        expect(live(emulator)).toEqual({ ...LIVE, [SHOP]: "pages/shop/new" });

        example.edit("Pulumi.dev.yaml", "pages/shop/new", "pages/shop/index");
        await example.up();
        expect(writes(emulator, from)).toMatchObject(changed(SHOP));
        expect(live(emulator)).toEqual(LIVE);
      }),
    BUILD_MS,
  );
});
