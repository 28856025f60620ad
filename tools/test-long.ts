// npm run test:long: the property tests of `npm test` with 20,000 cases for one account and as many for several, or as many as
// PROPERTY_RUNS says, then kills of the CLI at many more points and what is too slow for every day. Where all held, the figures go
// into docs/reliability.md.
// `npm run test:long cases` or `kills` runs one of the two.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { writeDocSection } from "./doc-section";

const DOC = join(__dirname, "..", "docs", "reliability.md");
const FULL = 20_000;
const RUNS = process.env["PROPERTY_RUNS"] ?? String(FULL);
const SEED = process.env["SEED"] ?? String(Math.floor(Math.random() * 2 ** 31));
const PARTS = {
  cases: { project: "reliability", tests: "any change of any rules" },
  kills: { project: "engine", tests: "in the middle of creates, swaps and deletes|where the command hangs" },
};

function list(lines: string[]): string {
  return lines.map((line) => `- ${line}`).join("\n");
}

/** `{"rulesLost":0}` as a person would say it. */
function crashFigures(json: string): string {
  return Object.entries(JSON.parse(json) as Record<string, unknown>)
    .map(([name, value]) => `${name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)}: ${shown(value)}`)
    .join("; ");
}

function shown(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  return Object.entries(value)
    .map(([name, count]) => `${name} ${count}`)
    .join(", ");
}

/** Runs one part and passes on what it prints. @returns the output, or undefined where something failed. */
function run({ project, tests }: (typeof PARTS)[keyof typeof PARTS]): Promise<string | undefined> {
  const jest = spawn(
    process.execPath,
    [require.resolve("jest/bin/jest"), "--selectProjects", project, "--testNamePattern", tests],
    { stdio: ["inherit", "pipe", "inherit"], env: { ...process.env, LONG: "1", PROPERTY_RUNS: RUNS, SEED } },
  );
  let output = "";
  jest.stdout.on("data", (chunk: Buffer) => {
    process.stdout.write(chunk);
    output += chunk.toString();
  });
  return new Promise((resolve) => jest.on("close", (status) => resolve(status === 0 ? output : undefined)));
}

async function main(only: string | undefined): Promise<void> {
  if (only === undefined || only === "cases") {
    const output = await run(PARTS.cases);
    const held = output?.match(/^.*: \d+ cases held.*$/gm) ?? [];
    if (output === undefined) process.exitCode = 1;
    else if (Number(RUNS) >= FULL)
      await writeDocSection(DOC, "long run", `Seed ${SEED}; no case failed.\n\n${list(held)}`);
  }
  if (only === undefined || only === "kills") {
    const output = await run(PARTS.kills);
    const crashes = [...(output ?? "").matchAll(/^crashes: (.*)$/gm)].map(([, json = "{}"]) => crashFigures(json));
    if (output === undefined) process.exitCode = 1;
    else if (crashes.length > 0) await writeDocSection(DOC, "crashes", list(crashes));
  }
}

void main(process.argv[2]);
