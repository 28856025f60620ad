import type { Emulator } from "../../emulator";
import { live, writes } from "../engine/support";
import { MINI_PROGRAM, OFFICIAL, type PluginExample } from "./plugin-example";

const SHOP = "https://qr.example.com/shop/";
const SPRING = "https://qr.example.com/spring/";
export const DOOR = "http://weixin.qq.com/q/02P5KzM_door";

/**
 * What happens to the rules of the example of each language, from the first run to the last.
 *
 * @param file the program.
 * @param door what declares the rule of the service account in it.
 */
export async function expectLife(
  example: PluginExample,
  emulator: Emulator,
  file: string,
  door: RegExp,
): Promise<void> {
  expect(live(emulator)).toEqual({
    [SHOP]: "pages/shop/index",
    [SPRING]: "pages/spring/index (unpublished)",
    [DOOR]: "pages/door/index",
  });
  expect(ownersOf(emulator)).toEqual({ [SHOP]: MINI_PROGRAM, [SPRING]: MINI_PROGRAM, [DOOR]: OFFICIAL });
  expect(await example.succeed("stack", "output", "ruleCount")).toContain("3");

  let from = emulator.calls().length;
  expect(await example.up()).toContain("5 unchanged");
  expect(writes(emulator, from)).toEqual([]);

  example.edit(file, "pages/shop/index", "pages/shop/new");
  await example.up();
  expect(writes(emulator, from)).toMatchObject([
    ["qrcodejumpdelete", { prefix: SHOP }],
    ["qrcodejumpadd", { prefix: SHOP, path: "pages/shop/new" }],
    ["qrcodejumppublish", { prefix: SHOP }],
  ]);

  from = emulator.calls().length;
  example.edit(file, door, "");
  expect(await example.fail(["up", "--yes", "--skip-preview"])).toContain("deletes all 1 rule of account official");
  expect(writes(emulator, from)).toEqual([]);
  example.env["WECHAT_MAX_DELETES"] = "1";
  await example.up();
  delete example.env["WECHAT_MAX_DELETES"];
  expect(writes(emulator, from)).toEqual([["qrcodejumpdelete", { prefix: DOOR, appid: MINI_PROGRAM }]]);

  drift(emulator, "pages/by-hand");
  expect(await example.succeed("refresh", "--yes", "--skip-preview")).toContain("1 updated");
  expect(await recordedPage(example)).toBe("pages/by-hand");
  drift(emulator, "pages/by-hand-again");
  await example.up("--refresh");
  expect(live(emulator)).toEqual({ [SHOP]: "pages/shop/new", [SPRING]: "pages/spring/index (unpublished)" });

  await example.destroy();
  expect(live(emulator)).toEqual({});
  expect(await example.resources()).toEqual([]);
}

/** Somebody changes a rule in WeChat's console. */
function drift(emulator: Emulator, path: string): void {
  emulator.putRules([{ account: MINI_PROGRAM, prefix: SHOP, path, state: 2 }]);
}

async function recordedPage(example: PluginExample): Promise<unknown> {
  return (await example.resources()).find(({ id }) => id === SHOP)?.outputs["path"];
}

/** What is live: prefix → account. */
function ownersOf(emulator: Emulator): Record<string, string> {
  return Object.fromEntries(emulator.state().rules.map(({ account, prefix }) => [prefix, account]));
}
