import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A project in a temporary folder, fresh before each test of a file. */
export function useProject(): { folder: string; write: (path: string, text: string | Buffer) => void } {
  const project = {
    folder: "",
    write: (path: string, text: string | Buffer) => {
      const file = join(project.folder, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    },
  };
  beforeEach(() => {
    project.folder = mkdtempSync(join(tmpdir(), "wechat-qr-jump-rules-"));
    project.write("Pulumi.yaml", "name: wechat-qr-jump\nruntime: nodejs\n");
  });
  afterEach(() => rmSync(project.folder, { recursive: true, force: true }));
  return project;
}
