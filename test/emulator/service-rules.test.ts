import {
  accountCalls,
  CODE,
  LINK,
  OTHER_SHOP,
  OTHER_TARGET,
  serviceRule,
  SHOP,
  TARGET,
  useAccount,
  useEmulator,
} from "./test-client";

const emulator = useEmulator();
const account = useAccount(emulator);

test("stores an added service-account rule unpublished, with its target and nothing of a link rule", async () => {
  expect(await account().add(serviceRule({ permit_sub_rule: 1, debug_url: [] }))).toEqual({ errcode: 0, errmsg: "ok" });
  expect(emulator().state().rules).toEqual([
    { account: SHOP, prefix: CODE, appid: TARGET, path: "pages/index/index", state: 1 },
  ]);
});

test.each([
  ["no target", { appid: undefined }, 40166],
  ["an empty target", { appid: "" }, 40166],
  ["a malformed target", { appid: "wx123" }, 40166],
  ["a target that is no string", { appid: 5 }, 40166],
  ["no path", { path: "" }, 40097],
  ["another prefix", { prefix: LINK }, 85066],
  ["nothing after the prefix", { prefix: "http://weixin.qq.com/q/" }, 85066],
])("refuses %s", async (_name, changes, errcode) => {
  expect(await account().add(serviceRule(changes))).toMatchObject({ errcode });
  expect(emulator().state().rules).toEqual([]);
});

test("refuses a prefix that exists, under another target too", async () => {
  await account().add(serviceRule());
  expect(await account().add(serviceRule())).toMatchObject({ errcode: 85071 });
  expect(await account().add(serviceRule({ appid: OTHER_TARGET }))).toMatchObject({ errcode: 85071 });
});

test("refuses a code that another account has", async () => {
  await account().add(serviceRule());
  const other = accountCalls(emulator(), emulator().issueToken(OTHER_SHOP));
  expect(await other.add(serviceRule())).toMatchObject({ errcode: 85072 });
});

test("counts adds per target for ever: deleting gives none back", async () => {
  emulator().setOptions({ serviceAddLimit: 2 });
  for (const _ of [1, 2]) {
    expect(await account().add(serviceRule())).toMatchObject({ errcode: 0 });
    expect(await account().remove({ prefix: CODE, appid: TARGET })).toMatchObject({ errcode: 0 });
  }
  expect(await account().add(serviceRule())).toMatchObject({ errcode: 85073 });
  expect(await account().add(serviceRule({ appid: OTHER_TARGET }))).toMatchObject({ errcode: 0 });
});

test("takes a new path and target while unpublished, neither once published", async () => {
  await account().add(serviceRule());
  expect(await account().add(serviceRule({ is_edit: 1, path: "b", appid: OTHER_TARGET }))).toMatchObject({
    errcode: 0,
  });
  expect(emulator().state().rules[0]).toMatchObject({ path: "b", appid: OTHER_TARGET });
  await account().publish(CODE);
  expect(await account().add(serviceRule({ is_edit: 1, path: "c", appid: OTHER_TARGET }))).toMatchObject({
    errcode: 40097,
  });
  expect(await account().add(serviceRule({ is_edit: 1, path: "b" }))).toMatchObject({ errcode: 40097 });
});

test("deletes by prefix and target only", async () => {
  await account().add(serviceRule());
  expect(await account().remove({ prefix: CODE })).toMatchObject({ errcode: 40097 });
  expect(await account().remove({ prefix: CODE, appid: "" })).toMatchObject({ errcode: 40097 });
  expect(await account().remove({ prefix: CODE, appid: OTHER_TARGET })).toMatchObject({ errcode: 40097 });
  expect(await account().remove({ prefix: CODE, appid: TARGET })).toEqual({ errcode: 0, errmsg: "ok" });
  expect(emulator().state().rules).toEqual([]);
});
