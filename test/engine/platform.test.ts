import { once } from "node:events";
import { rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Emulator } from "../../emulator";
import { PLATFORM } from "../emulator/test-client";
import { ACCOUNT, type Result, type Stack } from "./stack";
import { describeWithCli, live, withStack, writes } from "./support";

const SHOP = "https://qr.example.com/shop/";
const REFRESH_TOKEN = `refreshtoken@@@${ACCOUNT}`;
const UP = ["up", "--yes", "--skip-preview"];
const rules = (path: string) => `- {prefix: "${SHOP}", path: ${path}}`;

/** A stack of a platform, without the platform's token. */
function withPlatform(test: (stack: Stack, emulator: Emulator) => Promise<void>): Promise<void> {
  return withStack(
    async (stack, emulator) => {
      stack.secrets.push(REFRESH_TOKEN);
      stack.unset("wechat-qr-jump:appSecret");
      stack.unset("wechat-qr-jump:appId");
      stack.set("wechat-qr-jump:componentAppId", PLATFORM);
      stack.set("wechat-qr-jump:authorizerAppId", ACCOUNT);
      stack.writeRules(rules("pages/shop/index"));
      await test(stack, emulator);
    },
    { authorizers: ["wx00000000000000a2", ACCOUNT] },
  );
}

/** The platform's own endpoint for its token, here at the emulator. */
const command = (emulator: Emulator) =>
  `curl -s ${emulator.url}/cgi-bin/component/api_component_token -d ` +
  `'{"component_appid":"'$WECHAT_TOKEN_APP_ID'","component_appsecret":"emulator-secret","component_verify_ticket":"t"}'`;

/** A command that prints what stands in the environment, where the search for secrets does not look. */
function byCommand(stack: Stack, emulator: Emulator): void {
  stack.env = { ...stack.env, PRINT_TOKEN: command(emulator) };
  stack.set("wechat-qr-jump:componentAccessTokenCommand", 'sh -c "$PRINT_TOKEN"');
}

async function upAndDestroy(stack: Stack, emulator: Emulator): Promise<void> {
  await stack.up("--logtostderr", "--verbose=8", "--debug", "--logflow");
  expect(emulator.state().rules).toMatchObject([{ account: ACCOUNT, prefix: SHOP, state: 2 }]);
  expect(await stack.resources()).toMatchObject([{ outputs: { account: ACCOUNT } }]);
  const before = emulator.calls().length;
  await stack.up();
  expect(writes(emulator, before)).toEqual([]);
  await stack.destroy();
  expect(live(emulator)).toEqual({});
}

const endpoints = (emulator: Emulator) => new Set(emulator.calls().map(({ endpoint }) => endpoint));
const oneLine = (output: string) => output.replace(/\s+/g, " ");

async function refused(stack: Stack, emulator: Emulator, env: NodeJS.ProcessEnv = {}): Promise<string> {
  const output = await stack.fail(UP, env);
  expect(writes(emulator)).toEqual([]);
  expect(output).not.toMatch(/^\s+at /m);
  return oneLine(output);
}

/** Begins a change of the page, and revokes once the old rule is deleted. */
async function revokedWhileDark(stack: Stack, emulator: Emulator, env: NodeJS.ProcessEnv = {}): Promise<Result> {
  byCommand(stack, emulator);
  await stack.up();
  stack.writeRules(rules("pages/new/index"));
  emulator.setFaults([{ kind: "hang", when: "after", latencyMs: 500, match: { endpoint: "qrcodejumpdelete" } }]);
  const run = stack.run(UP, env);
  while (emulator.state().rules.length > 0) await new Promise((resolve) => setTimeout(resolve, 20));
  emulator.revoke(ACCOUNT);
  return run;
}

describeWithCli("a third-party platform's stack, on the real engine", () => {
  test("gets the platform's token from a command and the refresh token from WeChat's list", () =>
    withPlatform(async (stack, emulator) => {
      byCommand(stack, emulator);
      await upAndDestroy(stack, emulator);
      expect(endpoints(emulator)).toContain("api_get_authorizer_list");
    }));

  test("gets the platform's token from a URL, anew when it has ended, and the refresh token from a file", () =>
    withPlatform(async (stack, emulator) => {
      const tokens = join(stack.folder, "refresh-tokens.yaml");
      writeFileSync(tokens, `${ACCOUNT}: ${REFRESH_TOKEN}\n`);
      stack.set("wechat-qr-jump:authorizerRefreshTokens", "refresh-tokens.yaml");
      const dead = emulator.issueComponentToken(PLATFORM);
      emulator.expireTokens();
      let asked = 0;
      const server = createServer((_request, response) => {
        asked += 1;
        const token = asked === 1 ? dead : emulator.issueComponentToken(PLATFORM);
        response.end(JSON.stringify({ component_access_token: token, expires_in: 7200 }));
      }).listen(0, "127.0.0.1");
      await once(server, "listening");
      try {
        const { port } = server.address() as AddressInfo;
        stack.set("wechat-qr-jump:componentAccessTokenUrl", `http://127.0.0.1:${port}/`);
        const output = oneLine(await stack.up());
        expect(output).toContain('refresh-tokens.yaml, which other users of this machine may read; run "chmod 600');
        expect(live(emulator)).toEqual({ [SHOP]: "pages/shop/index" });
        expect(endpoints(emulator)).not.toContain("api_get_authorizer_list");
      } finally {
        server.closeAllConnections();
        server.close();
      }
      // The one place where the refresh token is to be.
      rmSync(tokens);
    }));

  test("takes the platform's token and the refresh token as values, as stacks of before have them", () =>
    withPlatform(async (stack, emulator) => {
      const env = { WECHAT_COMPONENT_ACCESS_TOKEN: emulator.issueComponentToken(PLATFORM) };
      await stack.succeed("config", "set", "--secret", "wechat-qr-jump:authorizerRefreshToken", REFRESH_TOKEN);
      stack.env = { ...stack.env, ...env };
      await upAndDestroy(stack, emulator);
      expect(endpoints(emulator)).not.toContain("api_get_authorizer_list");
    }));

  test("says with one sentence what is missing, and sends no write", () =>
    withPlatform(async (stack, emulator) => {
      await stack.succeed("config", "set", "--secret", "wechat-qr-jump:authorizerRefreshToken", REFRESH_TOKEN);
      expect(await refused(stack, emulator)).toContain(
        "One of wechat-qr-jump:componentAccessToken, wechat-qr-jump:componentAccessTokenCommand, " +
          "wechat-qr-jump:componentAccessTokenUrl is missing (authorizerRefreshToken needs it); run",
      );
      stack.unset("wechat-qr-jump:authorizerRefreshToken");
      byCommand(stack, emulator);
      stack.set("wechat-qr-jump:componentAccessTokenUrl", "http://127.0.0.1:9/");
      expect(await refused(stack, emulator)).toContain("only one may be set");
      stack.unset("wechat-qr-jump:componentAccessTokenUrl");

      emulator.setOptions({ notGrantedToThirdParty: [ACCOUNT] });
      expect(await refused(stack, emulator)).toMatch(/61007 the third-party platform lacks permission set 3 or 18/);
      emulator.setOptions({ notGrantedToThirdParty: [] });

      emulator.revoke(ACCOUNT);
      expect(await refused(stack, emulator)).toContain(
        `look for authorizer ${ACCOUNT} of platform ${PLATFORM}: it is not among the 1 account that authorized the ` +
          "platform: it never did, or has revoked it; let it authorize the platform, or correct wechat-qr-jump:authorizerAppId.",
      );
    }));

  test("brings a code back whose account revoked while it was dark, and authorized again", () =>
    withPlatform(async (stack, emulator) => {
      const run = revokedWhileDark(stack, emulator);
      await until(emulator, 61003);
      emulator.authorize(ACCOUNT);
      expect(await run).toMatchObject({ exitCode: 0 });
      expect(live(emulator)).toEqual({ [SHOP]: "pages/new/index" });
    }));

  test("says that a code may be dark whose account revoked and did not authorize again; the next run brings it back", () =>
    withPlatform(async (stack, emulator) => {
      const { exitCode, output } = await revokedWhileDark(stack, emulator, { WECHAT_OUTLAST_SECONDS: "3" });
      expect(exitCode).not.toBe(0);
      expect(oneLine(output)).toMatch(
        /it is not among the 1 account .* It was given up at .* What WeChat serves for \S+ now could not be read; it may be nothing; run "pulumi up" again/,
      );
      emulator.authorize(ACCOUNT);
      await stack.up();
      expect(live(emulator)).toEqual({ [SHOP]: "pages/new/index" });
    }));
});

/** Waits until a call has got this answer. */
async function until(emulator: Emulator, errcode: number): Promise<void> {
  while (!emulator.calls().some((call) => call.errcode === errcode)) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
