import { existsSync, readFileSync } from "node:fs";
import { isAbsolute, join, relative, resolve, sep } from "node:path";
import { globSync } from "tinyglobby";
import { parseDocument } from "yaml";
import { readRules, type StackRule } from "../read-rules";
import { messageOf } from "../wechat/errors";
import { writeWhole } from "./files";
import { CommandError, UsageError } from "./outcome";
import type { Stack } from "./project";
import { NotEditable, withItems } from "./yaml-addition";

/** The file that rules are written into. */
export interface RulesTarget {
  /** For messages, relative to the project's folder. */
  name: string;
  /** Rules that stand in it already, but are not the stack's yet. */
  unread: StackRule[];
  /** Appends rules, and sees to it that the stack reads them. Writes nothing where there is nothing to change. */
  add(rules: Record<string, unknown>[]): void;
}

const RULES_KEY = "wechat-qr-jump:rules";
const FILES_KEY = "wechat-qr-jump:rulesFiles";
/** Linux gives Pulumi 128 KiB to hand the config over; some room is left for settings and for rules to come. */
const MAX_CONFIG_BYTES = 120 * 1024;

/** @throws CommandError from `add`, where the file cannot be changed or would get too big. */
export function stackFileTarget({ folder, file }: Stack): RulesTarget {
  const path = join(folder, file);
  return {
    name: file,
    unread: [],
    add: (rules) => {
      if (rules.length === 0) return;
      const text = edited(file, readFileSync(path, "utf8"), ["config", RULES_KEY], rules);
      const bytes = configBytes(text);
      if (bytes > MAX_CONFIG_BYTES) {
        throw new CommandError(
          `${file} would get too big: ${rules.length} more rules make ${Math.ceil(bytes / 1024)} KiB of config, and Pulumi fails at 128 KiB; write them into a rules file with --file rules/imported.yaml.`,
        );
      }
      writeWhole(path, text);
    },
  };
}

/** @param given the rules file as the user names it, relative to `cwd`. @throws UsageError, CommandError */
export function openRulesFile(stack: Stack, cwd: string, given: string): RulesTarget {
  const path = resolve(cwd, given);
  const name = relative(stack.folder, path).split(sep).join("/");
  if (isAbsolute(name) || name.startsWith("..")) {
    throw new UsageError(`--file ${given} is outside of the project's folder ${stack.folder}; name a file below it.`);
  }
  if (!/\.ya?ml$/.test(name))
    throw new UsageError(`--file ${given} is no YAML file; give it a name that ends in .yaml.`);
  const stackPath = join(stack.folder, stack.file);
  const isRead = isReadBy(stack, name);
  const text = existsSync(path) ? readText(path, name) : "";
  const unread = isRead || text === "" ? [] : rulesOf(stack, name);
  return {
    name,
    unread,
    add: (rules) => {
      if (rules.length > 0) writeWhole(path, edited(name, text, [], rules));
      if ((rules.length === 0 && unread.length === 0) || isReadBy(stack, name)) return;
      const stackText = readFileSync(stackPath, "utf8");
      writeWhole(stackPath, edited(stack.file, stackText, ["config", FILES_KEY], [name]));
    },
  };
}

function isReadBy({ folder, file }: Stack, name: string): boolean {
  const patterns: unknown = parseDocument(readFileSync(join(folder, file), "utf8")).toJS();
  const list = (patterns as { config?: Record<string, unknown> } | null)?.config?.[FILES_KEY];
  if (!Array.isArray(list)) return false;
  return globSync(list.map(String), { cwd: folder, dot: true, expandDirectories: false }).includes(name);
}

function rulesOf({ folder, file }: Stack, name: string): StackRule[] {
  const config = { [FILES_KEY]: JSON.stringify([name]) };
  const { rules, problems } = readRules({ config, projectFolder: folder, stackFile: file });
  if (problems.length > 0) throw new CommandError(problems.map(({ text }) => text).join("\n"));
  return rules;
}

function readText(path: string, name: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new CommandError(`${name} cannot be read (${(error as NodeJS.ErrnoException).code}); name another file.`);
  }
}

function edited(name: string, text: string, path: string[], items: unknown[]): string {
  try {
    return withItems(text, path, items);
  } catch (error) {
    if (!(error instanceof NotEditable)) throw error;
    throw new CommandError(
      `${name} cannot be added to: ${messageOf(error)}; nothing was written. Write it as a plain list, or name another file with --file.`,
    );
  }
}

/** How long the environment variable gets in which Pulumi hands the config to the program: JSON of JSON texts, as Go writes it. */
function configBytes(text: string): number {
  const { config } = parseDocument(text).toJS() as { config: Record<string, unknown> };
  const json = (value: unknown): string =>
    JSON.stringify(value).replace(/[<>&]/g, (letter) => `\\u00${letter.charCodeAt(0).toString(16)}`);
  const texts = Object.entries(config).map(([key, value]) => [key, typeof value === "string" ? value : json(value)]);
  return Buffer.byteLength(json(Object.fromEntries(texts)));
}
