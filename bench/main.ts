// npm run bench: what the provider costs, compared with other ways to do the same and with WeChat's limits.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeDocSection } from "../tools/doc-section";
import { obtainPulumi } from "../tools/pulumi-cli";
import { benchAccounts } from "./accounts/main";
import { benchPlugin } from "./plugin/main";
import { measureAll } from "./measure-all";
import { readOptions, USAGE, type BenchOptions } from "./options";
import { judgeQuickly, QUICK } from "./quick";
import type { Results } from "./results";
import { resultsAsMarkdown } from "./table";

const DOCS = join(__dirname, "..", "docs", "benchmarks.md");

async function main(): Promise<void> {
  const [first, ...others] = process.argv.slice(2);
  const surroundings = { docs: DOCS, section: `npm run bench ${first ?? ""}`, obtain };
  if (first === "accounts") return benchAccounts(others, surroundings);
  if (first === "plugin") return benchPlugin(others, surroundings);
  const options = readOptions(process.argv.slice(2));
  if (options === "help") return void process.stdout.write(USAGE);
  const results = options.from.length > 0 ? readResults(options.from) : await measure(options);
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(results, null, 2)}\n`);
  const markdown = resultsAsMarkdown(results);
  console.log(`\n${markdown}`);
  if (options.docs) await writeDocSection(DOCS, "npm run bench", markdown);
  if (options.quick) judge(results);
}

async function measure(options: BenchOptions): Promise<Results> {
  const say = (line: string): void => console.error(line);
  const bin = await obtain(say);
  return measureAll(options.quick ? { ...options, ...QUICK } : options, bin, say);
}

/** @returns the folder of the Pulumi CLI if it is not on PATH */
async function obtain(say: (line: string) => void): Promise<string | undefined> {
  const bin = await obtainPulumi(say);
  process.env["WECHAT_QR_JUMP_PULUMI_BIN"] = bin ?? "";
  return bin;
}

/** Merges earlier results; the machine is that of the first file. */
function readResults(files: readonly string[]): Results {
  const all = files.map((file) => JSON.parse(readFileSync(file, "utf8")) as Results);
  const measurements = all.flatMap((results) => results.measurements);
  return Object.assign({}, ...[...all].reverse(), { measurements }) as Results;
}

function judge(results: Results): void {
  const regressions = judgeQuickly(results);
  for (const line of regressions) console.error(`REGRESSION: ${line}`);
  if (regressions.length > 0) process.exitCode = 1;
  else console.log("\nNo regression.");
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
