import type { CallRecord } from "../../../emulator";
import { isWrite, prefixOf } from "../../reliability/served";
import type { Cell } from "./cells";
import type { Observed } from "./lane";
import { CHANGED, START } from "./rules";

/** What is to be said of one cell. */
export interface Verdict {
  /** What went wrong, in a few words each; nothing where all is well. */
  wrongs: string[];
  /** Rules that the YAML holds, and that the emulator deleted and does not serve at the end, without a word of the error. */
  lost: number;
  /** The one code whose page was being changed is dark, and the error says so. */
  saidDark: boolean;
  hangs: boolean;
  zeroWithoutResult: boolean;
}

const SAYS_DARK = /WeChat serves nothing for|could not be read; it may be nothing|WeChat does not serve it/;

export function verdictOn(cell: Cell, observed: Observed): Verdict {
  const { exitCode } = observed;
  const dark = darkRules(cell, observed);
  const saidDark = exitCode !== 0 && dark.includes(CHANGED) && SAYS_DARK.test(observed.output.replace(/\s+/g, " "));
  const lost = dark.filter((prefix) => !saidDark || prefix !== CHANGED);
  const hangs = exitCode === undefined;
  const zeroWithoutResult = exitCode === 0 && !saysResult(cell, observed);
  const wrongs = [
    ...(hangs ? ["hangs"] : []),
    ...(zeroWithoutResult ? ["0 without a result"] : []),
    ...(lost.length > 0 ? [`${lost.length} lost`] : []),
    ...(cell.beforeWrites ? wrongsOfReads(observed) : wrongsOfWrites(cell, observed)),
  ];
  return { wrongs, lost: lost.length, saidDark, hangs, zeroWithoutResult };
}

/** The rules that the YAML holds, that were live, and that are not served any more. */
function darkRules({ command }: Cell, { live }: Observed): string[] {
  if (command.makes.size === 0) return [];
  return [...command.declares.keys()]
    .filter((prefix) => START.has(prefix))
    .filter((prefix) => live[prefix] === undefined || live[prefix].includes("(unpublished)"));
}

/** Nothing was learnt of WeChat, so nothing may be done and nothing may be called well. */
function wrongsOfReads({ exitCode, live, state, calls, written }: Observed): string[] {
  return [
    ...(exitCode === 0 ? ["exit 0"] : []),
    ...(calls.some(isWrite) ? [`${calls.filter(isWrite).length} writes`] : []),
    ...(Object.keys(live).length === START.size ? [] : [`${Object.keys(live).length} live`]),
    ...(state.length === START.size ? [] : [`${state.length} in the state`]),
    ...written.map((file) => `wrote ${file}`),
  ];
}

/** What was asked for may be done or not; it may not be called well where it is not, and nothing else may be touched. */
function wrongsOfWrites({ command }: Cell, { exitCode, live, state, calls }: Observed): string[] {
  const strayed = new Set(writesBeyond(command.writes, calls).map(prefixOf));
  const isDone = sameEntries(live, Object.fromEntries(command.makes));
  const forgotten = [...START.keys()].filter((prefix) => live[prefix] !== undefined && !state.includes(prefix));
  return [
    ...(exitCode === 0 && !isDone ? ["exit 0, not done"] : []),
    ...(strayed.size > 0 ? [`${strayed.size} others written`] : []),
    ...(forgotten.length > 0 ? [`${forgotten.length} live and forgotten`] : []),
  ];
}

function writesBeyond(asked: ReadonlySet<string>, calls: readonly CallRecord[]): CallRecord[] {
  return calls.filter((call) => isWrite(call) && !asked.has(prefixOf(call)));
}

/** The CLI closes every command with a summary; the command prints what it has found. */
function saysResult({ command }: Cell, { stdout }: Observed): boolean {
  return command.program === "pulumi" ? stdout.includes("Resources:") : stdout.trim() !== "";
}

function sameEntries(one: Record<string, string>, other: Record<string, string>): boolean {
  return JSON.stringify(Object.entries(one).sort()) === JSON.stringify(Object.entries(other).sort());
}
