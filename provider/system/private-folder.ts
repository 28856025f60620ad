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

/** If a run fails, its files may be left behind. */
export function forgetOld(): void {
  for (const name of readdirSync(folder())) {
    const path = join(folder(), name);
    const found = statSync(path, { throwIfNoEntry: false });
    if (found && Date.now() - found.mtimeMs > OLD_MS) rmSync(path, { force: true });
  }
}
