import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { isFolder, isThere, kindOf, readText } from "../system/read-text";
import { t } from "../text/message";
import { CommandError } from "./outcome";

/** Like {@link writeWhole}, but never replaces a file that holds something else. @param isOurs judges what is there. @throws CommandError */
export function writeOwn(path: string, text: string, what: string, isOurs: (present: string) => boolean): void {
  const { text: present = "", reason, isMissing = false } = existsSync(path) ? readText(path) : {};
  if ((reason !== undefined && !isMissing) || (present.trim() !== "" && !isOurs(present))) {
    refuseOthers(path);
    throw foreign(path, what);
  }
  writeWhole(path, text);
}

/** Refuses to replace anything but an empty file, or what `isOurs` knows. @throws CommandError */
export function refuseForeign(path: string, what: string, isOurs: (present: Buffer) => boolean): void {
  refuseOthers(path);
  if (!existsSync(path)) return;
  const present = bytesOf(path);
  if (present === undefined || (present.length > 0 && !isOurs(present))) throw foreign(path, what);
}

/** Refuses a path that is there and no folder. @throws CommandError */
export function refuseNoFolder(path: string): void {
  if (existsSync(path) && !isFolder(path)) throw new CommandError(t`${path} is not a folder; choose another place.`);
}

function foreign(path: string, what: string): CommandError {
  return new CommandError(
    t`${path} holds something else than ${what}; nothing was written. Choose another place, or remove it.`,
  );
}

/** Undefined for a file that cannot be read. */
function bytesOf(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

/**
 * Writes the whole file or nothing: writes it next to the target, then renames it. Creates missing folders.
 *
 * @param fsync whether to wait for the disk.
 * @throws CommandError
 */
export function writeWhole(path: string, text: string | Buffer, { fsync = true }: { fsync?: boolean } = {}): void {
  try {
    refuseOthers(path);
    makeFolders(dirname(path));
    writeFileAtomic.sync(path, text, { fsync });
  } catch (error) {
    throw unwritable(path, error);
  }
}

/** Writes a file that must not be there yet. @returns the folders that were made for it, outermost first. @throws CommandError */
export function writeNew(path: string, text: string): string[] {
  try {
    const folders = makeFolders(dirname(path));
    writeFileSync(path, text, { flag: "wx" });
    return folders;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") rmSync(path, { force: true });
    throw unwritable(path, error);
  }
}

function unwritable(path: string, error: unknown): CommandError {
  if (error instanceof CommandError) return error;
  const code = (error as NodeJS.ErrnoException).code ?? String(error);
  return new CommandError(
    code === "EEXIST" && isThere(path)
      ? t`${path} has appeared meanwhile; run this again.`
      : t`${path} cannot be written (${code}); choose another place, or fix its permissions.`,
  );
}

/** Node's recursive mkdir retries forever on a file system that allows no folders, such as /proc. */
function makeFolders(path: string): string[] {
  if (existsSync(path)) return [];
  const outer = makeFolders(dirname(path));
  mkdirSync(path);
  return [...outer, path];
}

/** Refuses anything that is not a file, such as /dev/null: it would be replaced by one. */
function refuseOthers(path: string): void {
  const stats = statSync(path, { throwIfNoEntry: false });
  const kind = stats && kindOf(stats);
  if (kind) throw new CommandError(t`${path} is ${kind}, not a file; choose another place.`);
}
