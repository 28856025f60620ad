import { readlinkSync } from "node:fs";
import { basename } from "node:path";
import { isDeepStrictEqual } from "node:util";
import * as pulumi from "../pulumi/sdk";
import { ruleOf, type Props } from "../pulumi/state";
import { projectFolderOf } from "../reading/stack-file";
import type { Rule } from "../rules/rule";
import { look } from "../system/cli-process";
import { badEnding, CommandFailure, runCommand, type Command, type Ended } from "../system/run-command";
import { t } from "../text/message";
import { nameIn, RULE_TYPES, type RecordedRule } from "./recorded-rules";
import { readWhole } from "./whole-state";

/** What the state knows about the stack's rules beyond their outputs, by prefix. */
export interface StoredRules {
  /** Rules that stay live when they leave the stack, because of `retainOnDelete`. */
  retained: ReadonlySet<string>;
  /** Each rule as the last program wanted it; the rule may differ if that run was interrupted. */
  wanted: ReadonlyMap<string, Rule>;
  /** The Pulumi options of each rule, by the name of its resource. */
  options: ReadonlyMap<string, { protect?: boolean; retainOnDelete?: boolean }>;
}

/** Why the state could not be read, as a clause. */
export interface Unreadable {
  unreadable: string;
}

interface Exported {
  deployment?: { resources?: StoredResource[] };
}

interface StoredResource {
  urn?: string;
  type?: string;
  protect?: boolean;
  inputs?: Props;
  outputs?: Props;
  retainOnDelete?: boolean;
  /** The resource was replaced in a run that did not get to delete it. */
  delete?: boolean;
}

const TIMEOUT_MS = 60_000;
const MAX_BYTES = 500_000_000;
const LONGEST_REASON = 200;
/** Belongs to this run, not to other commands; the config holds secrets in clear text. */
const OF_THIS_RUN = /^PULUMI_(CONFIG|CONFIG_SECRET_KEYS|NODEJS_.*|LOG_OTLP_ENDPOINT)$/;

/**
 * Reads the stack's whole state with `pulumi stack export`, which works during a run because it takes no lock, and decrypts no
 * secrets. The engine tells a program only the outputs of its resources, not their options.
 *
 * @param recorded what the engine reported. A state without these belongs to another stack, found by a CLI with another login.
 */
export async function readStoredRules(
  recorded: readonly RecordedRule[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<StoredRules | Unreadable> {
  const stack = `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
  const ran = await readWhole(
    () => exportStack(stack, env),
    (result) => (result instanceof CommandFailure ? undefined : result.stderr),
  );
  if (ran instanceof CommandFailure) {
    const why = ran.code === "ENOENT" ? t`there is no "pulumi" on PATH` : t`"pulumi stack export" ${ran.message}`;
    return { unreadable: why };
  }
  const reason = badEnding(ran);
  return reason ? { unreadable: whyNot(reason, ran.stderr) } : storedRulesIn(ran.stdout, recorded);
}

/** @param exported what `pulumi stack export` prints. */
export function storedRulesIn(exported: string, recorded: readonly RecordedRule[]): StoredRules | Unreadable {
  const rules = resourcesIn(exported)?.filter((stored) => RULE_TYPES.includes(stored.type ?? "") && !stored.delete);
  if (!rules) return { unreadable: t`what "pulumi stack export" prints is not a state` };
  const stored = new Map(rules.map(({ outputs = {} }) => [outputs["prefix"], ruleOf(outputs)]));
  const isStored = (rule: Rule): boolean => isDeepStrictEqual(stored.get(rule.prefix), rule);
  if (!recorded.every(({ rule }) => isStored(rule)))
    return { unreadable: t`"pulumi stack export" shows another state than this run has` };
  const deleted = new Set(rules.filter(({ retainOnDelete }) => !retainOnDelete).map(prefixOf));
  const retained = rules.filter(({ retainOnDelete }) => retainOnDelete).flatMap((stored) => prefixOf(stored) ?? []);
  return {
    retained: new Set(retained.filter((prefix) => !deleted.has(prefix))),
    wanted: new Map(rules.map(({ inputs = {} }) => [String(inputs["prefix"]), ruleOf(inputs)])),
    options: new Map(rules.map((stored) => [nameIn(stored.urn ?? ""), optionsOf(stored)])),
  };
}

function resourcesIn(exported: string): StoredResource[] | undefined {
  try {
    const { deployment } = JSON.parse(exported) as Exported;
    return deployment && (deployment.resources ?? []);
  } catch {
    return undefined;
  }
}

function optionsOf({ protect, retainOnDelete }: StoredResource): { protect?: boolean; retainOnDelete?: boolean } {
  return { ...(protect && { protect }), ...(retainOnDelete && { retainOnDelete }) };
}

function prefixOf({ outputs }: StoredResource): string | undefined {
  const prefix = outputs?.["prefix"];
  return typeof prefix === "string" ? prefix : undefined;
}

async function exportStack(stack: string, env: NodeJS.ProcessEnv): Promise<Ended | CommandFailure> {
  const own = Object.entries(env).filter(([name]) => !OF_THIS_RUN.test(name));
  const command: Command = {
    file: runningCli() ?? "pulumi",
    args: ["stack", "export", "--stack", stack, "--non-interactive"],
    cwd: projectFolderOf(pulumi.getRootDirectory(), process.cwd()),
    env: { ...Object.fromEntries(own), PULUMI_SKIP_UPDATE_CHECK: "true" },
    wantsStderr: true,
  };
  try {
    return await runCommand(command, { timeoutMs: TIMEOUT_MS, maxBytes: MAX_BYTES });
  } catch (error) {
    if (error instanceof CommandFailure) return error;
    throw error;
  }
}

/** The CLI that runs this program; it need not be on PATH. Undefined if the system cannot tell: only Linux can. */
function runningCli(): string | undefined {
  try {
    for (let pid = process.ppid; pid > 1; pid = look(pid)?.parent ?? 0) {
      const file = readlinkSync(`/proc/${pid}/exe`);
      if (basename(file) === "pulumi") return file;
    }
  } catch {
    // The process belongs to another user.
  }
  return undefined;
}

function whyNot(ending: string, stderr: string): string {
  const said = /error: (.*)/.exec(stderr)?.[1]?.slice(0, LONGEST_REASON);
  return said === undefined ? t`"pulumi stack export" ${ending}` : t`"pulumi stack export" says "${said}"`;
}
