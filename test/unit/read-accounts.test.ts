import { readRulesOfStackFile } from "../../provider/reading/read-rules";
import { useProject } from "./project-folder";
import { CODE, LINK } from "./support";

const OFFICIAL = "wx00000000000000a1";
const SHOP = "wx00000000000000b2";
const project = useProject();

const ACCOUNTS = `  wechat-qr-jump:accounts:
    official: { appId: ${OFFICIAL}, appSecret: { secure: "v1:abc" } }
    shop:
      appId: ${SHOP}
      appSecret: { secure: "v1:def" }
`;
/** A stack file whose rules are in files, besides those given. */
function check(config: string, files: Record<string, string> = {}) {
  for (const [name, text] of Object.entries(files)) project.write(name, text);
  project.write("Pulumi.dev.yaml", `config:\n${config}`);
  return readRulesOfStackFile(project.folder, "dev", {});
}
const owners = ({ rules }: ReturnType<typeof check>) =>
  Object.fromEntries(rules.map(({ args, account }) => [args.prefix, account]));
const texts = ({ problems }: ReturnType<typeof check>) => problems.map(({ text }) => text);

test("a rule belongs to the account that it names, or that its file names once", () => {
  const read = check(
    `${ACCOUNTS}  wechat-qr-jump:rulesFiles: [shop.yaml, official.yaml]
  wechat-qr-jump:rules:
    - { account: shop, prefix: "${LINK}a", path: pages/a }
    - { account: ${OFFICIAL}, prefix: "${CODE}", appid: ${SHOP}, path: pages/a }
`,
    {
      "shop.yaml": `account: shop\nrules:\n  - { prefix: "${LINK}b", path: pages/b }\n  - { prefix: "${CODE}2", appid: ${SHOP}, path: p, account: official }\n`,
      "official.yaml": `account: ${OFFICIAL}\nrules: [{ prefix: "${CODE}3", appid: ${SHOP}, path: p }]\n`,
    },
  );
  expect(texts(read)).toEqual([]);
  expect(read.warnings).toEqual([]);
  expect(owners(read)).toEqual({
    [`${LINK}a`]: SHOP,
    [CODE]: OFFICIAL,
    [`${LINK}b`]: SHOP,
    [`${CODE}2`]: OFFICIAL,
    [`${CODE}3`]: OFFICIAL,
  });
});

test("mistakes have their places, each once", () => {
  const read = check(
    `${ACCOUNTS}      maxDelets: 3
  wechat-qr-jump:rulesFiles: [shop.yaml, odd.yaml]
  wechat-qr-jump:rules:
    - { prefix: "${LINK}a", path: pages/a }
    - { account: shopp, prefix: "${LINK}b", path: pages/b }
    - { account: 7, prefix: "${LINK}c", path: pages/c }
    - { account: official, prefix: "${LINK}d", path: pages/d }
`,
    {
      "shop.yaml": `account: elsewhere\nrules:\n  - { prefix: "${LINK}d", path: p }\n  - { prefix: "${LINK}e", path: p }\n`,
      "odd.yaml": `accont: shop\naccount: [shop]\nrules: [{ prefix: "${LINK}f", path: p }]\n`,
    },
  );
  expect(texts(read).map((text) => text.split("\n")[0])).toEqual([
    "Pulumi.dev.yaml:7:7: wechat-qr-jump:accounts.shop.maxDelets is not a setting; did you mean wechat-qr-jump:maxDeletes?",
    "odd.yaml:1:1: accont is not known in a rules file; did you mean account?",
    expect.stringMatching(/^shop\.yaml:1:10: account "elsewhere" is none of this stack's; write one of official, shop/),
    expect.stringMatching(/^odd\.yaml:2:10: account must be text, the name of an account or its app id/),
    expect.stringMatching(
      /^Pulumi\.dev\.yaml:10:7: account is missing, and this stack has several; write one of official, shop/,
    ),
    expect.stringMatching(/^Pulumi\.dev\.yaml:11:18: account "shopp" is none of this stack's; did you mean shop\?/),
    expect.stringMatching(/^Pulumi\.dev\.yaml:12:18: account must be text/),
    expect.stringMatching(/^shop\.yaml:3:15: prefix \S+ is already at Pulumi\.dev\.yaml:13:7; keep one of the two/),
  ]);
});

test("limits and kinds of rules are those of an account", () => {
  const links = (account: string, count: number) =>
    Array.from(
      { length: count },
      (_, n) => `    - { account: ${account}, prefix: "${LINK}${account}${n}", path: p }\n`,
    ).join("");
  const rules = `  wechat-qr-jump:rules:\n    - { account: official, prefix: "${CODE}", appid: ${SHOP}, path: p }\n`;
  expect(texts(check(`${ACCOUNTS}${rules}${links("shop", 100)}`))).toEqual([]);
  expect(check(`${ACCOUNTS}${rules}${links("shop", 100)}`).warnings).toEqual([]);
  const beyond = check(`${ACCOUNTS}${rules}${links("shop", 101)}${links("official", 1)}`);
  expect(texts(beyond)).toEqual([
    expect.stringContaining(
      `account shop (${SHOP}) has 101 link rules, but a mini program can have at most 100; remove 1`,
    ),
  ]);
  expect(beyond.warnings.map(({ text }) => text)).toEqual([
    expect.stringContaining(`account official (${OFFICIAL}) has 1 service-account and 1 link rules`),
  ]);
});

test("a stack without accounts is told so where a rule names one", () => {
  const read = check(
    `  wechat-qr-jump:appId: ${OFFICIAL}\n  wechat-qr-jump:rules: [{ account: shop, prefix: "${LINK}", path: p }]\n`,
  );
  expect(texts(read)).toEqual([
    expect.stringContaining('account "shop" is none of this stack\'s; name it under wechat-qr-jump:accounts'),
  ]);
  expect(
    owners(
      check(
        `  wechat-qr-jump:appId: ${OFFICIAL}\n  wechat-qr-jump:rules: [{ account: ${OFFICIAL}, prefix: "${LINK}", path: p }]\n`,
      ),
    ),
  ).toEqual({
    [LINK]: undefined,
  });
});

test("no rule is below another account's rule that permits none there: WeChat would refuse it, after a change of its page too", () => {
  const rules = (permit: string, account: string) =>
    check(`${ACCOUNTS}  wechat-qr-jump:rules:
    - { account: shop, prefix: "${LINK}", path: p${permit} }
    - { account: ${account}, prefix: "${LINK}door", path: p }
`);
  expect(texts(rules(", permitSubRule: false", "official"))).toEqual([
    expect.stringContaining(
      `Pulumi.dev.yaml:9:36: ${LINK}door is below ${LINK} (Pulumi.dev.yaml:8:7) of account shop (${SHOP}), which permits others no rules below it`,
    ),
  ]);
  expect(texts(rules(", permitSubRule: false", "shop"))).toEqual([]);
  expect(texts(rules("", "official"))).toEqual([]);
});
