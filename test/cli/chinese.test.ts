import { englishIn } from "../unit/chinese-support";
import { ACCOUNT, BUS, SHOP, withProject, type Ended, type Project } from "./support";

const rules = `
- {prefix: "${SHOP}", path: pages/shop/index}
- {prefix: "${BUS}", path: pages/bus/index}`;

/** App ids, names of stacks and commands, and what was typed. */
const NAMES = /wx[0-9a-f]{16}|\b(prod|check|chek|dev|github|sarif)\b|'[^']*'/g;

/** Runs a command in Chinese and expects every line to be Chinese. */
async function inChinese(project: Project, args: string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const ended = await project.run(args, { LANG: "zh_CN.UTF-8", ...env });
  for (const line of `${ended.stdout}\n${ended.stderr}`.split("\n").filter((text) => text.trim() !== "")) {
    expect({ line, english: englishIn(line.replace(NAMES, " ")) }).toEqual({ line, english: [] });
  }
  return ended;
}

describe("in a Chinese locale", () => {
  test("check finds mistakes and says so", () =>
    withProject(async (project) => {
      project.rules(rules);
      expect((await inChinese(project, ["check"])).stdout).toBe("Pulumi.dev.yaml：2 条规则，没有错误。");
      project.rules(`- {prefix: "${SHOP}", pth: pages/shop/index}\n- {prefix: "${SHOP}", path: /pages/x}`);
      const { exitCode, stdout } = await inChinese(project, ["check"]);
      expect(exitCode).toBe(1);
      expect(stdout).toMatch(/\p{Script=Han}/u);
      expect(stdout).toContain("pth");
    }));

  test("check --live says what WeChat has otherwise", () =>
    withProject(async (project) => {
      project.rules(rules);
      project.plant(
        { prefix: SHOP, path: "pages/other", state: 2 },
        { prefix: "https://qr.example.com/else", path: "pages/x", state: 2 },
      );
      const { stdout } = await inChinese(project, ["check", "--live"]);
      expect(stdout).toContain("但微信有 3 处不同");
      expect(stdout).toMatch(/^ {2}缺失 .*^ {2}未管理 /ms);
      expect(stdout).toContain("pages/shop/index");
    }));

  test("doctor says what is right and what is wrong, and JSON keeps the names of its checks", () =>
    withProject(async (project) => {
      project.rules(rules);
      const fine = await inChinese(project, ["doctor"]);
      expect(fine.stdout).toContain("正常    令牌：已获取");
      const { stdout } = await inChinese(project, ["doctor"], { WECHAT_APP_SECRET: "wrong-secret-wrong" });
      expect(stdout).toMatch(/^需处理 {2}令牌：.*40125.*rid/m);
      const json = await project.run(["doctor", "--json", "--lang", "zh"]);
      const { checks } = JSON.parse(json.stdout) as { checks: { name: string; verdict: string; message: string }[] };
      expect(checks).toContainEqual({ name: "token", verdict: "ok", message: "已获取" });
    }));

  test("import says what it added and what cannot be declared", () =>
    withProject(async (project) => {
      project.plant(
        { prefix: SHOP, path: "pages/shop/index", state: 2 },
        { prefix: `${SHOP}上海`, path: "pages/shop/index", state: 2 },
      );
      const { stdout, exitCode } = await inChinese(project, ["import"]);
      expect(exitCode).toBe(1);
      expect(stdout).toMatch(/有 1 条在线规则无法声明.*添加了 1 条规则/);
      expect((await inChinese(project, ["import", "--appid", "x"])).stderr).toContain("--appid x 不是");
    }));

  test.each<[string[], RegExp]>([
    [["check", "--stack", "prod"], /^没有栈 prod/],
    [["chek"], /^未知命令 'chek' （是否指 check？）$/],
    [["check", "--live", "--formt", "x"], /^未知选项 '--formt' （是否指 --format？）$/],
    [["check", "--format", "x"], /^选项 '--format <format>' 的值 'x' 无效。 可选值：github, sarif。$/],
    [["report"], /^缺少必需的选项 '--out <file>'$/],
    [["summary"], /^缺少参数 'file'$/],
    [["summary", "a", "b"], /^参数太多：应有 1 个，给了 2 个$/],
    [["summary", "nothing.json"], /^nothing\.json：没有这个文件。$/],
    [["summary", "."], /^\.：这是目录，不是文件。$/],
    [["check", "--pages"], /--live/],
  ])("a wrong command line is told in Chinese: %j", (args, text) =>
    withProject(async (project) => {
      const { exitCode, stdout, stderr } = await inChinese(project, args);
      expect([stdout, stderr]).toEqual(["", expect.stringMatching(text)]);
      expect(exitCode).toBeGreaterThan(0);
    }),
  );

  test.each([["--help"], ["check", "--help"], ["import", "--help"], ["report", "--help"], ["summary", "--help"]])(
    "help is Chinese: %s %s",
    (...args) =>
      withProject(async (project) => {
        const { stdout } = await project.run([...args, "--lang", "zh"]);
        expect(stdout).toMatch(/^用法： wechat-qr-jump/);
        expect(stdout).toMatch(/显示命令的帮助/);
        expect(stdout).not.toMatch(/^[A-Z][a-z]+ [a-z]+ /m);
      }),
  );

  test("--lang and WECHAT_LANG win over the locale", () =>
    withProject(async (project) => {
      project.rules(rules);
      const english = "Pulumi.dev.yaml: 2 rules, no mistakes.";
      const env = { LANG: "zh_CN.UTF-8" };
      expect((await project.run(["check", "--lang", "en"], env)).stdout).toBe(english);
      expect((await project.run(["check"], { ...env, WECHAT_LANG: "en" })).stdout).toBe(english);
      expect((await project.run(["--lang", "en", "check"], env)).stdout).toBe(english);
      expect((await project.run(["--lang", "en", "check", "--lang", "zh"])).stdout).toContain("没有错误");
      expect((await project.run(["check", "--lang=zh"], { WECHAT_LANG: "en" })).stdout).toContain("没有错误");
      expect((await project.run(["doctor"], { ...env, WECHAT_APP_ID: "x" })).stdout).not.toContain(ACCOUNT);
    }));
});
