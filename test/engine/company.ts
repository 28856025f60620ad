import type { Emulator } from "../../emulator";
import type { Stack } from "./stack";
import { withStack } from "./support";

export const OFFICIAL = "wx00000000000000a1";
export const SHOP = "wx00000000000000b2";
export const CAFE = "wx00000000000000c3";
export const SECRETS: Record<string, string> = {
  [OFFICIAL]: "official-secret",
  [SHOP]: "shop-secret-of-its-own",
  [CAFE]: "cafe-secret-of-its-own",
};
export const DOOR = "http://weixin.qq.com/q/02P5KzM_door";
export const LINK = "https://qr.example.com/shop/";
export const MENU = "https://qr.example.com/menu/";
export const UP = ["up", "--yes", "--skip-preview"];

export const RULES = `
- {account: official, prefix: ${DOOR}, appid: ${SHOP}, path: pages/door/index}
- {account: shop, prefix: ${LINK}, path: pages/shop/index}
- {account: cafe, prefix: ${MENU}, path: pages/menu/index}`;

/** A company with a service account and two mini programs. */
export async function withCompany(test: (stack: Stack, emulator: Emulator) => Promise<void>): Promise<void> {
  await withStack(async (stack, emulator) => {
    emulator.putAccounts(Object.entries(SECRETS).map(([account, secret]) => ({ account, secret })));
    stack.secrets.push(...Object.values(SECRETS));
    stack.unset("wechat-qr-jump:appId");
    stack.unset("wechat-qr-jump:appSecret");
    for (const [name, appId] of Object.entries({ official: OFFICIAL, shop: SHOP, cafe: CAFE })) {
      await stack.succeed("config", "set", "--path", `wechat-qr-jump:accounts.${name}.appId`, appId);
      const key = `wechat-qr-jump:accounts.${name}.appSecret`;
      await stack.succeed("config", "set", "--path", "--secret", key, SECRETS[appId] ?? "");
    }
    stack.writeRules(RULES);
    await test(stack, emulator);
  });
}

/** What is live: prefix → account and path. */
export function owners(emulator: Emulator): Record<string, [account: string, path: string]> {
  return Object.fromEntries(
    emulator
      .state()
      .rules.map(({ account, prefix, path, state }) => [
        prefix,
        [account, state === 2 ? path : `${path} (unpublished)`],
      ]),
  );
}

export const oneLine = (output: string): string => output.replace(/\s+/g, " ");
