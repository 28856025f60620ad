import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { parse } from "yaml";
import { ACCOUNT, SECRET } from "../engine/stack";
import { describeWithCli, live, writes } from "../engine/support";
import { withExample, type Example } from "./example";

interface Job {
  stage: string;
  rules: { if: string }[];
  resource_group?: string;
  interruptible?: boolean;
  script: string[];
  artifacts?: { paths: string[] };
}

interface Pipeline {
  stages: string[];
  variables: Record<string, string>;
  default: { image: string; before_script: string[] };
}

const SHOP = "https://qr.example.com/shop/";
const BUS = "https://qr.example.com/bus";
const MERGE_REQUEST = {
  CI_PIPELINE_SOURCE: "merge_request_event",
  CI_PROJECT_ID: "7",
  CI_MERGE_REQUEST_SOURCE_PROJECT_ID: "7",
};
const FORK = { ...MERGE_REQUEST, CI_MERGE_REQUEST_SOURCE_PROJECT_ID: "8" };
const MERGE = { CI_PIPELINE_SOURCE: "push", CI_COMMIT_BRANCH: "main", CI_DEFAULT_BRANCH: "main" };
const NIGHT = { CI_PIPELINE_SOURCE: "schedule", CI_COMMIT_BRANCH: "main", CI_DEFAULT_BRANCH: "main" };

describe("the pipeline file of the example gitlab-ci", () => {
  const { pipeline, jobs } = readPipeline(join(__dirname, "..", "..", "examples", "gitlab-ci"));

  test("starts for each event just the jobs that are meant for it", () => {
    const started = (variables: Record<string, string>) => jobsFor(jobs, variables).map(([name]) => name);
    expect(started(MERGE_REQUEST)).toEqual(["check", "preview"]);
    expect(started(FORK)).toEqual(["check"]);
    expect(started(MERGE)).toEqual(["up"]);
    expect(started({ ...MERGE, CI_COMMIT_BRANCH: "idea" })).toEqual([]);
    expect(started({ ...MERGE, CI_PIPELINE_SOURCE: "web" })).toEqual(["up"]);
    expect(started({ ...MERGE, CI_PIPELINE_SOURCE: "web", CI_COMMIT_BRANCH: "idea" })).toEqual([]);
    expect(started(NIGHT)).toEqual(["drift"]);
  });

  test("runs no install scripts, and names the version of its image", () => {
    expect(pipeline.default.before_script).toEqual(["npm ci --cache .npm --ignore-scripts"]);
    expect(pipeline.default.image).toMatch(/^pulumi\/pulumi-nodejs:\d+\.\d+\.\d+$/);
  });

  test("has a stage for each job, lets an update and a look for drift wait for each other, and never interrupts an update", () => {
    for (const { stage } of Object.values(jobs)) expect(pipeline.stages).toContain(stage);
    expect(jobs["up"]).toMatchObject({ resource_group: "qr-codes-prod", interruptible: false });
    expect(jobs["drift"]?.resource_group).toBe("qr-codes-prod");
  });
});

describeWithCli("the jobs of the example gitlab-ci", () => {
  test("preview a merge request into a file, put a merge live, and fail at night when a rule was changed by hand", () =>
    withExample("gitlab-ci", async (example, emulator) => {
      example.linkPackages();
      await example.succeed("stack", "init", "prod");
      const secrets = { WECHAT_ENDPOINT: emulator.url, WECHAT_APP_SECRET: SECRET };
      expect(await runPipeline(example, { ...MERGE_REQUEST, ...secrets })).toEqual({ check: 0, preview: 0 });
      expect(readFileSync(join(example.folder, "preview.md"), "utf8")).toContain(SHOP);
      expect(writes(emulator)).toEqual([]);

      expect(await runPipeline(example, { ...MERGE, ...secrets })).toEqual({ up: 0 });
      expect(live(emulator)).toEqual({ [SHOP]: "pages/shop/index", [BUS]: "pages/bus/index" });

      emulator.putRules([{ account: ACCOUNT, prefix: BUS, path: "pages/wrong/index", state: 2 }]);
      const before = emulator.calls().length;
      expect(await runPipeline(example, { ...NIGHT, ...secrets })).not.toEqual({ drift: 0 });
      expect(example.transcript).toContain("pages/wrong/index");
      expect(writes(emulator, before)).toEqual([]);
    }));

  test("preview a merge request without the protected secret, and say that WeChat was not looked at", () =>
    withExample("gitlab-ci", async (example, emulator) => {
      example.linkPackages();
      await example.succeed("stack", "init", "prod");
      const outcome = await runPipeline(example, { ...MERGE_REQUEST, WECHAT_ENDPOINT: emulator.url });
      expect(outcome).toEqual({ check: 0, preview: 0 });
      const preview = readFileSync(join(example.folder, "preview.md"), "utf8");
      expect(preview).toContain(SHOP);
      expect(preview).toContain("Previewed without looking at WeChat");
      expect(emulator.calls()).toEqual([]);
    }));

  test("refuse a fork's merge request with a mistake, without secrets", () =>
    withExample("gitlab-ci", async (example) => {
      example.linkPackages();
      const stackFile = join(example.folder, "Pulumi.prod.yaml");
      writeFileSync(stackFile, readFileSync(stackFile, "utf8").replace("pages/bus/index", "/pages/bus/index"));
      expect(await runPipeline(example, FORK)).toEqual({ check: 1 });
      expect(example.transcript).toMatch(/Pulumi\.prod\.yaml:\d+/);
    }));
});

function readPipeline(folder: string): { pipeline: Pipeline; jobs: Record<string, Job> } {
  const pipeline = parse(readFileSync(join(folder, ".gitlab-ci.yml"), "utf8")) as Pipeline;
  const notJobs = new Set(["stages", "variables", "default"]);
  const jobs = Object.entries(pipeline as object).filter(([name]) => !notJobs.has(name));
  return { pipeline, jobs: Object.fromEntries(jobs) };
}

/** GitLab's rules are JavaScript as far as the example uses them; a variable that is not set is null. */
function jobsFor(jobs: Record<string, Job>, variables: Record<string, string>): [string, Job][] {
  const holds = ({ if: condition }: { if: string }) =>
    Boolean(runInNewContext(condition.replace(/\$(\w+)/g, 'v["$1"]'), { v: variables }));
  return Object.entries(jobs).filter(([, { rules }]) => rules.some(holds));
}

/** Runs the scripts of the example's own file as GitLab's shell does; @returns the exit code of each job that an event starts. */
async function runPipeline(example: Example, variables: Record<string, string>): Promise<Record<string, number>> {
  const { pipeline, jobs } = readPipeline(example.folder);
  const env = { ...pipeline.variables, ...variables, npm_config_dry_run: "true" };
  const exitCodes: Record<string, number> = {};
  for (const [name, { script }] of jobsFor(jobs, variables)) {
    const lines = [...pipeline.default.before_script, ...script].join("\n");
    exitCodes[name] = (await example.shell(lines, env)).exitCode;
  }
  return exitCodes;
}
