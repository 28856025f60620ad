import {
  CODE,
  linkRule,
  LINK,
  liveRules,
  plant,
  requests,
  serviceRule,
  sessionOn,
  useEmulator,
  useQuickRetries,
  writes,
} from "./support";

const emulator = useEmulator();
useQuickRetries();

const olds = (count: number) =>
  Array.from({ length: count }, (_, index) => linkRule({ prefix: `${LINK}${index}`, path: "pages/old" }));

describe("two swaps and one publish that is left", () => {
  test.each([0, 5, 15, 40])("never delete two rules, also when reads are answered %p ms late", async (latencyMs) => {
    const [one, two] = olds(2) as [ReturnType<typeof linkRule>, ReturnType<typeof linkRule>];
    plant(emulator(), one, two);
    emulator().setQuotaLeft(1);
    emulator().setFaults([{ kind: "hang", when: "after", latencyMs, match: { endpoint: "qrcodejumpget", every: 2 } }]);
    const { reconciler } = sessionOn(emulator());
    const late = new Promise((resolve) => setTimeout(resolve, latencyMs));
    const outcomes = await Promise.allSettled([
      reconciler.update([one], { ...one, path: "pages/new" }),
      late.then(() => reconciler.update([two], { ...two, path: "pages/new" })),
    ]);
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(liveRules(emulator()).every(({ published }) => published)).toBe(true);
    expect(
      liveRules(emulator())
        .map(({ path }) => path)
        .sort(),
    ).toEqual(["pages/new", "pages/old"]);
    expect(writes(emulator()).map(([endpoint]) => endpoint)).toEqual([
      "qrcodejumpdelete",
      "qrcodejumpadd",
      "qrcodejumppublish",
    ]);
  });

  test("let the second one have it when the first gives it back", async () => {
    const [one, two] = olds(2) as [ReturnType<typeof linkRule>, ReturnType<typeof linkRule>];
    plant(emulator(), one, two);
    emulator().setQuotaLeft(1);
    emulator().setFaults([{ kind: "errcode", code: 85075, match: { endpoint: "qrcodejumpdelete" } }]);
    const { reconciler } = sessionOn(emulator());
    const outcomes = await Promise.allSettled(
      [one, two].map((rule) => reconciler.update([rule], { ...rule, path: "pages/new" })),
    );
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(
      liveRules(emulator())
        .map(({ path }) => path)
        .sort(),
    ).toEqual(["pages/new", "pages/old"]);
  });
});

test("rules made side by side are proven with one read, and a rule made alone with its own", async () => {
  emulator().setFaults([{ kind: "hang", when: "after", latencyMs: 30, match: { endpoint: "qrcodejumppublish" } }]);
  const { reconciler } = sessionOn(emulator());
  const reads = () => requests(emulator()).filter(([endpoint]) => endpoint === "qrcodejumpget").length;
  const [alone, ...others] = olds(6);
  await Promise.all(others.map((rule) => reconciler.create(rule)));
  const firstLook = 1;
  expect(reads()).toBe(firstLook + 1);
  await reconciler.create(alone as ReturnType<typeof linkRule>);
  expect(reads()).toBe(firstLook + 2);
});

test("more swaps at once than WeChat takes in a second all end, within its limits", async () => {
  emulator().setOptions({ limit: "per-endpoint" });
  const rules = olds(7);
  plant(emulator(), ...rules);
  const { reconciler } = sessionOn(emulator(), { callsPerSecond: 5, callsPerMinute: 200 });
  const wanted = rules.map((rule) => ({ ...rule, path: "pages/new" }));
  await Promise.all(wanted.map((rule, index) => reconciler.update([rules[index] ?? rule], rule)));
  expect(liveRules(emulator()).map(({ path, published }) => [path, published])).toEqual(
    Array(7).fill(["pages/new", true]),
  );
  expect(
    emulator()
      .calls()
      .filter(({ errcode }) => errcode !== 0),
  ).toEqual([]);
  expect(writes(emulator())).toHaveLength(21);
}, 20_000);

test("a swap's calls come back to back, however many others wait", async () => {
  emulator().setOptions({ limit: "per-endpoint" });
  const [rule] = olds(1) as [ReturnType<typeof linkRule>];
  plant(emulator(), rule);
  const { reconciler } = sessionOn(emulator(), { callsPerSecond: 5 });
  const news = Array.from({ length: 8 }, (_, index) => linkRule({ prefix: `${LINK}new/${index}` }));
  const others = news.map((one) => reconciler.create(one));
  const swap = reconciler.update([rule], { ...rule, path: "pages/new" });
  await Promise.all([...others, swap]);
  const times = emulator()
    .calls()
    .filter(({ endpoint, body }) => endpoint !== "qrcodejumpget" && JSON.stringify(body).includes(`"${rule.prefix}"`));
  expect(times.map(({ endpoint }) => endpoint)).toEqual(["qrcodejumpdelete", "qrcodejumpadd", "qrcodejumppublish"]);
  expect((times[2]?.at ?? Infinity) - (times[0]?.at ?? 0)).toBeLessThan(900);
}, 20_000);

test("deletes that wait for each other's slots are proven by one read, after one that looks where they are, where that takes the place of another call", async () => {
  const rules = Array.from({ length: 7 }, (_, index) => serviceRule({ prefix: `${CODE}${index}` }));
  plant(emulator(), ...rules);
  const { reconciler, limiter } = sessionOn(emulator(), { callsPerSecond: 5, callsPerMinute: 200 });
  limiter.minuteIsShared();
  await Promise.all(rules.map((rule) => reconciler.remove([rule])));
  expect(liveRules(emulator())).toEqual([]);
  expect(writes(emulator())).toHaveLength(7);
  expect(
    emulator()
      .calls()
      .filter(({ endpoint }) => endpoint === "qrcodejumpget"),
  ).toHaveLength(2);
}, 20_000);
