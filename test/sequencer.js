const { default: Sequencer } = require("@jest/test-sequencer");

/** Projects whose tests run the real CLI. */
const SLOW = ["cli", "engine", "examples"];
/** Small files of long tests: Jest takes a small file for a quick one, and would run them last, each alone. */
const LONG = ["reliability"];

const isOf = (projects) => (test) => projects.includes(test.context.config.displayName.name);

/** In which order test files run, and which of them with `--shard`. */
module.exports = class TurnsOfSlowTests extends Sequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    const isLong = isOf(LONG);
    return [...sorted.filter(isLong), ...sorted.filter((test) => !isLong(test))];
  }

  /** Each shard has all fast tests, and its share of the slow ones. */
  shard(tests, options) {
    const isSlow = isOf(SLOW);
    return [...tests.filter((test) => !isSlow(test)), ...super.shard(tests.filter(isSlow), options)];
  }
};
