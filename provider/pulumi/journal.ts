import { createHash } from "node:crypto";
import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { mkdir, open } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Rule } from "../rules/rule";

/** A change of a rule that is about to start. */
export interface Change {
  /** In milliseconds since 1970. */
  at: number;
  /** The app id of the account, if known. */
  account?: string | undefined;
  /** The rule as the stack's state has it; undefined if it has none. */
  old?: Rule | undefined;
  want: Rule;
}

const LONGEST_MS = 1_000;
const KEPT_MS = 30 * 24 * 3_600_000;
/** Far more than a stack can change in a month. */
const MOST_BYTES = 64 * 1024 * 1024;

/**
 * The file in which a stack's changes are noted before they start. If a run is killed between a change and the saving of the
 * state, WeChat differs from the record; the next run can tell from this file that nobody else made the change. The file is in
 * Pulumi's home folder, so a machine that is discarded after each run never has one.
 *
 * @param stack the stack's full name, `ORGANIZATION/PROJECT/STACK`.
 */
export function journalOf(stack: string, env: NodeJS.ProcessEnv): string {
  const home = env["PULUMI_HOME"] || join(homedir(), ".pulumi");
  const readable = stack.split("/").at(-1)?.replace(/\W+/g, "-") ?? "";
  const unique = createHash("sha256").update(stack).digest("hex").slice(0, 16);
  return join(home, "wechat-qr-jump", `${readable}-${unique}.jsonl`);
}

/** Notes changes so that they survive the end of the process and a power cut. If that fails, the change goes on without a note. */
export class ChangeNotes {
  private waiting: string[] = [];
  private next: Promise<void> | undefined;
  private last: Promise<void> = Promise.resolve();

  constructor(private readonly journal: string) {}

  /** Resolves when the change is noted, or after a second. Changes that start together are written together. */
  async note(change: Change): Promise<void> {
    this.waiting.push(JSON.stringify(change));
    this.next ??= this.last = this.last.then(() => this.writeWaiting());
    await Promise.race([this.next, sleep(LONGEST_MS, undefined, { ref: false })]);
  }

  private async writeWaiting(): Promise<void> {
    const lines = this.waiting;
    this.waiting = [];
    this.next = undefined;
    try {
      await mkdir(dirname(this.journal), { recursive: true, mode: 0o700 });
      const file = await open(this.journal, "a", 0o600);
      try {
        // Starts on a new line even if the last line was cut off.
        await file.write(`\n${lines.join("\n")}`);
        await file.sync();
      } finally {
        await file.close();
      }
    } catch {
      // Without the note, the next run takes an interrupted change for someone else's, and warns.
    }
  }
}

/** The changes of the last 30 days that were noted and not yet dropped. */
export function readChanges(journal: string, now = Date.now()): Change[] {
  try {
    const found = statSync(journal);
    if (!found.isFile() || found.size > MOST_BYTES) return [];
    return readFileSync(journal, "utf8")
      .split("\n")
      .flatMap((line) => changeIn(line) ?? [])
      .filter(({ at }) => now - at < KEPT_MS);
  } catch {
    return [];
  }
}

/** Forgets these changes, and no others: another list of the same run may be noting some. */
export function dropChanges(journal: string, done: ReadonlySet<Change>): void {
  try {
    const texts = new Set([...done].map((change) => JSON.stringify(change)));
    const kept = readChanges(journal).filter((change) => !texts.has(JSON.stringify(change)));
    if (kept.length === 0) return rmSync(journal, { force: true });
    const beside = `${journal}.${process.pid}`;
    writeFileSync(beside, kept.map((change) => `${JSON.stringify(change)}\n`).join(""), { mode: 0o600 });
    renameSync(beside, journal);
  } catch {
    // The next run judges again whatever is left there.
  }
}

function changeIn(line: string): Change | undefined {
  try {
    const change = JSON.parse(line) as Partial<Change> | null;
    const isWhole = typeof change?.at === "number" && typeof change.want?.prefix === "string";
    return isWhole ? (change as Change) : undefined;
  } catch {
    return undefined;
  }
}
