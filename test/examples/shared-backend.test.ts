import { SECRET } from "../engine/stack";
import { live, writes } from "../engine/support";
import { CREDENTIALS, describeWithBucket, withBucket } from "./bucket";
import { withExample } from "./example";

describeWithBucket("the example shared-backend", () => {
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
