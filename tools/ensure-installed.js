// Makes a fresh clone ready to run: packages as the lockfile pins them, and the compiled provider in dist/.
// Plain JavaScript without packages, because it runs before there are any.
const { execFileSync } = require("node:child_process");
const { existsSync, readdirSync, rmSync, statSync } = require("node:fs");
const { join } = require("node:path");

const root = join(__dirname, "..");
const lockfile = join(root, "package-lock.json");
const installed = join(root, "node_modules", ".package-lock.json");
const [sources, dist] = [join(root, "provider"), join(root, "dist")];

if (!existsSync(installed) || changedAt(installed) < changedAt(lockfile)) {
  console.error("Installing the packages of package-lock.json ...");
  run("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
} else if (!isCompiled()) {
  run("npm", ["run", "--silent", "build"]);
  removeStale();
}

/** Whether dist/ is newer than all that it is made from. */
function isCompiled() {
  const modules = modulesIn(sources, ".ts");
  const outputs = modules.map((module) => join(dist, `${module}.js`));
  if (!outputs.every((output) => existsSync(output))) return false;
  const inputs = [...modules.map((module) => join(sources, `${module}.ts`)), installed];
  inputs.push(join(root, "tsconfig.json"), join(root, "tsconfig.build.json"));
  return Math.max(...inputs.map(changedAt)) < Math.min(...outputs.map(changedAt));
}

/** The compiler leaves what it once made of sources that are gone. */
function removeStale() {
  const left = new Set(modulesIn(sources, ".ts"));
  for (const end of [".js", ".d.ts"]) {
    for (const module of modulesIn(dist, end)) if (!left.has(module)) rmSync(join(dist, `${module}${end}`));
  }
}

function modulesIn(folder, end) {
  const files = readdirSync(folder, { recursive: true });
  return files.filter((file) => file.endsWith(end)).map((file) => file.slice(0, -end.length));
}

function changedAt(path) {
  return statSync(path).mtimeMs;
}

function run(command, args) {
  try {
    execFileSync(command, args, {
      cwd: root,
      stdio: ["ignore", 2, 2],
      shell: process.platform === "win32" && command === "npm",
    });
  } catch {
    console.error(
      `\n"${command} ${args.join(" ")}" failed in ${root}; its own message is above. Mend that and run the command again.`,
    );
    process.exit(1);
  }
}
