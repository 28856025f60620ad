import { closeSync, fsyncSync, ftruncateSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { globSync } from "tinyglobby";
import * as z from "zod";
import { t } from "../../text/message";
import { parseObject } from "../../wechat/http";
import { CommandError } from "../outcome";

/** A code that was made, and the rule to write for it. */
export interface MadeCode {
  scene: string;
  rule: { prefix: string } & Record<string, unknown>;
}

const ENDING = ".codes";
/** How many folders below the project's the rules files are looked for. */
const DEPTH = 4;

const line = z.union([
  z.strictObject({ account: z.string().nullable() }),
  z.strictObject({ asked: z.string() }),
  z.strictObject({ refused: z.string() }),
  z.strictObject({ made: z.string(), rule: z.looseObject({ prefix: z.string() }) }),
]);
type Line = z.output<typeof line>;

/**
 * The codes of an unfinished run, in a file beside the rules file: what WeChat was asked for is on disk before it is asked, and
 * each answer before the next. WeChat lists no codes, so what is lost here is lost.
 */
export class MadeCodes {
  private readonly lines: Line[];
  private handle: number | undefined;

  /** @param rulesFile the rules file that the codes are for. @throws CommandError if an earlier run left what cannot be read */
  constructor(private readonly rulesFile: string) {
    this.lines = this.read();
  }

  /** The file, which is there while a run is unfinished. */
  get path(): string {
    return besides(this.rulesFile, ENDING);
  }

  /** The account's app id; null if it was not known, undefined if nothing was asked yet. */
  get account(): string | null | undefined {
    return this.lines.flatMap((one) => ("account" in one ? [one.account] : [])).at(-1);
  }

  get made(): MadeCode[] {
    return this.lines.flatMap((one) => ("made" in one ? [{ scene: one.made, rule: one.rule }] : []));
  }

  /** Scenes that WeChat was asked a code for without an answer that was seen, each as often as that happened. */
  get unanswered(): string[] {
    const open: string[] = [];
    let asked: string | undefined;
    for (const one of this.lines) {
      if (asked !== undefined && !("made" in one) && !("refused" in one)) open.push(asked);
      asked = "asked" in one ? one.asked : undefined;
    }
    return asked === undefined ? open : [...open, asked];
  }

  begin(account: string | null): void {
    if (this.account === undefined) this.write({ account });
  }

  asking(scene: string): void {
    this.write({ asked: scene });
  }

  /** WeChat has certainly made no code. */
  refused(scene: string): void {
    this.write({ refused: scene });
  }

  got({ scene, rule }: MadeCode): void {
    this.write({ made: scene, rule });
  }

  /** Everything is in the rules file, and nothing is open. */
  remove(): void {
    this.close();
    rmSync(this.path, { force: true });
  }

  close(): void {
    if (this.handle !== undefined) closeSync(this.handle);
    this.handle = undefined;
  }

  /** A line that a killed run has only half written counts as not written. */
  private read(): Line[] {
    const lines = textOf(this.path).split("\n").slice(0, -1);
    return lines.map((text, index) => {
      const parsed = line.safeParse(parseObject(text));
      if (parsed.success) return parsed.data;
      throw new CommandError(
        t`${this.path}:${index + 1} cannot be read; the file has codes that were made and may be nowhere else: repair that line, or move the
          file away and keep it.`,
      );
    });
  }

  /** Returns when it is on disk. */
  private write(one: Line): void {
    this.handle ??= this.open();
    writeAll(this.handle, Buffer.from(`${JSON.stringify(one)}\n`));
    fsyncSync(this.handle);
    this.lines.push(one);
  }

  private open(): number {
    mkdirSync(dirname(this.path), { recursive: true });
    const handle = openSync(this.path, "a");
    const text = textOf(this.path);
    // Without the half of a line that a killed run left.
    ftruncateSync(handle, Buffer.byteLength(text.slice(0, text.lastIndexOf("\n") + 1)));
    syncFolder(dirname(this.path));
    return handle;
  }
}

/** Files that unfinished runs have left in a project, from its folder. */
export function unfinishedRuns(projectFolder: string): string[] {
  const ignore = ["**/node_modules/**", "**/.git/**"];
  return globSync(`**/.*${ENDING}`, { cwd: projectFolder, dot: true, deep: DEPTH, ignore }).sort();
}

/** The name of a file beside another one. The dot keeps it out of what `rules/*` matches. */
export function besides(path: string, ending: string): string {
  return join(dirname(path), `.${basename(path)}${ending}`);
}

function writeAll(handle: number, bytes: Buffer): void {
  for (let done = 0; done < bytes.length;) done += writeSync(handle, bytes, done);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return "";
    throw new CommandError(
      t`${path} cannot be read (${code ?? String(error)}); it has codes that were made: fix its permissions.`,
    );
  }
}

/** So that a new file's name is on disk too. Windows has no such thing. */
function syncFolder(folder: string): void {
  try {
    const handle = openSync(folder, "r");
    fsyncSync(handle);
    closeSync(handle);
  } catch {
    // The file itself is on disk.
  }
}
