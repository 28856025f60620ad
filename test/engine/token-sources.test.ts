import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Emulator } from "../../emulator";
import { ACCOUNT, SECRET, type Stack } from "./stack";
import { describeWithCli, live, withStack, writes } from "./support";

const SHOP = "https://qr.example.com/shop/";
/** What a broken source prints must not be repeated: it may be a secret. */
const PRINTED = "hunter2 is what a broken source printed";
const UP = ["up", "--yes", "--skip-preview"];
const longIt = process.env["LONG"] ? it : it.skip;

/** A stack without an AppSecret. */
function withoutSecret(test: (stack: Stack, emulator: Emulator) => Promise<void>): Promise<void> {
  return withStack(async (stack, emulator) => {
    stack.secrets.push(PRINTED);
    stack.unset("wechat-qr-jump:appSecret");
    stack.writeRules(`- {prefix: "${SHOP}", path: pages/shop/index}`);
    await test(stack, emulator);
  });
}

/** Runs `up`, which must be refused before anything is written. @returns the sentence, without the CLI's line breaks. */
async function refused(stack: Stack, emulator: Emulator, env: NodeJS.ProcessEnv): Promise<string> {
  const output = await stack.fail(UP, env);
  expect(writes(emulator)).toEqual([]);
  expect(output).not.toMatch(/^\s+at /m);
  return output.replace(/\s+/g, " ");
}

async function upAndDestroy(stack: Stack, emulator: Emulator): Promise<void> {
  await stack.up();
  expect(live(emulator)).toEqual({ [SHOP]: "pages/shop/index" });
  await stack.destroy();
  expect(live(emulator)).toEqual({});
  expect(emulator.calls().filter(({ endpoint }) => endpoint === "stable_token")).toEqual([]);
}

/** A token server that answers as it is told. */
async function withServer(answer: RequestListener, test: (url: string) => Promise<void>): Promise<void> {
  const server = createServer(answer).listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    await test(`http://127.0.0.1:${(server.address() as AddressInfo).port}/token`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

describeWithCli("an access token from elsewhere, on the real engine", () => {
  test("comes from accessTokenCommand, and a token that ended in between is asked for anew", () =>
    withoutSecret(async (stack, emulator) => {
      const folder = mkdtempSync(join(tmpdir(), "wechat-qr-jump-token-"));
      const file = join(folder, "token");
      try {
        emulator.issueToken(ACCOUNT);
        emulator.expireTokens();
        // The first process still gets a token that has ended; the fresh one is there the next time it asks.
        writeFileSync(file, emulator.tokens()[0] ?? "");
        const fresh = join(folder, "fresh");
        writeFileSync(fresh, emulator.issueToken(ACCOUNT));
        stack.set("wechat-qr-jump:accessTokenCommand", `cat ${file}; mv ${fresh} ${file} 2>/dev/null || true`);
        await upAndDestroy(stack, emulator);
      } finally {
        rmSync(folder, { recursive: true });
      }
    }));

  test("comes from accessTokenUrl, as WeChat's own JSON", () =>
    withoutSecret(async (stack, emulator) => {
      const token = emulator.issueToken(ACCOUNT);
      await withServer(
        (_request, response) => void response.end(JSON.stringify({ access_token: token, expires_in: 7200 })),
        async (url) => {
          stack.set("wechat-qr-jump:accessTokenUrl", url);
          await upAndDestroy(stack, emulator);
        },
      );
    }));

  test("is missed with one sentence that names the setting and repeats nothing that was printed", () =>
    withoutSecret(async (stack, emulator) => {
      const command = (text: string): Promise<string> =>
        refused(stack, emulator, { WECHAT_ACCESS_TOKEN_COMMAND: text, PRINTED });
      expect(await command('echo "$PRINTED" >&2; exit 3')).toContain(
        "run wechat-qr-jump:accessTokenCommand: it ended with exit code 3; run it by hand to see why",
      );
      expect(await command('echo "$PRINTED"')).toContain(
        "read the access token from wechat-qr-jump:accessTokenCommand: what it gave is not a token",
      );
      await withServer(
        (_request, response) => void response.writeHead(503).end(PRINTED),
        async (url) => {
          expect(await refused(stack, emulator, { WECHAT_ACCESS_TOKEN_URL: url })).toContain(
            "fetch the access token from wechat-qr-jump:accessTokenUrl: HTTP 503",
          );
        },
      );
      await withServer(
        (_request, response) => void response.end(PRINTED),
        async (url) => {
          expect(await refused(stack, emulator, { WECHAT_ACCESS_TOKEN_URL: url })).toContain(
            "read the access token from wechat-qr-jump:accessTokenUrl: what it gave is not a token",
          );
        },
      );
      await withServer(
        () => undefined,
        async (url) => {
          const env = { WECHAT_ACCESS_TOKEN_URL: url, WECHAT_TIMEOUT_SECONDS: "1" };
          expect(await refused(stack, emulator, env)).toMatch(
            /fetch the access token from wechat-qr-jump:accessTokenUrl: .*1 s/,
          );
        },
      );
    }));

  longIt("is not waited for longer than 30 seconds where the command hangs", () =>
    withoutSecret(async (stack, emulator) => {
      expect(await refused(stack, emulator, { WECHAT_ACCESS_TOKEN_COMMAND: "sleep 60" })).toContain(
        "run wechat-qr-jump:accessTokenCommand: it did not end within 30 s",
      );
    }),
  );

  test("stands in no log of the CLI, and neither does the AppSecret, except where Pulumi itself writes its config at level 9", () =>
    withStack(async (stack, emulator) => {
      stack.writeRules(`- {prefix: "${SHOP}", path: pages/shop/index}`);
      await stack.up("--logtostderr", "--verbose=8", "--debug", "--logflow");
      expect(stack.leaks()).toEqual([]);

      await stack.destroy("--logtostderr", "--verbose=9", "--debug", "--logflow");
      const lines = stack.transcript.split("\n");
      const pulumisOwn = /Marshaling property for RPC\[.*Configure\(\)\.inputs\]/;
      expect(lines.filter((line) => line.includes(SECRET) && !pulumisOwn.test(line))).toEqual([]);
      expect(lines.filter((line) => emulator.tokens().some((token) => line.includes(token)))).toEqual([]);
      stack.transcript = lines.filter((line) => !pulumisOwn.test(line)).join("\n");
    }));
});
