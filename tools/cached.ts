import { mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import envPaths from "env-paths";
import { lock } from "proper-lockfile";

/** The folder of the user for what can be made again. */
export const cache = envPaths("wechat-qr-jump", { suffix: "" }).cache;

/** How to make what is kept. */
interface Making {
  /** True if `folder` holds all of it. */
  isComplete: (folder: string) => boolean;
  /** Puts it into `folder`, which is empty. */
  fill: (folder: string) => Promise<void>;
  say: (line: string) => void;
}

/**
 * The folder `name` of the user's cache, which is filled once on a machine, by one process at a time.
 *
 * @param what for lines of progress, e.g. `the Pulumi CLI`.
 */
export async function cached(name: string, what: string, { isComplete, fill, say }: Making): Promise<string> {
  const root = join(cache, name);
  if (isComplete(root)) return root;
  mkdirSync(cache, { recursive: true });
  const waiting = setTimeout(() => say(`Another run is obtaining ${what}; waiting for it ...`), 2_000);
  const release = await lock(cache, {
    lockfilePath: `${root}.lock`,
    stale: 60_000,
    retries: { retries: 1_800, minTimeout: 1_000, factor: 1 },
  }).finally(() => clearTimeout(waiting));
  try {
    if (isComplete(root)) return root;
    await fillWhole(root, fill);
    say(`It is in ${root}; later runs use it from there.`);
    return root;
  } finally {
    await release();
  }
}

/** Fills a folder beside `root` and renames it, so that an interrupted run never leaves half of it behind. */
async function fillWhole(root: string, fill: Making["fill"]): Promise<void> {
  const partial = `${root}.partial`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial);
  try {
    await fill(partial);
    rmSync(root, { recursive: true, force: true });
    renameSync(partial, root);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}

/** True if the user's cache has it already. */
export function isCached(name: string, isComplete: Making["isComplete"]): boolean {
  return isComplete(join(cache, name));
}
