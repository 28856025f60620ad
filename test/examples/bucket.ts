import { mayObtainS3Server, obtainS3Server } from "../../tools/s3-server";
import { describeWithCli } from "../engine/support";

export { CREDENTIALS, withBucket } from "./s3-bucket";

const BUILD_MS = 30 * 60_000;

/** As {@link describeWithCli}, for tests that use `withBucket`. The S3 server is obtained before the first of them. */
export function describeWithBucket(name: string, tests: () => void): void {
  const canRun = mayObtainS3Server() || process.env["CI"] !== undefined;
  if (!canRun) console.error(`SKIPPED: ${name}. There is no versitygw on PATH, and no go to build it; install one.`);
  (canRun ? describeWithCli : describe.skip)(name, () => {
    beforeAll(async () => void (await obtainS3Server((line) => console.error(line))), BUILD_MS);
    tests();
  });
}
