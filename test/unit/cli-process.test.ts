import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const checkout = join(__dirname, "..", "..");
let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "wechat-qr-jump-parent-"))));
afterEach(() => rmSync(folder, { recursive: true }));

/** What the program sees in each of its runs; `cli` is a shell script that runs it by `"$HOST"`. */
function seen(cli: string, platform: string): string[] {
  const program = join(folder, "program.js");
  const host = join(folder, "pulumi-language-nodejs");
  writeFileSync(
    program,
    `require(${JSON.stringify(require.resolve("ts-node/register/transpile-only"))});
     Object.defineProperty(process, "platform", { value: "${platform}" });
     console.log(require(${JSON.stringify(join(checkout, "provider", "system", "cli-process.ts"))}).processOfCli());`,
  );
  writeFileSync(host, `#!/bin/sh\n${process.execPath} ${program}\ntrue\n`, { mode: 0o755 });
  const env = { ...process.env, HOST: host, PROGRAM: program };
  return execFileSync("sh", ["-c", cli], { encoding: "utf8", cwd: checkout, env }).trim().split("\n");
}

describe("the process of the CLI that runs a program", () => {
  // Where there is no /proc, `ps` tells.
  test.each(["linux", "darwin"])("is the same in both runs of one CLI, and another one in each CLI: %s", (platform) => {
    const [first, second, ...others] = seen(
      `"$HOST"; sh -c '"$HOST"; true'; sh -c '"$HOST"; true'; sh -c 'sh -c "\\"$HOST\\"; true"; true'`,
      platform,
    );
    expect(first).toMatch(/^\d+-.*\d/);
    expect(new Set([first, second, ...others]).size).toBe(4);
    const [preview, update] = seen(`"$HOST"; "$HOST"`, platform);
    expect(update).toBe(preview);
    expect(preview).not.toBe(first);
  });

  test("cannot be told where no language host runs the program", () => {
    expect(seen(`${process.execPath} "$PROGRAM"; true`, "linux")).toEqual(["undefined"]);
  });
});
