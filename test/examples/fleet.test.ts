import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Emulator } from "../../emulator";
import { SECRET } from "../engine/stack";
import { live, writes } from "../engine/support";
import { CREDENTIALS, describeWithBucket, withBucket } from "./bucket";
import { withExample, type Example } from "./example";
import { readWorkflow, runWorkflow } from "./github-workflow";
import { environmentOf, operatorRun, type StackObject } from "./operator";

const STACKS = ["food-1", "food-2", "retail"];
const FOOD = "wx1111111111111111";
const RETAIL = "wx2222222222222222";
const TEA = "merchants/food-1/tea.yaml";
const REPOSITORY = "shop/qr-codes";

interface Happening {
  fork?: boolean;
  inputs?: Record<string, string>;
}

type Run = (event: string, more?: Happening) => ReturnType<typeof runWorkflow>;

// Three stacks at once on a bucket, several times in a test.
jest.setTimeout(300_000);

const jobs = (run: Awaited<ReturnType<Run>>) => Object.entries(run).map(([name, { passed }]) => [name, passed]);

describeWithBucket("the example fleet", () => {
  test("runs three stacks of two accounts at once on one bucket, and a second run changes nothing", () =>
    withFleet(async (_, emulator, run) => {
      const first = await run("push");
      expect(jobs(first)).toEqual([["stacks", true], ...STACKS.map((stack) => [`up (${stack})`, true])]);
      const made = emulator.state().rules.map(({ account, prefix, state }) => [account, prefix, state]);
      expect(made.sort()).toEqual([
        [FOOD, "https://bakery.example.com/cake/", 2],
        [FOOD, "https://bakery.example.com/shop/", 2],
        [FOOD, "https://noodles.example.com/menu/", 2],
        [FOOD, "https://noodles.example.com/table/", 2],
        [FOOD, "https://tea.example.com/", 2],
        [RETAIL, "https://books.example.com/", 2],
      ]);

      const before = emulator.calls().length;
      const second = await run("push");
      expect(jobs(second)).toEqual(jobs(first));
      for (const stack of STACKS) expect(second[`up (${stack})`]?.output).not.toMatch(/created|updated|deleted/);
      expect(writes(emulator, before)).toEqual([]);

      emulator.putRules([{ account: RETAIL, prefix: "https://books.example.com/", path: "pages/wrong", state: 2 }]);
      const drift = await run("schedule");
      expect(jobs(drift).filter(([, passed]) => !passed)).toEqual([["drift (retail)", false]]);
    }));

  test("previews the stacks whose files a pull request changes, and all stacks if it changes something else", () =>
    withFleet(async (example, emulator, run) => {
      edit(example, TEA, "pages/order", "pages/tea");
      await commit(example);
      const one = await run("pull_request");
      expect(jobs(one)).toEqual([
        ["stacks", true],
        ["preview (food-1)", true],
      ]);
      expect(one["preview (food-1)"]?.output).toContain("## food-1\n### New: 3 codes\n");

      expect(jobs(await run("pull_request", { fork: true }))).toEqual([["stacks", true]]);

      renameSync(join(example.folder, TEA), join(example.folder, "merchants/food-2/tea.yaml"));
      await commit(example);
      expect(jobs(await run("pull_request")).map(([name]) => name)).toEqual([
        "stacks",
        ...STACKS.map((stack) => `preview (${stack})`),
      ]);

      edit(example, "merchants/retail/books.yaml", "pages/books", "/pages/books");
      await commit(example);
      const before = emulator.calls().length;
      const wrong = await run("pull_request");
      expect(jobs(wrong)).toEqual([["stacks", false]]);
      expect(wrong["stacks"]?.output).toMatch(
        /^::error file=merchants\/retail\/books\.yaml,line=\d+,col=\d+::path starts/m,
      );
      expect(emulator.calls()).toHaveLength(before);
    }));

  test("shows what a guard refuses of one stack, goes on with the others, and lets a run by hand pass", () =>
    withFleet(async (example, emulator, run) => {
      const codes = (count: number) =>
        Array.from({ length: count }, (_, n) => `- {prefix: "https://books.example.com/${n}/", path: pages/books}\n`);
      const books = join(example.folder, "merchants", "retail", "books.yaml");
      writeFileSync(books, codes(12).join(""));
      await run("workflow_dispatch", { inputs: { stack: "retail" } });
      writeFileSync(books, codes(7).join(""));
      edit(example, TEA, "pages/order", "pages/tea");
      const refused = await run("push");
      expect(jobs(refused).filter(([, passed]) => !passed)).toEqual([["up (retail)", false]]);
      expect(refused["up (retail)"]?.output).toContain("set WECHAT_MAX_DELETES=5 for this run");
      expect(live(emulator)["https://tea.example.com/"]).toBe("pages/tea/index");
      expect(booksOf(emulator)).toHaveLength(12);
      const allowed = await run("workflow_dispatch", { inputs: { stack: "retail", max_deletes: "5" } });
      expect(jobs(allowed)).toEqual([
        ["stacks", true],
        ["up (retail)", true],
      ]);
      expect(booksOf(emulator)).toHaveLength(7);
      expect(jobs(await run("workflow_dispatch", { inputs: { stack: "no-such" } }))).toEqual([["stacks", false]]);
    }));

  test("gives the Kubernetes operator an object for each stack, with which the operator makes its rules live", () =>
    withFleet(async (example, emulator, _, backend) => {
      const { output } = await example.shell("npx wechat-qr-jump stacks --json | node operator-stacks.mjs");
      const { items } = JSON.parse(output) as { items: StackObject[] };
      const objects = items.filter(({ kind }) => kind === "Stack");
      expect(objects.map(({ metadata, spec }) => [metadata.name, spec.stack, spec.destroyOnFinalize])).toEqual(
        STACKS.map((stack) => [`qr-codes-${stack}`, stack, false]),
      );
      const names = items.filter(({ kind }) => kind === "ServiceAccount").map(({ metadata }) => metadata.name);
      expect(objects.every(({ spec }) => names.includes(spec.serviceAccountName))).toBe(true);

      const { spec } = objects[2]!;
      const passphrase = String(example.environment()["PULUMI_CONFIG_PASSPHRASE"]);
      const { PULUMI_BACKEND_URL: bucket, ...env } = environmentOf(spec.envRefs, { passphrase });
      expect(bucket).toMatch(/^s3:\/\//);
      const dryRun = { npm_config_dry_run: "true", npm_config_ignore_scripts: "true" };
      const own = { ...CREDENTIALS, ...env, ...dryRun, PULUMI_BACKEND_URL: backend, WECHAT_ENDPOINT: emulator.url };
      const ran = await example.shell(operatorRun(spec), { ...own, PULUMI_STACK: undefined });
      expect(ran).toMatchObject({ exitCode: 0 });
      expect(live(emulator)).toEqual({ "https://books.example.com/": "pages/books/index" });

      writeFileSync(join(example.folder, "Pulumi.Retail_2.yaml"), "config: {}\n");
      const odd = await example.shell("npx wechat-qr-jump stacks --json | node operator-stacks.mjs", {}, ["-e"]);
      expect(odd).toMatchObject({
        exitCode: 1,
        output: expect.stringContaining("Retail_2 cannot be a name in Kubernetes") as string,
      });
    }));

  test("runs a bounded number of jobs at once, each stack once at a time, and one that fails does not stop the others", () =>
    withExample("fleet", async (example) => {
      const { preview, up, drift } = readWorkflow(example.folder).jobs;
      for (const job of [preview, up, drift]) {
        expect(job?.strategy).toMatchObject({ "fail-fast": false, "max-parallel": 8 });
        expect(job?.concurrency?.group).toContain("${{ matrix.stack }}");
      }
    }));
});

/** The example as a Git repository, with a state for each stack in one bucket, and a way to let an event happen. */
async function withFleet(
  test: (example: Example, emulator: Emulator, run: Run, backend: string) => Promise<void>,
): Promise<void> {
  await withBucket("pulumi-state", (url) =>
    withExample("fleet", async (example, emulator) => {
      example.linkPackages();
      const backend = `s3://pulumi-state?endpoint=${url}&region=us-east-1&s3ForcePathStyle=true`;
      const inits = STACKS.map(
        (stack) =>
          `pulumi stack init ${stack} --non-interactive\n` +
          `echo "$SECRET" | pulumi config set --stack ${stack} --secret wechat-qr-jump:appSecret --non-interactive\n`,
      );
      const begin = { ...CREDENTIALS, SECRET, PULUMI_STACK: undefined, PULUMI_BACKEND_URL: backend };
      const begun = await example.shell(`${inits.join("")}git init -q`, begin);
      expect(begun).toMatchObject({ exitCode: 0 });
      await commit(example);
      const env = {
        PULUMI_STACK: undefined,
        WECHAT_ENDPOINT: emulator.url,
        npm_config_dry_run: "true",
        GITHUB_STEP_SUMMARY: "/dev/null",
      };
      const run: Run = (event, more = {}) => runWorkflow(example, contextOf(event, example, backend, more), env);
      await test(example, emulator, run, backend);
    }),
  );
}

function contextOf(event_name: string, example: Example, backend: string, { fork = false, inputs = {} }: Happening) {
  const { PULUMI_CONFIG_PASSPHRASE = "" } = example.environment();
  const head = { repo: { full_name: fork ? "somebody/qr-codes" : REPOSITORY } };
  const event = { pull_request: { number: 7, head } };
  return {
    github: { event_name, ref: "refs/heads/main", repository: REPOSITORY, event },
    inputs,
    vars: { PULUMI_BACKEND_URL: backend },
    secrets: fork ? {} : { ...CREDENTIALS, PULUMI_CONFIG_PASSPHRASE },
  };
}

async function commit(example: Example): Promise<void> {
  const who = "-c user.name=Test -c user.email=test@example.com";
  const files = "Pulumi*.yaml merchants package.json";
  expect(await example.shell(`git add -A ${files}; git ${who} commit -qm change`)).toMatchObject({ exitCode: 0 });
}

function edit(example: Example, file: string, from: string, to: string): void {
  const path = join(example.folder, file);
  const text = readFileSync(path, "utf8");
  expect(text).toContain(from);
  writeFileSync(path, text.replaceAll(from, to));
}

function booksOf(emulator: Emulator): string[] {
  return Object.keys(live(emulator)).filter((prefix) => prefix.startsWith("https://books.example.com/"));
}
