import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Emulator } from "../../emulator";
import { ACCOUNT, SECRET } from "../engine/stack";
import { describeWithCli, live, writes } from "../engine/support";
import { withExample, type Example } from "./example";
import { findings, readWorkflow, runWorkflow, type Context } from "./github-workflow";

const EXAMPLES = join(__dirname, "..", "..", "examples");
const WORKFLOW = ".github/workflows/qr-codes.yml";
const SHOP = "https://qr.example.com/shop/";
const BUS = "https://qr.example.com/bus";
const REPOSITORY = "shop/qr-codes";

describe.each(["github-actions", "fleet"])("the workflow file of the example %s", (name) => {
  const folder = join(EXAMPLES, name);
  const text = readFileSync(join(folder, WORKFLOW), "utf8");

  test("is accepted by actionlint, which refuses a misspelt key", async () => {
    expect(await findings(text)).toBe("");
    expect(await findings(text.replace("runs-on:", "run-on:"))).toMatch(/unexpected key "run-on"/);
  });

  test("gives secrets to the steps that call pulumi, and to no others", () => {
    const { env, jobs } = readWorkflow(folder);
    const hasSecrets = (value: unknown): boolean => JSON.stringify(value ?? {}).includes("secrets.");
    expect(hasSecrets(env)).toBe(false);
    for (const { steps, ...job } of Object.values(jobs)) {
      expect(hasSecrets(job)).toBe(false);
      for (const step of steps)
        expect([step.run, hasSecrets(step)]).toEqual([step.run, /^pulumi /.test(step.run ?? "")]);
    }
  });

  test("pins each action by its commit, keeps no credentials in the checkout, and runs no install scripts", () => {
    const steps = Object.values(readWorkflow(folder).jobs).flatMap((job) => job.steps);
    const actions = steps.flatMap(({ uses }) => uses ?? []);
    expect(actions.length).toBeGreaterThan(5);
    for (const action of actions) expect(action).toMatch(/^[a-z]+\/[a-z-]+@[0-9a-f]{40}$/);
    for (const line of text.match(/uses:.*/g) ?? []) expect(line).toMatch(/ # v\d+\.\d+\.\d+$/);
    for (const { uses, with: options } of steps) {
      if (uses?.startsWith("actions/checkout@")) expect(options).toMatchObject({ "persist-credentials": false });
    }
    for (const { run } of steps) if (run?.startsWith("npm")) expect(run).toBe("npm ci --ignore-scripts");
  });

  test("lets an update and a look for drift wait for each other, and cancels neither", () => {
    const { up, drift } = readWorkflow(folder).jobs;
    expect(up?.concurrency).toEqual({
      group: name === "fleet" ? "qr-codes-${{ matrix.stack }}" : "qr-codes-prod",
      "cancel-in-progress": false,
    });
    expect(drift?.concurrency).toEqual(up?.concurrency);
  });
});

describeWithCli("the steps of the example github-actions", () => {
  test("preview a pull request in a comment, put a merge live, and fail at night when a rule was changed by hand", () =>
    withPipeline(async (example, emulator, run) => {
      const preview = await run("pull_request");
      expect(Object.keys(preview)).toEqual(["preview"]);
      expect(preview["preview"]).toMatchObject({ passed: true });
      expect(comment(example)).toBe(
        `pr comment 7 --edit-last --create-if-none --body-file comment.md\n### New: 2 codes\n\n` +
          `- \`${BUS}\` → \`pages/bus/index\`\n- \`${SHOP}\` → \`pages/shop/index\`\n\n` +
          `Publishes: 2 needed, 100 left this month.\n`,
      );
      expect(writes(emulator)).toEqual([]);

      const up = await run("push");
      expect(Object.entries(up)).toMatchObject([["up", { passed: true }]]);
      expect(live(emulator)).toEqual({ [SHOP]: "pages/shop/index", [BUS]: "pages/bus/index" });

      emulator.putRules([{ account: ACCOUNT, prefix: BUS, path: "pages/wrong/index", state: 2 }]);
      const before = emulator.calls().length;
      const drift = await run("schedule");
      expect(Object.entries(drift)).toMatchObject([["drift", { passed: false }]]);
      expect(drift["drift"]?.output).toContain("pages/wrong/index");
      expect(writes(emulator, before)).toEqual([]);
    }));

  test("refuse to delete many rules after a merge, and delete them in a run that says how many", () =>
    withPipeline(async (example, emulator, run) => {
      const stackFile = join(example.folder, "Pulumi.prod.yaml");
      const text = readFileSync(stackFile, "utf8");
      const writeRules = (count: number): void => {
        const rules = Array.from({ length: count }, (_, n) => `    - {prefix: "${BUS}/${n}", path: pages/bus/index}\n`);
        const head = text.slice(0, text.indexOf("    - prefix:"));
        writeFileSync(stackFile, head + rules.join(""));
      };
      writeRules(12);
      await run("push");
      writeRules(7);
      const { preview } = await run("pull_request");
      expect(preview?.passed).toBe(false);
      expect(comment(example)).toContain("### Refused\n\n- This change deletes 5 of the stack's 12 rules in WeChat");
      const { up: refused } = await run("push");
      expect(refused?.passed).toBe(false);
      expect(refused?.output).toContain("set WECHAT_MAX_DELETES=5 for this run");
      expect(Object.keys(live(emulator))).toHaveLength(12);
      const { up: allowed } = await run("workflow_dispatch", { inputs: { max_deletes: "5" } });
      expect(allowed?.passed).toBe(true);
      expect(Object.keys(live(emulator))).toHaveLength(7);
    }));

  test("refuse a pull request with a mistake at its check, without secrets where it comes from a fork", () =>
    withPipeline(async (example, emulator, run) => {
      const fork = await run("pull_request", { fork: true });
      expect(fork["preview"]).toMatchObject({ passed: true });
      expect(fork["preview"]?.ran).not.toContainEqual(expect.stringMatching(/^pulumi/));
      const stackFile = join(example.folder, "Pulumi.prod.yaml");
      writeFileSync(stackFile, readFileSync(stackFile, "utf8").replace("pages/bus/index", "/pages/bus/index"));
      const { passed, output } = (await run("pull_request", { fork: true }))["preview"] ?? {};
      expect(passed).toBe(false);
      expect(output).toMatch(/^::error file=Pulumi\.prod\.yaml,line=\d+,col=\d+::path starts with "\/"/m);
      expect(emulator.calls()).toEqual([]);
    }));
});

interface Happening {
  fork?: boolean;
  inputs?: Record<string, string>;
}

type Run = (event: string, more?: Happening) => ReturnType<typeof runWorkflow>;

/** The example with a stack, a `gh` that only writes down what it is told, and a way to let an event happen. */
async function withPipeline(test: (example: Example, emulator: Emulator, run: Run) => Promise<void>): Promise<void> {
  await withExample("github-actions", async (example, emulator) => {
    example.linkPackages();
    await example.succeed("stack", "init", "prod");
    const bin = join(example.folder, "bin");
    mkdirSync(bin);
    const gh = '#!/bin/sh\n{ echo "$@"; cat comment.md; } > "$(dirname "$0")/comment"\n';
    writeFileSync(join(bin, "gh"), gh, { mode: 0o755 });
    const env = {
      PATH: `${bin}:${example.environment()["PATH"]}`,
      WECHAT_ENDPOINT: emulator.url,
      npm_config_dry_run: "true",
      GITHUB_STEP_SUMMARY: join(example.folder, "step-summary.md"),
    };
    await test(example, emulator, (event, happening = {}) =>
      runWorkflow(example, contextOf(event, example, happening), env),
    );
  });
}

function contextOf(event_name: string, example: Example, { fork = false, inputs = {} }: Happening): Context {
  const { PULUMI_BACKEND_URL = "", PULUMI_CONFIG_PASSPHRASE = "" } = example.environment();
  const head = { repo: { full_name: fork ? "somebody/qr-codes" : REPOSITORY } };
  return {
    github: {
      event_name,
      ref: "refs/heads/main",
      repository: REPOSITORY,
      token: "ghs",
      event: { pull_request: { number: 7, head } },
    },
    inputs,
    vars: { PULUMI_BACKEND_URL },
    secrets: fork ? {} : { PULUMI_CONFIG_PASSPHRASE, WECHAT_APP_SECRET: SECRET },
  };
}

function comment(example: Example): string {
  return readFileSync(join(example.folder, "bin", "comment"), "utf8");
}
