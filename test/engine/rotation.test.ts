import type { Emulator } from "../../emulator";
import type { Stack } from "./stack";
import { describeWithCli, live, withStack, writes } from "./support";

const SHOP = "https://qr.example.com/shop/";
const shop = (path: string): string => `- {prefix: "${SHOP}", path: ${path}}`;
const NEW_SECRET = "rotated-secret-4c1f";
const REFRESH = ["refresh", "--yes", "--skip-preview"];
const DESTROY = ["destroy", "--yes", "--skip-preview"];

/** What WeChat does when somebody resets the AppSecret in its console and the tokens of the old one end. */
function rotate(stack: Stack, emulator: Emulator): void {
  stack.secrets.push(NEW_SECRET);
  emulator.setOptions({ secret: NEW_SECRET });
  emulator.expireTokens(40001);
}

async function withRotatedSecret(test: (stack: Stack, emulator: Emulator) => Promise<void>): Promise<void> {
  await withStack(async (stack, emulator) => {
    stack.writeRules(shop("pages/old/index"));
    await stack.up();
    rotate(stack, emulator);
    await test(stack, emulator);
  });
}

async function setNewSecret(stack: Stack): Promise<void> {
  await stack.succeed("config", "set", "--secret", "wechat-qr-jump:appSecret", NEW_SECRET);
}

describeWithCli("after the AppSecret was reset", () => {
  test("up works as soon as the config has the new one, and then refresh and destroy do", () =>
    withRotatedSecret(async (stack, emulator) => {
      const before = writes(emulator).length;
      stack.writeRules(shop("pages/new/index"));
      const refusal = (await stack.fail(["up", "--yes", "--skip-preview"])).replace(/\s+/g, " ");
      expect(refusal).toContain("40125 the app secret is wrong");
      expect(refusal).toContain('"pulumi config set --secret wechat-qr-jump:appSecret SECRET"');
      expect(writes(emulator)).toHaveLength(before);

      await setNewSecret(stack);
      await stack.up();
      expect(live(emulator)).toEqual({ [SHOP]: "pages/new/index" });
      await stack.succeed(...REFRESH);
      await stack.destroy();
      expect(live(emulator)).toEqual({});
    }));

  test("refresh and destroy, which get the config of the last up, say which variable helps them", () =>
    withRotatedSecret(async (stack, emulator) => {
      await setNewSecret(stack);
      for (const command of [REFRESH, DESTROY]) {
        const refusal = (await stack.fail(command)).replace(/\s+/g, " ");
        expect(refusal).toContain("40125 the app secret is wrong");
        expect(refusal).toContain("set WECHAT_APP_SECRET to the present one");
      }
      expect(live(emulator)).toEqual({ [SHOP]: "pages/old/index" });

      await stack.succeed(...REFRESH, "--run-program");
      expect((await stack.run(REFRESH, { WECHAT_APP_SECRET: NEW_SECRET })).exitCode).toBe(0);
      expect(await stack.resources()).toHaveLength(1);
      expect((await stack.run(DESTROY, { WECHAT_APP_SECRET: NEW_SECRET })).exitCode).toBe(0);
      expect(live(emulator)).toEqual({});
    }));

  test("destroy works with --run-program as well", () =>
    withRotatedSecret(async (stack, emulator) => {
      await setNewSecret(stack);
      await stack.destroy("--run-program");
      expect(live(emulator)).toEqual({});
      expect(await stack.resources()).toEqual([]);
    }));
});
