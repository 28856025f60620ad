import { isLegalPrefix, isUnder } from "../../emulator/links";

describe("a link under a rule", () => {
  test.each([
    ["https://h.example/a/b", "https://h.example/a/b"],
    ["https://h.example/a/b", "https://h.example/a/"],
    ["https://h.example/a/", "https://h.example/a/"],
    ["https://H.example/a/b?x=1", "https://h.example/a/"],
    ["https://h.example/a/b?x=1", "https://h.example/a/b"],
    ["https://h.example/a?id=1234", "https://h.example/a?id=123"],
    ["https://h.example/q/?r=1&x=2", "https://h.example/q/?r=1&"],
    ["https://h.example", "https://h.example/"],
    ["https://h.example:8443/a/b", "https://h.example:8443/a/"],
  ])("%s is under %s", (link, prefix) => expect(isUnder(link, prefix)).toBe(true));

  test.each([
    ["https://h.example/a/bc", "https://h.example/a/b"],
    ["https://h.example/a/b/123", "https://h.example/a/b"],
    ["http://h.example/a/b", "https://h.example/a/"],
    ["https://other.example/a/b", "https://h.example/a/"],
    ["https://h.example:8443/a/b", "https://h.example/a/"],
    ["https://h.example/a?id=12", "https://h.example/a?id=123"],
    ["https://h.example/a", "https://h.example/a?id=123"],
    ["https://h.example/q/sub?r=1&", "https://h.example/q/?r=1&"],
    ["https://h.example/sub", "https://h.example"],
    ["https://h.example/a/../b", "https://h.example/b"],
    ["not a link", "https://h.example/"],
  ])("%s is not under %s", (link, prefix) => expect(isUnder(link, prefix)).toBe(false));
});

test.each([
  "https://shop.example/a",
  "http://shop.example",
  "https://shop.example:8443/a?b=c",
  "http://weixin.qq.com/q/x",
])("takes %s for a prefix", (prefix) => expect(isLegalPrefix(prefix)).toBe(true));

test.each([
  "",
  "shop.example/a",
  "ftp://shop.example/a",
  "https:shop.example",
  "https://",
  "https://user@shop.example/",
  "https://shop.example/a b",
  "https://shop.example/中文",
  "https://中文.example/",
  "http://weixin.qq.com/r/abc",
  "https://weixin.qq.com/q/abc",
  "http://weixin.qq.com/q/",
  "http://weixin.qq.com/q/中",
])("does not take %p for a prefix", (prefix) => expect(isLegalPrefix(prefix)).toBe(false));
