import * as fc from "fast-check";
import type { AccountRule, Rule } from "../../emulator";
import { isUnder } from "../../emulator/links";
import { Rules } from "../../emulator/rules";
import { LINK, linkRule, OTHER_SHOP, useAccount, useEmulator } from "./test-client";

const emulator = useEmulator();
const shop = useAccount(emulator);
const other = useAccount(emulator, OTHER_SHOP);

describe("a prefix", () => {
  test("belongs to one account: its own is 85071, another's is 85072 and can neither be changed nor seen", async () => {
    await shop().add(linkRule());
    expect(await shop().add(linkRule())).toMatchObject({ errcode: 85071 });
    expect(await other().add(linkRule())).toMatchObject({ errcode: 85072 });
    expect(await other().add(linkRule({ is_edit: 1 }))).toMatchObject({ errcode: 40097 });
    expect(await other().publish(LINK)).toMatchObject({ errcode: 40097 });
    expect(await other().remove({ prefix: LINK })).toMatchObject({ errcode: 40097 });
    expect((await other().get()).rule_list).toEqual([]);
    expect(await shop().remove({ prefix: LINK })).toMatchObject({ errcode: 0 });
    expect(await other().add(linkRule())).toMatchObject({ errcode: 0 });
    expect(await shop().add(linkRule())).toMatchObject({ errcode: 85072 });
  });

  test.each([
    ["https://shop.example/a/b/c?x=1", "https://shop.example/a/", 85072],
    ["https://SHOP.example/a/", "https://shop.example/", 85072],
    ["https://shop.example", "https://shop.example/", 85072],
    ["https://shop.example/q?id=12", "https://shop.example/q?id=1", 85072],
    ["https://shop.example/q?id=2", "https://shop.example/q?id=1", 0],
    ["https://shop.example/ab", "https://shop.example/a", 0],
    ["http://shop.example/a/b", "https://shop.example/a/", 0],
  ])("%s beside another account's occupying %s is answered with %i", async (prefix, above, errcode) => {
    await shop().add(linkRule({ prefix: above, permit_sub_rule: 2 }));
    expect(await other().add(linkRule({ prefix }))).toMatchObject({ errcode });
  });

  test("is free as soon as the rule above it no longer occupies it", async () => {
    const below = linkRule({ prefix: `${LINK}b` });
    await shop().add(linkRule({ permit_sub_rule: 2 }));
    expect(await other().add(below)).toMatchObject({ errcode: 85072 });
    await shop().add(linkRule({ permit_sub_rule: 1, is_edit: 1 }));
    expect(await other().add(below)).toMatchObject({ errcode: 0 });
    await other().remove(below);
    await shop().add(linkRule({ permit_sub_rule: 2, is_edit: 1 }));
    expect(await other().add(below)).toMatchObject({ errcode: 85072 });
    await shop().remove({ prefix: LINK });
    expect(await other().add(below)).toMatchObject({ errcode: 0 });
  });
});

test("who occupies a prefix is found as if all rules were looked through", () => {
  const part = fc.constantFrom("", "a", "b", "ab");
  const url = fc
    .tuple(
      fc.constantFrom("http", "https", "HTTPS"),
      fc.constantFrom("a.example", "A.example", "b.example"),
      fc.array(part, { maxLength: 3 }),
      fc.constantFrom("", "?", "?x=1", "?x=12"),
    )
    .map(
      ([protocol, host, parts, query]) => `${protocol}://${host}${parts.map((each) => `/${each}`).join("")}${query}`,
    );
  const change = fc.record({
    account: fc.constantFrom("A", "B", "C"),
    prefix: url,
    permitSubRule: fc.constantFrom(1, 2),
    isRemoved: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 30 }), url, (changes, wanted) => {
      const rules = new Rules();
      for (const { account, prefix, permitSubRule, isRemoved } of changes) {
        const rule: Rule = { prefix, path: "p", state: 1, permitSubRule };
        if (isRemoved) rules.remove(account, prefix, 0);
        else if ((rules.ownerOf(prefix) ?? account) === account) rules.put(account, rule, 0);
      }
      const holds = (rule: AccountRule): boolean =>
        rule.prefix === wanted || (rule.permitSubRule === 2 && isUnder(wanted, rule.prefix));
      for (const account of ["A", "B", "C"]) {
        const others = rules.all().filter((rule) => rule.account !== account);
        expect(rules.isOccupiedByOther(account, wanted)).toBe(others.some(holds));
      }
    }),
    { numRuns: 500 },
  );
});
