import { join } from "node:path";
import { createServer, type AddressInfo } from "node:net";
import execa from "execa";
import { BIN, SECRET, SHOP, withProject, type Ended, type Project } from "./support";

const NO_RESULT = "wechat-qr-jump ended before it had a result; run it again, and report this if it happens again.";
const FULL = "The result cannot be written to stdout (ENOSPC); make room there, or write it elsewhere.";
const COMMANDS = [
  ["check"],
  ["check", "--live"],
  ["import"],
  ["doctor"],
  ["report", "--out", "r.html"],
  ["ownership-file"],
];
const named = COMMANDS.map((args) => [args.join(" "), args] as const);
const COMMANDER = join(__dirname, "..", "..", "node_modules", "commander");

/** Scripts that are loaded before the command. */
const NEVER = `require(${JSON.stringify(COMMANDER)}).Command.prototype.parseAsync = () => new Promise(() => {});`;
const atFirstRead = (then: string) => `
  const fs = require("fs");
  const { openSync } = fs;
  fs.openSync = (path, ...others) => {
    if (String(path).includes("Pulumi.")) { ${then} }
    return openSync(path, ...others);
  };`;

const BEFORE_THE_RESULT: [string, string][] = [
  ["waits for what never comes", NEVER],
  [
    "waits for what never comes, and somebody calls that a success",
    `${NEVER} process.on("beforeExit", () => (process.exitCode = 0));`,
  ],
  ["waits for what never comes, and somebody exits then", `${NEVER} process.on("beforeExit", () => process.exit(0));`],
  ["is ended while it reads", atFirstRead("process.exit(0)")],
  ["is ended with another code", atFirstRead("process.exit(2)")],
  ["is ended at once", "setImmediate(() => process.exit());"],
  ["is ended while it writes", "process.stdout.write = () => process.exit(0);"],
  ["writes to what never answers", "process.stdout.write = () => true;"],
];

describe("a command that ends without its result", () => {
  test.each(named)("says so and ends with 1: %s", (_name, args) =>
    withRule(async (project) => {
      for (const [what, script] of BEFORE_THE_RESULT) {
        const ended = await preloaded(project, script, args);
        expect({ what, ...ended }).toEqual({ what, exitCode: 1, stdout: "", stderr: NO_RESULT });
      }
    }),
  );

  test.each(named)("says so in JSON, too, where that is asked for: %s", (_name, args) =>
    withRule(async (project) => {
      for (const [what, script] of BEFORE_THE_RESULT.filter(([, script]) => !script.includes("stdout"))) {
        const { exitCode, stdout, stderr } = await preloaded(project, script, [...args, "--json"]);
        expect({ what, exitCode, stderr }).toEqual({ what, exitCode: 1, stderr: NO_RESULT });
        expect(JSON.parse(stdout)).toEqual({ version: 1, error: NO_RESULT });
      }
    }),
  );

  test.each(named.filter(([name]) => name !== "check"))(
    "does not end with 0 where nothing keeps it: %s",
    (_name, args) =>
      withRule(async (project) => {
        const silent = createServer().listen(0, "127.0.0.1");
        await new Promise((resolve) => silent.once("listening", resolve));
        const unreferenced = `const { Socket } = require("net"); const { connect } = Socket.prototype;
        Socket.prototype.connect = function (...args) { connect.apply(this, args); return this.unref(); };`;
        const env = {
          WECHAT_ENDPOINT: `http://127.0.0.1:${(silent.address() as AddressInfo).port}`,
          WECHAT_TIMEOUT_SECONDS: "1",
        };
        const ended = await preloaded(project, unreferenced, args, env);
        silent.close();
        expect(ended.exitCode).toBe(1);
        expect(ended.stdout + ended.stderr).toMatch(/no answer within 1 s|ended before it had a result/);
      }),
  );

  test.each(named)("because of a mistake of its own says it in one sentence: %s", (_name, args) =>
    withRule(async (project) => {
      const script = `require(${JSON.stringify(COMMANDER)}).Command.prototype.parseAsync = () => {
        setImmediate(() => { throw new TypeError("oh no"); });
        return new Promise(() => {});
      };`;
      const sentence = "wechat-qr-jump failed (oh no); please report this.";
      expect(await preloaded(project, script, args)).toEqual({ exitCode: 1, stdout: "", stderr: sentence });
      const { exitCode, stdout, stderr } = await preloaded(project, script, [...args, "--json"]);
      expect({ exitCode, stderr, answer: JSON.parse(stdout) as unknown }).toEqual({
        exitCode: 1,
        stderr: "",
        answer: { version: 1, error: sentence },
      });
    }),
  );
});

describe("a command that has its result", () => {
  test.each(named)("ends, whatever still goes on: %s", (_name, args) =>
    withRule(async (project) => {
      const lingering = `setInterval(() => {}, 1000); require("net").createServer().listen(0); process.stdin.resume();`;
      const { exitCode, stdout } = await preloaded(project, lingering, args);
      expect(stdout).not.toBe("");
      expect(exitCode).toBe((await project.run(args)).exitCode);
    }),
  );

  test.each(named)("ends with 1 and one sentence where the disk is full: %s", (_name, args) =>
    withRule(async (project) => {
      for (const more of [[], ["--json"], ["--stack", "prod", "--json"]]) {
        const { exitCode, stderr } = await shell(project, '"$@" > /dev/full', [...args, ...more]);
        expect({ exitCode, stderr }).toEqual({ exitCode: more.length > 1 ? 2 : 1, stderr: FULL });
      }
    }),
  );

  test.each([
    ["head -1", "head -1"],
    ["a reader that reads nothing", "true"],
    ["a reader that closes and stays", "(exec <&-; sleep 1)"],
  ])("ends with its own exit code where it is read by %s", (_what, reader) =>
    withProject(async (project) => {
      const run = (args: string[]) => shell(project, `"$@" | ${reader} > /dev/null; exit "\${PIPESTATUS[0]}"`, args);
      project.rules(Array.from({ length: 2_000 }, (_, n) => `- {prefix: "no-prefix-${n}", path: ""}`).join("\n"));
      expect(await run(["check"])).toMatchObject({ exitCode: 1, stderr: "" });
      expect(await run(["check", "--json"])).toMatchObject({ exitCode: 1, stderr: "" });
      expect(await run(["import", "--json"])).toMatchObject({ exitCode: 1, stderr: "" });
      expect(await run(["report", "--json"])).toMatchObject({ exitCode: 2, stderr: "" });
      project.rules(`- {prefix: "${SHOP}", path: pages/shop/index}`);
      expect(await run(["check"])).toMatchObject({ exitCode: 0, stderr: "" });
      expect(await run(["check", "--live"])).toMatchObject({ exitCode: 1, stderr: "" });
      expect(await run(["--help"])).toMatchObject({ exitCode: 0, stderr: "" });
    }),
  );

  test.each([["--help"], ["--version"], ["check", "--help"]])(
    "ends with 1 and one sentence where the disk is full, for help as well: %s",
    (...args) =>
      withProject(async (project) => {
        expect(await shell(project, '"$@" > /dev/full', args)).toMatchObject({ exitCode: 1, stderr: FULL });
      }),
  );

  test("keeps its exit code where its complaints cannot be written", () =>
    withProject(async (project) => {
      project.rules("- {prefix: no-prefix, path: x}");
      expect(await shell(project, '"$@" 2> /dev/full', ["check"])).toMatchObject({ exitCode: 1 });
      expect(await shell(project, '"$@" 2> /dev/full', ["chek"])).toMatchObject({ exitCode: 2 });
      expect(await shell(project, '"$@" 2>&1 | true; exit "${PIPESTATUS[0]}"', ["chek"])).toMatchObject({
        exitCode: 2,
      });
      expect(await shell(project, '"$@" >&-', ["check"])).toMatchObject({ exitCode: 1 });
    }));

  test("writes all of it before it ends", () =>
    withProject(async (project) => {
      project.rules(Array.from({ length: 3_000 }, (_, n) => `- {prefix: "no-prefix-${n}", path: ""}`).join("\n"));
      const { stdout, exitCode } = await shell(project, '"$@" | (sleep 0.3; cat); exit "${PIPESTATUS[0]}"', [
        "check",
        "--json",
      ]);
      expect(exitCode).toBe(1);
      const { stacks } = JSON.parse(stdout) as { stacks: { problems: unknown[] }[] };
      expect(stacks[0]?.problems.length).toBeGreaterThanOrEqual(3_000);
    }));
});

describe("a wrong command line", () => {
  test.each([
    [["chek"], "unknown command 'chek' (Did you mean check?)"],
    [["check", "--lives"], "unknown option '--lives' (Did you mean --live?)"],
    [["report"], "required option '--out <file>' not specified"],
    [["check", "--json", "--stack"], "option '-s, --stack <name>' argument missing"],
    [["check", "dev"], "too many arguments: expected 0, got 1"],
    [[], "unknown option '--json'"],
    [["--json", "check"], "unknown option '--json'"],
    [["doctor", "--", "--json"], "too many arguments: expected 0, got 1"],
    [["check", "--stack", "--json"], "option '-s, --stack <name>' argument '--json' is invalid. The value is missing."],
    [["report", "--out", "--json"], "option '--out <file>' argument '--json' is invalid. The value is missing."],
    [["import", "--file", "--json"], "option '--file <file>' argument '--json' is invalid. The value is missing."],
    [
      ["import", "--appid", "--json"],
      "option '--appid <appid...>' argument '--json' is invalid. The value is missing.",
    ],
    [
      ["ownership-file", "--out", "--json"],
      "option '--out <folder>' argument '--json' is invalid. The value is missing.",
    ],
    [
      ["import", "--appid", "wx1", "--json"],
      '--appid wx1 is not an app id; write "wx" and 16 hexadecimal digits, as in WeChat\'s console.',
    ],
    [["doctor", "--stack", "prod", "--json"], expect.stringMatching(/^There is no stack prod: /) as string],
  ])("is told in JSON where that is asked for: %j", (args, error) =>
    withProject(async (project) => {
      const { exitCode, stdout, stderr } = await project.run(args.includes("--json") ? args : [...args, "--json"]);
      expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: "" });
      expect(JSON.parse(stdout)).toEqual({ version: 1, error });
    }),
  );
});

function withRule(test: (project: Project) => Promise<void>): Promise<void> {
  return withProject(async (project) => {
    project.rules(`- {prefix: "${SHOP}", path: pages/shop/index}`);
    await test(project);
  });
}

async function preloaded(
  project: Project,
  script: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<Ended> {
  project.write("preloaded.js", script);
  return project.run([...args], env, ["-r", "./preloaded.js"]);
}

async function shell(project: Project, line: string, args: readonly string[]): Promise<Ended> {
  const { PATH, HOME } = process.env;
  const { exitCode, stdout, stderr } = await execa("bash", ["-c", line, "bash", process.execPath, BIN, ...args], {
    cwd: project.folder,
    env: { PATH, HOME, WECHAT_APP_SECRET: SECRET },
    extendEnv: false,
    reject: false,
  });
  return { exitCode, stdout, stderr };
}
