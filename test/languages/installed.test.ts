import { mkdirSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { languageHost } from "../../tools/language-host";
import { say, withFolder } from "./program";

const path = process.env["PATH"] ?? "";

afterEach(() => {
  process.env["PATH"] = path;
});

test("a language host beside the pulumi on PATH is used, and none is built", () =>
  withFolder(async (folder) => {
    for (const name of ["pulumi", "pulumi-language-yaml"]) {
      writeFileSync(join(folder, name), "#!/bin/sh\n", { mode: 0o755 });
    }
    mkdirSync(join(folder, "other"));
    process.env["PATH"] = [join(folder, "other"), folder, path].join(delimiter);
    expect(await languageHost("yaml", say)).toBe(folder);
  }));
