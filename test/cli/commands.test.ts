import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import execa from "execa";
import { BIN, SHOP, withProject, type Project } from "./support";

const COMMANDS = ["import", "check", "doctor", "ownership-file", "report", "export-codes"];
const ARGS: Record<string, string[]> = {
  report: ["--out", "r.html"],
  "export-codes": ["--out", "codes"],
  check: ["--live"],
};
const argsOf = (command: string): string[] => [command, ...(ARGS[command] ?? [])];

describe("the command", () => {
  test("explains itself and each of its commands", () =>
    withProject(async (project) => {
      const help = await project.run(["--help"]);
      expect(help.exitCode).toBe(0);
      for (const command of ["init", ...COMMANDS, "stacks", "summary"]) {
        expect(help.stdout).toContain(`\n  ${command} `);
        const own = await project.run([command, "--help"]);
        expect(own).toMatchObject({ exitCode: 0, stderr: "" });
        expect(own.stdout).toContain("--json");
        expect(own.stdout).toContain("Exit codes: 0 all is well, 1 findings or a failure, 2 wrong usage.");
      }
      expect((await project.run(["--version"])).stdout).toMatch(/^\d+\.\d+\.\d+$/);
    }));

  test.each([
    ["an unknown command", ["chek"], "unknown command 'chek'"],
    ["an unknown option", ["check", "--lives"], "unknown option '--lives'"],
    ["a report without a place", ["report"], "required option '--out <file>' not specified"],
    ["something that is no appid", ["import", "--appid", "wx1"], "--appid wx1 is not an app id"],
    ["a file outside of the project", ["import", "--file", "../rules.yaml"], "is outside of the project's folder"],
    ["a rules file that is no YAML", ["import", "--file", "rules.json"], "is neither a YAML file nor a table"],
  ])("ends with 2 at %s", (_what, args, message) =>
    withProject(async (project) => {
      const { exitCode, stderr } = await project.run(args);
      expect(exitCode).toBe(2);
      expect(stderr).toContain(message);
      expect(stderr).not.toMatch(/^\s+at /m);
    }),
  );

  test.each(COMMANDS)(
    "ends with 2 and one sentence where there is no such stack, no stack, or no project: %s",
    (command) =>
      withProject(async (project) => {
        const wrong = await project.fail([...argsOf(command), "--stack", "prod"], {}, 2);
        expect(wrong).toBe(`There is no stack prod: ${project.folder} has no Pulumi.prod.yaml; there is dev.`);
        const { exitCode, stdout } = await project.run([...argsOf(command), "--stack", "prod", "--json"]);
        expect({ exitCode, answer: JSON.parse(stdout) as unknown }).toEqual({
          exitCode: 2,
          answer: { version: 1, error: wrong },
        });
      }),
  );

  test("asks which stack where there are several, unless PULUMI_STACK says it", () =>
    withProject(async (project) => {
      project.write("Pulumi.prod.yaml", "config: {}\n");
      expect(await project.fail(["import"], {}, 2)).toBe("Say which stack with --stack; there are dev, prod.");
      expect(await project.fail(["import"], { PULUMI_STACK: "" }, 2)).toBe(
        "Say which stack with --stack; there are dev, prod.",
      );
      expect((await project.run(["import"], { PULUMI_STACK: "org/wechat-qr-jump/dev" })).exitCode).toBe(0);
    }));

  test("works in a folder below the project, and not outside of one", () =>
    withProject(async (project) => {
      project.rules(`- {prefix: "${SHOP}", path: pages/shop/index}`);
      mkdirSync(join(project.folder, "a", "b"), { recursive: true });
      expect(await execa(process.execPath, [BIN, "check"], { cwd: join(project.folder, "a", "b") })).toMatchObject({
        stdout: "Pulumi.dev.yaml: 1 rule, no mistakes.",
      });
      expect(await execa(process.execPath, [BIN, "check"], { cwd: "/", reject: false })).toMatchObject({
        exitCode: 2,
        stderr: "There is no Pulumi.yaml in / or above it; run this in the folder of a Pulumi project.",
      });
    }));

  const networked = ["import", "check", "ownership-file", "report"];
  test.each(networked)("ends with 1 and one sentence without credentials: %s", (command) =>
    withRule(async (project) => {
      expect(await project.fail(argsOf(command), { WECHAT_APP_SECRET: "" })).toMatch(
        /^No WeChat credentials: run "pulumi config set wechat-qr-jump:appId APPID" .* or set WECHAT_APP_ID and WECHAT_APP_SECRET\.$/,
      );
    }),
  );

  test.each(networked)("ends with 1 and one sentence when WeChat is down or refuses: %s", (command) =>
    withRule(async (project) => {
      expect(await project.fail(argsOf(command), { WECHAT_ENDPOINT: "http://127.0.0.1:9" })).toMatch(
        /the connection failed \(ECONNREFUSED\) to http:\/\/127\.0\.0\.1:9; check the network, proxies and wechat-qr-jump:endpoint, then run again\.$/,
      );
      expect(await project.fail(argsOf(command), { WECHAT_APP_SECRET: "no-such-secret" })).toMatch(
        /40125 the app secret is wrong/,
      );
      expect(project.transcript).not.toContain("no-such-secret");
    }),
  );

  test.each(networked)("ends with 1 and one sentence where a secret cannot be decrypted: %s", (command) =>
    withRule(async (project) => {
      const text = project.read("Pulumi.dev.yaml");
      project.write("Pulumi.dev.yaml", `${text}  wechat-qr-jump:appSecret:\n    secure: v1:AAAA:BBBB\n`);
      const env = { WECHAT_APP_SECRET: "", PATH: join(project.folder, "nothing") };
      expect(await project.fail(argsOf(command), env)).toBe(
        'The secrets of the stack cannot be read: they are encrypted and there is no "pulumi" on PATH; install the Pulumi CLI, or set WECHAT_APP_SECRET (or another credential) in the environment, which works without it.',
      );
      const { exitCode } = await project.run(argsOf(command), { PATH: env.PATH });
      expect(exitCode).toBe(command === "check" || command === "ownership-file" ? 1 : 0);
    }),
  );

  test.each(COMMANDS)("ends with 1 and the place where the stack's file is no YAML: %s", (command) =>
    withProject(async (project) => {
      project.write("Pulumi.dev.yaml", "config:\n  a: [\n");
      const { exitCode, stdout, stderr } = await project.run(argsOf(command));
      expect(exitCode).toBe(1);
      expect(`${stdout}${stderr}`).toMatch(/Pulumi\.dev\.yaml/);
      expect(`${stdout}${stderr}`).not.toMatch(/^\s+at .*\.js/m);
    }),
  );

  test("does not mind a reader that closes early", async () => {
    const child = spawn("sh", ["-c", `"${process.execPath}" "${BIN}" --help | true; echo done`], { stdio: "pipe" });
    let errors = "";
    child.stderr.on("data", (text: Buffer) => (errors += text.toString()));
    await once(child, "close");
    expect(errors).toBe("");
  });
});

describe("what is loaded", () => {
  const CLI = /node_modules\/(commander|qrcode)\/|\/dist\/cli\//;
  const loaded = (code: string): string[] => {
    const print = "console.log(JSON.stringify(Object.keys(require.cache)))";
    const output = execFileSync(process.execPath, ["-e", `${code}; ${print}`], {
      cwd: join(__dirname, "..", ".."),
      encoding: "utf8",
    });
    return (JSON.parse(output) as string[]).filter((file) => CLI.test(file));
  };

  test.each(["lifecycle", "program", "index"])(
    "by the provider and the program is nothing of the command: %s",
    (part) => {
      expect(loaded(`require("./dist/${part}.js")`)).toEqual([]);
      expect(loaded(`require("./dist/${part}.js"); require("./dist/cli/command-line.js")`)).not.toEqual([]);
    },
  );

  test("by a command is the report's QR library only when a report is made", () =>
    withRule(async (project) => {
      project.write(
        "loaded.js",
        "process.on('exit', () => console.error(Object.keys(require.cache).filter((file) => file.includes('/qrcode/')).length))",
      );
      const count = async (...args: string[]): Promise<number> =>
        Number((await project.run(args, {}, ["-r", "./loaded.js"])).stderr);
      expect(await count("check", "--live")).toBe(0);
      expect(await count("doctor")).toBe(0);
      expect(await count("report", "--out", "r.html")).toBeGreaterThan(0);
    }));
});

function withRule(test: (project: Project) => Promise<void>): Promise<void> {
  return withProject(async (project) => {
    project.rules(`- {prefix: "${SHOP}", path: pages/shop/index}`);
    await test(project);
  });
}
