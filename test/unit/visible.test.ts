import { foreign, visible } from "../../provider/text/visible";

test.each([
  ["ESC", "a\u001b[31mb", "a\\u001b[31mb"],
  ["a line break", "a\nb\r\nc", "a\\nb\\u000d\\nc"],
  ["a line separator", "a\u2028b\u2029c", "a\\u2028b\\u2029c"],
  ["NUL and a C1 control", "a\0b\u009bc", "a\\u0000b\\u009bc"],
  ["bidi controls", "a\u202eb\u2066c", "a\\u202eb\\u2066c"],
  ["what has no width", "a\u200bb\ufeffc", "a\\u200bb\\ufeffc"],
  ["a tag beyond the first plane", "a\u{e0041}", "a\\u{e0041}"],
  ["half of a character", "a\ud83d", "a\\ud83d"],
  ["a command of GitHub", "::warning::x", "\\u003a:warning::x"],
  ["a command after blanks", "  ::stop-commands::x", "  \\u003a:stop-commands::x"],
  ["a command within a line", "x ::error file=a,line=1::y", "x \\u003a:error file=a,line=1::y"],
  ["a command whose end comes later", "::set-output name=a", "\\u003a:set-output name=a"],
  ["the older form", "x ##[error]y", "x \\u0023#[error]y"],
  ["a command of Azure", "##vso[task.setvariable variable=a]b", "\\u0023#vso[task.setvariable variable=a]b"],
  ["a command of TeamCity", "##teamcity[buildStop]", "\\u0023#teamcity[buildStop]"],
])("%s is made visible, on one line", (_what, text, shown) => {
  expect(visible(text)).toBe(shown);
  expect(visible(shown)).toBe(shown);
});

test.each([
  "pages/shop/index?id=3",
  "https://qr.example.com/店/",
  "invalid ip 2001:db8::ab",
  "team::door",
  "a # b ## c",
  "😀",
])("%s stays as it is", (text) => {
  expect(visible(text)).toBe(text);
});

describe("a sentence of somebody else", () => {
  test("is cut", () => {
    expect(foreign("ab ".repeat(1000))).toBe(`${"ab ".repeat(1000).slice(0, 200)}…`);
  });

  test.each([
    ["the secret hunter2 is wrong", "the secret *** is wrong"],
    ["no such key: a%2Fb", "no such key: ***"],
    ["no such key: a/b", "no such key: ***"],
    ["appsecret=0123 is wrong", "appsecret=*** is wrong"],
    ['{"access_token":"abc"}', '{"access_token":"***"}'],
    ["Authorization: Bearer abc.def", "Authorization: Bearer ***"],
    ["92_AbCdEfGhIjKlMnOpQrStUvWxYz-0123456789 expired", "*** expired"],
    ["0123456789abcdef0123456789abcdef?", "***?"],
  ])("shows no secret: %s", (text, shown) => {
    expect(foreign(text, ["hunter2", "a/b", ""])).toBe(shown);
  });

  test.each([
    "set PULUMI_CONFIG_PASSPHRASE_FILE or",
    "brand new error",
    "invalid appid wx0123456789abcdef",
    "system error, hints: [req_id: abc]",
  ])("stays as it is otherwise: %s", (text) => {
    expect(foreign(text, ["hunter2"])).toBe(text);
  });
});
