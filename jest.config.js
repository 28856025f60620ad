const { availableParallelism } = require("node:os");

// Tests expect English, whatever the locale.
process.env["WECHAT_LANG"] = "en";

const shared = {
  testEnvironment: "node",
  transform: { "^.+\\.ts$": "ts-jest" },
  setupFilesAfterEnv: ["<rootDir>/test/second-try.js"],
};
const project = (name, more) => ({ ...shared, displayName: name, roots: [`<rootDir>/test/${name}`], ...more });

/** @type {import("jest").Config} */
module.exports = {
  projects: [
    project("unit"),
    project("reliability"),
    project("emulator"),
    project("network"),
    project("host"),
    project("cli", { globalSetup: "<rootDir>/test/cli/global-setup.ts" }),
    project("docs"),
    project("engine", { globalSetup: "<rootDir>/test/engine/global-setup.ts" }),
    project("languages", { globalSetup: "<rootDir>/test/engine/global-setup.ts" }),
    project("examples", {
      globalSetup: "<rootDir>/test/examples/global-setup.ts",
      globalTeardown: "<rootDir>/test/examples/global-teardown.ts",
    }),
  ],
  testSequencer: "<rootDir>/test/sequencer.js",
  reporters: ["default", "<rootDir>/test/closing-line.js"],
  testTimeout: 120_000,
  // One more than there are cores: much of the tests' time is waiting.
  maxWorkers: availableParallelism() + 1,
};
