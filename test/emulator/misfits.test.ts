import { MISFITS, type Misfit } from "../../emulator";
import { CODE, LINK, linkRule, postJson, SHOP, TARGET, useAccount, useEmulator, type Answer } from "./test-client";

const emulator = useEmulator();
const shop = useAccount(emulator);

const places = [1, 2, 3, 4, 5];

function plant(): void {
  const rule = { account: SHOP, path: "p", state: 2 } as const;
  emulator().putRules(places.map((place) => ({ ...rule, prefix: `${LINK}${place}` })));
  emulator().putRules(places.map((place) => ({ ...rule, prefix: CODE + String(place), appid: TARGET })));
}

/** How long the list is, and the counts beside it. */
const counted = (answer: Answer) => [answer.rule_list?.length, answer.list_size, answer.total_count];

const expected: [Misfit, (number | undefined)[]][] = [
  ["emptyList", [0, 5, 5]],
  ["shortByOne", [4, 5, 5]],
  ["shortByHalf", [2, 5, 5]],
  ["noList", [undefined, 5, 5]],
  ["noListSize", [5, undefined, 5]],
  ["noTotalCount", [5, 5, undefined]],
  ["wrongListSize", [5, 6, 5]],
  ["wrongTotalCount", [5, 5, 6]],
];

test.each(expected)("reads answer %s", async (misfit, counts) => {
  plant();
  emulator().setFaults([{ kind: "misfit", misfit, times: 4 }]);
  const prefixes = places.map((place) => CODE + String(place));
  const queries = [{}, { get_type: 0 }, { get_type: 1, prefix_list: prefixes }, { get_type: 2 }];
  for (const query of queries) {
    const answer = await shop().get("get_type" in query ? { appid: TARGET, ...query } : query);
    expect(counted(answer)).toEqual(counts);
    expect(answer).toMatchObject({ errcode: 0, errmsg: "ok", qrcodejump_open: 1, qrcodejump_pub_quota: 100 });
  }
  expect(emulator().calls().at(-1)).toMatchObject({ fault: "misfit", errcode: 0 });
  expect(counted(await shop().get())).toEqual([5, 5, 5]);
});

test("counts of a page are wrong by as much as told, and stay texts where they are", async () => {
  plant();
  emulator().setOptions({ numbersAsStrings: true });
  emulator().setFaults([
    { kind: "misfit", misfit: "wrongTotalCount", by: -3 },
    { kind: "misfit", misfit: "wrongListSize", by: -9, match: { nth: 2 } },
  ]);
  const page = { appid: TARGET, get_type: 2, page_num: 2, page_size: 3 };
  expect(counted(await shop().get(page))).toEqual([2, "2", "2"]);
  expect(counted(await shop().get(page))).toEqual([2, "0", "5"]);
});

test("strikes reads alone, neither counting other calls nor changing a refusal", async () => {
  await postJson(`${emulator().url}/__emulator/faults`, { kind: "misfit", misfit: "noList", times: 2 });
  expect(await shop().add(linkRule())).toEqual({ errcode: 0, errmsg: "ok" });
  expect(await shop().get({ appid: "x" })).toMatchObject({ errcode: 40166 });
  expect(await shop().get()).not.toHaveProperty("rule_list");
  expect(await shop().get()).toHaveProperty("rule_list");
});

test("by chance, of any sort", async () => {
  plant();
  emulator().setFaults([{ random: { seed: 1, probability: 1, kinds: ["misfit"] } }]);
  await shop().publish(`${LINK}1`);
  expect(emulator().faultsPlayed().played).toBe(0);
  const seen = new Set<string>();
  for (let n = 0; n < 60; n++) seen.add(JSON.stringify(counted(await shop().get())));
  expect(seen.size).toBe(MISFITS.length);
});
