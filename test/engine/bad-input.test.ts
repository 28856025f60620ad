import { ACCOUNT, type Stack } from "./stack";
import { describeWithCli, live, withStack, writes } from "./support";

const SHOP = "https://qr.example.com/shop/";
const shop = `- {prefix: "${SHOP}", path: pages/shop/index}`;

/** Runs `up` with and without a preview and expects the same sentence, no write, and no rule in the state. */
async function refused(stack: Stack, env: NodeJS.ProcessEnv = {}): Promise<string> {
  await stack.fail(["up", "--yes", "--skip-preview"], env);
  const output = await stack.fail(["up", "--yes"], env);
  expect(await stack.resources()).toEqual([]);
  expect(output).not.toMatch(/^\s+at /m);
  return output.replace(/\s+/g, " ");
}

describeWithCli("bad input, at preview and without one", () => {
  test("is answered with one sentence that names the place and the remedy, and changes nothing", () =>
    withStack(async (stack, emulator) => {
      expect(await refused(stack)).toContain('Pulumi.dev.yaml: there are no rules; write under "config:", as a list:');

      stack.set("wechat-qr-jump:rules", "shop");
      expect(await refused(stack)).toContain("wechat-qr-jump:rules is not a list");

      stack.writeRules(`
        - {prefix: "http://weixin.qq.com/q/02P5KzM_a", path: pages/index/index}
        - {prefix: "${SHOP}", path: pages/shop/index, debug_url: []}
        - {prefix: "http://weixin.qq.com/r/abc", path: pages/index/index}`);
      const problems = await refused(stack);
      expect(problems).toMatch(/Pulumi.dev.yaml:\d+:\d+: appid is missing; a service-account rule needs/);
      expect(problems).toMatch(/Pulumi.dev.yaml:\d+:\d+: debug_url is not a field of a rule; did you mean debugUrls\?/);
      expect(problems).toContain(
        "is not a service account's parametric QR code; those start with http://weixin.qq.com/q/",
      );
      expect(emulator.calls()).toEqual([]);
    }));

  test("includes settings: none, malformed ones, a wrong secret, an endpoint that is down, an address that is not allowed", () =>
    withStack(async (stack, emulator) => {
      stack.writeRules(shop);
      expect(await refused(stack, { WECHAT_APP_ID: "gh_123" })).toContain(
        'wechat-qr-jump:appId (or WECHAT_APP_ID) must be "wx" and 16 hexadecimal digits, not "gh_123".',
      );
      expect(await refused(stack, { WECHAT_APP_SECRET: "no-such-secret" })).toContain("40125 the app secret is wrong");
      expect(await refused(stack, { WECHAT_ENDPOINT: "http://127.0.0.1:9" })).toContain(
        "the connection failed (ECONNREFUSED) to http://127.0.0.1:9; check the network, proxies and wechat-qr-jump:endpoint",
      );
      emulator.setOptions({ ipAllowList: ["198.51.100.1"] });
      expect(await refused(stack)).toContain(
        "40164 the caller's IP address is not in the account's allow-list (it saw 203.0.113.7)",
      );
      expect(writes(emulator)).toEqual([]);
      expect(stack.transcript).not.toContain("no-such-secret");
    }));

  test("includes a setting that does not exist, with a rule that is live", () =>
    withStack(async (stack, emulator) => {
      stack.writeRules(shop);
      await stack.up();
      stack.writeRules("[]");
      stack.set("wechat-qr-jump:maxDelete", 1);
      stack.set("wechat-qr-jump:timeoutSeconds", "soon");
      const output = await stack.fail(["up", "--yes", "--skip-preview"]);
      expect(output.replace(/\s+/g, " ")).toMatch(
        /Pulumi.dev.yaml:\d+:3: wechat-qr-jump:maxDelete is not a setting; did you mean wechat-qr-jump:maxDeletes\?.+wechat-qr-jump:timeoutSeconds must be a number of seconds up to 86400, not "soon"/,
      );
      expect(live(emulator)).toEqual({ [SHOP]: "pages/shop/index" });
    }));

  test("is answered in Chinese where the environment asks for it, by the program and by the provider", () =>
    withStack(async (stack, emulator) => {
      const chinese = { WECHAT_LANG: "zh" };
      stack.writeRules(`- {prefix: "${SHOP}", path: /pages/shop/index}`);
      expect(await refused(stack, chinese)).toMatch(
        /Pulumi\.dev\.yaml:\d+:\d+: path 以“\/”开头；请去掉它，例如 pages\/index\/index。/,
      );
      stack.writeRules(shop);
      emulator.setOptions({ unreleased: [ACCOUNT] });
      expect(await stack.fail(["up", "--yes", "--skip-preview"], { ...chinese, LANG: "de_DE.UTF-8" })).toMatch(
        /发布 https:\/\/qr\.example\.com\/shop\/：85074 小程序没有已发布的版本（rid [0-9a-f-]+）；请先发布小程序，再运行“pulumi up”。/,
      );
    }));

  test("does not stop a preview that has no credentials, which says what it could not check", () =>
    withStack(async (stack) => {
      stack.writeRules(shop);
      stack.unset("wechat-qr-jump:appSecret");
      const output = await stack.succeed("preview");
      expect(output).toMatch(/Previewed without looking at WeChat/);
      expect(output).toMatch(/2 to create/);
      expect(await failedUp(stack)).toContain(
        'No WeChat credentials: run "pulumi config set wechat-qr-jump:appId APPID"',
      );
    }));
});

async function failedUp(stack: Stack): Promise<string> {
  return (await stack.fail(["up", "--yes", "--skip-preview"])).replace(/\s+/g, " ");
}

describeWithCli("a run that WeChat would not let end well", () => {
  test("does not begin when the month's publishes do not suffice, and names both numbers", () =>
    withStack(
      async (stack, emulator) => {
        stack.writeRules(
          [1, 2, 3].map((n) => `- {prefix: "https://qr.example.com/${n}", path: pages/index/index}`).join("\n"),
        );
        expect(await refused(stack)).toContain(
          "This change needs 3 publishes, but the account has 2 left this month: nothing was changed.",
        );
        expect(writes(emulator)).toEqual([]);
      },
      { publishQuota: 2 },
    ));

  test("records a rule that was added but could not be published, and publishes it on the next up", () =>
    withStack(async (stack, emulator) => {
      stack.writeRules(shop);
      emulator.setOptions({ unreleased: [ACCOUNT] });
      expect(await stack.fail(["up", "--yes", "--skip-preview"])).toContain(
        "85074 the mini program has no released version",
      );
      expect(live(emulator)).toEqual({ [SHOP]: "pages/shop/index (unpublished)" });
      expect((await stack.resources()).map(({ outputs }) => outputs["published"])).toEqual([false]);

      emulator.setOptions({ unreleased: [] });
      const before = emulator.calls().length;
      await stack.up();
      expect(writes(emulator, before)).toEqual([["qrcodejumppublish", { prefix: SHOP }]]);
      expect(await stack.up()).toMatch(/2 unchanged/);
    }));

  test("touches nothing with the credentials of another account", () =>
    withStack(async (stack, emulator) => {
      stack.writeRules(shop);
      await stack.up();
      const before = emulator.calls().length;
      const env = { WECHAT_APP_ID: "wx00000000000000aa" };
      for (const command of ["up", "refresh", "destroy"]) {
        const output = await stack.fail([command, "--yes", "--skip-preview"], env);
        expect(output).toMatch(
          new RegExp(
            `(belongs to account ${ACCOUNT}|Account ${ACCOUNT} owns 1 rule of this stack), but the settings name wx00000000000000aa`,
          ),
        );
      }
      expect(writes(emulator, before)).toEqual([]);
      expect(await stack.resources()).toHaveLength(1);
    }));
});
