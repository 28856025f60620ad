import {
  CODE,
  LINK,
  linkRule,
  OTHER_TARGET,
  serviceRule,
  SHOP,
  TARGET,
  useAccount,
  useEmulator,
  type Answer,
} from "./test-client";

const emulator = useEmulator();
const account = useAccount(emulator);

function plantCodes(count: number): string[] {
  const prefixes = Array.from({ length: count }, (_, n) => `http://weixin.qq.com/q/${n}`);
  emulator().putRules(
    prefixes.map((prefix) => ({ account: SHOP, prefix, appid: TARGET, path: "p", state: 2 as const })),
  );
  return prefixes;
}

function prefixesIn(answer: Answer): string[] {
  return (answer.rule_list ?? []).map((rule) => rule.prefix);
}

test("answers an account without link rules as WeChat was seen to", async () => {
  expect(await account().get()).toEqual({
    errcode: 0,
    errmsg: "ok",
    rule_list: [],
    qrcodejump_open: 1,
    list_size: 0,
    qrcodejump_pub_quota: 100,
    total_count: 0,
  });
});

test("reads link rules with {} and with what other clients send, and never service-account rules", async () => {
  await account().add(serviceRule());
  await account().add(linkRule());
  const rule = {
    prefix: LINK,
    path: "pages/index/index",
    state: 1,
    permit_sub_rule: 1,
    open_version: 3,
    debug_url: [],
  };
  for (const body of [{}, { appid: "", get_type: 0, page_num: 0, page_size: 0, prefix_list: null }]) {
    expect(await account().get(body)).toMatchObject({ errcode: 0, rule_list: [rule], list_size: 1, total_count: 1 });
  }
});

test("reads the service-account rules of one target without echoing it", async () => {
  await account().add(serviceRule());
  await account().publish(CODE);
  await account().add(serviceRule({ prefix: `${CODE}2`, appid: OTHER_TARGET }));
  const body = { appid: TARGET, page_num: 0, page_size: 0, prefix_list: null };
  expect((await account().get(body)).rule_list).toEqual([{ prefix: CODE, path: "pages/index/index", state: 2 }]);
  expect(prefixesIn(await account().get({ appid: OTHER_TARGET }))).toEqual([`${CODE}2`]);
});

test("gives numbers as strings when told, but the verdict as a number", async () => {
  emulator().setOptions({ numbersAsStrings: true });
  await account().add(linkRule());
  expect(await account().get()).toMatchObject({
    errcode: 0,
    rule_list: [{ state: "1", permit_sub_rule: "1", open_version: "3", debug_url: [] }],
    qrcodejump_open: "1",
    list_size: "1",
    qrcodejump_pub_quota: "100",
    total_count: "1",
  });
});

test("reads the latest 10,000 by default and says how many there are", async () => {
  const prefixes = plantCodes(10_001);
  const answer = await account().get({ appid: TARGET, get_type: 0 });
  expect(answer).toMatchObject({ list_size: 10_000, total_count: 10_001 });
  expect(prefixesIn(answer)).toEqual(prefixes.slice(1).reverse());
});

test("reads by prefix and leaves out those that do not exist", async () => {
  plantCodes(3);
  const list = ["http://weixin.qq.com/q/2", "http://weixin.qq.com/q/gone", "http://weixin.qq.com/q/0"];
  const answer = await account().get({ appid: TARGET, get_type: "1", prefix_list: list });
  expect(answer).toMatchObject({ list_size: 2, total_count: 2 });
  expect(prefixesIn(answer).sort()).toEqual([list[2], list[0]]);
});

test("reads 200 prefixes at a time and refuses 201", async () => {
  const prefixes = plantCodes(201);
  const answer = await account().get({ appid: TARGET, get_type: 1, prefix_list: prefixes.slice(1) });
  expect(answer.list_size).toBe(200);
  expect(await account().get({ appid: TARGET, get_type: 1, prefix_list: prefixes })).toMatchObject({ errcode: 40097 });
});

test("pages in order of addition, the last page short and the next one empty", async () => {
  const prefixes = plantCodes(450);
  const read = (page_num: number) => account().get({ appid: TARGET, get_type: 2, page_num, page_size: 200 });
  const pages = [await read(1), await read(2), await read(3), await read(4)];
  expect(pages.flatMap(prefixesIn)).toEqual(prefixes);
  expect(pages.map((page) => page.list_size)).toEqual([200, 200, 50, 0]);
  expect(pages.map((page) => page.total_count)).toEqual([450, 450, 450, 450]);
});

test("takes page 0 and size 0 for the first page of 200", async () => {
  const prefixes = plantCodes(201);
  const answer = await account().get({ appid: TARGET, get_type: 2, page_num: 0, page_size: "0" });
  expect(prefixesIn(answer)).toEqual(prefixes.slice(0, 200));
});

test("moves a rule that was deleted and added again to the end", async () => {
  plantCodes(2);
  await account().remove({ prefix: "http://weixin.qq.com/q/0", appid: TARGET });
  await account().add(serviceRule({ prefix: "http://weixin.qq.com/q/0" }));
  const answer = await account().get({ appid: TARGET, get_type: 2, page_num: 1, page_size: 10 });
  expect(prefixesIn(answer)).toEqual(["http://weixin.qq.com/q/1", "http://weixin.qq.com/q/0"]);
});

test.each([
  [{ appid: "wx1" }, 40166],
  [{ appid: TARGET, get_type: 3 }, 40097],
  [{ appid: TARGET, get_type: 2, page_num: 1, page_size: 201 }, 40097],
  [{ appid: TARGET, get_type: 2, page_num: -1, page_size: 20 }, 40097],
  [{ appid: TARGET, get_type: 2, page_num: 1.5, page_size: 20 }, 40097],
  [{ appid: TARGET, get_type: 1, prefix_list: "x" }, 40097],
  [{ appid: TARGET, get_type: 1, prefix_list: [1] }, 40097],
])("refuses to read %j", async (body, errcode) => {
  expect(await account().get(body)).toMatchObject({ errcode });
});
