/* global jest */
// CI's machines are shared, and a moment in which one stands still can fail a test of timing. The log shows the first failure.
if (process.env["CI"]) jest.retryTimes(1, { logErrorsBeforeRetry: true });
