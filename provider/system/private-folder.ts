import { lstatSync, mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { t } from "../text/message";

/** Longer than any run takes. */
const OLD_MS = 7 * 24 * 3_600_000;

/** The folder in which the processes of this user's runs leave files for each other. */
export function folder(): string {
  return join(tmpdir(), `wechat-qr-jump-${userInfo().uid}`);
}

/** Another run may create it at the same time. */
export function makeFolder(): void {
  try {
    mkdirSync(folder(), { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}

/** If all users share the folder for temporary files, another user could have created this one. */
export function requireOwn(path: string): void {
  const { uid } = userInfo();
  const found = lstatSync(path);
  if (!found.isDirectory() || (uid >= 0 && found.uid !== uid)) throw new Error(t`${path} is not a folder of this user`);
}

/**
 * If a run fails, its files may be left behind. Each run looks at some of them, since a build server may have thousands.
 *
 * @param mostAtOnce how many files to look at.
 */
export function forgetOld(path = folder(), mostAtOnce = 50): void {
  const names = readdirSync(path);
  const from = Math.floor(Math.random() * Math.max(names.length - mostAtOnce + 1, 1));
  for (const name of names.slice(from, from + mostAtOnce)) {
    const file = join(path, name);
    const found = statSync(file, { throwIfNoEntry: false });
    if (found && Date.now() - found.mtimeMs > OLD_MS) rmSync(file, { force: true });
  }
}
