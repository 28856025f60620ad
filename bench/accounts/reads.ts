import { WITHOUT_CHECKPOINTS } from "../contestants";
import type { Phase } from "../phases";
import type { Usage } from "../process-tree";
import type { Measurement } from "../results";
import { AT_A_TIME } from "../../tools/pulumi-cli";
import { measureBareReads } from "./bare-reads";
import type { Figure } from "../side-by-side/figures";
import { cpuSeconds, inTurn, samples, seconds, type Runs, type Say } from "../side-by-side/rounds";
import { company, type Sizes } from "./sizes";

const MOST = 1.25;
const ENV = { ...WITHOUT_CHECKPOINTS, ...AT_A_TIME };

/** Runs that change nothing in many accounts, beside the engine with as many resources plus a script that reads the accounts. */
export async function measureReads({ many }: Sizes, rounds: number, say: Say): Promise<Figure[]> {
  const { accounts, rules } = many;
  const scenario = company(accounts);
  const course = { scenario, rules, phases: ["no-op", "refresh"], env: ENV } as const;
  const bare: Usage[] = [];
  const engine: Measurement[][] = [];
  const ours: Measurement[][] = [];
  /** By default Pulumi refreshes four resources a core at a time, and so reads fewer accounts at a time than the script. */
  const byDefault: Measurement[][] = [];
  for (let round = 0; round < rounds; round++) {
    const runs = await inTurn(
      {
        engine: { ...course, contestant: "engine" },
        ours: { ...course, contestant: "ours" },
        byDefault: { ...course, contestant: "ours", phases: ["refresh"], env: WITHOUT_CHECKPOINTS },
      },
      1,
      say,
    );
    engine.push(...runs.engine);
    ours.push(...runs.ours);
    byDefault.push(...runs.byDefault);
    const usage = await measureBareReads(scenario, rules);
    bare.push(usage);
    say(`  a script that reads them: ${seconds(usage).toFixed(1)} s`);
  }
  const callsAnAccount =
    (endpoint: string) =>
    ({ calls }: Measurement): number =>
      (calls[endpoint] ?? 0) / accounts;
  const figure = (phase: Phase, what: string, pick: (usage: Usage) => number, runs: Runs = ours): Figure => {
    const reads = bare.map(pick);
    const sum = samples(engine, phase, pick).map((value, round) => value + (reads[round] ?? NaN));
    return {
      part: "reads",
      what: `${phase}: ${what}`,
      unit: "s",
      ours: samples(runs, phase, pick),
      base: { name: "engine + reads", samples: sum },
    };
  };
  const same = (["no-op", "refresh"] as const).flatMap((phase): Figure[] => [
    { ...figure(phase, `${accounts} accounts, ${rules} rules`, seconds), goal: MOST },
    figure(phase, "processor time", cpuSeconds),
    ...(["token", "qrcodejumpget"] as const).map((endpoint): Figure => ({
      part: "reads",
      what: `${phase}: calls of ${endpoint} an account`,
      unit: "count",
      ours: samples(ours, phase, callsAnAccount(endpoint)),
      goal: 1,
    })),
  ]);
  return [...same, figure("refresh", "the same with Pulumi's default for this machine", seconds, byDefault)];
}
