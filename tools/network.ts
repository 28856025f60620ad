// npm run network: strikes every command with every fault below HTTP and writes the table of docs/reliability.md.
// With --check it prints the table and writes nothing. --faults and --commands choose a part, by names with commas between them;
// LANES sets how many commands run side by side. Ctrl-C ends it with the cells that were played, and writes nothing.
import { join } from "node:path";
import { parseArgs } from "node:util";
import { NETWORK_FAULTS, type NetworkFault } from "../test/network";
import { cellsOf, labelOf, type Cell, type Course } from "../test/network/matrix/cells";
import { COMMANDS, type MatrixCommand } from "../test/network/matrix/commands";
import { Lane } from "../test/network/matrix/lane";
import { tableOf, type Played } from "../test/network/matrix/table";
import { verdictOn } from "../test/network/matrix/verdict";
import { writeDocSection } from "./doc-section";
import { obtainPulumi } from "./pulumi-cli";

const DOC = join(__dirname, "..", "docs", "reliability.md");
/** Most of a cell is waiting. */
const LANES = Number(process.env["LANES"] ?? 6);

let interrupted = false;

interface Job {
  cell: Cell;
  course: Course;
}

const { values } = parseArgs({
  options: { check: { type: "boolean" }, faults: { type: "string" }, commands: { type: "string" } },
});

/** The things whose names are in the list, or all where there is none. */
function chosen<T extends { name: string }>(all: readonly T[], list: string | undefined): T[] {
  const names = list?.split(/,(?! )/) ?? all.map(({ name }) => name);
  return names.map((name) => {
    const found = all.find((one) => one.name === name);
    if (!found) throw new Error(`"${name}" is none of: ${all.map((one) => one.name).join("; ")}`);
    return found;
  });
}

async function playAll(faults: readonly NetworkFault[], commands: readonly MatrixCommand[]): Promise<Played[]> {
  const lanes: Lane[] = [];
  for (let n = 0; n < LANES; n += 1) lanes.push(await Lane.open());
  const inOrder: Job[] = [];
  await together(lanes, [...commands], async (lane, command) => {
    const course = await lane.course(command);
    process.stdout.write(`${command.name} calls ${course.join(", ")}\n`);
    inOrder.push(...cellsOf(command, course, faults).map((cell) => ({ cell, course })));
  });
  const jobs = mixed(inOrder);
  const all = jobs.length;
  process.once("SIGINT", () => {
    interrupted = true;
    jobs.length = 0;
  });
  const played: Played[] = [];
  await together(lanes, jobs, async (lane, { cell, course }) => {
    const observed = await lane.play(cell, course);
    const verdict = verdictOn(cell, observed);
    played.push({ cell, verdict, seconds: observed.seconds });
    const words = verdict.wrongs.join(", ") || "ok";
    process.stdout.write(`${played.length}/${all} ${labelOf(cell)}: ${words} (${observed.seconds.toFixed(1)} s)\n`);
    if (verdict.wrongs.length > 0) process.stderr.write(`${observed.output.slice(-2_000)}\n`);
  });
  await Promise.all(lanes.map((lane) => lane.close()));
  return played;
}

/** Cells of all commands in turn: those that wait beside those that compute. */
function mixed(jobs: Job[]): Job[] {
  const turnOf = new Map<string, number>();
  return jobs
    .map((job) => {
      const turn = turnOf.get(job.cell.command.name) ?? 0;
      turnOf.set(job.cell.command.name, turn + 1);
      return { job, turn };
    })
    .sort((a, b) => a.turn - b.turn)
    .map(({ job }) => job);
}

async function together<T>(lanes: Lane[], work: T[], play: (lane: Lane, one: T) => Promise<void>): Promise<void> {
  await Promise.all(
    lanes.map(async (lane) => {
      for (let one = work.shift(); one !== undefined; one = work.shift()) await play(lane, one);
    }),
  );
}

async function main(): Promise<void> {
  const faults = chosen(NETWORK_FAULTS, values.faults);
  const commands = chosen(COMMANDS, values.commands);
  process.env["WECHAT_QR_JUMP_PULUMI_BIN"] ||= (await obtainPulumi((line) => console.error(line))) ?? "";
  const played = await playAll(faults, commands);
  const table = tableOf(played, commands, faults);
  process.stdout.write(`${table}\n`);
  if (values.check !== true && !interrupted) await writeDocSection(DOC, "network", table);
  if (played.some(({ verdict }) => verdict.wrongs.length > 0)) process.exitCode = 1;
}

void main();
