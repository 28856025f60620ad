import { LINK, linkRule, OTHER_SHOP, SHOP, TARGET, useAccount, useEmulator } from "./test-client";

const emulator = useEmulator();
const shop = useAccount(emulator);
const otherShop = useAccount(emulator, OTHER_SHOP);

test("stores an added link rule unpublished, with its tester fields", async () => {
  const debugUrls = [`${LINK}test?x=1`];
  expect(await shop().add(linkRule({ debug_url: debugUrls }))).toEqual({ errcode: 0, errmsg: "ok" });
  expect(emulator().state().rules).toEqual([
    { account: SHOP, prefix: LINK, path: "pages/index/index", state: 1, permitSubRule: 1, openVersion: 3, debugUrls },
  ]);
});

test("takes numbers as strings, and an empty appid for none", async () => {
  const asStrings = linkRule({ permit_sub_rule: "2", open_version: "1", is_edit: "0", appid: "" });
  expect(await shop().add(asStrings)).toMatchObject({ errcode: 0 });
  expect(emulator().state().rules[0]).toMatchObject({ permitSubRule: 2, openVersion: 1 });
});

test("ignores fields it does not know and takes a missing debug_url for none", async () => {
  expect(await shop().add(linkRule({ colour: "red", debug_url: undefined }))).toMatchObject({ errcode: 0 });
  expect(emulator().state().rules[0]).toMatchObject({ debugUrls: [] });
});

test.each([
  ["no path", { path: undefined }, 40097],
  ["an empty path", { path: "" }, 40097],
  ["a path that is no string", { path: 7 }, 40097],
  ["no prefix", { prefix: undefined }, 40097],
  ["permit_sub_rule 0", { permit_sub_rule: 0 }, 40097],
  ["permit_sub_rule 3", { permit_sub_rule: 3 }, 40097],
  ["no permit_sub_rule", { permit_sub_rule: undefined }, 40097],
  ["open_version 4", { open_version: 4 }, 40097],
  ["open_version in words", { open_version: "release" }, 40097],
  ["is_edit 2", { is_edit: 2 }, 40097],
  ["no is_edit", { is_edit: undefined }, 40097],
  ["six debug_urls", { debug_url: Array.from({ length: 6 }, (_, n) => `${LINK}${n}`) }, 40097],
  ["a debug_url that is no list", { debug_url: `${LINK}x` }, 40097],
  ["a debug_url that is no string", { debug_url: [1] }, 40097],
  ["a debug_url elsewhere", { debug_url: ["https://shop.example/b"] }, 85068],
  ["a debug_url of another protocol", { debug_url: ["http://shop.example/a/b"] }, 85068],
  ["a prefix that is no URL", { prefix: "shop" }, 85066],
  ["raw Chinese in the prefix", { prefix: "https://shop.example/中/" }, 85066],
  ["a personal QR code", { prefix: "http://weixin.qq.com/r/abc" }, 85066],
  ["a target mini program", { appid: TARGET }, 85066],
  ["a host without ICP filing", { prefix: "https://www.no-icp.example/" }, 85076],
  ["a host without the ownership file", { prefix: "https://www.no-file.example/" }, 85069],
])("refuses %s", async (_name, changes, errcode) => {
  expect(await shop().add(linkRule(changes))).toMatchObject({ errcode });
  expect(emulator().state().rules).toEqual([]);
  expect(emulator().calls().at(-1)).toMatchObject({ errcode, applied: false });
});

test("takes five debug_urls", async () => {
  const urls = Array.from({ length: 5 }, (_, n) => `${LINK}${n}`);
  expect(await shop().add(linkRule({ debug_url: urls }))).toMatchObject({ errcode: 0 });
});

test.each([
  ["unfiledHosts", 85076],
  ["unownedHosts", 85069],
  ["illegalHosts", 85066],
  ["blacklistedHosts", 85070],
])("refuses the hosts and domains listed in %s", async (option, errcode) => {
  emulator().setOptions({ [option]: ["bad.example", ".worse.example"] });
  expect(await shop().add(linkRule({ prefix: "https://bad.example:8443/" }))).toMatchObject({ errcode });
  expect(await shop().add(linkRule({ prefix: "https://a.worse.example/" }))).toMatchObject({ errcode });
  expect(await shop().add(linkRule({ prefix: "https://not-bad.example/" }))).toMatchObject({ errcode: 0 });
});

test("refuses to add a prefix twice, even when nothing differs", async () => {
  await shop().add(linkRule());
  expect(await shop().add(linkRule())).toMatchObject({ errcode: 85071 });
});

test("refuses a prefix that another account has", async () => {
  await shop().add(linkRule());
  expect(await otherShop().add(linkRule())).toMatchObject({ errcode: 85072 });
});

test("refuses a longer prefix beneath another account's occupying rule only", async () => {
  await shop().add(linkRule({ permit_sub_rule: 2 }));
  await shop().add(linkRule({ prefix: "https://shop.example/free/", permit_sub_rule: 1 }));
  expect(await otherShop().add(linkRule({ prefix: `${LINK}b` }))).toMatchObject({ errcode: 85072 });
  expect(await otherShop().add(linkRule({ prefix: "https://shop.example/ab" }))).toMatchObject({ errcode: 0 });
  expect(await otherShop().add(linkRule({ prefix: "https://shop.example/free/b" }))).toMatchObject({ errcode: 0 });
  expect(await shop().add(linkRule({ prefix: `${LINK}b` }))).toMatchObject({ errcode: 0 });
});

test("refuses the 101st link prefix of an account until one is deleted", async () => {
  const many = Array.from({ length: 100 }, (_, n) => `${LINK}${n}`);
  emulator().putRules(many.map((prefix) => ({ account: SHOP, prefix, path: "p", state: 1 as const })));
  expect(await shop().add(linkRule())).toMatchObject({ errcode: 85073 });
  await shop().remove({ prefix: `${LINK}0` });
  expect(await shop().add(linkRule())).toMatchObject({ errcode: 0 });
});

test("modifies every field of an unpublished rule and keeps its place", async () => {
  await shop().add(linkRule());
  await shop().add(linkRule({ prefix: "https://shop.example/z" }));
  const changed = linkRule({ is_edit: 1, path: "pages/b", permit_sub_rule: 2, open_version: 1 });
  expect(await shop().add(changed)).toMatchObject({ errcode: 0 });
  expect(emulator().state().rules[0]).toMatchObject({ prefix: LINK, path: "pages/b", state: 1, openVersion: 1 });
});

test("refuses to modify a rule that does not exist", async () => {
  expect(await shop().add(linkRule({ is_edit: 1 }))).toMatchObject({ errcode: 40097 });
});

test("refuses a new path for a published rule but takes new tester fields, which stay published", async () => {
  await shop().add(linkRule());
  await shop().publish(LINK);
  expect(await shop().add(linkRule({ is_edit: 1, path: "pages/b" }))).toMatchObject({ errcode: 40097 });
  expect(await shop().add(linkRule({ is_edit: 1, open_version: 1 }))).toMatchObject({ errcode: 0 });
  expect(emulator().state().rules[0]).toMatchObject({ openVersion: 1, state: 2, path: "pages/index/index" });
});

test.each([{ open_version: 1 }, { permit_sub_rule: 2 }, { debug_url: [`${LINK}x`] }])(
  "refuses %j on a published rule when told to refuse tester edits",
  async (change) => {
    emulator().setOptions({ refuseTesterEdits: true });
    await shop().add(linkRule());
    await shop().publish(LINK);
    expect(await shop().add(linkRule({ is_edit: 1, ...change }))).toMatchObject({ errcode: 40097 });
  },
);

test("takes an edit that changes nothing as done and logs it as not applied", async () => {
  await shop().add(linkRule());
  expect(await shop().add(linkRule({ is_edit: 1 }))).toMatchObject({ errcode: 0 });
  expect(emulator().calls().at(-1)).toMatchObject({ errcode: 0, applied: false });
});

test("refuses personal mini programs and accounts without the grant at every rule endpoint", async () => {
  const everything = () => [
    shop().add(linkRule()),
    shop().publish(LINK),
    shop().get(),
    shop().remove({}),
    shop().download(),
  ];
  emulator().setOptions({ personal: [SHOP] });
  for (const answer of await Promise.all(everything())) expect(answer.errcode).toBe(85075);
  emulator().setOptions({ notGranted: [SHOP] });
  for (const answer of await Promise.all(everything())) expect(answer.errcode).toBe(48001);
});

test("hands out the same ownership file for an account and another for another", async () => {
  const file = await shop().download();
  expect(file.file_name).toMatch(/^[A-Za-z0-9]{10}\.txt$/);
  expect(file.file_content).toMatch(/^[0-9a-f]{32}$/);
  expect(await shop().download()).toEqual(file);
  expect((await otherShop().download()).file_name).not.toBe(file.file_name);
});
