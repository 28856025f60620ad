import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import execa from "execa";
import { NO_LIMITS } from "../scenarios";
import type { Figure } from "../side-by-side/figures";
import { cpuSeconds, inTurn, samples, seconds, type Runs, type Say } from "../side-by-side/rounds";
import type { Sizes } from "./sizes";

const checkout = join(__dirname, "..", "..");
const PHASES = ["apply", "no-op", "refresh", "destroy"] as const;
const MOST = 1.03;

/** One account with many rules, beside an earlier version. Without limits, which would hide what the code costs. */
export async function measurePrevious(
  { one: rules }: Sizes,
  rounds: number,
  say: Say,
  commit: string,
): Promise<Figure[]> {
  return withBuildOf(commit, async (dist) => {
    const course = { contestant: "ours", scenario: NO_LIMITS, rules, phases: PHASES } as const;
    const { ours, previous } = await inTurn({ previous: { ...course, dist }, ours: course }, rounds, say);
    const name = `version ${commit}`;
    const cpu = (runs: Runs): number[] => runs.map((run) => run.reduce((sum, each) => sum + cpuSeconds(each), 0));
    return [
      ...PHASES.map((phase): Figure => ({
        part: "previous",
        what: `${phase}: one account, ${rules} rules`,
        unit: "s",
        ours: samples(ours, phase, seconds),
        base: { name, samples: samples(previous, phase, seconds) },
        goal: MOST,
      })),
      {
        part: "previous",
        what: "processor time of all four",
        unit: "s",
        ours: cpu(ours),
        base: { name, samples: cpu(previous) },
        goal: MOST,
      },
    ];
  });
}

async function withBuildOf<T>(commit: string, work: (dist: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "wechat-qr-jump-previous-"));
  try {
    const archive = join(folder, "checkout.tar");
    await execa("git", ["archive", "-o", archive, commit], { cwd: checkout });
    await execa("tar", ["-xf", archive], { cwd: folder });
    symlinkSync(join(checkout, "node_modules"), join(folder, "node_modules"));
    await execa("npm", ["run", "--silent", "build"], { cwd: folder });
    return await work(join(folder, "dist"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
