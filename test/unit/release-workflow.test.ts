import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import execa from "execa";
import { parse } from "yaml";
import { packageVersion } from "../../provider/system/package-version";
import { pack } from "../../tools/plugin";
import { findings } from "../examples/github-workflow";

const checkout = join(__dirname, "..", "..");
const text = readFileSync(join(checkout, ".github", "workflows", "release.yml"), "utf8");
const { on, permissions, jobs } = parse(text) as Workflow;
const scripts = (JSON.parse(readFileSync(join(checkout, "package.json"), "utf8")) as { scripts: object }).scripts;

interface Step {
  name?: string;
  uses?: string;
  run?: string;
  env?: Record<string, string>;
  with?: Record<string, string>;
}

interface Workflow {
  on: object;
  permissions: object;
  jobs: Record<"pack" | "github" | "npm", { needs?: string; permissions?: object; steps: Step[] }>;
}

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "wechat-qr-jump-workflow-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the step whose command has these words, as GitHub does. */
function run(words: string, cwd: string, env: NodeJS.ProcessEnv = {}) {
  const commands = Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ run: command }) => command ?? []));
  const command = commands.find((one) => one.includes(words)) ?? "exit 9";
  return execa("bash", ["-e", "-o", "pipefail", "-c", command], { cwd, env, reject: false });
}

/** A command that prints its arguments, one a line, and does nothing. */
function onlyTells(name: string): NodeJS.ProcessEnv {
  const bin = join(folder, "bin");
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, name), '#!/bin/sh\nprintf "%s\\n" "$@"\n', { mode: 0o755 });
  return { PATH: `${bin}:${process.env["PATH"]}` };
}

/** What `npm run plugin` and `npm pack` leave. */
async function released(): Promise<{ tarballs: string[]; npmPackage: string }> {
  const release = join(folder, "release");
  const plugin = join(release, "wechat-qr-jump");
  mkdirSync(plugin, { recursive: true });
  writeFileSync(join(plugin, "start.js"), "");
  await pack(plugin, release);
  const tarballs = readdirSync(release).filter((name) => name !== "wechat-qr-jump");
  const npmPackage = `pulumi-wechat-qr-jump-${packageVersion()}.tgz`;
  writeFileSync(join(release, npmPackage), "");
  return { tarballs: tarballs.map((name) => `release/${name}`), npmPackage: `release/${npmPackage}` };
}

/** The files that a list of patterns means, one pattern a line. */
async function filesOf(patterns: string): Promise<string[]> {
  const { stdout } = await execa("bash", ["-c", `printf "%s\\n" ${patterns.replaceAll("\n", " ")}`], { cwd: folder });
  return stdout.split("\n");
}

describe("the workflow of a release", () => {
  test("is accepted by actionlint, which refuses a misspelt key", async () => {
    expect(await findings(text)).toBe("");
    expect(await findings(text.replace("runs-on:", "run-on:"))).toMatch(/unexpected key "run-on"/);
  });

  test("begins with a tag, and publishes only what is tested", () => {
    expect(on).toEqual({ push: { tags: ["v*"] } });
    const commands = jobs.pack.steps.flatMap(({ run: command }) => command ?? []);
    const order = ["npm ci --ignore-scripts", "npm run build", "npm test", "npm run plugin", "npm pack"];
    const found = order.map((words) => commands.findIndex((command) => command.startsWith(words)));
    expect(found).not.toContain(-1);
    expect([...found].sort((a, b) => a - b)).toEqual(found);
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(["build", "test", "plugin"]));
    expect([jobs.github.needs, jobs.npm.needs]).toEqual(["pack", "pack"]);
  });

  test("may read, and each job that publishes may do that alone, without code of the checkout", () => {
    expect(permissions).toEqual({ contents: "read" });
    expect(Object.entries(jobs).map(([name, job]) => [name, job.permissions])).toEqual([
      ["pack", undefined],
      ["github", { contents: "write" }],
      ["npm", { contents: "read", "id-token": "write" }],
    ]);
    expect(JSON.stringify(jobs.pack)).not.toMatch(/secrets\.|github\.token/);
    for (const job of [jobs.github, jobs.npm]) {
      expect(job.steps.filter(({ uses }) => uses?.startsWith("actions/checkout@"))).toEqual([]);
    }
  });

  test("pins each action by its commit, and keeps no credentials in the checkout", () => {
    const steps = Object.values(jobs).flatMap((job) => job.steps);
    const actions = steps.flatMap(({ uses }) => uses ?? []);
    expect(actions.length).toBeGreaterThan(5);
    for (const action of actions) expect(action).toMatch(/^[a-z]+\/[a-z-]+@[0-9a-f]{40}$/);
    for (const line of text.match(/uses:.*/g) ?? []) expect(line).toMatch(/ # v\d+\.\d+\.\d+$/);
    for (const { uses, with: options } of steps) {
      if (uses?.startsWith("actions/checkout@")) expect(options).toMatchObject({ "persist-credentials": false });
    }
  });

  test("refuses a tag that is not the version of package.json, by one sentence", async () => {
    const check = (tag: string) => run('GITHUB_REF_NAME" !=', checkout, { GITHUB_REF_NAME: tag });
    expect(await check(`v${packageVersion()}`)).toMatchObject({ exitCode: 0, stdout: "" });
    const { exitCode, stdout } = await check("v99.0.0");
    expect(exitCode).toBe(1);
    expect(stdout).toBe(
      `::error file=package.json::The tag v99.0.0 is not the version of package.json, which is v${packageVersion()}. ` +
        "Delete the tag, and tag the commit whose package.json has the version that you want.",
    );
    expect((await check(packageVersion())).exitCode).toBe(1);
  });

  test("hands on and attaches exactly the files that npm run plugin makes, and publishes the package", async () => {
    const { tarballs, npmPackage } = await released();
    expect(tarballs).toHaveLength(7);
    const handedOn = jobs.pack.steps.find(({ uses }) => uses?.startsWith("actions/upload-artifact@"))?.with?.["path"];
    expect((await filesOf(handedOn ?? "")).sort()).toEqual([...tarballs, npmPackage].sort());

    const attach = await run("gh release create", folder, { ...onlyTells("gh"), GITHUB_REF_NAME: "v1.2.3" });
    const told = attach.stdout.split("\n");
    expect(told.filter((word) => word.startsWith("release/")).sort()).toEqual([...tarballs].sort());
    expect(told.slice(0, 4)).toEqual(["release", "create", "v1.2.3", "--verify-tag"]);

    const { stdout } = await run("npm publish", folder, onlyTells("npm"));
    expect(stdout.split("\n")).toEqual([
      "publish",
      `./${npmPackage}`,
      "--provenance",
      "--access",
      "public",
      "--ignore-scripts",
    ]);
  });

  test("names the repository in the package, as npm's proof of its origin needs", async () => {
    writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "x", version: "1.0.0" }));
    await run("npm pkg set", folder, { GITHUB_REPOSITORY: "shop/qr-codes" });
    expect(JSON.parse(readFileSync(join(folder, "package.json"), "utf8"))).toMatchObject({
      repository: { type: "git", url: "git+https://github.com/shop/qr-codes.git" },
    });
  });
});
