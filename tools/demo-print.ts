// How the demo looks: pure text, but for `print`.
import { styleText } from "node:util";
import type { CallRecord, EmulatorState } from "../emulator";

/** Colours only for people who look at a terminal and want them. */
export const color = Boolean(process.stdout.isTTY) && !process.env["NO_COLOR"];

const WIDTH = 88;
const CONTEXT_LINES = 2;

type Format = Parameters<typeof styleText>[0];

export function print(text = ""): void {
  process.stdout.write(`${text}\n`);
}

export function title(text: string): string {
  return paint("bold", `── ${text} ${"─".repeat(Math.max(0, WIDTH - text.length - 4))}`);
}

export function command(text: string): string {
  return paint("bold", `$ ${text}`);
}

export function good(text: string): string {
  return paint("green", text);
}

export function bad(text: string): string {
  return paint("red", text);
}

/** A line of the CLI's own output. */
export function framed(line: string): string {
  return `${paint("dim", "  │")} ${line}`.trimEnd();
}

/** The changed lines of a text that was edited in one place, with what stands right above them. */
export function diff(before: string, after: string): string[] {
  if (before === after) return [];
  const old = before.split("\n");
  const now = after.split("\n");
  const shorter = Math.min(old.length, now.length);
  let head = 0;
  while (head < shorter && old[head] === now[head]) head++;
  let tail = 0;
  while (tail < shorter - head && old[old.length - 1 - tail] === now[now.length - 1 - tail]) tail++;
  return [
    ...now.slice(Math.max(0, head - CONTEXT_LINES), head).map((line) => `    ${line}`),
    ...old.slice(head, old.length - tail).map((line) => paint("red", `  - ${line}`)),
    ...now.slice(head, now.length - tail).map((line) => paint("green", `  + ${line}`)),
  ];
}

/** A call as WeChat received it: the endpoint and its body. */
export function call({ endpoint, body }: CallRecord): string {
  const onOneLine = JSON.stringify(body, null, 1).replace(/\n\s*/g, " ");
  return `  ${endpoint} ${onOneLine}`;
}

/** Every rule that WeChat holds, and how many publishes it has left. */
export function holdings({ rules, publishQuotaLeft }: EmulatorState): string[] {
  const left = `${publishQuotaLeft} publishes are left this month`;
  if (rules.length === 0) return [`WeChat now holds: nothing (${left})`];
  const widest = Math.max(...rules.map(({ prefix }) => prefix.length));
  return [
    `WeChat now holds: ${rules.length} ${rules.length === 1 ? "rule" : "rules"} (${left})`,
    ...sorted(rules).map(({ prefix, path, appid, state }) => {
      const page = appid ? `${path} of ${appid}` : path;
      return `  ${prefix.padEnd(widest)} → ${page}${state === 2 ? "" : ", not published"}`;
    }),
  ];
}

function sorted(rules: EmulatorState["rules"]): EmulatorState["rules"] {
  return [...rules].sort((a, b) => (a.prefix < b.prefix ? -1 : 1));
}

function paint(format: Format, text: string): string {
  return color ? styleText(format, text) : text;
}
