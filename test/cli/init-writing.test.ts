import { once } from "node:events";
import { rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describeWithCli } from "../engine/support";
import { ACCOUNT, APPID, plantForty, SECRET, withFolder, type Folder } from "./init-folder";

const FLAGS = ["--stack", "dev", "--account", ACCOUNT, "--appid", APPID];
const GIVEN = { WECHAT_APP_SECRET: SECRET };

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 20));
}

const stacks = async (folder: Folder) => JSON.parse(await folder.succeed("stack", "ls", "--json")) as unknown[];

describeWithCli("init with other credentials", () => {
  const args = ["--stack", "dev", "--account", ACCOUNT, "--no-import", "--yes"];
  const config = async (folder: Folder) =>
    JSON.parse(await folder.succeed("config", "--json", "--stack", "dev")) as Record<string, { secret: boolean }>;

  test("encrypts an access token", () =>
    withFolder(async (folder, emulator) => {
      const token = emulator.issueToken(ACCOUNT);
      const { exitCode } = await folder.init([...args, "--credentials", "accessToken", "--secret-stdin"], {}, token);
      expect(exitCode).toBe(0);
      expect(await config(folder)).toMatchObject({
        "wechat-qr-jump:appId": { value: ACCOUNT, secret: false },
        "wechat-qr-jump:accessToken": { secret: true },
      });
    }));

  test("writes a command in clear, for who reviews what the stack runs", () =>
    withFolder(async (folder, emulator) => {
      writeFileSync(join(folder.folder, "token"), emulator.issueToken(ACCOUNT));
      const env = { WECHAT_ACCESS_TOKEN_COMMAND: `cat '${join(folder.folder, "token")}'` };
      expect((await folder.init(args, env)).exitCode).toBe(0);
      rmSync(join(folder.folder, "token"));
      expect(await config(folder)).toMatchObject({
        "wechat-qr-jump:accessTokenCommand": { value: env.WECHAT_ACCESS_TOKEN_COMMAND, secret: false },
      });
    }));

  test("encrypts a URL, which may hold a key", () =>
    withFolder(async (folder, emulator) => {
      folder.secrets.push("key=hidden");
      const token = emulator.issueToken(ACCOUNT);
      const server = createServer((_request, response) => void response.end(token)).listen(0, "127.0.0.1");
      await once(server, "listening");
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/?key=hidden`;
      const { exitCode } = await folder.init(args, { WECHAT_ACCESS_TOKEN_URL: url });
      server.closeAllConnections();
      server.close();
      expect(exitCode).toBe(0);
      expect(await config(folder)).toMatchObject({ "wechat-qr-jump:accessTokenUrl": { secret: true } });
    }));

  test("takes the four values of a third-party platform, the tokens from stdin", () =>
    withFolder(async (folder, emulator) => {
      const platform = "wx00000000000000c1";
      const body = { component_appid: platform, component_appsecret: SECRET, component_verify_ticket: "ticket" };
      const url = `${emulator.url}/cgi-bin/component/api_component_token`;
      const answer = await fetch(url, { method: "POST", body: JSON.stringify(body) });
      const { component_access_token: token } = (await answer.json()) as { component_access_token: string };
      const refresh = `refreshtoken@@@${ACCOUNT}`;
      folder.secrets.push(refresh);
      const flags = [...args, "--credentials", "authorizer", "--component-app-id", platform, "--secret-stdin"];
      const { exitCode } = await folder.init(flags, {}, `${token}\n${refresh}\n`);
      expect(exitCode).toBe(0);
      expect(await config(folder)).toMatchObject({
        "wechat-qr-jump:authorizerAppId": { value: ACCOUNT },
        "wechat-qr-jump:componentAppId": { value: platform },
        "wechat-qr-jump:componentAccessToken": { secret: true },
        "wechat-qr-jump:authorizerRefreshToken": { secret: true },
      });
    }));
});

describeWithCli("an init that fails while it writes", () => {
  const args = [...FLAGS, "--import", "--yes"];

  test("takes back what it wrote where it is interrupted, and the next one does it all", () =>
    withFolder(async (folder, emulator) => {
      plantForty(emulator);
      const run = folder.begin(args, GIVEN);
      await until(() => folder.files.includes("Pulumi.dev.yaml"));
      run.kill("SIGINT");
      const { exitCode, stderr } = await run;
      expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: "Interrupted. What was written was taken back." });
      expect(folder.files).toEqual([]);
      expect((await folder.init(args, GIVEN)).exitCode).toBe(0);
      expect(await stacks(folder)).toHaveLength(1);
    }));

  test("ends at the second Ctrl-C where the CLI does not end", () =>
    withFolder(async (folder) => {
      folder.beforePulumi('[ "$1" = config ] && sleep 100');
      const run = folder.begin([...FLAGS, "--no-import", "--yes"], GIVEN);
      await until(() => folder.argumentsOfPulumi.includes("config set"));
      run.kill("SIGINT");
      await new Promise((resolve) => setTimeout(resolve, 50));
      run.kill("SIGINT");
      const { exitCode, stderr } = await run;
      expect({ exitCode, stderr }).toEqual({
        exitCode: 1,
        stderr: '"pulumi config set" failed: was interrupted. What was written was taken back.',
      });
      expect(folder.files).toEqual([]);
    }));

  test("is gone on with by the next one where it is killed", () =>
    withFolder(async (folder, emulator) => {
      plantForty(emulator);
      const run = folder.begin(args, GIVEN);
      await until(() => folder.files.includes("Pulumi.dev.yaml"));
      run.kill("SIGKILL");
      await run;
      expect((await folder.init(args, GIVEN)).exitCode).toBe(0);
      folder.install();
      await folder.up();
      expect(await folder.resources()).toHaveLength(40);
    }));

  test("leaves a stack that was there byte for byte where Pulumi refuses", () =>
    withFolder(async (folder) => {
      expect((await folder.init([...FLAGS, "--no-import", "--yes"], GIVEN)).exitCode).toBe(0);
      const before = folder.read("Pulumi.dev.yaml");
      const other = { ...GIVEN, PULUMI_CONFIG_PASSPHRASE: "another" };
      const { exitCode, stderr } = await folder.init(args, other);
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(/^"pulumi config set" failed: .*passphrase.* What was written was taken back\.$/);
      expect(folder.read("Pulumi.dev.yaml")).toBe(before);
    }));
});
