import type { Rule } from "../../provider/rules/rule";
import { RULE_TYPE } from "../../provider/stack-program/qr-code-jump-rule";
import { storedRulesIn } from "../../provider/stack-program/stored-rules";
import { linkRule, serviceRule } from "./support";

const LINK = linkRule();
const CODE = serviceRule();
const stored = (rule: object, more: object = {}): object => ({ type: RULE_TYPE, inputs: rule, outputs: rule, ...more });
const exported = (...resources: object[]): string => JSON.stringify({ version: 3, deployment: { resources } });
const retained = (...resources: object[]): unknown[] => {
  const rules = storedRulesIn(exported(...resources), []);
  if ("unreadable" in rules) throw new Error(rules.unreadable);
  return [...rules.retained];
};

describe("what the state says of rules", () => {
  test("which of them Pulumi retains", () => {
    expect(retained(stored(LINK, { retainOnDelete: true }), stored(CODE))).toEqual([LINK.prefix]);
    expect(retained(stored(LINK, { retainOnDelete: false }), { type: "aws:s3:Bucket", retainOnDelete: true })).toEqual(
      [],
    );
  });

  test("a prefix of two resources is retained only where both are, those aside that are deleted already", () => {
    const kept = stored(LINK, { retainOnDelete: true });
    expect(retained(kept, stored(LINK))).toEqual([]);
    expect(retained(kept, stored(LINK, { delete: true }))).toEqual([LINK.prefix]);
    expect(retained(stored(LINK, { retainOnDelete: true, delete: true }), stored(CODE))).toEqual([]);
  });

  test("how the last program wanted them, which may be otherwise than they are", () => {
    const rules = storedRulesIn(exported(stored(LINK, { outputs: { ...LINK, published: false } })), []);
    expect(rules).toMatchObject({ wanted: new Map([[LINK.prefix, LINK]]) });
  });

  test("nothing, where there are none or their fields are secrets", () => {
    expect(storedRulesIn(JSON.stringify({ deployment: {} }), [])).toEqual({
      retained: new Set(),
      wanted: new Map(),
      options: new Map(),
    });
    const secret = {
      prefix: { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "v1:…" },
    };
    expect(retained(stored(secret, { retainOnDelete: true }))).toEqual([]);
  });

  test("nothing, where they are other rules than the engine tells of", () => {
    const state = exported(stored(LINK, { retainOnDelete: true }));
    const told = (rule: Rule) => [{ name: "door", rule, account: undefined }];
    expect(storedRulesIn(state, told(LINK))).toMatchObject({ retained: new Set([LINK.prefix]) });
    for (const rule of [CODE, linkRule({ path: "pages/old" })]) {
      expect(storedRulesIn(state, told(rule))).toEqual({
        unreadable: '"pulumi stack export" shows another state than this run has',
      });
    }
  });

  test.each(["", "null", "{}", "[]", "error: no stack", '{"deployment":'])("is not guessed from %p", (text) => {
    expect(storedRulesIn(text, [])).toEqual({ unreadable: 'what "pulumi stack export" prints is not a state' });
  });
});
