import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Credentials } from "../../provider/settings/credentials";
import { runCommand } from "../../provider/system/run-command";
import { Http } from "../../provider/wechat/http";
import { TokenSource } from "../../provider/wechat/token";
import { wechatErrorOf } from "./support";

const PRINTED = "92_AbCdEfGhIjKlMnOpQrStUvWxYz-0123456789";
const LONG_MS = 30_000;
const TOO_LATE = /^run wechat-qr-jump:accessTokenCommand: it did not end within 0\.2 s; run it by hand to see why;/;

let tests = 0;
/** A time to sleep that no other process has, by which what is left of a command is found. */
let minute: string;
beforeEach(() => (minute = `6${process.pid % 10}.${process.pid}${Date.now() % 100_000}${tests++}`));
afterEach(() => {
  for (const pid of left()) process.kill(pid, "SIGKILL");
});

const token = (command: string, timeoutMs: number) => {
  const credentials: Credentials = { kind: "accessTokenCommand", command };
  return new TokenSource(credentials, new Http("http://127.0.0.1:9", 5_000), Date.now, timeoutMs).get();
};

function left(): number[] {
  const processes = execFileSync("ps", ["-A", "-o", "pid=,stat=,args="], { encoding: "utf8" });
  return processes
    .split("\n")
    .filter((line) => line.includes(minute) && !/^\s*\d+\s+Z/.test(line))
    .map((line) => Number.parseInt(line, 10));
}

async function noneIsLeft(): Promise<void> {
  for (let look = 0; look < 50 && left().length > 0; look++) await sleep(20);
  expect(left()).toEqual([]);
}

async function timed<T>(work: Promise<T>): Promise<{ value: T; tookMs: number }> {
  const from = Date.now();
  return { value: await work, tookMs: Date.now() - from };
}

describe("a command that does not end in time", () => {
  test.each([
    ["sleeps", (s: string) => `sleep ${s}`],
    ["has stopped itself", (s: string) => `kill -STOP $$; sleep ${s}`],
    ["ignores SIGTERM and all that can be ignored", (s: string) => `trap '' TERM INT HUP QUIT; sleep ${s}; true`],
    ["has children in the background", (s: string) => `(sleep ${s} &) ; sleep ${s}; true`],
    ["waits for a child that was stopped", (s: string) => `sleep ${s} & kill -STOP $!; wait`],
    ["is a pipeline", (s: string) => `sleep ${s} | cat | cat`],
    ["closed its output", (s: string) => `exec >&- 2>&-; sleep ${s}; true`],
    ["started grandchildren through other shells", (s: string) => `sh -c 'sh -c "sleep ${s}; true"; true'; true`],
    ["prints on and on", (s: string) => `while true; do echo .; sleep 0.05; done # ${s}`],
    ["starts itself again and again", (s: string) => `while true; do sh -c "sleep 0.01 # ${s}"; done`],
    ["warns on and on", (s: string) => `yes ${s} >&2`],
  ])("is killed with everything that it started, where it %s", async (_what, line) => {
    const { value, tookMs } = await timed(wechatErrorOf(token(line(minute), 200)));
    expect(value.message).toMatch(TOO_LATE);
    expect(tookMs).toBeLessThan(3_000);
    await noneIsLeft();
  });

  test("is given up at once also where a process that left its group holds its output", async () => {
    const { value, tookMs } = await timed(wechatErrorOf(token(`setsid sleep ${minute}; true`, 200)));
    expect(value.message).toMatch(TOO_LATE);
    expect(tookMs).toBeLessThan(3_000);
  });
});

describe("a command that leaves something in the background", () => {
  test.each([
    ["is had although it holds the output", (s: string) => `sleep ${s} & echo ${PRINTED}`],
    ["is had although it left the group", (s: string) => `setsid sleep ${s} & echo ${PRINTED}`],
    ["is had although it holds only the other output", (s: string) => `sleep ${s} >/dev/null & echo ${PRINTED}`],
    ["is had where it is printed a moment after the end", (s: string) => `(sleep 0.1; echo ${PRINTED}; sleep ${s}) &`],
  ])("%s, soon, and that goes on", async (_what, line) => {
    const { value, tookMs } = await timed(token(line(minute), LONG_MS));
    expect(value).toBe(PRINTED);
    expect(tookMs).toBeLessThan(5_000);
    expect(left().length).toBeGreaterThan(0);
  });

  test("is refused soon where nothing was printed", async () => {
    const { value, tookMs } = await timed(wechatErrorOf(token(`sleep ${minute} &`, LONG_MS)));
    expect(value.message).toContain("what it gave is not a token");
    expect(tookMs).toBeLessThan(5_000);
  });

  test("is waited for no longer than the deadline where that prints on and on", async () => {
    const line = `(while true; do echo ${minute}; sleep 0.05; done) & exit 0`;
    const { value, tookMs } = await timed(wechatErrorOf(token(line, 700)));
    expect(value.message).toContain("what it gave is not a token");
    expect(tookMs).toBeLessThan(5_000);
  });
});

test("a command may print as much as its caller says", async () => {
  const command = { file: "head -c 3000000 /dev/zero" };
  expect((await runCommand(command, { timeoutMs: LONG_MS, maxBytes: 3_000_000 })).stdout).toHaveLength(3_000_000);
  await expect(runCommand(command, { timeoutMs: LONG_MS, maxBytes: 2_000_000 })).rejects.toThrow(
    "printed more than 2 MB",
  );
});

describe("a command that ends badly", () => {
  test.each([
    ["its exit code", `echo ${PRINTED}; exit 3`, "it ended with exit code 3"],
    ["that there is no such program", "no-such-program-at-all", "it ended with exit code 127"],
    ["the signal that ended it", `echo ${PRINTED}; kill -TERM $$`, "it was ended by signal SIGTERM"],
    ["a signal that nothing can stop", "kill -KILL $$", "it was ended by signal SIGKILL"],
    ["that it prints without end", "yes", "it printed more than 1 MB"],
    ["that it prints binary without end", "cat /dev/zero", "it printed more than 1 MB"],
    ["that it cannot be started", `echo \0${PRINTED}`, "it cannot be started (ERR_INVALID_ARG_VALUE)"],
  ])("is told by %s, without what it printed", async (_what, line, reason) => {
    const error = await wechatErrorOf(token(line, LONG_MS));
    expect(error.message).toBe(
      `run wechat-qr-jump:accessTokenCommand: ${reason}; run it by hand to see why; it must print the current access token and nothing else.`,
    );
    expect(JSON.stringify(error) + String(error.cause)).not.toContain(PRINTED);
  });

  test.each(["cat", "read answer; echo $answer", "cat -; cat /dev/stdin"])("gets no input: %s", async (line) => {
    const { value, tookMs } = await timed(wechatErrorOf(token(line, LONG_MS)));
    expect(value.message).toMatch(/what it gave is not a token|it ended with exit code/);
    expect(tookMs).toBeLessThan(5_000);
  });

  test("may print it in pieces, and much on its other output", async () => {
    expect(await token("head -c 3000000 /dev/zero >&2; printf 92_AbCdEfGhIj; sleep 0.1; echo KlMnOp", LONG_MS)).toBe(
      "92_AbCdEfGhIjKlMnOp",
    );
  });
});

/** A process of its own whose only work is one command. */
function onlyRuns(line: string, timeoutMs: number, then = "") {
  const module = join(__dirname, "..", "..", "provider", "system", "run-command.ts");
  const code = `require(${JSON.stringify(module)}).runCommand({ file: ${JSON.stringify(line)} }, { timeoutMs: ${timeoutMs} })
    .then(({ stdout }) => console.log(stdout.trim()), (error) => console.log(error.message)); ${then}`;
  const child = spawn(process.execPath, ["-r", "ts-node/register/transpile-only", "-e", code], {
    cwd: join(__dirname, "..", ".."),
    stdio: ["ignore", "pipe", "inherit"],
  });
  let printed = "";
  child.stdout.on("data", (text: Buffer) => (printed += text.toString()));
  const closed = once(child, "close").then(([exitCode, signal]) => ({
    exitCode: exitCode as unknown,
    signal: signal as unknown,
    printed: printed.trim(),
  }));
  return { child, closed };
}

async function isRunning(): Promise<void> {
  for (let look = 0; look < 500; look++) {
    const pids = left().filter(
      (pid) => execFileSync("ps", ["-o", "args=", "-p", String(pid)]).includes("node") === false,
    );
    if (pids.length > 0) return;
    await sleep(20);
  }
  throw new Error("the command was not started");
}

describe("the process that runs a command", () => {
  test.each([
    ["a command that was killed", (s: string) => `sleep ${s}`, "did not end within 0.2 s"],
    ["a command whose output is still held", (s: string) => `setsid sleep ${s}; true`, "did not end within 0.2 s"],
    ["what a command left in the background", (s: string) => `sleep ${s} & echo done`, "done"],
  ])("ends by itself in time, in spite of %s", async (_what, line, printed) => {
    const timeoutMs = printed === "done" ? LONG_MS : 200;
    const { value, tookMs } = await timed(onlyRuns(line(minute), timeoutMs).closed);
    expect(value).toEqual({ exitCode: 0, signal: null, printed });
    expect(tookMs).toBeLessThan(15_000);
  });

  test("takes the command with it when it exits", async () => {
    const { closed } = onlyRuns(`sleep ${minute}; true`, LONG_MS, "setTimeout(() => process.exit(5), 300)");
    expect(await closed).toEqual({ exitCode: 5, signal: null, printed: "" });
    await noneIsLeft();
  });

  test.each(["SIGTERM", "SIGINT", "SIGHUP"] as const)("takes the command with it when %s ends it", async (signal) => {
    const { child, closed } = onlyRuns(`sleep ${minute}; true`, LONG_MS);
    await isRunning();
    child.kill(signal);
    expect(await closed).toEqual({ exitCode: null, signal, printed: "" });
    await noneIsLeft();
  });

  test("leaves it to others what a signal means, where they listen for it", async () => {
    const other = "process.on('SIGTERM', () => setTimeout(() => process.exit(7), 100))";
    const { child, closed } = onlyRuns(`sleep ${minute}; true`, LONG_MS, other);
    await isRunning();
    child.kill("SIGTERM");
    expect(await closed).toEqual({ exitCode: 7, signal: null, printed: "" });
    await noneIsLeft();
  });
});

test("a command reads what its caller gives it, also more than it cares to read", async () => {
  const limits = { timeoutMs: LONG_MS };
  const read = await runCommand({ file: "cat", args: [], input: PRINTED }, limits);
  expect(read).toMatchObject({ exitCode: 0, stdout: PRINTED });
  const unread = await runCommand({ file: "true", args: [], input: PRINTED.repeat(10_000) }, limits);
  expect(unread).toMatchObject({ exitCode: 0, stdout: "" });
});
