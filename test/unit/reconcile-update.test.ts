import type { Rule } from "../../provider/rules/rule";
import {
  ACCOUNT,
  CAFE,
  errorOf,
  LINK,
  linkRule,
  liveRules,
  plant,
  requests,
  serviceRule,
  sessionOn,
  SHOP,
  useEmulator,
  useQuickRetries,
  wechatErrorOf,
  wire,
  writes,
} from "./support";

const emulator = useEmulator();
useQuickRetries();

type Writes = (live: Rule, want: Rule) => unknown[];
const nothing: Writes = () => [];
const addPublish: Writes = (_live, want) => [wire.add(want), wire.publish(want)];
const edit: Writes = (_live, want) => [wire.edit(want)];
const publish: Writes = (_live, want) => [wire.publish(want)];
const editPublish: Writes = (_live, want) => [wire.edit(want), wire.publish(want)];
const deleteAdd: Writes = (live, want) => [wire.delete(live), wire.add(want)];
const swap: Writes = (live, want) => [wire.delete(live), wire.add(want), wire.publish(want)];

const old = linkRule({ path: "pages/old" });
const draft = linkRule({ path: "pages/old", published: false });
const oldCode = serviceRule({ path: "pages/old" });
const draftCode = serviceRule({ path: "pages/old", published: false });
const testers = linkRule({ permitSubRule: false, openVersion: "trial", debugUrls: [`${LINK}1`] });

describe("an update from what is live to what is wanted", () => {
  test.each<[string, Rule | undefined, Rule, Writes, number]>([
    ["writes nothing where nothing differs", linkRule(), linkRule(), nothing, 0],
    ["writes nothing where an unpublished rule is as wanted", draft, draft, nothing, 0],
    ["adds and publishes what is gone", undefined, linkRule(), addPublish, 1],
    ["edits an unpublished rule", draft, { ...testers, published: false }, edit, 0],
    ["edits and publishes an unpublished rule", draft, linkRule(), editPublish, 1],
    ["publishes an unpublished rule that is otherwise as wanted", draft, old, publish, 1],
    ["edits a published rule of which only tester fields differ", linkRule(), testers, edit, 0],
    ["swaps a published rule whose page differs", old, linkRule(), swap, 1],
    ["swaps a published rule whose page and tester fields differ", old, testers, swap, 1],
    ["deletes and adds a published rule that is to be unpublished", old, draft, deleteAdd, 0],
    ["does the same where the page differs too", old, linkRule({ published: false }), deleteAdd, 0],
    ["edits an unpublished service-account rule", draftCode, serviceRule({ published: false }), edit, 0],
    ["edits and publishes an unpublished service-account rule", draftCode, serviceRule(), editPublish, 1],
    ["swaps a published service-account rule whose page differs", oldCode, serviceRule(), swap, 1],
  ])("%s", async (_what, live, want, expected, publishes) => {
    if (live) plant(emulator(), live);
    await sessionOn(emulator()).reconciler.update([live ?? want], want);
    expect(writes(emulator())).toEqual(expected(live ?? want, want));
    expect(liveRules(emulator())).toEqual([want]);
    expect(emulator().state().publishQuotaLeft).toBe(100 - publishes);

    const before = writes(emulator()).length;
    await sessionOn(emulator()).reconciler.update([want], want);
    expect(writes(emulator())).toHaveLength(before);
  });

  test("goes by what is live and not by what the stack remembers", async () => {
    plant(emulator(), linkRule({ path: "pages/drifted" }));
    await sessionOn(emulator()).reconciler.update([linkRule()], linkRule());
    expect(writes(emulator())).toEqual([wire.delete(linkRule()), wire.add(linkRule()), wire.publish(linkRule())]);
  });

  test("reads anew, also when it was read before", async () => {
    plant(emulator(), old);
    const { reconciler, live } = sessionOn(emulator());
    await live.find(linkRule());
    plant(emulator(), linkRule());
    await reconciler.update([old], linkRule());
    expect(requests(emulator())).toEqual([wire.getLinks, wire.getLinks]);
  });
});

describe("a service-account rule that is to open another mini program", () => {
  const want = serviceRule({ appid: CAFE });

  test("is deleted under the old one and added under the new one", async () => {
    plant(emulator(), serviceRule());
    await sessionOn(emulator()).reconciler.update([serviceRule()], want);
    expect(writes(emulator())).toEqual([
      ["qrcodejumpdelete", { prefix: want.prefix, appid: SHOP }],
      ["qrcodejumpadd", { prefix: want.prefix, appid: CAFE, path: want.path, is_edit: 0 }],
      ["qrcodejumppublish", { prefix: want.prefix }],
    ]);
    expect(liveRules(emulator())).toEqual([want]);
  });

  test("is replaced likewise where it is not published", async () => {
    const draft = serviceRule({ published: false });
    plant(emulator(), draft);
    await sessionOn(emulator()).reconciler.update([draft], { ...want, published: false });
    expect(writes(emulator())).toEqual([wire.delete(draft), wire.add(want)]);
    expect(liveRules(emulator())).toEqual([{ ...want, published: false }]);
  });

  test("is left alone where it opens that already, though the stack does not know", async () => {
    plant(emulator(), want);
    await sessionOn(emulator()).reconciler.update([serviceRule()], want);
    expect(writes(emulator())).toEqual([]);
  });
});

describe("tester fields of a published rule that WeChat does not let be changed", () => {
  test("are changed by a swap", async () => {
    emulator().setOptions({ refuseTesterEdits: true });
    plant(emulator(), linkRule());
    await sessionOn(emulator()).reconciler.update([linkRule()], testers);
    expect(writes(emulator())).toEqual([
      wire.edit(testers),
      wire.delete(linkRule()),
      wire.add(testers),
      wire.publish(testers),
    ]);
    expect(liveRules(emulator())).toEqual([testers]);
  });

  test("stay as they are when no publish is left for that", async () => {
    emulator().setOptions({ refuseTesterEdits: true });
    plant(emulator(), linkRule());
    emulator().setQuotaLeft(0);
    expect((await wechatErrorOf(sessionOn(emulator()).reconciler.update([linkRule()], testers))).code).toBe(886000);
    expect(writes(emulator())).toEqual([wire.edit(testers)]);
    expect(liveRules(emulator())).toEqual([linkRule()]);
  });

  test("are no reason for a swap when WeChat's refusal is another one", async () => {
    plant(emulator(), linkRule());
    emulator().setFaults([{ kind: "errcode", code: 85068, match: { endpoint: "qrcodejumpadd" } }]);
    expect((await wechatErrorOf(sessionOn(emulator()).reconciler.update([linkRule()], testers))).code).toBe(85068);
    expect(writes(emulator())).toEqual([wire.edit(testers)]);
    expect(liveRules(emulator())).toEqual([linkRule()]);
  });
});

describe("an unpublished rule", () => {
  test("stays edited when WeChat does not let it be published", async () => {
    plant(emulator(), draft);
    emulator().setOptions({ unreleased: [ACCOUNT] });
    const error = await wechatErrorOf(sessionOn(emulator()).reconciler.update([draft], linkRule()));
    expect(error.code).toBe(85074);
    expect(writes(emulator())).toEqual([wire.edit(linkRule()), wire.publish(linkRule())]);
    expect(liveRules(emulator())).toEqual([linkRule({ published: false })]);
  });

  test("is not even edited when it is to be published and no publish is left", async () => {
    plant(emulator(), draft);
    emulator().setQuotaLeft(0);
    const error = await errorOf(sessionOn(emulator()).reconciler.update([draft], linkRule()));
    expect(error.message).toMatch(/^publish \S+: 886000 .*nothing was changed\.$/);
    expect(writes(emulator())).toEqual([]);
    expect(liveRules(emulator())).toEqual([draft]);
  });

  test("is not deleted when WeChat refuses to edit it", async () => {
    plant(emulator(), draft);
    emulator().setFaults([{ kind: "errcode", code: 40097, match: { endpoint: "qrcodejumpadd" } }]);
    expect((await wechatErrorOf(sessionOn(emulator()).reconciler.update([draft], linkRule()))).code).toBe(40097);
    expect(writes(emulator())).toEqual([wire.edit(linkRule())]);
    expect(liveRules(emulator())).toEqual([draft]);
  });
});

describe("a rule whose record is damaged in WeChat", () => {
  const damage = (state: 1 | 2) =>
    emulator().putRules([{ account: ACCOUNT, prefix: LINK, path: "pages/old", state, damaged: true }]);

  test.each<[string, 1 | 2, Rule, Rule, unknown]>([
    ["is unpublished and to be edited", 1, draft, linkRule(), wire.edit(linkRule())],
    ["is unpublished and to be published", 1, draft, old, wire.publish(old)],
    [
      "is published and gets other tester fields",
      2,
      old,
      { ...testers, path: old.path },
      wire.edit({ ...testers, path: old.path }),
    ],
  ])("is deleted, added and published when it %s", async (_what, state, live, want, refused) => {
    damage(state);
    await sessionOn(emulator()).reconciler.update([live], want);
    expect(writes(emulator())).toEqual([refused, wire.delete(live), wire.add(want), wire.publish(want)]);
    expect(liveRules(emulator())).toEqual([want]);
  });
});
