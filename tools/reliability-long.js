// npm run test:long: the property tests of `npm test` with 20,000 cases, or as many as PROPERTY_RUNS says. Where all of 20,000 or
// more held, the figures go into docs/reliability.md.
const { spawn } = require("node:child_process");
const { readFileSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");

const DOC = join(__dirname, "..", "docs", "reliability.md");
const BEGIN = "<!-- long run: begin -->";
const END = "<!-- long run: end -->";
const runs = process.env.PROPERTY_RUNS || "20000";
const seed = process.env.SEED || String(Math.floor(Math.random() * 2 ** 31));

const jest = spawn(
  process.execPath,
  [require.resolve("jest/bin/jest"), "--selectProjects", "reliability", "--testNamePattern", "any change of any rules"],
  { stdio: ["inherit", "pipe", "inherit"], env: { ...process.env, PROPERTY_RUNS: runs, SEED: seed } },
);
let output = "";
jest.stdout.on("data", (chunk) => {
  process.stdout.write(chunk);
  output += chunk;
});
jest.on("close", (status) => {
  if (status === 0 && Number(runs) >= 20000) writeFigures(output.match(/^.*: \d+ cases held.*$/gm) ?? []);
  process.exitCode = status ?? 1;
});

function writeFigures(lines) {
  const doc = readFileSync(DOC, "utf8");
  const [head, tail] = [doc.split(BEGIN)[0], doc.split(END)[1]];
  const figures = lines.map((line) => `- ${line}`).join("\n");
  writeFileSync(DOC, `${head}${BEGIN}\n\nSeed ${seed}; no case failed.\n\n${figures}\n\n${END}${tail}`);
}
