import { hasCode, isUnknownOutcome, refusal, WechatError } from "../../provider/wechat/errors";

const ACTION = "publish http://weixin.qq.com/q/02P5KzM";
const RID = "65f0a1b2-0c1d2e3f-4a5b6c7d";

test("an error is one sentence: what was tried, on what, the code, what it means, what to do", () => {
  const error = refusal(ACTION, 85074, "");
  expect(error.message).toBe(
    `${ACTION}: 85074 the mini program has no released version; release it, then run "pulumi up" again.`,
  );
  expect(error).toMatchObject({ name: "WechatError", code: 85074, outcome: "refused", retry: undefined });
});

test("an error without a code is the same sentence without it, and keeps its cause", () => {
  const cause = new Error("reset");
  const error = new WechatError({ action: ACTION, outcome: "unknown", reason: "it broke", remedy: "mend it", cause });
  expect(error.message).toBe(`${ACTION}: it broke; mend it.`);
  expect(error.code).toBeUndefined();
  expect(error.cause).toBe(cause);
});

describe("the request id that WeChat's support asks for", () => {
  test("is kept in the sentence", () => {
    expect(refusal(ACTION, 85066, `illegal prefix rid: ${RID}`).message).toBe(
      `${ACTION}: 85066 WeChat does not accept the prefix (rid ${RID}); correct the rule's prefix.`,
    );
  });

  test("is said once where the code is one that is not known here, beside WeChat's own words", () => {
    expect(refusal(ACTION, 99999, `brand new error rid: ${RID}`).message).toBe(
      `${ACTION}: 99999 WeChat answers "brand new error" (rid ${RID}); look the code up in WeChat's documentation.`,
    );
  });
});

test("an address that is not in the allow-list is named, as WeChat's text has it", () => {
  const text = "invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist";
  expect(refusal(ACTION, 40164, `${text} rid: ${RID}`).message).toBe(
    `${ACTION}: 40164 the caller's IP address is not in the account's allow-list (it saw 203.0.113.7) (rid ${RID}); ` +
      "add the address to the IP allow-list in WeChat's console (it takes up to 10 minutes).",
  );
  expect(refusal(ACTION, 61004, "access clientip is not registered requestIP: 203.0.113.7").message).toContain(
    "(it saw 203.0.113.7)",
  );
});

test("an IPv6 address is named as well", () => {
  const text = "invalid ip 2001:db8::5 ipv6 2001:db8::5, not in whitelist";
  for (const code of [40164, 61004])
    expect(refusal(ACTION, code, `${text} rid: ${RID}`).message).toContain(`(it saw 2001:db8::5) (rid ${RID});`);
});

test("words of WeChat and what it calls a rule are on one line, without control characters, commands or secrets", () => {
  const errmsg = `bad\n::warning::\u001b[31m\u202e ##[error] my-secret ${"x ".repeat(500)} rid: ${RID}`;
  const { message } = refusal("publish a\nb", 99999, errmsg, ["my-secret"]);
  expect(message).toMatch(
    /^publish a\\nb: 99999 WeChat answers "bad\\n\\u003a:warning::\\u001b\[31m\\u202e \\u0023#\[error\] \*\*\* x/,
  );
  expect(message.length).toBeLessThan(400);
  expect(message).toContain(`(rid ${RID})`);
});

test.each([
  [85076, "the domain has no ICP filing; file it; a fresh filing takes up to 3 working days to reach WeChat."],
  [
    886000,
    "the publishes of this month (about 100 an account) are used up; wait for the first of next month, Beijing time.",
  ],
])("%p, which WeChat sends without any words, has ours", (code, words) => {
  expect(refusal(ACTION, code, "").message).toBe(`${ACTION}: ${code} ${words}`);
  expect(refusal(ACTION, code, ` rid: ${RID}`).message).toContain(`(rid ${RID});`);
});

test("a refusal for want of publishes promises nothing about what was done before it", () => {
  expect(refusal(ACTION, 886000, "").message).not.toMatch(/nothing was/);
});

test.each([
  [-1, "unknown", undefined],
  [886001, "unknown", undefined],
  [44990, "refused", "slower"],
  [45011, "refused", "nextMinute"],
  [45009, "refused", undefined],
  [40001, "refused", "freshToken"],
  [40014, "refused", "freshToken"],
  [41001, "refused", "freshToken"],
  [42001, "refused", "freshToken"],
  [40013, "refused", undefined],
  [40125, "refused", undefined],
  [40097, "refused", undefined],
  [85071, "refused", undefined],
  [85095, "refused", undefined],
  [99999, "refused", undefined],
])("%p leaves the outcome %s and may be repeated: %s", (code, outcome, retry) => {
  expect(refusal(ACTION, code, "text")).toMatchObject({ code, outcome, retry });
});

test.each([
  [40013, "wechat-qr-jump:appId"],
  [40125, "wechat-qr-jump:appSecret"],
  [40125, "WECHAT_APP_SECRET"],
  [61023, "wechat-qr-jump:authorizerRefreshToken"],
  [44990, "wechat-qr-jump:callsPerSecond"],
  [40166, "appid"],
  [85066, "prefix"],
  [85068, "debugUrls"],
  [85069, "last directory"],
  [61007, "permission set"],
])("%p names what to correct: %s", (code, what) => {
  expect(refusal(ACTION, code, "text").message.split("; ").slice(1).join("; ")).toContain(what);
});

test("every known code is explained in our words, not in WeChat's", () => {
  const codes = [
    -1, 886001, 40001, 40013, 40014, 40097, 40125, 40164, 40166, 41001, 42001, 43002, 44002, 44990, 45009, 45011,
  ];
  codes.push(
    47001,
    48001,
    61004,
    61007,
    61023,
    85066,
    85068,
    85069,
    85070,
    85071,
    85072,
    85073,
    85074,
    85075,
    85076,
    85095,
  );
  for (const code of codes) {
    expect(refusal(ACTION, code, "words of WeChat").message).not.toContain("words of WeChat");
    expect(refusal(ACTION, code, "").message).toMatch(/^publish \S+: -?\d+ .+; .+[^.]\.$/);
  }
});

test("an error that is final is the same but for what to do, and is not to be repeated", () => {
  const cause = new Error("why");
  const error = new WechatError({
    action: ACTION,
    code: 40001,
    outcome: "refused",
    reason: "no",
    remedy: "retry",
    retry: "freshToken",
    cause,
  });
  const final = error.final("give a new token");
  expect(final.message).toBe(`${ACTION}: 40001 no; give a new token.`);
  expect(final).toMatchObject({ code: 40001, outcome: "refused", retry: undefined, cause });
});

test("errors are told apart by code and outcome, and never by their text", () => {
  expect(hasCode(refusal(ACTION, 85071, ""), 85072, 85071)).toBe(true);
  expect(hasCode(refusal(ACTION, 85071, ""), 85072)).toBe(false);
  expect(hasCode(new Error("85071"), 85071)).toBe(false);
  expect(hasCode(new WechatError({ action: "a", outcome: "refused", reason: "85071", remedy: "r" }), 85071)).toBe(
    false,
  );
  expect(isUnknownOutcome(refusal(ACTION, -1, ""))).toBe(true);
  expect(isUnknownOutcome(refusal(ACTION, 40001, ""))).toBe(false);
  expect(isUnknownOutcome(new Error("unknown"))).toBe(false);
});
