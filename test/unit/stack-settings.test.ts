import { chmodSync } from "node:fs";
import { delimiter, join } from "node:path";
import { pulumiVersion, StackSettings } from "../../provider/cli/stack-settings";
import { useProject } from "./project-folder";

const project = useProject();
const SECRET = "s3cret-that-was-decrypted";

/** A `pulumi` that is this script, and the stack whose secret only it can read. */
function pulumi(script: string): NodeJS.ProcessEnv {
  project.write("bin/pulumi", `#!/bin/sh\n${script}\n`);
  chmodSync(join(project.folder, "bin", "pulumi"), 0o755);
  const secure = "wechat-qr-jump:appSecret:\n    secure: v1:AAAA:BBBB\n";
  project.write("Pulumi.dev.yaml", `config:\n  wechat-qr-jump:appId: wx0123456789abcdef\n  ${secure}`);
  return { PATH: [join(project.folder, "bin"), process.env["PATH"]].join(delimiter) };
}

const settings = (env: NodeJS.ProcessEnv, timeoutMs = 10_000) =>
  new StackSettings({ folder: project.folder, name: "dev", file: "Pulumi.dev.yaml" }, env, timeoutMs).of(undefined);

const CONFIG = JSON.stringify({
  "wechat-qr-jump:appId": { value: "wx0123456789abcdef" },
  "wechat-qr-jump:appSecret": { value: SECRET },
});

describe("a secret that only Pulumi can read", () => {
  test("is had from it, also where it leaves something in the background", async () => {
    const env = pulumi(`sleep 5 & echo warning >&2; echo '${CONFIG}'`);
    expect((await settings(env)).credentials).toMatchObject({ kind: "appSecret", appSecret: SECRET });
  });

  test.each([
    ["does not end", "sleep 60; true", '"pulumi config" did not end within 0.2 s; run it by hand,'],
    ["has stopped", "kill -STOP $$", '"pulumi config" did not end within 0.2 s; run it by hand,'],
    ["asks", "cat; exit 255", '"pulumi config" ended with exit code 255; run it by hand,'],
    ["crashes", "kill -SEGV $$", '"pulumi config" was ended by signal SIGSEGV; run it by hand,'],
    ["prints without end", "yes", '"pulumi config" printed more than 1 MB; run it by hand,'],
    ["says why not", "echo 'error: incorrect passphrase' >&2; exit 1", '"pulumi config" says "incorrect passphrase";'],
    ["fails", `echo '${SECRET}'; exit 1`, '"pulumi config" ended with exit code 1; run it by hand,'],
  ])("is missed with one sentence where Pulumi %s", async (_what, script, sentence) => {
    const timeoutMs = sentence.includes("0.2 s") ? 200 : 10_000;
    const error = await settings(pulumi(`echo '${SECRET}'; ${script}`), timeoutMs).catch((error: Error) => error);
    expect(error).toMatchObject({ name: "CommandError" });
    const { message } = error as Error;
    expect(message).toContain(`The secrets of the stack cannot be read: ${sentence}`);
    expect(message).toMatch(/^[^\n]* or set WECHAT_APP_SECRET [^\n]*\.$/);
    expect(message).not.toContain(SECRET);
  });

  test("is missed with one sentence where what Pulumi prints is no JSON", async () => {
    await expect(settings(pulumi(`echo '${SECRET}'`))).rejects.toThrow(
      /^The secrets of stack dev .* is not JSON; update/,
    );
  });
});

describe("Pulumi's version", () => {
  test.each([
    ["v3.1.0", "echo v3.1.0"],
    [undefined, "sleep 60; true"],
    [undefined, "echo v3.1.0; exit 1"],
    [undefined, "kill -STOP $$"],
  ])("is %s where it is asked by %s", async (version, script) => {
    expect(await pulumiVersion(pulumi(script), 500)).toBe(version);
  });

  test("is not known where there is no Pulumi", async () => {
    expect(await pulumiVersion({ PATH: join(project.folder, "nothing") })).toBeUndefined();
  });
});
