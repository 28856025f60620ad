import { runCourse, type Course } from "../course";
import type { Phase } from "../phases";
import type { Usage } from "../process-tree";
import { total, type Measurement } from "../results";

export type Say = (line: string) => void;

/** The measurements of one contestant, a list for each round. */
export type Runs = readonly (readonly Measurement[])[];

/** Runs courses in turn, each round in the other order, so that all meet the same load. */
export async function inTurn<Name extends string>(
  courses: Readonly<Record<Name, Course>>,
  rounds: number,
  say: Say,
): Promise<Record<Name, Measurement[][]>> {
  const names = Object.keys(courses) as Name[];
  const runs = Object.fromEntries(names.map((name) => [name, [] as Measurement[][]])) as Record<Name, Measurement[][]>;
  for (let round = 0; round < rounds; round++) {
    for (const name of round % 2 === 0 ? names : [...names].reverse()) {
      const run = await runCourse(courses[name], (each) => say(`  ${name}, ${lineOf(each)}`));
      requireSuccess(name, run);
      runs[name].push(run);
    }
  }
  return runs;
}

function lineOf({ phase, wallMs, refusals }: Measurement): string {
  return `${phase}: ${(wallMs / 1000).toFixed(1)} s, ${total(refusals)} refusals`;
}

/** A contestant that did not do its work has no figures. */
function requireSuccess(name: string, run: readonly Measurement[]): void {
  for (const { phase, failedRules } of run) {
    if (failedRules > 0) throw new Error(`${name}, ${phase}: ${failedRules} rules are not as declared.`);
  }
}

/** What `pick` gives of one phase, for each round. */
export function samples(runs: Runs, phase: Phase, pick: (measurement: Measurement) => number): number[] {
  return runs.map((run) => {
    const measurement = run.find((each) => each.phase === phase);
    return measurement ? pick(measurement) : NaN;
  });
}

export const seconds = ({ wallMs }: Usage): number => wallMs / 1000;
/** Processor time of the CLI and its children, which other work on the machine hardly changes. Known on Linux only. */
export const cpuSeconds = ({ cpuMs = NaN }: Usage): number => cpuMs / 1000;
/** Peak memory of the provider, known on Linux only. */
export const megabytes = ({ providerPeakBytes = NaN }: Usage): number => providerPeakBytes / 1e6;
