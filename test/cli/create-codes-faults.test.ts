import { spawn } from "node:child_process";
import type { Fault, FaultEffect } from "../../emulator";
import { COMMAND, CREATE, expectWhole, finish, namedIn, withDoors, writtenRules } from "./code-project";
import { BIN, SECRET, type Project } from "./support";

const DOORS = 6;
const SHORT = { WECHAT_TIMEOUT_SECONDS: "1" };

/** Each kind of fault that can strike the call, and whether it may leave a code behind that nobody knows. */
const EFFECTS: FaultEffect[] = [
  ...[-1, 886001, 40001, 44990, 45009, 40053].map((code): FaultEffect => ({ kind: "errcode", code })),
  { kind: "timeout" },
  { kind: "timeout", late: 200 },
  { kind: "reset" },
  { kind: "html" },
  { kind: "http", status: 503 },
  { kind: "truncated" },
  { kind: "json", body: {} },
  { kind: "json", body: { errcode: 0, errmsg: "ok" } },
  { kind: "json", body: { status: "error", message: "upstream unavailable" } },
  { kind: "tokenDies" },
  { kind: "hang", latencyMs: 1_500 },
  { kind: "okLate", lateMs: 50 },
];
const CASES = EFFECTS.flatMap((effect): Fault[] => {
  const match = { endpoint: CREATE, nth: 3 } as const;
  const isLate = effect.lateMs !== undefined || effect.late !== undefined;
  return [{ ...effect, match }, ...(isLate ? [] : [{ ...effect, when: "after" as const, match }])];
});

describe("create-codes meets faults", () => {
  test.each(CASES.map((fault) => [JSON.stringify({ ...fault, match: undefined }), fault] as const))(
    "%s at the third code: none is lost, and none made twice but the one that is named",
    (_, fault) =>
      withDoors(DOORS, async (project, emulator) => {
        emulator.setFaults([fault]);
        expectWhole(project, DOORS, await finish(project, SHORT));
        expect(emulator.faultsPlayed().played).toBe(1);
      }),
  );

  test.each([
    ["https://evil.example/q", 'the answer has the code "https://evil.example/q", which no rule can have'],
    ["http://weixin.qq.com/q/02\u001b[31m x", "\\u001b[31m x"],
    ["http://weixin.qq.com/q/", "which no rule can have"],
    [7, "the answer has no code in it"],
  ])("a code %p that no rule can have is shown, and not written", (url, sentence) =>
    withDoors(2, async (project, emulator) => {
      emulator.setFaults([{ kind: "json", body: { ticket: "x", url }, match: { endpoint: CREATE } }]);
      const { exitCode, stdout } = await project.run([...COMMAND, "--yes"]);
      expect(exitCode).toBe(1);
      expect(stdout).toContain(sentence);
      expectWhole(project, 2, await finish(project));
    }),
  );

  test("an answer that is ok although no code was made cannot be told from a true one", () =>
    withDoors(2, async (project, emulator) => {
      emulator.setFaults([{ kind: "okButNotApplied", match: { endpoint: CREATE } }]);
      expectWhole(project, 2, await finish(project), true);
    }));

  test("a token that cannot be had makes nothing, and no code counts as perhaps made", () =>
    withDoors(2, async (project, emulator) => {
      emulator.setFaults([{ kind: "errcode", code: 40125, match: { endpoint: "stable_token" } }]);
      const { exitCode, stdout } = await project.run([...COMMAND, "--yes"]);
      expect(exitCode).toBe(1);
      expect(stdout).toMatch(/40125 the app secret is wrong/);
      expect(stdout).toMatch(
        /Not made: 2 codes\. Run the same command again: it goes on there and makes no code twice\.$/,
      );
      expect(await finish(project)).toEqual([]);
      expect(emulator.parametricCodes()).toHaveLength(2);
    }));
});

/**
 * Starts the command and sends it a signal `afterMs` after the nth call.
 *
 * @returns its exit code, null if the signal ended it, and the scenes that it named.
 */
async function interrupted(
  project: Project,
  { signal, calls, afterMs }: { signal: NodeJS.Signals; calls: number; afterMs: number },
): Promise<{ exitCode: number | null; named: string[] }> {
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, [BIN, ...COMMAND, "--yes"], {
    cwd: project.folder,
    env: { PATH, HOME, WECHAT_APP_SECRET: SECRET },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const before = project.emulator.calls().length;
  const isOver = (): boolean => child.exitCode !== null || project.emulator.calls().length >= before + calls;
  while (!isOver()) await new Promise((resolve) => setTimeout(resolve, 1));
  await new Promise((resolve) => setTimeout(resolve, afterMs));
  child.kill(signal);
  return { exitCode: await ended, named: namedIn(said) };
}

describe("create-codes is ended", () => {
  const rounds = process.env["LONG"] ? 20 : 5;

  // Each round kills one run in each of six projects at the same time: thirty points.
  test("by kill -9 at any moment: none is lost, and none made twice but the one that is named", async () => {
    const lanes = Array.from({ length: 6 }, () =>
      withDoors(
        12,
        async (project) => {
          const named: string[] = [];
          for (let round = 0; round < rounds; round++) {
            const calls = Math.floor(Math.random() * 5);
            const run = await interrupted(project, { signal: "SIGKILL", calls, afterMs: Math.random() * 60 });
            // Where the kill comes too late, the run has finished the work of those before it.
            named.push(...run.named);
          }
          expectWhole(project, 12, [...named, ...(await finish(project))]);
        },
        { latencyMs: 10, jitterMs: 20 },
      ),
    );
    await Promise.all(lanes);
  }, 300_000);

  test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
    "by %s: the code in hand comes to its end, and all are written",
    (signal) =>
      withDoors(
        8,
        async (project, emulator) => {
          expect((await interrupted(project, { signal, calls: 3, afterMs: 20 })).exitCode).toBe(1);
          const made = emulator.parametricCodes().length;
          expect(made).toBeGreaterThan(0);
          expect(made).toBeLessThan(8);
          expect(writtenRules(project)).toHaveLength(made);
          expect(await finish(project)).toEqual([]);
          expectWhole(project, 8, []);
          expect(emulator.parametricCodes()).toHaveLength(8);
        },
        { latencyMs: 150 },
      ),
  );
});
