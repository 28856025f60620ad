import { runCourse, type Course } from "./course";
import { measureFleet } from "./fleet";
import { heavyPackages } from "./loaded-packages";
import { describeMachine } from "./machine";
import { FEW_RULES, type BenchOptions } from "./options";
import { combined, total, type Measurement, type Results } from "./results";
import { measureStartUp } from "./start-up";

type Say = (line: string) => void;

/** Runs what the options ask for, one course after the other. */
export async function measureAll(options: BenchOptions, bin: string | undefined, say: Say): Promise<Results> {
  const startedAt = new Date().toISOString();
  const machine = await describeMachine(bin);
  const startUp = options.startUp ? await measureStartUp() : undefined;
  const fleet = options.startUp ? await measureFleet() : undefined;
  const measurements: Measurement[] = [];
  for (const course of coursesOf(options)) {
    const { name, mostRules = Infinity } = course.scenario;
    if (course.rules > mostRules) {
      say(`${course.contestant}, ${course.rules} rules (${name}): left out, WeChat allows ${mostRules}`);
      continue;
    }
    measurements.push(...(await repeated(course, course.rules <= FEW_RULES ? options.repeats : 1, say)));
  }
  const once = { ...(startUp && { startUp }), ...(fleet && { fleet }) };
  return { machine, startedAt, measurements, ...once, heavyPackages: await heavyPackages() };
}

function coursesOf({ scenarios, rules, contestants, phases }: BenchOptions): Course[] {
  return scenarios.flatMap((scenario) =>
    rules.flatMap((count) => contestants.map((contestant) => ({ contestant, scenario, rules: count, phases }))),
  );
}

async function repeated(course: Course, times: number, say: Say): Promise<Measurement[]> {
  const runs: Measurement[][] = [];
  for (let run = 0; run < times; run++) runs.push(await runCourse(course, (each) => say(lineOf(each))));
  return (runs[0] ?? []).map(({ phase }) =>
    combined(runs.flatMap((measurements) => measurements.filter((each) => each.phase === phase))),
  );
}

function lineOf({ contestant, scenario, rules, phase, wallMs, limitMs, refusals, failedRules }: Measurement): string {
  const [took, limit] = [wallMs, limitMs].map((ms) => (ms / 1000).toFixed(1));
  return `${contestant}, ${rules} rules (${scenario}), ${phase}: ${took} s, limit ${limit} s, ${total(refusals)} refusals, ${failedRules} rules failed`;
}
