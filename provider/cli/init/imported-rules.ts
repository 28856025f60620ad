import { join } from "node:path";
import { isReadByOthers } from "../../reading/files-of-others";
import type { Rule } from "../../rules/rule";
import { isThere } from "../../system/read-text";
import { t } from "../../text/message";
import { asWritten } from "../import";
import { CommandError } from "../outcome";
import type { Stack } from "../project";
import { hasRoom } from "../rules-target";
import { isHidden, type Values } from "./credentials";

/** More than what a secret takes when it is encrypted: its tag, its number and its length in base64. */
const ENCRYPTED_LETTERS = 400;

/** A file of their own for rules that are too many for the stack's file. @throws CommandError if there is no place for it */
export function rulesFileFor(stack: Stack, rules: Rule[], values: Values): string | undefined {
  if (rules.length === 0 || hasRoom(stack, rules.map(asWritten), asConfig(values))) return undefined;
  const free = candidates(stack).find((name) => isFree(stack, name));
  if (free !== undefined) return free;
  throw new CommandError(
    t`There is no place for a rules file of stack ${stack.name}: the other stacks read every place; narrow the globs in their rulesFiles.`,
  );
}

/** The values as Pulumi's config will hold them. */
function asConfig(values: Values): Record<string, string> {
  const entries = Object.entries(values).map(([name, value]): [string, string] => {
    const letters = isHidden(name as keyof Values) ? 2 * value.length + ENCRYPTED_LETTERS : 0;
    return [`wechat-qr-jump:${name}`, letters > 0 ? "x".repeat(letters) : value];
  });
  return Object.fromEntries(entries);
}

/** By stack: rules that two stacks read would be made in both accounts. */
function candidates({ name }: Stack): string[] {
  const stack = name.replace(/^.*\//, "");
  return [`rules/imported.${stack}`, `rules/${stack}/imported`, `imported.${stack}`].flatMap((one) =>
    ["", "-2", "-3", "-4", "-5"].map((number) => `${one}${number}.yaml`),
  );
}

function isFree({ folder, file }: Stack, name: string): boolean {
  const path = join(folder, name);
  return isThere(path) === false && !isReadByOthers(path, folder, join(folder, file));
}
