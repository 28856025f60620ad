import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { languageHost } from "../../tools/language-host";
import { say, withFolder } from "./program";

const path = process.env["PATH"] ?? "";

afterEach(() => {
  process.env["PATH"] = path;
});

test("a language host beside the pulumi on PATH is used, and none is built", () =>
  withFolder(async (folder) => {
    const installed = installation(folder, "pulumi", "pulumi-language-yaml");
    process.env["PATH"] = [folder, installed, path].join(delimiter);
    expect(await languageHost("yaml", say)).toBe(installed);
  }));

test("the language host is also used where PATH has a link to pulumi alone", () =>
  withFolder(async (folder) => {
    const installed = installation(folder, "pulumi", "pulumi-language-yaml");
    symlinkSync(join(installed, "pulumi"), join(folder, "pulumi"));
    process.env["PATH"] = [folder, path].join(delimiter);
    expect(await languageHost("yaml", say)).toBe(realpathSync(installed));
  }));

/** A folder with programs that do nothing. */
function installation(folder: string, ...names: string[]): string {
  const installed = join(folder, "installed");
  mkdirSync(installed);
  for (const name of names) writeFileSync(join(installed, name), "#!/bin/sh\n", { mode: 0o755 });
  return installed;
}
