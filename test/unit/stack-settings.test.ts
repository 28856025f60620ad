import { chmodSync, existsSync, readFileSync } from "node:fs";
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

describe("the secrets of several accounts", () => {
  const OFFICIAL = "wx0123456789abcdef";
  const SHOP = "wxe5f52902cf4de896";
  const decrypted = (name: string) => `decrypted-${name}`;

  /** A stack whose accounts both have an encrypted secret. @returns a `pulumi` that notes each call, and the settings. */
  function several(script?: string): { env: NodeJS.ProcessEnv; calls: () => number } {
    const accounts = Object.fromEntries(
      [["official", OFFICIAL] as const, ["shop", SHOP] as const].map(([name, appId]) => [
        name,
        { appId, appSecret: decrypted(name) },
      ]),
    );
    const printed = JSON.stringify({ "wechat-qr-jump:accounts": { value: JSON.stringify(accounts) } });
    const log = join(project.folder, "calls");
    const env = pulumi(`echo called >> '${log}'; ${script ?? `echo '${printed}'`}`);
    const secure = "appSecret: { secure: v1:AAAA:BBBB }";
    const lines = [`official: { appId: ${OFFICIAL}, ${secure} }`, `shop: { appId: ${SHOP}, ${secure} }`];
    project.write("Pulumi.dev.yaml", `config:\n  wechat-qr-jump:accounts:\n    ${lines.join("\n    ")}\n`);
    return { env, calls: () => (existsSync(log) ? readFileSync(log, "utf8").split("\n").length - 1 : 0) };
  }

  const stack = () => ({ folder: project.folder, name: "dev", file: "Pulumi.dev.yaml" });

  test("are had with one call of Pulumi", async () => {
    const { env, calls } = several();
    const settings = new StackSettings(stack(), env);
    const both = await Promise.all([OFFICIAL, SHOP].map((owner) => settings.of(owner)));
    expect(both.map(({ account, credentials }) => ({ account, credentials }))).toMatchObject([
      { account: OFFICIAL, credentials: { kind: "appSecret", appSecret: decrypted("official") } },
      { account: SHOP, credentials: { kind: "appSecret", appSecret: decrypted("shop") } },
    ]);
    expect(calls()).toBe(1);
  });

  test("are not asked for where the environment has them", async () => {
    const { env, calls } = several();
    const settings = new StackSettings(stack(), { ...env, WECHAT_SHOP_APP_SECRET: "given" });
    expect((await settings.of(SHOP)).credentials).toMatchObject({ appSecret: "given" });
    expect(calls()).toBe(0);
    expect((await settings.of(OFFICIAL)).credentials).toMatchObject({ appSecret: decrypted("official") });
    expect(calls()).toBe(1);
  });

  test("name the variable of the account that Pulumi is not needed with", async () => {
    const settings = new StackSettings(stack(), several("exit 1").env);
    const said = (owner: string) => settings.of(owner).catch((error: Error) => error.message);
    expect(await said(SHOP)).toMatch(/or set WECHAT_SHOP_APP_SECRET \(or another credential\) in the environment/);
    expect(await said(OFFICIAL)).toMatch(/or set WECHAT_OFFICIAL_APP_SECRET /);
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
