// npm run reliability: plays every kind of fault against every verb and writes the table of docs/reliability.md.
// With --check it prints the table and writes nothing. CASES sets the cases of each cell, SEED what they are made of.
import { join } from "node:path";
import { reliabilityRows, VERBS, type Row } from "../test/reliability/table";
import { writeDocSection } from "./doc-section";

// The verdicts look for English words.
process.env["WECHAT_LANG"] = "en";

const DOC = join(__dirname, "..", "docs", "reliability.md");

function tableOf(rows: Row[], seed: number): string {
  const total = (field: "cases" | "lost" | "needless"): number => rows.reduce((sum, row) => sum + row[field], 0);
  return [
    `| fault | verb | cases | faults struck | rules lost | needless publishes | longest dark |`,
    `| --- | --- | --: | --: | --: | --: | --- |`,
    ...rows.map(
      ({ fault, verb, cases, struck, lost, needless, darkMs, latencyMs }) =>
        `| ${fault} | ${verb} | ${cases} | ${struck} | ${lost} | ${needless} | ${darkMs === 0 ? "never" : `${(darkMs / latencyMs).toFixed(1)} calls, ${Math.round(darkMs)} ms`} |`,
    ),
    "",
    `In all ${total("cases")} cases from seed ${seed}: ${total("lost")} rules lost, ${total("needless")} needless publishes.`,
  ].join("\n");
}

async function main(): Promise<void> {
  const seed = Number(process.env["SEED"] ?? Math.floor(Math.random() * 2 ** 31));
  const cases = Number(process.env["CASES"] ?? 16);
  process.stdout.write(`seed ${seed}; repeat with SEED=${seed} CASES=${cases} npm run reliability -- --check\n`);
  process.stdout.write(`verbs: ${VERBS.join(", ")}\n`);
  const rows = await reliabilityRows(seed, cases);
  const table = tableOf(rows, seed);
  process.stdout.write(`${table}\n`);
  if (!process.argv.includes("--check")) await writeDocSection(DOC, "faults", table);
  if (rows.some(({ lost, needless }) => lost > 0 || needless > 0)) process.exitCode = 1;
}

void main();
