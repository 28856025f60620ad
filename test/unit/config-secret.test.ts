import { isConfigSecret } from "../../provider/pulumi/sdk";
import { getStore } from "../../provider/pulumi/sdk-state";

const KEYS = "PULUMI_CONFIG_SECRET_KEYS";

test.each([
  ["[]", false],
  ['["wechat-qr-jump:appSecret"]', true],
  ['["other:appSecret"]', false],
  ["", true],
  [undefined, true],
])("a config key is secret where the language host says so, or says nothing: %p", (keys, expected) => {
  const { config } = getStore();
  const before = config[KEYS];
  config[KEYS] = keys;
  expect(isConfigSecret("wechat-qr-jump:appSecret")).toBe(expected);
  config[KEYS] = before;
});
