import {
  accountCalls,
  CODE,
  LINK,
  linkRule,
  postJson,
  serviceRule,
  SHOP,
  TARGET,
  useAccount,
  useEmulator,
  type Answer,
} from "./test-client";

const LAG_MS = 3_000;
const START_MS = Date.UTC(2026, 0, 15);

let nowMs = START_MS;

beforeEach(() => {
  nowMs = START_MS;
});
const emulator = useEmulator({ publishQuota: 10, readLagMs: LAG_MS, now: () => nowMs });
const shop = useAccount(emulator);

const shown = ({ rule_list: rules, list_size: size, total_count: total }: Answer) => {
  expect(size).toBe(rules?.length);
  expect(total).toBe(rules?.length);
  return rules?.map(({ prefix, path, state }) => [prefix.slice(-2), path.slice(-1), state]);
};

test("shows every change of a link rule, and the quota, so much later", async () => {
  await shop().add(linkRule({ path: "p/1" }));
  nowMs += 1_000;
  await shop().add(linkRule({ path: "p/2", is_edit: 1 }));
  nowMs += 1_000;
  await shop().publish(LINK);
  nowMs += 1_000;
  await shop().remove({ prefix: LINK });
  nowMs -= 1;
  const seen: unknown[] = [];
  for (let n = 0; n < 5; n++) {
    const answer = await shop().get();
    seen.push([shown(answer), answer.qrcodejump_pub_quota]);
    nowMs += n === 0 ? 1 : 1_000;
  }
  expect(seen).toEqual([
    [[], 10],
    [[["a/", "1", 1]], 10],
    [[["a/", "2", 1]], 10],
    [[["a/", "2", 2]], 9],
    [[], 9],
  ]);
});

test.each([
  ["the latest", { get_type: 0 }],
  ["by prefix", { get_type: 1, prefix_list: [CODE] }],
  ["by page", { get_type: 2, page_num: 1, page_size: 10 }],
])("shows service-account rules late, %s", async (_name, query) => {
  const read = async () => shown(await shop().get({ appid: TARGET, ...query }));
  await shop().add(serviceRule());
  await shop().publish(CODE);
  nowMs += LAG_MS - 1;
  expect(await read()).toEqual([]);
  nowMs += 1;
  await shop().remove({ prefix: CODE, appid: TARGET });
  expect(await read()).toEqual([["xx", "x", 2]]);
  nowMs += LAG_MS;
  expect(await read()).toEqual([]);
});

test("shows the order of then: what was deleted and added again stands at its old place until then", async () => {
  const other = `${CODE}2`;
  await shop().add(serviceRule());
  await shop().add(serviceRule({ prefix: other }));
  nowMs += LAG_MS;
  await shop().remove({ prefix: CODE, appid: TARGET });
  await shop().add(serviceRule({ path: "p/2" }));
  const order = async () => shown(await shop().get({ appid: TARGET, get_type: 2 }));
  expect(await order()).toEqual([
    ["xx", "x", 1],
    ["x2", "x", 1],
  ]);
  nowMs += LAG_MS;
  expect(await order()).toEqual([
    ["x2", "x", 1],
    ["xx", "2", 1],
  ]);
});

test("judges writes by what is there now", async () => {
  await shop().add(linkRule());
  expect(await shop().add(linkRule())).toMatchObject({ errcode: 85071 });
  expect(await shop().publish(LINK)).toMatchObject({ errcode: 0 });
  emulator().setQuotaLeft(0);
  expect(await shop().publish(LINK)).toMatchObject({ errcode: 886000 });
  await shop().remove({ prefix: LINK });
  expect(await shop().remove({ prefix: LINK })).toMatchObject({ errcode: 40097 });
  expect(emulator().state()).toMatchObject({ rules: [], publishQuotaLeft: 0 });
});

test("shows at once what a test puts, removes or sets", async () => {
  emulator().putRules([{ account: SHOP, prefix: LINK, path: "p/1", state: 2 }]);
  emulator().setQuotaLeft(4);
  const answer = await shop().get();
  expect(shown(answer)).toEqual([["a/", "1", 2]]);
  expect(answer.qrcodejump_pub_quota).toBe(4);
  await shop().publish(LINK);
  expect((await shop().get()).qrcodejump_pub_quota).toBe(4);
  emulator().deleteRules([{ account: SHOP, prefix: LINK }]);
  expect(shown(await shop().get())).toEqual([]);
});

test("lags more or less while it runs, over HTTP too", async () => {
  const lag = (readLagMs: number) => postJson(`${emulator().url}/__emulator/options`, { readLagMs });
  await shop().add(linkRule());
  nowMs += 100;
  expect(shown(await shop().get())).toEqual([]);
  await lag(100);
  expect(shown(await shop().get())).toHaveLength(1);
  await lag(101);
  expect(shown(await shop().get())).toEqual([]);
  await lag(0);
  expect(shown(await shop().get())).toHaveLength(1);
});

test("tells the quota of the month that it was then", async () => {
  nowMs = Date.UTC(2026, 0, 31, 15, 59, 59);
  const late = accountCalls(emulator(), emulator().issueToken(SHOP));
  await late.add(linkRule());
  await late.publish(LINK);
  nowMs += LAG_MS;
  expect((await late.get()).qrcodejump_pub_quota).toBe(9);
  nowMs += 1_000;
  expect((await late.get()).qrcodejump_pub_quota).toBe(10);
});
