import { parseGet, type Extent } from "../../provider/wechat/wire";
import { CODE, LINK, linkRule, serviceRule, SHOP } from "./support";

const record = (n: number) => ({ prefix: `${CODE}${n}`, path: "pages/index/index", state: 2 });
const records = (count: number) => Array.from({ length: count }, (_, n) => record(n));

/** Whether a list with these counts is believed. */
function isBelieved(extent: Extent, length: number, list_size?: number, total_count?: number): boolean {
  const counts = { ...(list_size !== undefined && { list_size }), ...(total_count !== undefined && { total_count }) };
  const answer = { rule_list: records(length), ...counts, qrcodejump_pub_quota: 1 };
  return typeof parseGet(answer, SHOP, extent) !== "string";
}

test.each<[string, Extent, number, number | undefined, number | undefined, boolean]>([
  ["the whole list, all of it", "all", 3, 3, 3, true],
  ["the whole list, less than counted", "all", 3, 3, 4, false],
  ["the whole list, also where it is as long as the longest", "all", 10_000, 10_000, 10_001, false],
  ["the latest, all of them", "latest", 3, 3, 3, true],
  ["the latest, less than counted and than there may be", "latest", 3, 3, 12, false],
  ["the latest, as many as there may be", "latest", 10_000, 10_000, 10_001, true],
  ["some, with a count of their own", "some", 3, 3, 12, true],
  ["some, less than their own count", "some", 3, 4, 12, false],
  ["some, more than there are", "some", 3, 3, 2, false],
  ["some, with no count but that of all, which is theirs", "some", 3, undefined, 3, true],
  ["some, with no count but that of all, which is not theirs", "some", 3, undefined, 12, false],
  ["any, without counts", "all", 3, undefined, undefined, true],
])("a list is believed or not: %s", (_what, extent, length, size, total, expected) => {
  expect(isBelieved(extent, length, size, total)).toBe(expected);
});

test("a record is read by the kind of its prefix, whichever list it is in", () => {
  const rule_list = [record(1), { prefix: LINK, path: "pages/shop/index", state: 2 }];
  const answer = parseGet({ rule_list, total_count: 2, qrcodejump_pub_quota: 1 }, SHOP, "all");
  expect(answer).toMatchObject({ rules: [serviceRule({ prefix: `${CODE}1` }), linkRule()], odd: [] });
});

test.each([
  ["/pages/shop/index?id=3", "pages/shop/index?id=3"],
  ["//pages/shop/index", "//pages/shop/index"],
  ["/", "/"],
  ["/?id=3", "/?id=3"],
])("a page is read without the slash that the console takes, if a page is left: %s", (path, page) => {
  const rule_list = [{ prefix: LINK, path, state: 2 }];
  const answer = parseGet({ rule_list, total_count: 1, qrcodejump_pub_quota: 1 }, undefined, "all");
  expect(answer).toMatchObject({ rules: [linkRule({ path: page })] });
});
