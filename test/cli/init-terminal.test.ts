import { live, writes } from "../engine/support";
import { ACCOUNT, APPID, plantForty, SECRET, withFolder } from "./init-folder";
import { HAS_TERMINALS, type Step } from "./terminal";

const ENTER = "\r";
const DOWN = "\u001b[B";
const KIND: Step = ["How does this machine", ENTER];
const ACCOUNT_ID: Step = ["AppID of the service account or mini program", `${ACCOUNT}${ENTER}`];
const MINI_PROGRAMS: Step = ["Mini programs that", `${APPID}${ENTER}`];
const secret = (value: string): Step => ["AppSecret (not shown)", `${value}${ENTER}`];
const STACK: Step = ["Name of the stack", ENTER];

const describeInTerminal = process.env["WECHAT_QR_JUMP_NO_PULUMI"] || !HAS_TERMINALS ? describe.skip : describe;

describeInTerminal("init in a terminal", () => {
  test("lets a wrong AppSecret be corrected, imports, and the next up writes nothing to WeChat", () =>
    withFolder(async (folder, emulator) => {
      plantForty(emulator);
      const before = live(emulator);
      const { exitCode, shown } = await folder.inTerminal(
        [],
        [
          STACK,
          KIND,
          ACCOUNT_ID,
          secret("no-such-secret"),
          MINI_PROGRAMS,
          ["What now?", ENTER],
          KIND,
          ["AppID of the service account or mini program", ENTER],
          secret(SECRET),
          ["Mini programs that", ENTER],
          ["Import what is live?", ENTER],
          ["with 40 rules?", ENTER],
        ],
      );
      expect(exitCode).toBe(0);
      expect(shown).toMatch(/FIX {5}token: .*40125 the app secret is wrong/);
      expect(shown).toContain("Live in WeChat: 40 rules, of which 33 published.");
      expect(shown).not.toMatch(/Warning:/);
      expect(shown).toMatch(/stack dev with 40 rules[^]*\r\necho\r\n$/);
      folder.install();
      await folder.up();
      expect(writes(emulator)).toEqual([]);
      expect(await folder.resources()).toHaveLength(40);
      expect(live(emulator)).toEqual(before);
    }));

  test("leaves the rules alone where the import is refused, and speaks Chinese", () =>
    withFolder(async (folder, emulator) => {
      plantForty(emulator);
      const { exitCode, shown } = await folder.inTerminal(
        ["--stack", "dev", "--account", ACCOUNT, "--lang", "zh"],
        [
          ["本机用哪种凭据", ENTER],
          ["AppSecret（输入不显示）", `${SECRET}${ENTER}`],
          ["服务号规则打开哪些小程序", `${APPID}${ENTER}`],
          ["导入在线规则吗？", `${DOWN}${ENTER}`],
          ["package.json", ENTER],
        ],
      );
      expect(exitCode).toBe(0);
      expect(shown).toContain("微信在线：40 条规则，其中 33 条已发布。");
      expect(shown).toContain("在 Pulumi.dev.yaml 的“wechat-qr-jump:rules”下写规则");
      expect(folder.read("Pulumi.dev.yaml")).not.toContain("wechat-qr-jump:rules");
    }));

  test.each<[string, string]>([
    ["Ctrl-C", "half a secret\u0003"],
    ["Ctrl-D", "half a secret\u0004"],
    ["the end of the input", "\u0004"],
  ])("ends with one sentence at %s, writes nothing, and leaves the terminal in order", (_, typed) =>
    withFolder(async (folder) => {
      const { exitCode, shown } = await folder.inTerminal(
        ["--stack", "dev"],
        [KIND, ACCOUNT_ID, ["AppSecret (not shown)", typed]],
      );
      expect(exitCode).toBe(1);
      expect(shown).toMatch(/Interrupted; nothing was written\.\r\necho\r\n$/);
      expect(shown.lastIndexOf("\u001b[?25h")).toBeGreaterThan(shown.lastIndexOf("\u001b[?25l"));
      expect(shown).not.toContain("half");
      expect(folder.files).toEqual([]);
    }),
  );

  test("checks once more after a change in WeChat's console, or stops", () =>
    withFolder(
      async (folder, emulator) => {
        const begin: Step[] = [KIND, secret(SECRET), ["Mini programs that", ENTER]];
        const flags = ["--stack", "dev", "--account", ACCOUNT];
        const stopped = await folder.inTerminal(flags, [...begin, ["What now?", `${DOWN}${DOWN}${ENTER}`]]);
        expect(stopped.exitCode).toBe(1);
        expect(stopped.shown).toMatch(/FIX {5}IP allow-list: .*203\.0\.113\.7/);
        expect(folder.files).toEqual([]);
        const allow = (): void => emulator.setOptions({ ipAllowList: null });
        const { exitCode, shown } = await folder.inTerminal(flags, [
          ...begin,
          ["What now?", `${DOWN}${ENTER}`, allow],
          ["package.json", ENTER],
        ]);
        expect(exitCode).toBe(0);
        expect(shown).toContain("WeChat has no rule that this account shows.");
      },
      { ipAllowList: ["198.51.100.1"] },
    ));

  test("asks for exactly what it will write", () =>
    withFolder(async (folder, emulator) => {
      const rule = { account: ACCOUNT, path: "pages/a", state: 2 } as const;
      emulator.putRules([
        { ...rule, prefix: "https://qr.example.com/a" },
        { ...rule, prefix: "https://qr.example.com/店" },
      ]);
      folder.put("Pulumi.yaml", "name: codes\nruntime: nodejs\n");
      folder.put("Pulumi.dev.yaml", "config: {wechat-qr-jump:accessTokenCommand: exit 1}\n");
      const { exitCode, shown } = await folder.inTerminal(
        ["--stack", "dev", "--account", ACCOUNT, "--import"],
        [
          KIND,
          secret(SECRET),
          ["Mini programs that", ENTER],
          ["Write Pulumi.dev.yaml, with 1 rule, and remove the setting", ENTER],
        ],
      );
      expect(exitCode).toBe(1);
      expect(shown).toContain("1 live rule cannot be declared");
      expect(shown).toMatch(/remove the setting\s+[│|]?\s*accessTokenCommand\?/);
      expect(folder.read("Pulumi.dev.yaml").match(/prefix/g)).toHaveLength(1);
      expect(folder.read("Pulumi.dev.yaml")).not.toContain("accessTokenCommand");
    }));

  test("asks again for what cannot be right", () =>
    withFolder(async (folder) => {
      const { shown } = await folder.inTerminal(
        ["--stack", "dev"],
        [KIND, ["AppID of", `wx1${ENTER}`], ["16 hexadecimal digits", "\u0003"]],
      );
      expect(shown).toContain('It must be "wx" and 16 hexadecimal digits.');
      expect(folder.files).toEqual([]);
    }));
});
