/** Ends a run with one plain line, for logs and for machines. A test file that does not even load counts as a failure. */
module.exports = class ClosingLine {
  onRunComplete(_contexts, results) {
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests + results.numTodoTests;
    const again = results.testResults
      .flatMap(({ testResults }) => testResults)
      .filter(({ status, invocations }) => status === "passed" && invocations > 1);
    for (const { fullName } of again) console.log(`Passed at the second try only: ${fullName}`);
    const line = `${results.numPassedTests} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ""}`;
    // Not now: jest's own summary is still to come.
    process.once("exit", () => process.stdout.write(`\n${line}\n`));
  }
};
