import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import S3rver from "s3rver";
import { SECRET } from "../engine/stack";
import { describeWithCli, live, writes } from "../engine/support";
import { withExample } from "./example";

const CREDENTIALS = { AWS_ACCESS_KEY_ID: "S3RVER", AWS_SECRET_ACCESS_KEY: "S3RVER" };

describeWithCli("the example shared-backend", () => {
  test("keeps the state in an S3 bucket, where a second checkout finds it", () =>
    withBucket("pulumi-state", (s3Url) =>
      withExample("shared-backend", (first, emulator) =>
        withExample("shared-backend", async (second) => {
          const env = { ...CREDENTIALS, S3_URL: s3Url, WECHAT_ENDPOINT: emulator.url, WECHAT_APP_SECRET: SECRET };
          first.linkPackages();
          second.linkPackages();
          const up = "pulumi up --yes --skip-preview --non-interactive";
          const begin = `. ./backend.sh; pulumi stack init prod --non-interactive; ${up}`;
          expect(await first.shell(begin, env)).toMatchObject({ exitCode: 0 });
          expect(Object.keys(live(emulator))).toHaveLength(2);

          const before = emulator.calls().length;
          first.copyStackFile("prod", second);
          const again = await second.shell(`. ./backend.sh; ${up}`, env);
          expect(again).toMatchObject({ exitCode: 0, output: expect.stringMatching(/3 unchanged/) as string });
          expect(writes(emulator, before)).toEqual([]);
        }),
      ),
    ));
});

/** Runs `test` with an S3 server on this machine that holds one empty bucket. */
async function withBucket(name: string, test: (url: string) => Promise<void>): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), "wechat-qr-jump-s3-"));
  const server = new S3rver({
    port: 0,
    address: "127.0.0.1",
    silent: true,
    directory,
    configureBuckets: [{ name, configs: [] }],
  });
  const { port } = await server.run();
  try {
    await test(`http://127.0.0.1:${port}`);
  } finally {
    await server.close();
    rmSync(directory, { recursive: true, force: true });
  }
}
