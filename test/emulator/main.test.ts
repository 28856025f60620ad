import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { readFlags } from "../../emulator/flags";

const START_MS = 60_000;

test("reads every flag", () => {
  const text =
    "--port 8080 --limit per-account --second-limit 4 --minute-limit 9 --publish-quota 3 --secret s --latency-ms 5 --jitter-ms 6 --token-ttl-s 7";
  expect(readFlags(text.split(" "))).toEqual({
    port: 8080,
    limit: "per-account",
    secondLimit: 4,
    minuteLimit: 9,
    publishQuota: 3,
    secret: "s",
    latencyMs: 5,
    jitterMs: 6,
    tokenTtlS: 7,
  });
});

test.each([
  [["--limits", "off"], /^Unknown option '--limits'; see --help\.$/],
  [["--limit", "some"], /^--limit must be one of per-endpoint, per-account, off, not "some"\.$/],
  [["--port", "99999"], /^--port must be a whole number from 0 to 65535, not "99999"\.$/],
  [["--port", "1e3"], /^--port must be/],
  [["--latency-ms=-1"], /^--latency-ms must be/],
  [["--token-ttl-s", "0"], /^--token-ttl-s must be/],
  [["--secret", ""], /^--secret must not be empty\.$/],
  [["stray"], /^Unexpected argument 'stray'; see --help\.$/],
])("refuses the flags %j in one sentence", (args, sentence) => {
  expect(() => readFlags(args)).toThrow(sentence);
});

function start(...args: string[]): ChildProcess {
  const argv = ["-r", "ts-node/register", join(__dirname, "../../emulator/main.ts"), ...args];
  return spawn(process.execPath, argv, { cwd: join(__dirname, "../.."), stdio: "pipe" });
}

async function outputOf(child: ChildProcess): Promise<{ code: unknown; stdout: string; stderr: string }> {
  let stdout = "";
  let stderr = "";
  child.stdout?.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const [code] = (await once(child, "close")) as unknown[];
  return { code, stdout, stderr };
}

test.each(["SIGTERM", "SIGINT"] as const)(
  "says where it listens, serves, and ends cleanly on %s",
  async (signal) => {
    const child = start("--port", "0", "--publish-quota", "5");
    const output = outputOf(child);
    const [line] = (await once(child.stdout ?? child, "data")) as Buffer[];
    const url = /^WeChat emulator listening on (http:\/\/127\.0\.0\.1:\d+)\n$/.exec(String(line))?.[1];
    const state = await (await fetch(`${url}/__emulator/state`)).json();
    expect(state).toMatchObject({ publishQuotaLeft: 5 });
    child.kill(signal);
    expect(await output).toEqual({ code: 0, stdout: String(line), stderr: "" });
  },
  START_MS,
);

test(
  "ends with 2 on a bad flag and with 0 after its help",
  async () => {
    const [bad, help] = await Promise.all([outputOf(start("--limit", "x")), outputOf(start("--help"))]);
    expect(bad).toMatchObject({ code: 2, stdout: "" });
    expect(bad.stderr).toMatch(/^--limit must be one of .*\.\n$/);
    expect(help.code).toBe(0);
    expect(help.stdout).toContain("--token-ttl-s N");
  },
  START_MS,
);
