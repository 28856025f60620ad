import {
  accountCalls,
  CODE,
  LINK,
  linkRule,
  OTHER_SHOP,
  serviceRule,
  SHOP,
  TARGET,
  useAccount,
  useEmulator,
} from "./test-client";

let nowMs = Date.UTC(2026, 0, 15);

beforeEach(() => {
  nowMs = Date.UTC(2026, 0, 15);
});
const emulator = useEmulator({ now: () => nowMs });
const shop = useAccount(emulator);

test("publishes a rule for one of the month's publishes", async () => {
  await shop().add(linkRule());
  expect(await shop().publish(LINK)).toEqual({ errcode: 0, errmsg: "ok" });
  expect(emulator().state()).toMatchObject({ rules: [{ state: 2 }], publishQuotaLeft: 99 });
});

test("charges for publishing a published rule again", async () => {
  await shop().add(linkRule());
  await shop().publish(LINK);
  expect(await shop().publish(LINK)).toMatchObject({ errcode: 0 });
  expect(emulator().state().publishQuotaLeft).toBe(98);
});

test.each([LINK, "", undefined])("refuses to publish %p when there is no such rule", async (prefix) => {
  expect(await shop().publish(prefix)).toMatchObject({ errcode: 40097 });
  expect(emulator().state().publishQuotaLeft).toBe(100);
});

test("refuses to publish without quota, with no words, and keeps the rule", async () => {
  emulator().setOptions({ publishQuota: 1 });
  await shop().add(linkRule());
  await shop().publish(LINK);
  const answer = await shop().publish(LINK);
  expect(answer).toMatchObject({ errcode: 886000 });
  expect(answer.errmsg).toMatch(/^ rid: /);
  expect(emulator().state().rules).toHaveLength(1);
});

test("gives every account its own quota", async () => {
  await shop().add(linkRule());
  await shop().publish(LINK);
  emulator().issueToken(OTHER_SHOP);
  expect(emulator().state().publishQuotaLeftByAccount).toEqual({ [SHOP]: 99, [OTHER_SHOP]: 100 });
});

test("renews the quota when the month turns in Beijing", async () => {
  nowMs = Date.UTC(2026, 0, 31, 15, 59, 59);
  const late = accountCalls(emulator(), emulator().issueToken(SHOP));
  await late.add(linkRule());
  await late.publish(LINK);
  expect(emulator().state().publishQuotaLeft).toBe(99);
  nowMs += 1000;
  expect(emulator().state().publishQuotaLeft).toBe(100);
});

test("refuses to publish for a mini program without a released version: the target, or the account of a link", async () => {
  emulator().setOptions({ unreleased: [TARGET] });
  await shop().add(linkRule());
  await shop().add(serviceRule());
  expect(await shop().publish(CODE)).toMatchObject({ errcode: 85074 });
  expect(await shop().publish(LINK)).toMatchObject({ errcode: 0 });
  emulator().setOptions({ unreleased: [SHOP] });
  expect(await shop().publish(CODE)).toMatchObject({ errcode: 0 });
  expect(await shop().publish(LINK)).toMatchObject({ errcode: 85074 });
});

test("refuses to publish or edit a damaged rule until it is deleted and added again", async () => {
  emulator().putRules([{ account: SHOP, prefix: LINK, path: "p", state: 1, damaged: true }]);
  expect(await shop().publish(LINK)).toMatchObject({ errcode: 85095 });
  expect(await shop().add(linkRule({ is_edit: 1 }))).toMatchObject({ errcode: 85095 });
  expect(await shop().add(linkRule())).toMatchObject({ errcode: 85071 });
  expect(await shop().remove({ prefix: LINK })).toMatchObject({ errcode: 0 });
  expect(await shop().add(linkRule())).toMatchObject({ errcode: 0 });
  expect(await shop().publish(LINK)).toMatchObject({ errcode: 0 });
});

test("deletes published and unpublished link rules, with or without an empty appid", async () => {
  emulator().putRules([
    { account: SHOP, prefix: `${LINK}1`, path: "p", state: 1 },
    { account: SHOP, prefix: `${LINK}2`, path: "p", state: 2 },
  ]);
  expect(await shop().remove({ prefix: `${LINK}1` })).toEqual({ errcode: 0, errmsg: "ok" });
  expect(await shop().remove({ prefix: `${LINK}2`, appid: "" })).toEqual({ errcode: 0, errmsg: "ok" });
  expect(emulator().state().rules).toEqual([]);
});

test("does not delete a link rule by a target it has not, nor another account's rule", async () => {
  emulator().putRules([{ account: OTHER_SHOP, prefix: LINK, path: "p", state: 1 }]);
  expect(await shop().remove({ prefix: LINK })).toMatchObject({ errcode: 40097 });
  await shop().add(linkRule({ prefix: `${LINK}1` }));
  expect(await shop().remove({ prefix: `${LINK}1`, appid: TARGET })).toMatchObject({ errcode: 40097 });
  expect(emulator().state().rules).toHaveLength(2);
});

test("answers the delete of a missing rule as told, applying nothing", async () => {
  expect(await shop().remove({ prefix: LINK })).toMatchObject({ errcode: 40097 });
  emulator().setOptions({ deleteMissing: "ok" });
  expect(await shop().remove({ prefix: LINK })).toEqual({ errcode: 0, errmsg: "ok" });
  expect(emulator().calls().at(-1)).toMatchObject({ errcode: 0, applied: false });
  expect(await shop().remove({})).toMatchObject({ errcode: 40097 });
});
