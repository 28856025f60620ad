// npm run test:lts: what a user gets who installs today. Unit and host tests on the current LTS of Node.js, and the main job on the real
// CLI with the newest @pulumi/pulumi beside it.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import execa from "execa";

const NODE = "node@26";
const checkout = join(__dirname, "..");

/** The packages that this one needs, as npm installs them today. @returns their node_modules */
async function newestPackages(folder: string): Promise<string> {
  const { dependencies } = JSON.parse(readFileSync(join(checkout, "package.json"), "utf8")) as {
    dependencies: Record<string, string>;
  };
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, dependencies }));
  // npm takes the newest version that the Node.js it runs on may have.
  await onLts(["npm", "install", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: folder });
  return join(folder, "node_modules");
}

function onLts(command: string[], options: execa.Options): Promise<unknown> {
  return execa("npx", ["--yes", `--package=${NODE}`, "--", ...command], { stdio: "inherit", ...options });
}

function jest(env: NodeJS.ProcessEnv, ...args: string[]): Promise<unknown> {
  return onLts(["jest", ...args], { cwd: checkout, env });
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "wechat-qr-jump-lts-"));
  try {
    const modules = await newestPackages(folder);
    const { version } = JSON.parse(readFileSync(join(modules, "@pulumi", "pulumi", "package.json"), "utf8")) as {
      version: string;
    };
    console.log(`Tests on ${NODE}, the main job with @pulumi/pulumi ${version}`);
    await jest({}, "--selectProjects", "unit", "host");
    await jest({ TEST_NODE_MODULES: modules }, "--selectProjects", "engine", "--testPathPatterns", "main-job");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
