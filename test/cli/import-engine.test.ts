import execa from "execa";
import { ACCOUNT } from "../engine/stack";
import { describeWithCli, live, withStack, writes } from "../engine/support";
import { BIN } from "./support";

const APPID = "wxe5f52902cf4de896";

describeWithCli("rules made by hand, imported, then pulumi up", () => {
  test("takes 40 of them over without a write, by the secret that only the CLI can decrypt", () =>
    withStack(async (stack, emulator) => {
      const run = (...args: string[]) =>
        execa(process.execPath, [BIN, ...args], {
          cwd: stack.folder,
          env: stack.environment(),
          extendEnv: false,
          reject: false,
        });
      emulator.putRules(
        Array.from({ length: 20 }, (_, n) => [
          {
            account: ACCOUNT,
            prefix: `https://qr.example.com/${n}`,
            path: `pages/link/index?id=${n}`,
            state: n % 5 === 0 ? 1 : 2,
            debugUrls: n % 4 === 0 ? [`https://qr.example.com/${n}`] : [],
            permitSubRule: n % 3 === 0 ? 2 : 1,
          } as const,
          {
            account: ACCOUNT,
            prefix: `http://weixin.qq.com/q/02P5KzM_${n}`,
            appid: APPID,
            path: "pages/door/index",
            state: n % 7 === 0 ? 1 : 2,
          } as const,
        ]).flat(),
      );
      const before = live(emulator);
      expect((await run("import", "--stack", "dev")).stdout).toMatch(/added 20 rules/);
      expect((await run("import", "--stack", "dev", "--appid", APPID, "--file", "rules/doors.yaml")).stdout).toMatch(
        /rules\/doors\.yaml: added 20 rules\. 20 rules were declared already\./,
      );
      const checked = await run("check", "--live", "--stack", "dev");
      expect(checked).toMatchObject({ exitCode: 0, stderr: "" });

      await stack.up();
      expect(writes(emulator)).toEqual([]);
      expect(await stack.resources()).toHaveLength(40);
      expect(live(emulator)).toEqual(before);
      expect(await stack.up()).toMatch(/41 unchanged/);

      const wrong = { ...stack.environment(), PULUMI_CONFIG_PASSPHRASE: "wrong" };
      const refused = await execa(process.execPath, [BIN, "check", "--live", "--stack", "dev"], {
        cwd: stack.folder,
        env: wrong,
        extendEnv: false,
        reject: false,
      });
      expect(refused).toMatchObject({ exitCode: 1, stdout: "" });
      expect(refused.stderr).toMatch(
        /^The secrets of the stack cannot be read: "pulumi config" says ".*"; fix that, or set WECHAT_APP_SECRET .*\.$/,
      );
    }));
});
