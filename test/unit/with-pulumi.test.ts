import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import execa from "execa";

const checkout = join(__dirname, "..", "..");

let bin: string;

beforeAll(() => {
  bin = mkdtempSync(join(tmpdir(), "wechat-qr-jump-bin-"));
  const script = '#!/bin/sh\ntest "$*" = version && exit 0\necho "$PULUMI_PARALLEL $NODE_COMPILE_CACHE $*"\nexit 7\n';
  writeFileSync(join(bin, "pulumi"), script, { mode: 0o755 });
});

afterAll(() => rmSync(bin, { recursive: true, force: true }));

/** The arguments with which the CLI on PATH is started, after how much it may do at a time and where Node.js keeps compiled code. */
async function started(args: string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
  const command = ["-r", "ts-node/register", join("tools", "with-pulumi.ts"), "pulumi", ...args];
  const path = `${bin}${delimiter}${process.env["PATH"] ?? ""}`;
  const unset = { PULUMI_PARALLEL: undefined, NODE_COMPILE_CACHE: undefined };
  const options = { cwd: checkout, env: { ...unset, ...env, PATH: path }, reject: false };
  const { stdout, exitCode } = await execa(process.execPath, command, options);
  expect(exitCode).toBe(7);
  return stdout;
}

test("npm run pulumi passes arguments and the exit code on, lets Pulumi do more at a time and Node.js keep compiled code, unless the user has said how", async () => {
  expect(await started(["up", "--stack", "a b"])).toMatch(/^32 \/.*\bwechat-qr-jump\/\S*compiled up --stack a b$/);
  expect(await started(["up"], { PULUMI_PARALLEL: "4", NODE_COMPILE_CACHE: "/x" })).toBe("4 /x up");
});
