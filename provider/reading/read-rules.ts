import { Accounts } from "../settings/accounts";
import { allowsShadowing } from "../settings/settings";
import { encryptedReason } from "../rules/check-rule";
import { t } from "../text/message";
import { problemOf, type Place, type Problem } from "../text/problem";
import { configSize } from "./config-size";
import { hasEncrypted, isEncrypted } from "./encrypted";
import { readEntries, type StackRule } from "./entries";
import { listFromConfig, listInFile, type RuleList } from "./rule-list";
import { checkTogether } from "./rule-set";
import { findRulesFiles, patternsIn, readRulesFile, RULES_FILES, shownPath } from "./rules-files";
import { settingProblems } from "./setting-problems";
import { readStackFile, stackFilePath, written, type StackFile } from "./stack-file";
import { unreadRulesFiles, type Readers } from "./unread-files";
import type { Path } from "./yaml-source";

export type { Place, Problem, Readers, StackRule };

const NAMESPACE = "wechat-qr-jump:";
const RULES = `${NAMESPACE}rules`;

/** Where to find the rules of a stack. */
export interface RulesSource {
  /** The stack's whole config by full key (`wechat-qr-jump:rules`), as Pulumi hands it over: lists are JSON. */
  config: Record<string, string | undefined>;
  /** The folder of `Pulumi.yaml`: `rulesFiles` are relative to it. */
  projectFolder: string;
  /** The path of the stack's config file, for positions in messages. It may be missing, or not be the one that Pulumi has read. */
  stackFile: string;
  /** Overrides settings of the config. */
  env: NodeJS.ProcessEnv;
  /** @default one of its own */
  readers?: Readers | undefined;
}

/** The result of reading. Declare no rule while there are problems. */
export interface RulesRead {
  rules: StackRule[];
  /** The accounts that the rules may belong to. */
  accounts: Accounts;
  problems: Problem[];
  warnings: Problem[];
  /** Where the config has rules: an empty list, files without rules and missing keys are different mistakes. */
  declared: "missing" | "list" | "files";
  /** The rules files that were read, as people see them. */
  files: string[];
}

/** True if the rules of this stack may belong to different accounts. */
export function areSeveral({
  rules,
  accounts,
}: Pick<RulesRead, "accounts"> & { rules: readonly StackRule[] }): boolean {
  return accounts.areSeveral || rules.some(({ account }) => account !== undefined);
}

/** Reads and checks all rules of a stack: those in its config and those in its `rulesFiles`. Never throws. */
export function readRules(source: RulesSource): RulesRead {
  const { config, projectFolder, stackFile, env } = source;
  const file = lazily(() => readStackFile(projectFolder, stackFile));
  const inline = inlineRules(config[RULES], file, isEncrypted(RULES, config[RULES], env));
  const files = rulesOfFiles(source, file);
  // If allowed, an unpublished rule that takes codes from a published one is a warning instead of a problem.
  const allowShadowing = allowsShadowing((key) => config[key], env);
  const accounts = new Accounts((key) => config[key], env);
  const read = checked([...inline.lists, ...files.lists], accounts, allowShadowing);
  const { doubt } = configSize(config);
  return {
    rules: read.rules,
    accounts,
    problems: [
      ...settingProblems(config, env, file, accounts),
      ...inline.problems,
      ...files.problems,
      ...read.problems,
    ],
    warnings: [...(doubt ? [aboutKey(file, RULES, [], doubt)] : []), ...read.warnings],
    declared: config[RULES] !== undefined ? "list" : config[RULES_FILES] !== undefined ? "files" : "missing",
    files: files.files.map((path) => shownPath(path, projectFolder)),
  };
}

/**
 * Reads the rules of a stack without Pulumi, from its config file. Never throws: a file that is missing or not YAML is a
 * problem, and so is a config that is too large for Pulumi to hand over.
 *
 * @param stack the stack's name; an organization before it (`org/dev`) is ignored.
 * @param env may override settings that affect the rules.
 * @param readers to keep for further stacks.
 */
export function readRulesOfStackFile(
  projectFolder: string,
  stack: string,
  env: NodeJS.ProcessEnv,
  readers?: Readers,
): RulesRead & { stackFile: string } {
  const stackFile = stackFilePath(projectFolder, stack);
  const { config, problems } = readStackFile(projectFolder, stackFile);
  const read = readRules({ config, projectFolder, stackFile, env, readers });
  const { isTooLarge, doubt } = configSize(config);
  const tooLarge = isTooLarge && doubt ? [problemOf(shownPath(stackFile, projectFolder), doubt)] : [];
  return { ...read, problems: [...problems, ...tooLarge, ...read.problems], stackFile };
}

/** Checks the rules in a program's own list. Never throws. */
export function readRuleList(list: readonly unknown[], accounts: Accounts, allowShadowing: boolean): Checked {
  return checked([listFromConfig("rules", [...list], () => undefined)], accounts, allowShadowing);
}

/** Why a stack without rules must not be declared, with an example. */
export function noRulesText(declared: RulesRead["declared"], stackFile: string): string {
  if (declared === "missing") return t`${stackFile}: there are no rules; ${how()}`;
  const what =
    declared === "files" ? t`no rule is in ${RULES_FILES}: it is empty, or its files are` : t`${RULES} is empty`;
  return t`${stackFile}: ${what}; ${how()} To delete every rule of the stack in WeChat run "pulumi destroy".`;
}

function how(): string {
  return [
    t`write under "config:", as a list:`,
    `  ${RULES}:\n    - prefix: https://qr.example.com/shop/\n      path: pages/shop/index`,
    t`or name files that have such lists:`,
    `  ${RULES_FILES}: [rules/*.yaml]\n`,
  ].join("\n");
}

type Checked = Pick<RulesRead, "rules" | "problems" | "warnings">;

/** Checks each rule separately, then all of them against each other. */
function checked(lists: RuleList[], accounts: Accounts, allowShadowing: boolean): Checked {
  const read = lists.map((list) => readEntries(list, accounts));
  const entries = read.flatMap((one) => one.entries);
  const together = checkTogether(entries, accounts, allowShadowing);
  return {
    rules: entries.flatMap(({ rule }) => rule ?? []),
    problems: [
      ...read.flatMap(({ problems }) => problems),
      ...entries.flatMap(({ problems }) => problems),
      ...together.problems,
    ],
    warnings: [...entries.flatMap(({ warnings }) => warnings), ...together.warnings],
  };
}

interface Lists {
  lists: RuleList[];
  problems: Problem[];
}

/** @param encrypted Pulumi has decrypted something of it; only the file says what. */
function inlineRules(json: string | undefined, file: () => StackFile, encrypted: boolean): Lists {
  if (json === undefined) return { lists: [], problems: [] };
  if (encrypted) {
    const found = written(file(), RULES);
    const list = found && Array.isArray(found.value) && hasEncrypted(found.value) ? found.value : undefined;
    if (found && list) return { lists: [listInFile(found.source, found.path, list)], problems: [] };
    return { lists: [], problems: [aboutKey(file, RULES, [], encryptedReason())] };
  }
  const inStackFile = written(file(), RULES);
  const changed = inStackFile?.source.problemsOfPlainScalars(inStackFile.path) ?? [];
  if (changed.length > 0) return { lists: [], problems: changed };
  const entries = parseList(json);
  if (!entries) return { lists: [], problems: [aboutKey(file, RULES, [], t`${RULES} is not a list; ${how()}`)] };
  const inFile = lazily(() => {
    const found = written(file(), RULES);
    return found && Array.isArray(found.value) ? listInFile(found.source, found.path, found.value) : undefined;
  });
  return { lists: [listFromConfig(RULES, entries, inFile)], problems: [] };
}

function rulesOfFiles(
  { config, projectFolder, stackFile, readers = new Map() }: RulesSource,
  file: () => StackFile,
): Lists & { files: string[] } {
  const patterns = patternsIn(config[RULES_FILES]);
  if (!patterns) {
    const reason = t`${RULES_FILES} is not a list of files; write ${RULES_FILES}: [rules/*.yaml], with quotes around what begins with "*" or "!"`;
    return { lists: [], problems: [aboutKey(file, RULES_FILES, [], reason)], files: [] };
  }
  const found = findRulesFiles(patterns, projectFolder);
  const files = [...new Set(found.flatMap((one) => one.files))];
  const missing = found.flatMap(({ reasons }, index) => reasons.map((reason) => ({ index, reason })));
  const unread = unreadRulesFiles({ patterns, files, projectFolder, stackFile, readers });
  const read = files.map((path) => readRulesFile(path, projectFolder));
  return {
    lists: read.flatMap(({ list }) => list ?? []),
    problems: [
      ...[...missing, ...unread].map(({ index, reason }) => aboutKey(file, RULES_FILES, [index], reason)),
      ...read.flatMap(({ problems }) => problems),
    ],
    files,
  };
}

/** Makes a problem about a key of the config, or about an item below it, at its position in the stack's file if it is there. */
function aboutKey(file: () => StackFile, key: string, below: Path, reason: string): Problem {
  const found = written(file(), key);
  if (found) return found.source.problem([...found.path, ...below], "value", reason);
  return problemOf([key, ...below.map((step) => `[${step}]`)].join(""), reason);
}

function parseList(json: string): unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function lazily<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
