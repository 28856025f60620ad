import { startEmulator } from "../../emulator";
import { sideBySide } from "../../provider/system/side-by-side";
import { withBucket } from "../../test/examples/s3-bucket";
import { emulatorOptions } from "../scenarios";
import type { Figure } from "../side-by-side/figures";
import { SplitProject } from "./split-project";
import type { Say } from "../side-by-side/rounds";
import { company, type Sizes } from "./sizes";

const RUNNERS = 2;
const RUNS = ["up", "up again"] as const;
type Run = (typeof RUNS)[number];

/** The accounts split into stacks, of which only some are run. */
interface Split {
  stacks: number;
  run: number;
}

/** Some stacks by two runners on one S3 server, beside one stack of all accounts and beside a stack for each account. */
export async function measureStacks({ fleet }: Sizes, rounds: number, say: Say): Promise<Figure[]> {
  const { accounts, stacks, sample } = fleet;
  const splits = {
    ours: { stacks, run: stacks },
    whole: { stacks: 1, run: 1 },
    single: { stacks: accounts, run: sample },
  };
  const seen = {
    ours: [] as Record<Run, number>[],
    whole: [] as Record<Run, number>[],
    single: [] as Record<Run, number>[],
  };
  for (let round = 0; round < rounds; round++) {
    for (const name of ["ours", "whole", "single"] as const) {
      const took = await runSplit(accounts, splits[name]);
      say(
        `  ${splits[name].run} of ${splits[name].stacks} stacks: ${RUNS.map((run) => `${run} ${took[run].toFixed(1)} s`).join(", ")}`,
      );
      seen[name].push(took);
    }
  }
  const all = (name: keyof typeof seen, run: Run): number[] => {
    const { stacks: count, run: ran } = splits[name];
    return seen[name].map((took) => (took[run] * count) / ran);
  };
  return RUNS.flatMap((run) => {
    const figure = {
      part: "stacks",
      what: `${run}: ${stacks} stacks of ${accounts / stacks} accounts`,
      unit: "s",
    } as const;
    const ours = all("ours", run);
    return [
      { ...figure, ours, base: { name: "one stack", samples: all("whole", run) } },
      {
        ...figure,
        ours,
        base: { name: `${accounts} stacks, from a sample of ${sample}`, samples: all("single", run) },
      },
    ];
  });
}

/** In seconds, with a fresh WeChat and a fresh bucket. */
async function runSplit(accounts: number, { stacks, run }: Split): Promise<Record<Run, number>> {
  const took: Record<Run, number> = { up: NaN, "up again": NaN };
  const emulator = await startEmulator(emulatorOptions(company(accounts)));
  try {
    await withBucket("pulumi-state", async (url) => {
      const project = await SplitProject.create(emulator, url, { accounts, stacks, run });
      try {
        for (const name of RUNS) {
          const beganAtMs = performance.now();
          await sideBySide(project.stacks, RUNNERS, (stack) => stack.up());
          took[name] = (performance.now() - beganAtMs) / 1000;
        }
      } finally {
        project.dispose();
      }
      const [live, wanted] = [emulator.state().rules.length, (accounts / stacks) * run];
      if (live !== wanted) throw new Error(`${run} of ${stacks} stacks: ${live} rules are live, not ${wanted}.`);
    });
  } finally {
    await emulator.close();
  }
  return took;
}
