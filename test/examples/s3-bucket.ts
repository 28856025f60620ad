import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import execa from "execa";
import { obtainS3Server } from "../../tools/s3-server";

/** The S3 server's only user; the keys open nothing else. */
export const CREDENTIALS = { AWS_ACCESS_KEY_ID: "TESTONLY", AWS_SECRET_ACCESS_KEY: "test-only-key" };

const START_MS = 30_000;

/** Runs `test` with an S3 server on this machine that holds one empty bucket. */
export async function withBucket(bucket: string, test: (url: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "wechat-qr-jump-s3-"));
  // The server takes folders for buckets. What a file system without extended attributes cannot keep is in a folder beside them.
  for (const made of ["data", "data/" + bucket, "attributes"]) mkdirSync(join(folder, made));
  const port = await freePort();
  const args = [
    "--quiet",
    "--port",
    `127.0.0.1:${port}`,
    "posix",
    "--sidecar",
    join(folder, "attributes"),
    join(folder, "data"),
  ];
  const { AWS_ACCESS_KEY_ID: ROOT_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY: ROOT_SECRET_ACCESS_KEY } = CREDENTIALS;
  const server = execa(await obtainS3Server((line) => console.error(line)), args, {
    env: { ROOT_ACCESS_KEY_ID, ROOT_SECRET_ACCESS_KEY },
    all: true,
    reject: false,
  });
  try {
    const url = `http://127.0.0.1:${port}`;
    for (const until = Date.now() + START_MS; !(await answers(url));) {
      if (server.exitCode !== null) throw new Error(`The S3 server ended: ${(await server).all}`);
      if (Date.now() > until) throw new Error(`The S3 server does not answer at ${url}.`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await test(url);
  } finally {
    server.kill();
    await server;
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The server cannot say which port it has chosen. */
async function freePort(): Promise<number> {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
  const { port } = taken.address() as AddressInfo;
  await new Promise((resolve) => taken.close(resolve));
  return port;
}

function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    () => true,
    () => false,
  );
}
