import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv";
import { pluginSchema } from "../../provider/plugin/plugin-schema";
import { readRules } from "../../provider/reading/read-rules";
import { packageVersion } from "../../provider/system/package-version";
import { rulesFileSchema, stackFileSchema } from "../../tools/json-schema";
import { CODE, LINK, SHOP } from "./support";

const checkout = join(__dirname, "..", "..");
const committed = (name: string): object => JSON.parse(readFileSync(join(checkout, "schema", name), "utf8")) as object;
// The pattern beside the format says what a time is.
const ajv = new Ajv({ strict: false, allErrors: true, formats: { "date-time": true } });
const validRules = ajv.compile(committed("rules.schema.json"));
const validStack = ajv.compile(committed("stack.schema.json"));

const KEY = "wechat-qr-jump:rules";
const link = { prefix: LINK, path: "pages/shop/index" };
const service = { prefix: CODE, appid: SHOP, path: "pages/index/index" };

/** What the schemas and the program say of one rule. */
function verdicts(rule: unknown): boolean[] {
  const config = { [KEY]: JSON.stringify([rule]) };
  return [
    readRules({ config, projectFolder: checkout, stackFile: "none", env: {} }).problems.length === 0,
    validRules([rule]),
    validRules({ rules: [rule] }),
    validStack({ config: { [KEY]: [rule] } }),
  ];
}

test('the committed schemas are those of the code; "npm run schema" writes them', () => {
  expect(committed("rules.schema.json")).toEqual(rulesFileSchema());
  expect(committed("stack.schema.json")).toEqual(stackFileSchema());
  expect(committed("plugin.schema.json")).toEqual(pluginSchema(packageVersion()));
});

test.each([
  link,
  service,
  { ...link, name: "door", protect: true, retainOnDelete: false, published: false },
  { ...link, permitSubRule: false, openVersion: "trial", debugUrls: [`${LINK}1`] },
  { ...service, path: "pages/商店/index?id=3" },
])("a good rule passes the schemas and the program: %j", (rule) => {
  expect(verdicts(rule)).toEqual([true, true, true, true]);
});

test.each([
  {},
  "shop",
  null,
  [link],
  { ...link, prefix: "" },
  { ...link, prefix: 7 },
  { ...link, prefix: "qr.example.com" },
  { ...link, prefix: "HTTPS://qr.example.com/" },
  { ...link, prefix: "https://qr.example.com/商店/" },
  { ...link, prefix: "https://qr.example.com/a b" },
  { ...link, prefix: "https://qr.example.com/#" },
  { ...link, prefix: "http://weixin.qq.com/r/abc" },
  { ...link, prefix: "https://weixin.qq.com" },
  { ...service, prefix: "http://weixin.qq.com/q/" },
  { ...service, appid: "gh_0123456789ab" },
  { prefix: CODE, path: "p" },
  { prefix: LINK },
  { ...link, path: "" },
  { ...link, path: "/p" },
  { ...link, path: "?id=3" },
  { ...link, path: "https://h.example/" },
  { ...link, path: "p q" },
  { ...link, appid: SHOP },
  { ...link, debug_url: [] },
  { ...service, openVersion: "trial" },
  { ...link, openVersion: 2 },
  { ...link, published: "yes" },
  { ...link, permitSubRule: 1 },
  { ...link, debugUrls: `${LINK}1` },
  { ...link, debugUrls: Array(6).fill(`${LINK}1`) },
  { ...link, debugUrls: [7] },
  { ...link, name: "" },
  { ...link, protect: "true" },
])("a bad rule fails the schemas and the program: %j", (rule) => {
  expect(verdicts(rule)).toEqual([false, false, false, false]);
});

test("a rules file is a list, or a map with rules, and may keep anchors under x-", () => {
  expect([[], { rules: [] }, { "x-shop": 1, rules: [link] }].map((file) => validRules(file))).toEqual([
    true,
    true,
    true,
  ]);
  expect(["", {}, { rule: [] }, { rules: {} }, { rules: [], more: 1 }].map((file) => validRules(file))).toEqual(
    Array(5).fill(false),
  );
});

test("a stack file may have what Pulumi and other packages put there, and secrets", () => {
  const config = { "wechat-qr-jump:appSecret": { secure: "v1:x" }, "wechat-qr-jump:appId": SHOP, "aws:region": "x" };
  expect(validStack({ encryptionsalt: "v1:x", config })).toBe(true);
  expect(validStack({ config: { "wechat-qr-jump:onExisting": "sometimes" } })).toBe(false);
  expect(validStack({ config: { "wechat-qr-jump:rulesFiles": "rules/*.yaml" } })).toBe(false);
});
