import { existsSync, mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { kindOf, readText } from "../system/read-text";
import { t } from "../text/message";
import { CommandError } from "./outcome";

/** Like {@link writeWhole}, but never replaces a file that holds something else. @param isOurs judges what is there. @throws CommandError */
export function writeOwn(path: string, text: string, what: string, isOurs: (present: string) => boolean): void {
  const { text: present = "", reason, isMissing = false } = existsSync(path) ? readText(path) : {};
  if ((reason !== undefined && !isMissing) || (present.trim() !== "" && !isOurs(present))) {
    refuseOthers(path);
    throw new CommandError(
      t`${path} holds something else than ${what}; nothing was written. Choose another place, or remove it.`,
    );
  }
  writeWhole(path, text);
}

/** Writes the whole file or nothing: writes it next to the target, then renames it. Creates missing folders. @throws CommandError */
export function writeWhole(path: string, text: string): void {
  try {
    refuseOthers(path);
    makeFolders(dirname(path));
    writeFileAtomic.sync(path, text);
  } catch (error) {
    if (error instanceof CommandError) throw error;
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new CommandError(t`${path} cannot be written (${code}); choose another place, or fix its permissions.`);
  }
}

/** Node's recursive mkdir retries forever on a file system that allows no folders, such as /proc. */
function makeFolders(path: string): void {
  if (existsSync(path)) return;
  makeFolders(dirname(path));
  mkdirSync(path);
}

/** Refuses anything that is not a file, such as /dev/null: it would be replaced by one. */
function refuseOthers(path: string): void {
  const stats = statSync(path, { throwIfNoEntry: false });
  const kind = stats && kindOf(stats);
  if (kind) throw new CommandError(t`${path} is ${kind}, not a file; choose another place.`);
}
