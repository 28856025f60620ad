import { existsSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

const EXTENSIONS = [".yaml", ".yml", ".json"];

/** The folder of the nearest `Pulumi.yaml`, from this one upwards. */
export function nearestProject(folder: string): string | undefined {
  if (projectFile(folder)) return folder;
  const parent = dirname(folder);
  return parent === folder ? undefined : nearestProject(parent);
}

/** The path of the folder's `Pulumi.yaml`, if it has one. */
export function projectFile(folder: string): string | undefined {
  return EXTENSIONS.map((extension) => join(folder, `Pulumi${extension}`)).find((path) => existsSync(path));
}

/** The path of a file that a setting names, relative to the folder of the project that this process works in. */
export function inProject(file: string): string {
  const here = process.cwd();
  return resolve(nearestProject(here) ?? here, file);
}

/** True if a file that a setting names may be read by other users of this machine. Windows does not tell. */
export function othersMayRead(file: string): boolean {
  if (process.platform === "win32") return false;
  try {
    const stats = statSync(inProject(file));
    return stats.isFile() && (stats.mode & 0o077) !== 0;
  } catch {
    return false;
  }
}
