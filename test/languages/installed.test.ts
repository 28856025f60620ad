import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { languageHost } from "../../tools/language-host";
import { say, withFolder } from "./program";

const path = process.env["PATH"] ?? "";
const cache = process.env["XDG_CACHE_HOME"];

afterEach(() => {
  process.env["PATH"] = path;
  if (cache === undefined) delete process.env["XDG_CACHE_HOME"];
  else process.env["XDG_CACHE_HOME"] = cache;
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

test("a machine with neither the language host nor Go is told what to install", () =>
  withFolder(async (folder) => {
    process.env["PATH"] = installation(folder, "pulumi");
    process.env["XDG_CACHE_HOME"] = folder;
    // The cache's folder is chosen when its module is loaded.
    jest.resetModules();
    const { languageHost: hostHere } =
      jest.requireActual<typeof import("../../tools/language-host")>("../../tools/language-host");
    await expect(hostHere("go", () => undefined)).rejects.toThrow(
      /^This machine does not have Pulumi's language host for Go, and it could not be built \(no go on PATH\); install Pulumi from \S+, or Go 1\.\d+ or newer\.$/,
    );
  }));

/** A folder with programs that do nothing. */
function installation(folder: string, ...names: string[]): string {
  const installed = join(folder, "installed");
  mkdirSync(installed);
  for (const name of names) writeFileSync(join(installed, name), "#!/bin/sh\n", { mode: 0o755 });
  return installed;
}
