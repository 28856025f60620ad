import { parseRule } from "../../provider/rules/check-rule";
import { link, problem, service } from "./rule-support";
import { CODE } from "./support";

describe("a prefix is refused", () => {
  test.each([undefined, "", null, 7, ["https://qr.example.com/"]])("when it is %p", (prefix) => {
    expect(link({ prefix })).toEqual(
      problem("prefix", "prefix is missing; write the text of the printed QR code, e.g. https://qr.example.com/shop/"),
    );
  });

  test.each(["prefx", "Prefix", "url"])(
    "when it stands under %s, and the rest of the rule is checked with it",
    (field) => {
      const { problems } = parseRule({ [field]: CODE, path: "/pages/shop", permit_sub_rule: 1 });
      expect(problems).toEqual([
        { property: field, reason: `${field} is not a field of a rule; did you mean prefix?`, isUnknown: true },
        expect.objectContaining({ property: "appid" }),
        expect.objectContaining({ property: "path" }),
        expect.objectContaining({ property: "permit_sub_rule" }),
      ]);
    },
  );

  test.each([
    ["qr.example.com/shop/", 'prefix "qr.example.com/shop/" is not a link; write it from http:// or https:// on'],
    ["ftp://qr.example.com/", 'prefix "ftp://qr.example.com/" is not a link; write it from http:// or https:// on'],
    ["https://", 'prefix "https://" is not a link; write it from http:// or https:// on'],
    [
      "https://qr.example.com/商店/",
      "prefix has blanks or non-ASCII letters, which WeChat refuses; write https://qr.example.com/%E5%95%86%E5%BA%97/",
    ],
    [
      "https://商店.example.com",
      "prefix has blanks or non-ASCII letters, which WeChat refuses; write https://xn--czrs0t.example.com",
    ],
    [
      "https://qr.example.com/a b",
      "prefix has blanks or non-ASCII letters, which WeChat refuses; write https://qr.example.com/a%20b",
    ],
    ["商店", "prefix has blanks or non-ASCII letters, which WeChat refuses; write them percent-encoded"],
    [
      "HTTPS://qr.example.com/",
      'prefix "HTTPS://qr.example.com/" starts with capitals; write http:// or https:// in lower case',
    ],
    ["https://qr.example.com/a#", "prefix has a fragment (#), which WeChat never sees; remove it"],
    ["https://qr.example.com/a#top", "prefix has a fragment (#top), which WeChat never sees; remove it"],
    [
      "http://weixin.qq.com/r/abc",
      'prefix "http://weixin.qq.com/r/abc" is not a service account\'s parametric QR code; those start with http://weixin.qq.com/q/',
    ],
    [
      "https://weixin.qq.com/q/abc",
      'prefix "https://weixin.qq.com/q/abc" is not a service account\'s parametric QR code; those start with http://weixin.qq.com/q/; did you mean http://weixin.qq.com/q/abc?',
    ],
  ])("when it is %s", (prefix, reason) => {
    expect(link({ prefix })).toEqual(problem("prefix", reason));
  });

  test.each(["http://weixin.qq.com/q/", "http://weixin.qq.com/q/a b", "http://weixin.qq.com/q/码"])(
    "when it is the parametric code %s",
    (prefix) => {
      expect(service({ prefix })).toEqual(
        problem(
          "prefix",
          "prefix has nothing usable after http://weixin.qq.com/q/; write the whole text of the printed QR code",
        ),
      );
    },
  );
});
