import { chmodSync } from "node:fs";
import { join } from "node:path";
import { PLATFORM } from "../emulator/test-client";
import { ACCOUNT, SHOP, withProject, type Project } from "./support";

const REFRESH_TOKEN = `refreshtoken@@@${ACCOUNT}`;

interface Check {
  name: string;
  verdict: string;
  message: string;
}

const setUp = (project: Project): NodeJS.ProcessEnv => ({
  WECHAT_APP_SECRET: "",
  WECHAT_COMPONENT_APP_ID: PLATFORM,
  WECHAT_AUTHORIZER_APP_ID: ACCOUNT,
  WECHAT_COMPONENT_ACCESS_TOKEN: project.emulator.issueComponentToken(PLATFORM),
});

/** What `doctor` says of each step; the secrets must be in none of it. */
async function examine(project: Project, env: NodeJS.ProcessEnv): Promise<Record<string, string>> {
  project.rules(`- {prefix: "${SHOP}", path: pages/shop/index}`);
  const { stdout } = await project.run(["doctor", "--json"], { ...setUp(project), ...env });
  for (const token of [...project.emulator.tokens(), REFRESH_TOKEN]) expect(stdout).not.toContain(token);
  const { checks } = JSON.parse(stdout) as { checks: Check[] };
  return Object.fromEntries(checks.map(({ name, verdict, message }) => [name, `${verdict}: ${message}`]));
}

describe("doctor, for a third-party platform", () => {
  test("examines the platform's token, the account's authorization and the permission, one after the other", () =>
    withProject(
      async (project) => {
        expect(await examine(project, {})).toMatchObject({
          settings: `ok: read from Pulumi.dev.yaml and the environment: authorizer of ${ACCOUNT}`,
          "component token": "ok: received",
          authorizer: "ok: received",
          "IP allow-list": "ok: WeChat answers to this machine's address",
          permission: "ok: the rules can be read",
        });
        const { stdout } = await project.run(["doctor"], { ...setUp(project), WECHAT_LANG: "zh" });
        expect(stdout).toMatch(/平台令牌.*\n.*授权方/);
      },
      { authorizers: [ACCOUNT] },
    ));

  test.each<[string, NodeJS.ProcessEnv, string, string]>([
    [
      "a command that fails",
      { WECHAT_COMPONENT_ACCESS_TOKEN: "", WECHAT_COMPONENT_ACCESS_TOKEN_COMMAND: "exit 4" },
      "finding: run wechat-qr-jump:componentAccessTokenCommand: it ended with exit code 4; run it by hand",
      "skipped: not looked at, the platform's token is needed",
    ],
    [
      "a token that WeChat refuses",
      { WECHAT_COMPONENT_ACCESS_TOKEN: "x".repeat(120) },
      `finding: read the authorizers of platform ${PLATFORM}: 40001`,
      "skipped: not looked at, the platform's token is needed",
    ],
    [
      "a refresh token that is not the account's",
      { WECHAT_AUTHORIZER_REFRESH_TOKEN: "refreshtoken@@@old" },
      "ok: received",
      `finding: fetch the access token of authorizer ${ACCOUNT}: 61023`,
    ],
    [
      "a file that has none for the account",
      { WECHAT_AUTHORIZER_REFRESH_TOKENS: "package.json" },
      "ok: received",
      `finding: read the refresh token of ${ACCOUNT} from wechat-qr-jump:authorizerRefreshTokens: package.json: `,
    ],
  ])("names what is wrong: %s", async (_what, env, own, authorizer) => {
    await withProject(
      async (project) => {
        project.write("package.json", "{}");
        const checks = await examine(project, env);
        expect(checks["component token"]).toContain(own);
        expect(checks["authorizer"]).toContain(authorizer);
        expect(checks["permission"]).toMatch(/^skipped: /);
      },
      { authorizers: [ACCOUNT] },
    );
  });

  test("tells an account that has not authorized the platform, and one that has not granted the permission sets", () =>
    withProject(
      async (project) => {
        expect((await examine(project, {}))["authorizer"]).toContain("it is not among the 0 accounts that authorized");
        project.emulator.authorize(ACCOUNT);
        project.emulator.setOptions({ notGrantedToThirdParty: [ACCOUNT] });
        expect(await examine(project, {})).toMatchObject({
          authorizer: "ok: received",
          permission: expect.stringMatching(
            /^finding: read the link rules: 61007 the third-party platform lacks permission set 3 or 18/,
          ) as string,
        });
      },
      { authorizers: [] },
    ));

  test("tells an address that the platform's allow-list lacks", () =>
    withProject(
      async (project) => {
        const checks = await examine(project, {});
        expect(checks["authorizer"]).toBe("skipped: the address is refused");
        expect(checks["IP allow-list"]).toMatch(/^finding: .*61004 .*\(it saw 203\.0\.113\.7\)/);
      },
      { ipAllowList: ["198.51.100.1"] },
    ));

  test("notes a file of refresh tokens that other users may read", () =>
    withProject(
      async (project) => {
        project.write("tokens.json", JSON.stringify({ [ACCOUNT]: REFRESH_TOKEN }));
        chmodSync(join(project.folder, "tokens.json"), 0o644);
        const checks = await examine(project, { WECHAT_AUTHORIZER_REFRESH_TOKENS: "tokens.json" });
        expect(checks["setting"]).toMatch(/^note: .*tokens\.json, which other users of this machine may read/);
        expect(checks["permission"]).toBe("ok: the rules can be read");
      },
      { authorizers: [ACCOUNT] },
    ));
});
