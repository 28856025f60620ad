// npm run test:long: `npm test` with 20,000 property cases, or as many as PROPERTY_RUNS says, and with many more points at which
// the CLI is killed. Arguments go to jest.
const { spawnSync } = require("node:child_process");

const { status } = spawnSync(process.execPath, [require.resolve("jest/bin/jest"), ...process.argv.slice(2)], {
  stdio: "inherit",
  env: { LONG: "1", PROPERTY_RUNS: "20000", ...process.env },
});
process.exit(status ?? 1);
