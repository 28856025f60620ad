import { readRulesOfStackFile } from "../../provider/reading/read-rules";
import { environmentVariable, SETTING_NAMES } from "../../provider/settings/table";
import { doubtfulVariables } from "../../provider/settings/unknown-settings";
import { useProject } from "./project-folder";

const project = useProject();

/** What is said of a stack file with these lines below `config:`, beside the rules. */
function problems(lines: string[], env: NodeJS.ProcessEnv = {}): string[] {
  const rules = "  wechat-qr-jump:rules: [{ prefix: https://qr.example.com/shop/, path: pages/index }]";
  project.write("Pulumi.dev.yaml", ["config:", ...lines.map((line) => `  ${line}`), rules, ""].join("\n"));
  return readRulesOfStackFile(project.folder, "dev", env).problems.map(({ text }) => text);
}

describe("a setting that does not exist", () => {
  test.each([
    ["wechat-qr-jump:onExistng: adopt", "onExistng", "onExisting"],
    ["wechat-qr-jump:maxDelete: 0", "maxDelete", "maxDeletes"],
    ["wechat-qr-jump:callsPerSeconds: 3", "callsPerSeconds", "callsPerSecond"],
    ["wechat-qr-jump:max_deletes: 0", "max_deletes", "maxDeletes"],
    ["wechat-qr-jump:rulesfiles: [rules.yaml]", "rulesfiles", "rulesFiles"],
    ["wechat-qr-jump:AppId: wx0123456789abcdef", "AppId", "appId"],
  ])("is refused with the one that was meant: %s", (line, name, meant) => {
    expect(problems(["wechat-qr-jump:callsPerMinute: 100", line])).toEqual([
      `Pulumi.dev.yaml:3:3: wechat-qr-jump:${name} is not a setting; did you mean wechat-qr-jump:${meant}?`,
    ]);
  });

  test("is refused with all there are where nobody can tell", () => {
    expect(problems(["wechat-qr-jump:colour: red"])).toEqual([
      `Pulumi.dev.yaml:2:3: wechat-qr-jump:colour is not a setting; the settings are ${SETTING_NAMES.join(", ")}.`,
    ]);
  });

  test("is nobody's business in another namespace", () => {
    expect(problems(["aws:region: cn-north-1", "other:maxDelete: 0"])).toEqual([]);
  });

  test("does not show its line, where a secret may stand", () => {
    const [problem] = problems(["wechat-qr-jump:appSecrt: s3cret-of-the-app"]);
    expect(problem).toMatch(/did you mean wechat-qr-jump:appSecret\?$/);
  });
});

describe("a malformed setting", () => {
  test.each([
    ["maxDeletes: 30%", 'a whole number from 0 on, not "30%"'],
    ['maxDeletes: " "', 'a whole number from 0 on, not " "'],
    ["allowShadowing: yes please", 'one of false, true, not "yes please"'],
    ["allowOverBudget: [true]", 'one of false, true, not "[true]"'],
    ["allowDelete: 12", 'a list of prefixes, not "12"'],
    ["allowDelete: [shop]", 'a list of prefixes, not "["shop"]"'],
    ["onDrift: heals", 'one of warn, heal, fail, not "heals"'],
    ["timeoutSeconds: 9999999999", 'a number of seconds up to 86400, not "9999999999"'],
    ["outlastSeconds: .inf", 'a number of seconds up to 86400, not "'],
    ["callsPerSecond: 0", 'a whole number from 1 on, not "0"'],
    ["appId: gh_123", '"wx" and 16 hexadecimal digits, not "gh_123"'],
  ])("is told with its place, before anything runs: %s", (line, expected) => {
    const [name = ""] = line.split(":");
    expect(problems([`wechat-qr-jump:${line}`])).toEqual([
      expect.stringContaining(
        `Pulumi.dev.yaml:2:${name.length + 20}: wechat-qr-jump:${name} must be ${expected}`,
      ) as string,
    ]);
  });

  test("is told without what is written where that may hold a secret", () => {
    expect(problems(["wechat-qr-jump:accessTokenUrl: tokens.example/?key=s3cret"])).toEqual([
      "Pulumi.dev.yaml:2:34: wechat-qr-jump:accessTokenUrl must be an http or https URL.",
    ]);
  });

  test("does not count where the environment overrides it, nor where it is encrypted", () => {
    expect(problems(["wechat-qr-jump:maxDeletes: x"], { WECHAT_MAX_DELETES: "3" })).toEqual([]);
    expect(problems(["wechat-qr-jump:appId:", "  secure: v1:AAAA:BBBB"])).toEqual([]);
  });
});

test("a variable that looks like a misspelt one of ours is doubtful; others are not", () => {
  const ours = Object.fromEntries(SETTING_NAMES.map((name) => [environmentVariable(name), "x"]));
  expect(doubtfulVariables({ ...ours, WECHAT_PAY_KEY: "x", MAX_DELETES: "0", WECHAT_MAX_DELETE: "" })).toEqual([]);
  expect(doubtfulVariables({ WECHAT_MAX_DELETE: "0", WECHAT_APPSECRET: "s3cret" })).toEqual([
    "The environment variable WECHAT_MAX_DELETE is not one of this tool's; did you mean WECHAT_MAX_DELETES?",
    "The environment variable WECHAT_APPSECRET is not one of this tool's; did you mean WECHAT_APP_SECRET?",
  ]);
});
