import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describeWithCli, live, writes } from "../engine/support";
import { ACCOUNT, APPID, plantForty, SECRET, withFolder, type Folder } from "./init-folder";

const FLAGS = ["--stack", "dev", "--account", ACCOUNT, "--appid", APPID];
const GIVEN = { WECHAT_APP_SECRET: SECRET };
const FILES = [".gitignore", "Pulumi.dev.yaml", "Pulumi.yaml", "package.json", "program.cjs"];

const stacks = async (folder: Folder) => JSON.parse(await folder.succeed("stack", "ls", "--json")) as unknown[];

describeWithCli("init without a terminal", () => {
  test("makes a stack in an empty folder, and the next up takes 40 live rules over without a write", () =>
    withFolder(async (folder, emulator) => {
      plantForty(emulator);
      const before = live(emulator);
      const { exitCode, stdout, stderr } = await folder.init([...FLAGS, "--import", "--yes"], GIVEN);
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
      expect(stdout).toMatch(/^ok {6}token: received$/m);
      expect(stdout).toMatch(/^Live in WeChat: 40 rules, of which 33 published\.$/m);
      expect(stdout).toContain("  https://qr.example.com/0 → pages/link/index?id=0, not published\n");
      expect(stdout).toContain(`  http://weixin.qq.com/q/02P5KzM_1 → pages/door/index (${APPID}), published\n`);
      expect(stdout).toMatch(
        /^What comes next:\n {2}npm install\n {2}pulumi preview --stack dev\n {2}pulumi up --stack dev$/m,
      );
      expect(folder.files).toEqual(FILES);
      expect(folder.read("Pulumi.dev.yaml")).toMatch(/wechat-qr-jump:appSecret:\n +secure: v1:/);
      expect(folder.argumentsOfPulumi).toMatch(/^config set --secret wechat-qr-jump:appSecret --stack=dev/m);
      folder.install();
      await folder.up();
      expect(writes(emulator)).toEqual([]);
      expect(await folder.resources()).toHaveLength(40);
      expect(live(emulator)).toEqual(before);
      expect(await folder.up()).toMatch(/41 unchanged/);
    }));

  test("takes the secret from stdin, answers in JSON, and leaves the rules where they are with --no-import", () =>
    withFolder(async (folder, emulator) => {
      plantForty(emulator);
      const args = [...FLAGS, "--secret-stdin", "--no-import", "--yes", "--json"];
      const { exitCode, stdout } = await folder.init(args, {}, `${SECRET}\n`);
      expect(exitCode).toBe(0);
      const result = JSON.parse(stdout) as Record<string, unknown[]>;
      expect(result).toMatchObject({ version: 1, stack: "dev", file: "Pulumi.dev.yaml", added: [], kept: [] });
      expect(result["live"]).toHaveLength(40);
      expect([...(result["written"] ?? [])].sort()).toEqual(FILES);
      expect(result["checks"]).toContainEqual({ name: "token", verdict: "ok", message: "received" });
      expect(folder.read("Pulumi.dev.yaml")).not.toContain("rules");
    }));

  test("speaks Chinese, and lists at most 50 rules", () =>
    withFolder(async (folder, emulator) => {
      emulator.putRules(
        Array.from({ length: 60 }, (_, n) => ({
          account: ACCOUNT,
          prefix: `https://qr.example.com/${n}`,
          path: "pages/a",
          state: 2 as const,
        })),
      );
      const { stdout } = await folder.init([...FLAGS, "--import", "--yes", "--lang", "zh"], GIVEN);
      expect(stdout).toMatch(/^微信在线：60 条规则，其中 60 条已发布。$/m);
      expect(stdout.match(/pages\/a，?,? ?已发布/g)).toHaveLength(50);
      expect(stdout).toMatch(/^另有 10 条。$/m);
      expect(stdout).toMatch(/^接下来：$/m);
    }));

  test("names everything that is missing at once", () =>
    withFolder(async (folder) => {
      const missing = await folder.init([]);
      expect(missing).toMatchObject({ exitCode: 2, stdout: "" });
      expect(missing.stderr).toBe(
        "There is no terminal to ask in, and these are missing: --stack NAME; --account APPID (or WECHAT_APP_ID); " +
          'WECHAT_APP_SECRET (or --secret-stdin); --import or --no-import; --yes. "wechat-qr-jump init --help" says what they mean.',
      );
      const platform = await folder.init(["--credentials", "authorizer", "--stack", "dev", "--json"]);
      expect(platform.exitCode).toBe(2);
      expect((JSON.parse(platform.stdout) as { error: string }).error).toContain(
        "--account APPID (or WECHAT_AUTHORIZER_APP_ID); --component-app-id APPID (or WECHAT_COMPONENT_APP_ID); " +
          "WECHAT_COMPONENT_ACCESS_TOKEN (or --secret-stdin); WECHAT_AUTHORIZER_REFRESH_TOKEN (or --secret-stdin); --import",
      );
      expect(folder.files).toEqual([]);
    }));

  test.each<[string, string[], NodeJS.ProcessEnv, string, RegExp]>([
    ["an app id", ["--account", "wx1"], GIVEN, "", /^--account: It must be "wx" and 16 hexadecimal digits\.$/],
    [
      "a secret",
      ["--account", ACCOUNT],
      { WECHAT_APP_SECRET: '"quoted"' },
      "",
      /^WECHAT_APP_SECRET: It must be the bare value/,
    ],
    [
      "the name of a stack",
      ["--stack", "a b"],
      GIVEN,
      "",
      /^--stack a b cannot be the name of a stack: it must have letters/,
    ],
    [
      "stdin",
      ["--secret-stdin"],
      {},
      "one\ntwo\n",
      /^--secret-stdin reads one value a line, appSecret, but there are 2 lines\.$/,
    ],
  ])("refuses %s that cannot be right", (_, args, env, input, expected) =>
    withFolder(async (folder) => {
      const { exitCode, stderr } = await folder.init(args, env, input);
      expect(stderr).toMatch(expected);
      expect(stderr).not.toContain("quoted");
      expect({ exitCode, files: folder.files }).toEqual({ exitCode: 2, files: [] });
    }),
  );

  test("writes nothing if the credentials do not work, and says why", () =>
    withFolder(async (folder) => {
      const env = { WECHAT_APP_SECRET: "no-such-secret" };
      const { exitCode, stderr } = await folder.init([...FLAGS, "--import", "--yes"], env);
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(
        /^Nothing was written, because WeChat cannot be read: token: .*40125 the app secret is wrong.*$/,
      );
      expect(folder.files).toEqual([]);
      expect(await stacks(folder).catch(() => [])).toEqual([]);
    }));

  test("says what to do where the allow-list lacks this machine", () =>
    withFolder(
      async (folder) => {
        const { exitCode, stderr } = await folder.init([...FLAGS, "--import", "--yes"], GIVEN);
        expect(exitCode).toBe(1);
        expect(stderr).toMatch(/IP allow-list: .*203\.0\.113\.7.*add the address to the IP allow-list/);
      },
      { ipAllowList: ["198.51.100.1"] },
    ));

  test("says at once that Pulumi needs a login, a passphrase or its CLI", () =>
    withFolder(async (folder, emulator) => {
      const args = [...FLAGS, "--import", "--yes"];
      const login = await folder.init(args, { ...GIVEN, PULUMI_BACKEND_URL: "" });
      expect(login.stderr).toMatch(/^The Pulumi CLI has no place for the state \(.*\); run "pulumi login", or .*\.$/);
      const passphrase = await folder.init(args, { ...GIVEN, PULUMI_CONFIG_PASSPHRASE: undefined });
      expect(passphrase.stderr).toMatch(
        /^Pulumi encrypts the secret by a passphrase and has none; set PULUMI_CONFIG_PASSPHRASE/,
      );
      const cli = await folder.init(args, { ...GIVEN, PATH: folder.root });
      expect(cli.stderr).toMatch(/^There is no "pulumi" on PATH; install the Pulumi CLI/);
      expect([login, passphrase, cli].map(({ exitCode }) => exitCode)).toEqual([1, 1, 1]);
      expect(folder.files).toEqual([]);
      expect(emulator.calls()).toEqual([]);
    }));
});

describeWithCli("init beside what is there", () => {
  test("keeps files, and completes a project that lacks some", () =>
    withFolder(async (folder, emulator) => {
      plantForty(emulator);
      folder.put("package.json", '{"type":"module"}');
      folder.put(".gitignore", "secret.txt\n");
      const { stdout } = await folder.init([...FLAGS, "--import", "--yes"], GIVEN);
      expect(stdout).toMatch(/^Left as they were: package\.json, \.gitignore\.$/m);
      expect(stdout).toMatch(/^ {2}npm install pulumi-wechat-qr-jump$/m);
      expect([folder.read("package.json"), folder.read(".gitignore")]).toEqual(['{"type":"module"}', "secret.txt\n"]);
      folder.install();
      await folder.up();
      expect(await folder.resources()).toHaveLength(40);
    }));

  test("encrypts a secret that stood in clear", () =>
    withFolder(async (folder) => {
      folder.put("Pulumi.yaml", "name: codes\nruntime: nodejs\n");
      folder.put("Pulumi.dev.yaml", `config:\n  wechat-qr-jump:appSecret: ${SECRET}\n  wechat-qr-jump:onDrift: fail\n`);
      expect((await folder.init([...FLAGS, "--no-import", "--yes"], GIVEN)).exitCode).toBe(0);
      expect(folder.read("Pulumi.dev.yaml")).toMatch(/wechat-qr-jump:appSecret:\n +secure: v1:/);
      expect(folder.read("Pulumi.dev.yaml")).toContain("wechat-qr-jump:onDrift: fail");
      expect(folder.files).toEqual(["Pulumi.dev.yaml", "Pulumi.yaml"]);
    }));

  test("refuses a stack with rules, and a folder below a project", () =>
    withFolder(async (folder) => {
      const text = `config:\n  wechat-qr-jump:rules:\n    - {prefix: "https://qr.example.com/a", path: pages/a}\n`;
      folder.put("Pulumi.yaml", "name: codes\nruntime: nodejs\n");
      folder.put("Pulumi.dev.yaml", text);
      const refused = await folder.init([...FLAGS, "--import", "--yes"], GIVEN);
      expect(refused).toEqual({
        exitCode: 1,
        stdout: "",
        stderr:
          'Pulumi.dev.yaml has rules already, so nothing was written; "wechat-qr-jump import --stack dev" adds live ones, ' +
          'and "wechat-qr-jump doctor --stack dev" checks the credentials.',
      });
      expect(folder.read("Pulumi.dev.yaml")).toBe(text);
      expect(folder.files).toEqual(["Pulumi.dev.yaml", "Pulumi.yaml"]);
      mkdirSync(join(folder.folder, "below"));
      const below = await folder.begin([...FLAGS, "--import", "--yes"], GIVEN, "", "below");
      expect(below.exitCode).toBe(2);
      expect(below.stderr).toMatch(/^There is a Pulumi\.yaml in .*, above this folder; run this there to add a stack/);
      expect(readdirSync(join(folder.folder, "below"))).toEqual([]);
    }));

  test("writes rules that are too many for the config into a file of their own", () =>
    withFolder(async (folder, emulator) => {
      emulator.putRules(
        Array.from({ length: 1200 }, (_, n) => ({
          account: ACCOUNT,
          prefix: `http://weixin.qq.com/q/02P5KzM_${n}`,
          appid: APPID,
          path: `pages/a-rather-long-name-of-a-page/index?id=${n}`,
          state: 2 as const,
        })),
      );
      const { exitCode, stdout } = await folder.init([...FLAGS, "--import", "--yes"], GIVEN);
      expect(exitCode).toBe(0);
      expect(stdout).toMatch(/Pulumi\.dev\.yaml, rules\/imported\.dev\.yaml: stack dev with 1200 rules\./);
      expect(folder.read("Pulumi.dev.yaml")).toMatch(/wechat-qr-jump:rulesFiles:\n +- rules\/imported\.dev\.yaml\n/);
    }));

  test("replaces credentials of another kind that would win", () =>
    withFolder(async (folder) => {
      expect((await folder.init([...FLAGS, "--no-import", "--yes"], GIVEN)).exitCode).toBe(0);
      await folder.succeed("config", "set", "wechat-qr-jump:accessTokenCommand", "false", "--stack", "dev");
      const { stdout } = await folder.init([...FLAGS, "--no-import", "--yes"], {
        ...GIVEN,
        WECHAT_APP_ID: `${ACCOUNT.slice(0, -1)}0`,
      });
      expect(stdout).toMatch(/^Removed, because they would have won: accessTokenCommand\.$/m);
      expect(stdout).toMatch(/^WECHAT_APP_ID in the environment is something else and wins; unset it\.$/m);
      expect(folder.read("Pulumi.dev.yaml")).not.toContain("accessTokenCommand");
    }));
});
