import { faultNamed } from "../network";
import { cellsOf, labelOf, type Cell, type Course } from "../network/matrix/cells";
import { COMMANDS, type MatrixCommand } from "../network/matrix/commands";
import { Lane } from "../network/matrix/lane";
import { verdictOn } from "../network/matrix/verdict";
import { describeWithCli } from "./support";

/** Some of `npm run network`: of each layer a fault, at the call where it did or could do most harm. */
const CHOSEN: [fault: string, command: string, place: Cell["place"], when?: Cell["when"]][] = [
  ["no such host", "up --skip-preview", "token"],
  ["accepted, reset", "up --skip-preview", "read"],
  ["CONNECT closed", "up --skip-preview", "token"],
  ["CONNECT closed", "preview", "read"],
  ["CONNECT 407", "destroy", "token"],
  ["TLS closed", "refresh", "token"],
  ["101 Switching Protocols", "up", "read"],
  ["101 Switching Protocols", "up --skip-preview", "delete", "after"],
  ["101 Switching Protocols", "up --target", "read"],
  ["closed without an answer", "up --skip-preview", "publish", "after"],
  ["body dribbles", "up --skip-preview", "read"],
  ["a gateway's JSON", "up --skip-preview", "publish"],
];
const LANES = 3;
const LIMIT_MS = 300_000;

function commandNamed(name: string): MatrixCommand {
  const found = COMMANDS.find((command) => command.name === name);
  if (!found) throw new Error(`no command is called "${name}"`);
  return found;
}

/** What a cell did wrong, by its name. */
async function play(
  lane: Lane,
  courses: Map<string, Course>,
  [fault, name, place, when = "before"]: (typeof CHOSEN)[number],
) {
  const command = commandNamed(name);
  const course = courses.get(name) ?? (await lane.course(command));
  courses.set(name, course);
  const cell = cellsOf(command, course, [faultNamed(fault)]).find((one) => one.place === place && one.when === when);
  if (!cell) throw new Error(`${name} never comes to ${place}`);
  const observed = await lane.play(cell, course);
  return { cell: labelOf(cell), wrongs: verdictOn(cell, observed).wrongs };
}

describeWithCli("a command that loses its network for ever", () => {
  test(
    "fails in time, leaves every live rule and the state as they are, and calls nothing done that is not",
    async () => {
      const work = [...CHOSEN];
      const courses = new Map<string, Course>();
      const results = await Promise.all(
        Array.from({ length: LANES }, async () => {
          const lane = await Lane.open();
          const mine: Awaited<ReturnType<typeof play>>[] = [];
          try {
            for (let one = work.shift(); one; one = work.shift()) mine.push(await play(lane, courses, one));
          } finally {
            await lane.close();
          }
          return mine;
        }),
      );
      const played = results.flat();
      expect(played).toHaveLength(CHOSEN.length);
      expect(played.filter(({ wrongs }) => wrongs.length > 0)).toEqual([]);
    },
    LIMIT_MS,
  );
});
