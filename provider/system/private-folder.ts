import { lstatSync, mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";

/** No run takes so long. */
const OLD_MS = 7 * 24 * 3_600_000;

/** Where the processes of this user's runs leave files for each other. */
export function folder(): string {
  return join(tmpdir(), `wechat-qr-jump-${userInfo().uid}`);
}

/** Another run may make it at the same time. */
export function makeFolder(): void {
  try {
    mkdirSync(folder(), { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}

/** Where temporary files are shared by all users, another one could have made the folder. */
export function requireOwn(path: string): void {
  const { uid } = userInfo();
  const found = lstatSync(path);
  if (!found.isDirectory() || (uid >= 0 && found.uid !== uid)) throw new Error(`${path} is not a folder of this user`);
}

/** A run that fails may have nobody who removes its files. */
export function forgetOld(): void {
  for (const name of readdirSync(folder())) {
    const path = join(folder(), name);
    const found = statSync(path, { throwIfNoEntry: false });
    if (found && Date.now() - found.mtimeMs > OLD_MS) rmSync(path, { force: true });
  }
}
