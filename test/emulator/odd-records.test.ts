import {
  accountCalls,
  CODE,
  LINK,
  linkRule,
  OTHER_SHOP,
  OTHER_TARGET,
  postJson,
  serviceRule,
  SHOP,
  TARGET,
  useAccount,
  useEmulator,
} from "./test-client";

const ODD = [
  { prefix: "https://x/", path: null, state: 2 },
  { prefix: "https://y/", path: "p", state: 3, debug_url: "https://y/1" },
  { path: "p", state: 1 },
  { prefix: "https://z/", path: "p", state: 2, colour: { red: 1 } },
  null,
  "text",
  [],
];

const emulator = useEmulator();
const shop = useAccount(emulator);

test("shows them exactly as they are after the link rules, and counts them", async () => {
  await shop().add(linkRule());
  emulator().setOptions({ oddRecords: ODD.map((record) => ({ account: SHOP, record })), numbersAsStrings: true });
  const answer = await shop().get();
  const [own, ...odd] = answer.rule_list ?? [];
  expect(own).toMatchObject({ prefix: LINK, state: "1" });
  expect(odd).toEqual(ODD);
  expect(answer).toMatchObject({ list_size: "8", total_count: "8" });
});

describe("those of a target", () => {
  const record = { prefix: `${CODE}odd`, path: null, state: 2 };

  beforeEach(async () => {
    await shop().add(serviceRule());
    emulator().setOptions({
      oddRecords: [
        { account: SHOP, appid: TARGET, record },
        { account: SHOP, appid: TARGET, record: {} },
      ],
    });
  });

  test.each([
    ["the latest", { get_type: 0 }, [{}, record, { prefix: CODE }], 3],
    ["by prefix", { get_type: 1, prefix_list: [CODE, record.prefix] }, [{ prefix: CODE }, record], 2],
    ["by other prefixes", { get_type: 1, prefix_list: [CODE] }, [{ prefix: CODE }], 1],
    ["by page", { get_type: 2, page_num: 2, page_size: 2 }, [{}], 3],
  ])("show %s", async (_name, query, list, total) => {
    const answer = await shop().get({ appid: TARGET, ...query });
    expect(answer).toMatchObject({ rule_list: list, list_size: list.length, total_count: total });
    expect(answer.rule_list).toHaveLength(list.length);
  });

  test("show nowhere else", async () => {
    expect(await shop().get()).toMatchObject({ list_size: 0 });
    expect(await shop().get({ appid: OTHER_TARGET })).toMatchObject({ list_size: 0 });
    const other = accountCalls(emulator(), emulator().issueToken(OTHER_SHOP));
    expect(await other.get({ appid: TARGET })).toMatchObject({ list_size: 0 });
  });
});

test("are set over HTTP, unknown to writes and to the state, and gone after a reset", async () => {
  const oddRecords = [{ account: SHOP, record: { prefix: LINK, path: null, state: 2 } }];
  await postJson(`${emulator().url}/__emulator/options`, { oddRecords });
  expect(await shop().remove({ prefix: LINK })).toMatchObject({ errcode: 40097 });
  expect(await shop().get()).toMatchObject({ list_size: 1 });
  expect(emulator().state().rules).toEqual([]);
  emulator().reset();
  expect(emulator().options.oddRecords).toEqual([]);
});

test.each([
  ["changed", () => shop().add(linkRule({ is_edit: 1 }))],
  [
    "deleted and added again",
    async () =>
      shop()
        .remove({ prefix: LINK })
        .then(() => shop().add(linkRule())),
  ],
])("shows a rule as an odd record until it is %s", async (_name, change) => {
  const shownAs = { prefix: LINK, path: null, state: "published" };
  const rule = { account: SHOP, prefix: LINK, path: "pages/index/index", state: 1, shownAs };
  await postJson(`${emulator().url}/__emulator/rules`, rule);
  expect((await shop().get()).rule_list).toEqual([shownAs]);
  await shop().publish(LINK);
  expect((await shop().get()).rule_list).toEqual([shownAs]);
  expect(await change()).toMatchObject({ errcode: 0 });
  expect((await shop().get()).rule_list).toMatchObject([{ prefix: LINK, path: "pages/index/index" }]);
});
