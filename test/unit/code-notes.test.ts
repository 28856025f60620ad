import { parseDeclaredRule } from "../../provider/rules/check-rule";
import { readRuleList } from "../../provider/reading/read-rules";
import { Accounts } from "../../provider/settings/accounts";

const code = { prefix: "http://weixin.qq.com/q/02x", appid: "wxe5f52902cf4de896", path: "pages/a" };
const link = { prefix: "https://qr.example.com/a", path: "pages/a" };
const reasons = (raw: Record<string, unknown>): string[] => parseDeclaredRule(raw).problems.map(({ reason }) => reason);
const DAY_MS = 86_400_000;

function warnings(expiresInMs: number): string[] {
  const expires = new Date(Date.now() + expiresInMs).toISOString();
  const accounts = new Accounts(() => undefined, {});
  const read = readRuleList([{ ...code, expires }], accounts, false);
  expect(read.problems).toEqual([]);
  return read.warnings.map(({ text }) => text);
}

describe("what a file says of a rule's code", () => {
  test("is kept apart from what Pulumi and WeChat are told", () => {
    const { declared } = parseDeclaredRule({ ...code, scene: "door-1", expires: "2026-12-31T08:00:00Z" });
    expect(declared?.args).toEqual({ ...code, published: true });
    expect(declared?.code).toEqual({ scene: "door-1", expires: "2026-12-31T08:00:00Z" });
    expect(parseDeclaredRule(code).declared).not.toHaveProperty("code");
  });

  test.each([
    [{ scene: "" }, "scene must have 1 to 64 characters"],
    [{ scene: "门".repeat(65) }, "scene must have 1 to 64 characters"],
    [{ scene: 7 }, "scene must be text"],
    [{ scene: "a\u200bb" }, 'scene has an invisible character (U+200B) after "a"; remove it'],
    [{ expires: "2026-12-31" }, "expires must be a time such as 2026-12-31T08:00:00Z"],
    [{ expires: "tomorrow" }, "expires must be a time such as 2026-12-31T08:00:00Z"],
    [{ expires: 1_800_000_000 }, "expires must be a time such as 2026-12-31T08:00:00Z"],
  ])("%p is a mistake", (field, reason) => expect(reasons({ ...code, ...field })).toEqual([reason]));

  test.each(["门".repeat(64), "a b&c=1", "x".repeat(64)])("takes the scene %p", (scene) =>
    expect(reasons({ ...code, scene })).toEqual([]),
  );

  test("belongs to service-account rules", () => {
    for (const field of [{ scene: "a" }, { expires: "2026-12-31T08:00:00+08:00" }]) {
      expect(reasons({ ...code, ...field })).toEqual([]);
      expect(reasons({ ...link, ...field })).toEqual([
        `${Object.keys(field)[0]} belongs to service-account rules only (prefix http://weixin.qq.com/q/…); remove it`,
      ]);
    }
  });

  test("warns of a temporary code from seven days before its end", () => {
    expect(warnings(7.1 * DAY_MS)).toEqual([]);
    expect(warnings(6.9 * DAY_MS)).toEqual([expect.stringContaining("this temporary code stops working at")]);
    expect(warnings(-1_000)).toEqual([expect.stringContaining("this temporary code stopped working at")]);
  });
});
