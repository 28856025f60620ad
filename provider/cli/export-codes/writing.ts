import { join } from "node:path";
import { t } from "../../text/message";
import { messageOf } from "../../text/message-of";
import { refuseForeign, refuseNoFolder, writeWhole } from "../files";
import { CommandError, counted } from "../outcome";

/** A file to write. */
export interface NamedFile {
  name: string;
  /** Made when it is written. */
  content: () => string | Buffer;
  /** What it is called in a message, e.g. "a picture". */
  what: string;
  /** True for what an earlier run has written there. */
  isOurs: (present: Buffer) => boolean;
}

/** Writes files into a folder, which is made if it is missing. Nothing is written if one of them would replace something else. @throws CommandError */
export function writeAll(folder: string, files: readonly NamedFile[]): void {
  refuseNoFolder(folder);
  for (const { name, what, isOurs } of files) refuseForeign(join(folder, name), what, isOurs);
  for (const [n, { name, content }] of files.entries()) {
    try {
      // Thousands of files would take minutes if each waited for the disk. What a power cut spoils, another run makes again.
      writeWhole(join(folder, name), content(), { fsync: false });
    } catch (error) {
      throw new CommandError(t`${messageOf(error)} Written before: ${counted(n, "file")} of ${files.length}.`);
    }
  }
}
