import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import execa, { type ExecaChildProcess } from "execa";
import { parseDocument } from "yaml";
import type { Emulator } from "../../emulator";
import { ACCOUNT, SECRET, Stack } from "../../test/engine/stack";
import { PULUMI_COMMANDS, type Phase } from "../phases";
import { NO_LIMIT, type BenchRule, type Scenario } from "../scenarios";

export const CONTESTANTS = ["ours", "documented", "script", "engine"] as const;
export type ContestantName = (typeof CONTESTANTS)[number];

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
      if (scenario.callsPerMinute === undefined) stack.set("wechat-qr-jump:callsPerMinute", NO_LIMIT);
      if (scenario.isUnlimited) stack.set("wechat-qr-jump:callsPerSecond", NO_LIMIT);
      if (scenario.accounts !== undefined) serveAnyAccount(stack, emulator.url);
      return onPulumi(stack, (rules) => writeRules(stack, rules));
    case "documented":
    case "engine":
      useProgram(stack, name);
      return onPulumi(stack, (rules) => writeJson(stack, "rules.json", rules));
    case "script":
      return script(stack, emulator);
  }
}

/** Makes the stack's project run a program of this folder. */
export function useProgram(stack: Stack, name: "documented" | "engine" | "empty"): void {
  cpSync(join(__dirname, name), stack.folder, { recursive: true });
  const file = join(stack.folder, "Pulumi.yaml");
  const project = parseDocument(readFileSync(file, "utf8"));
  project.set("main", "program.js");
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

function writeJson(stack: Stack, file: string, rules: readonly BenchRule[]): void {
  writeFileSync(join(stack.folder, file), JSON.stringify(rules));
}
