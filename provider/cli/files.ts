import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { CommandError } from "./outcome";

/** Writes the whole file or nothing: beside it first, then renamed. Makes folders that are missing. @throws CommandError */
export function writeWhole(path: string, text: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileAtomic.sync(path, text);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new CommandError(`${path} cannot be written (${code}); choose another place, or mend its permissions.`);
  }
}
