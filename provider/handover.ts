import { lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";

/** How far the stack program of a run came: it has begun to declare its rules, or the engine has all of them. */
export type Stage = "begun" | "complete";

/** No run takes so long. */
const OLD_MS = 7 * 24 * 3_600_000;
const STAGES: readonly Stage[] = ["begun", "complete"];

/**
 * Tells the provider of the same run how far the program came. The two are processes of their own that share the engine's address
 * and nothing else that Pulumi would hand over, so it goes through a file of the user's in the folder for temporary files.
 *
 * @param engine the address of the run's engine.
 * @throws Error as a sentence that says what to do, where the file cannot be written.
 */
export function handOver(engine: string, stage: Stage): void {
  try {
    makeFolder();
    requireOwn(folder());
    if (stage === "begun") forgetOld();
    writeFileSync(fileOf(engine), stage, { mode: 0o600 });
  } catch (error) {
    throw new Error(
      `The program cannot tell the provider what it declares: ${(error as Error).message}; ` +
        `mend that, or set TMPDIR to a folder that can be written. Nothing was changed.`,
      { cause: error },
    );
  }
}

/** What the program of this engine's run has handed over; undefined where it has not. */
export function handedOver(engine: string): Stage | undefined {
  try {
    requireOwn(folder());
    const told = readFileSync(fileOf(engine), "utf8");
    return STAGES.find((stage) => stage === told);
  } catch {
    return undefined;
  }
}

/** To be called at the end of the run: another run may get the same address. */
export function forgetHandover(engine: string): void {
  rmSync(fileOf(engine), { force: true });
}

/** A run that fails may have no provider that forgets. */
function forgetOld(): void {
  for (const name of readdirSync(folder())) {
    const path = join(folder(), name);
    const found = statSync(path, { throwIfNoEntry: false });
    if (found && Date.now() - found.mtimeMs > OLD_MS) rmSync(path, { force: true });
  }
}

function fileOf(engine: string): string {
  return join(folder(), engine.replace(/\W+/g, "-"));
}

function folder(): string {
  return join(tmpdir(), `wechat-qr-jump-${userInfo().uid}`);
}

/** Another run may make it at the same time. */
function makeFolder(): void {
  try {
    mkdirSync(folder(), { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}

/** Where temporary files are shared by all users, another one could have made the folder. */
function requireOwn(path: string): void {
  const { uid } = userInfo();
  const found = lstatSync(path);
  if (!found.isDirectory() || (uid >= 0 && found.uid !== uid)) throw new Error(`${path} is not a folder of this user`);
}
