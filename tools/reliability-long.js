// npm run test:long: the property tests of `npm test` with 20,000 cases, or as many as PROPERTY_RUNS says.
const { spawnSync } = require("node:child_process");

const { status } = spawnSync(
  process.execPath,
  [require.resolve("jest/bin/jest"), "--selectProjects", "reliability", "--testNamePattern", "any change of any rules"],
  { stdio: "inherit", env: { ...process.env, PROPERTY_RUNS: process.env.PROPERTY_RUNS || "20000" } },
);
process.exit(status ?? 1);
