import { json, startServer } from "../unit/http-support";
import { ACCOUNT, APPID, withProject, type Project } from "./support";

const OTHER = "wxe5f52902cf4de897";
const url = (n: number): string => `https://qr.example.com/${n}`;
const door = (n: number): string => `http://weixin.qq.com/q/02P5KzM_${n}`;

/** Forty rules, two of them on one page with other queries, three on pages that are missing. */
const paths = Array.from({ length: 40 }, (_, n) => `pages/p/${n}`);
paths[1] = "pages/p/0?id=1";
paths[0] = "pages/p/0?id=0";
paths[39] = "pages/gone?id=39";
const MISSING = ["pages/p/7", "pages/p/8", "pages/gone"];
const there = [...new Set(paths.map((path) => path.split("?")[0] as string))].filter((page) => !MISSING.includes(page));

function declareForty(project: Project): void {
  project.write("rules.yaml", paths.map((path, n) => `- prefix: ${url(n)}\n  path: ${path}\n`).join(""));
  project.config("  wechat-qr-jump:rulesFiles: [rules.yaml]\n  wechat-qr-jump:callsPerSecond: 100\n");
  project.plant(...paths.map((path, n) => ({ prefix: url(n), path, state: 2 as const })));
  project.emulator.setOptions({ limit: "off", pages: { [ACCOUNT]: there } });
}

const asked = (project: Project): unknown[] =>
  project.emulator
    .calls()
    .filter(({ endpoint }) => endpoint === "getwxacodeunlimit")
    .map(({ body }) => (body as { page: string }).page);

const sentence = (n: number, page: string): string =>
  `page ${page} of ${url(n)} is not in the released version of the mini program (41030); publish the version that has it, or correct the path`;

describe("check --live --pages", () => {
  test("asks once for each page and names each rule whose page is missing, with its place", () =>
    withProject(async (project) => {
      declareForty(project);
      const { exitCode, stdout, stderr } = await project.run(["check", "--live", "--pages"]);
      expect([exitCode, stderr]).toEqual([1, ""]);
      expect(stdout.split("\n")).toEqual([
        "Pulumi.dev.yaml: 40 rules, no mistakes, and WeChat is as declared.",
        `rules.yaml:15:3: ${sentence(7, "pages/p/7")}.`,
        `rules.yaml:17:3: ${sentence(8, "pages/p/8")}.`,
        `rules.yaml:79:3: ${sentence(39, "pages/gone")}.`,
        "Pulumi.dev.yaml: 39 pages: 36 in the released version, 3 not in it, 0 not looked at.",
      ]);
      expect(asked(project).sort()).toEqual([...there, ...MISSING].sort());
    }));

  test("has the same in JSON, as annotations and as SARIF", () =>
    withProject(async (project) => {
      declareForty(project);
      const { stdout, exitCode } = await project.run(["check", "--live", "--pages", "--json"]);
      const { stacks } = JSON.parse(stdout) as { stacks: { pages: { missing: unknown[] } }[] };
      expect([exitCode, stacks[0]?.pages]).toEqual([
        1,
        { asked: 39, missing: expect.any(Array) as unknown[], notLookedAt: [] },
      ]);
      expect(stacks[0]?.pages.missing[2]).toEqual({
        page: "pages/gone",
        prefix: url(39),
        at: { file: "rules.yaml", line: 79, column: 3 },
        reason: sentence(39, "pages/gone"),
        text: `rules.yaml:79:3: ${sentence(39, "pages/gone")}.`,
      });
      const github = await project.run(["check", "--live", "--pages", "--format", "github"]);
      expect(github.stdout.split("\n")).toContain(`::error file=rules.yaml,line=15,col=3::${sentence(7, "pages/p/7")}`);
      const sarif = await project.run(["check", "--live", "--pages", "--format", "sarif"]);
      expect(sarif.stdout).toContain(sentence(8, "pages/p/8"));
    }));

  test("is content where every page is there, and leaves out rules that are not published", () =>
    withProject(async (project) => {
      project.rules(
        `- {prefix: "${url(1)}", path: pages/a}\n- {prefix: "${url(2)}", path: pages/next, published: false}`,
      );
      project.plant({ prefix: url(1), path: "pages/a", state: 2 }, { prefix: url(2), path: "pages/next", state: 1 });
      project.emulator.setOptions({ pages: { [ACCOUNT]: ["pages/a"] } });
      const { exitCode, stdout } = await project.run(["check", "--live", "--pages"]);
      expect([exitCode, stdout.split("\n").at(-1)]).toEqual([
        0,
        "Pulumi.dev.yaml: 1 page: 1 in the released version, 0 not in it, 0 not looked at.",
      ]);
    }));

  test.each([
    ["45009", { kind: "errcode", code: 45009 } as const, "45009 the account's daily quota"],
    ["HTML", { kind: "html" } as const, "HTTP 200 without an image"],
    ["no answer", { kind: "timeout" } as const, "no answer within 1 s"],
  ])("says in one note why pages were not looked at, which is no finding: %s", (_what, fault, reason) =>
    withProject(async (project) => {
      declareForty(project);
      project.emulator.setFaults([{ ...fault, match: { endpoint: "getwxacodeunlimit" }, times: 999 }]);
      const env = { WECHAT_TIMEOUT_SECONDS: "1" };
      const { exitCode, stdout } = await project.run(["check", "--live", "--pages"], env);
      expect(exitCode).toBe(0);
      expect(stdout).toMatch(
        new RegExp(`^note: 39 pages could not be looked at: look for page pages/p/\\d+: ${reason}`, "m"),
      );
      expect(stdout.match(/^note: /gm)).toHaveLength(1);
      expect(stdout).toContain("39 pages: 0 in the released version, 0 not in it, 39 not looked at.");
    }),
  );

  test("says every five seconds how far it is", () =>
    withProject(async (project) => {
      declareForty(project);
      const env = { WECHAT_CALLS_PER_SECOND: "5" };
      const { exitCode, stderr } = await project.run(["check", "--live", "--pages", "--json"], env);
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(/^\d+ of 39 pages looked at, \d\.\d a second, \d+ s left$/);
    }));

  test("needs --live: without it, it is wrong usage", () =>
    withProject(async (project) => {
      declareForty(project);
      expect(await project.fail(["check", "--pages"], {}, 2)).toBe(
        '--pages asks WeChat, which only --live does; write "check --live --pages".',
      );
      const { exitCode, stdout } = await project.run(["check", "--pages", "--json"]);
      expect([exitCode, (JSON.parse(stdout) as { error: string }).error]).toEqual([
        2,
        expect.stringContaining("--live") as string,
      ]);
      expect(project.emulator.calls()).toEqual([]);
    }));
});

describe("check --live --pages of service-account rules", () => {
  const RULES = [
    `- {prefix: "${door(1)}", appid: ${APPID}, path: "pages/a?id=1"}`,
    `- {prefix: "${door(2)}", appid: ${APPID}, path: "pages/b"}`,
    `- {prefix: "${door(3)}", appid: ${OTHER}, path: "pages/a"}`,
  ].join("\n");

  function declare(project: Project): void {
    project.rules(RULES);
    project.plant(
      { prefix: door(1), appid: APPID, path: "pages/a?id=1", state: 2 },
      { prefix: door(2), appid: APPID, path: "pages/b", state: 2 },
      { prefix: door(3), appid: OTHER, path: "pages/a", state: 2 },
    );
    project.emulator.setOptions({ pages: { [APPID]: ["pages/a"], [OTHER]: [] } });
  }

  test("says once what to set where the token serves one account", () =>
    withProject(async (project) => {
      declare(project);
      const { exitCode, stdout } = await project.run(["check", "--live", "--pages"]);
      expect(exitCode).toBe(0);
      expect(stdout.match(/^note: 3 pages could not be looked at: .*\{appId\}.*$/gm)).toHaveLength(1);
      const json = await project.run(["check", "--live", "--pages", "--json"]);
      const { stacks } = JSON.parse(json.stdout) as { stacks: { pages: { notLookedAt: unknown[] } }[] };
      expect(stacks[0]?.pages).toEqual({
        asked: 3,
        missing: [],
        notLookedAt: ["pages/a", "pages/b", "pages/a"].map((page, n) => ({
          page,
          appid: n < 2 ? APPID : OTHER,
          reason: expect.stringContaining("{appId}") as string,
        })),
      });
      expect(asked(project)).toEqual([]);
    }));

  test("looks with the mini programs' own tokens where the source serves any app id, and speaks Chinese on demand", () =>
    withProject(async (project) => {
      declare(project);
      const tokens = await startServer((response, received) =>
        json({ access_token: project.emulator.issueToken(received.path.slice(1)), expires_in: 7200 })(
          response,
          received,
        ),
      );
      const env = { WECHAT_APP_SECRET: "", WECHAT_ACCESS_TOKEN_URL: `${tokens.url}/{appId}` };
      const { exitCode, stdout } = await project.run(["check", "--live", "--pages", "--lang", "zh"], env);
      await tokens.close();
      expect(exitCode).toBe(1);
      expect(stdout).toContain(`${door(2)} 的页面 pages/b 不在小程序的线上版本中（41030）`);
      expect(stdout).toContain(`${door(3)} 的页面 pages/a 不在小程序的线上版本中（41030）`);
      expect(stdout).toContain("Pulumi.dev.yaml：3 个页面：1 个在线上版本中，2 个不在，0 个未查看。");
      expect(new Set(tokens.received.map(({ path }) => path))).toEqual(
        new Set([`/${ACCOUNT}`, `/${APPID}`, `/${OTHER}`]),
      );
    }));
});
