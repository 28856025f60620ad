import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import execa, { type ExecaChildProcess } from "execa";
import { parseDocument } from "yaml";
import type { Emulator } from "../../emulator";
import { ACCOUNT, SECRET, Stack } from "../../test/engine/stack";
import { layPlugin } from "../../tools/plugin";
import { PULUMI_COMMANDS, type Phase } from "../phases";
import { NO_LIMIT, type BenchRule, type Scenario } from "../scenarios";

export const CONTESTANTS = ["ours", "documented", "script", "engine"] as const;
/** `plugin` declares the same rules as `ours`; only `npm run bench plugin` measures it. */
export type ContestantName = (typeof CONTESTANTS)[number] | "plugin";

/** One contestant with a stack of its own. */
export interface Contestant {
  /** Starts a phase; undefined if the contestant has no such phase. */
  start(phase: Phase, rules: readonly BenchRule[], before: readonly BenchRule[]): ExecaChildProcess | undefined;
  /** The stack's state; undefined without Pulumi. */
  stateFile: string | undefined;
  dispose(): void;
}

/** More rules do not fit into a stack's config, which Pulumi passes in one environment variable. Nor do as many with accounts. */
const MOST_RULES_IN_CONFIG = 1_000;

/** What a contestant may have otherwise than usual. */
export interface Setting {
  /** Of every command. */
  env?: NodeJS.ProcessEnv;
  /** The build of another version of this package. @default this checkout's `dist` */
  dist?: string;
}

/** Of a command. Pulumi then writes the state once at the end: for what is only set up, and for memory. */
export const WITHOUT_CHECKPOINTS = { PULUMI_EXPERIMENTAL: "true", PULUMI_SKIP_CHECKPOINTS: "true" };

export async function openContestant(
  name: ContestantName,
  emulator: Emulator,
  scenario: Scenario,
  { env, dist }: Setting = {},
): Promise<Contestant> {
  const stack = await Stack.create(emulator, env);
  switch (name) {
    case "ours":
      if (dist !== undefined) replaceBuild(stack, dist);
      setLimits(stack, scenario);
      if (scenario.accounts !== undefined) serveAnyAccount(stack, emulator.url);
      return onPulumi(stack, (rules) => writeRules(stack, rules));
    case "plugin":
      setLimits(stack, scenario);
      await useProgram(stack, name);
      return onPulumi(stack, (rules) => writeJson(stack, "rules.json", rules));
    case "documented":
    case "engine":
      await useProgram(stack, name);
      return onPulumi(stack, (rules) => writeJson(stack, "rules.json", rules));
    case "script":
      return script(stack, emulator);
  }
}

function setLimits(stack: Stack, { callsPerMinute, isUnlimited }: Scenario): void {
  if (callsPerMinute === undefined) stack.set("wechat-qr-jump:callsPerMinute", NO_LIMIT);
  if (isUnlimited) stack.set("wechat-qr-jump:callsPerSecond", NO_LIMIT);
}

/** Makes the stack's project run a program of this folder, with a plugin of its own if it needs one. */
export async function useProgram(stack: Stack, name: "documented" | "engine" | "empty" | "plugin"): Promise<void> {
  cpSync(join(__dirname, name), stack.folder, { recursive: true });
  const file = join(stack.folder, "Pulumi.yaml");
  const project = parseDocument(readFileSync(file, "utf8"));
  project.set("main", "program.js");
  if (name === "plugin") {
    await layPlugin(join(stack.folder, "plugin"));
    project.set("plugins", { providers: [{ name: "wechat-qr-jump", path: "plugin" }] });
  }
  writeFileSync(file, project.toString());
}

function onPulumi(stack: Stack, declare: (rules: readonly BenchRule[]) => void): Contestant {
  return {
    start: (phase, rules) => {
      declare(rules);
      return stack.start([PULUMI_COMMANDS[phase], "--yes", "--skip-preview"]);
    },
    stateFile: join(stack.backend, ".pulumi", "stacks", "wechat-qr-jump", "dev.json"),
    dispose: () => stack.dispose(),
  };
}

function replaceBuild(stack: Stack, dist: string): void {
  rmSync(join(stack.folder, "dist"), { recursive: true });
  cpSync(dist, join(stack.folder, "dist"), { recursive: true });
}

/** Instead of one account's credentials: WeChat's own older endpoint stands for a token server. */
export function serveAnyAccount(stack: Stack, endpoint: string): void {
  stack.unset("wechat-qr-jump:appId");
  stack.unset("wechat-qr-jump:appSecret");
  const query = `grant_type=client_credential&appid={appId}&secret=${SECRET}`;
  stack.set("wechat-qr-jump:accessTokenUrl", `${endpoint}/cgi-bin/token?${query}`);
}

/** A script keeps no state: its user says which rules to add, replace or delete. */
function script(stack: Stack, emulator: Emulator): Contestant {
  cpSync(join(__dirname, "script"), stack.folder, { recursive: true });
  const env = { WECHAT_ENDPOINT: emulator.url, WECHAT_APP_ID: ACCOUNT, WECHAT_APP_SECRET: SECRET };
  const run = (verb: string, rules: readonly BenchRule[]): ExecaChildProcess => {
    writeJson(stack, "work.json", rules);
    return execa(process.execPath, ["script.js", verb, "work.json"], { cwd: stack.folder, env, reject: false });
  };
  return {
    start: (phase, rules, before) => {
      const paths = new Map(before.map(({ prefix, path }) => [prefix, path]));
      const declared = new Set(rules.map(({ prefix }) => prefix));
      switch (phase) {
        case "apply":
          return run("add", rules);
        case "change":
          return run(
            "replace",
            rules.filter(({ prefix, path }) => paths.get(prefix) !== path),
          );
        case "remove":
          return run(
            "delete",
            before.filter(({ prefix }) => !declared.has(prefix)),
          );
        case "destroy":
          return run("delete", before);
        default:
          return undefined;
      }
    },
    stateFile: undefined,
    dispose: () => stack.dispose(),
  };
}

/** As users do: into the stack's file, or into a rules file if there are too many. */
export function writeRules(stack: Stack, rules: readonly BenchRule[]): void {
  const inConfig = rules.length <= MOST_RULES_IN_CONFIG && rules[0]?.account === undefined;
  stack.unset(inConfig ? "wechat-qr-jump:rulesFiles" : "wechat-qr-jump:rules");
  if (inConfig) return stack.set("wechat-qr-jump:rules", rules);
  writeJson(stack, "rules.json", rules);
  stack.set("wechat-qr-jump:rulesFiles", ["rules.json"]);
}

export function writeJson(stack: Stack, file: string, rules: readonly BenchRule[]): void {
  writeFileSync(join(stack.folder, file), JSON.stringify(rules));
}
