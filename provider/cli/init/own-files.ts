import { existsSync, readFileSync, rmdirSync, rmSync } from "node:fs";
import { relative } from "node:path";
import { t } from "../../text/message";
import { writeNew, writeWhole } from "../files";
import { CommandError } from "../outcome";

/** What was at a path before, and what this run has put there. Undefined is no file. */
interface Own {
  before: Buffer | undefined;
  now: Buffer | undefined;
}

/** The files that a run writes. It takes back only what is still as the run left it: others may work in the same folder. */
export class OwnFiles {
  private readonly files = new Map<string, Own>();
  private readonly folders: string[] = [];

  constructor(private readonly folder: string) {}

  /** @throws CommandError if something is there. */
  create(path: string, text: string): void {
    this.folders.push(...writeNew(path, text));
    this.files.set(path, { before: undefined, now: Buffer.from(text) });
  }

  /** @throws CommandError if the file is not as it was read. */
  refuseChanged(path: string, read: Buffer | undefined): void {
    if (!isEqual(bytesOf(path), read)) throw this.changed(path);
  }

  /** Begins to watch a file that another program changes for this run. */
  watch(path: string, before: Buffer | undefined): void {
    this.files.set(path, { before, now: before });
  }

  /** Does one step that changes a file, which must be as this run left it. @throws CommandError */
  async change(path: string, step: () => void | Promise<void>): Promise<void> {
    if (!this.isOwn(path)) throw this.changed(path);
    await step();
    const own = this.files.get(path);
    if (own) own.now = bytesOf(path);
  }

  /** @returns false if something is left. */
  takeBack(): boolean {
    const complete = [...this.files].reverse().map(([path, own]) => this.takeOneBack(path, own));
    for (const folder of this.folders.reverse()) removeEmpty(folder);
    return complete.every(Boolean);
  }

  private takeOneBack(path: string, { before, now }: Own): boolean {
    try {
      if (!this.isOwn(path)) return isEqual(before, now);
      if (before === undefined) rmSync(path, { force: true });
      else if (!isEqual(now, before)) writeWhole(path, before);
      return true;
    } catch {
      return false;
    }
  }

  private isOwn(path: string): boolean {
    return isEqual(bytesOf(path), this.files.get(path)?.now);
  }

  private changed(path: string): CommandError {
    return new CommandError(t`${relative(this.folder, path)} was changed by something else meanwhile; run this again.`);
  }
}

function isEqual(one: Buffer | undefined, other: Buffer | undefined): boolean {
  return one === undefined || other === undefined ? one === other : one.equals(other);
}

/** What is in a file; undefined if there is none. */
export function bytesOf(path: string): Buffer | undefined {
  return existsSync(path) ? readFileSync(path) : undefined;
}

function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // It holds something else.
  }
}
