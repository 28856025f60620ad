// Reads what "wechat-qr-jump stacks --json" prints, and prints the names of the stacks to run, as JSON for a matrix:
// the one that STACK names, those that read one of the files that the file CHANGED lists, or all.
import { readFileSync } from "node:fs";

const { STACK, CHANGED } = process.env;
const { stacks } = JSON.parse(readFileSync(0, "utf8"));
console.log(JSON.stringify(picked().map(({ stack }) => stack)));

function picked() {
  if (STACK) {
    const one = stacks.filter(({ stack }) => stack === STACK);
    if (one.length === 0) throw new Error(`there is no stack ${STACK}`);
    return one;
  }
  if (CHANGED === undefined) return stacks;
  const changed = readFileSync(CHANGED, "utf8")
    .split("\n")
    .filter((file) => file !== "");
  const filesOf = ({ file, rulesFiles }) => [file, ...rulesFiles];
  const known = new Set(stacks.flatMap(filesOf));
  // A file that no stack reads may concern all: the lockfile, Pulumi.yaml, a rules file that was removed.
  if (changed.some((file) => !known.has(file))) return stacks;
  return stacks.filter((stack) => filesOf(stack).some((file) => changed.includes(file)));
}
