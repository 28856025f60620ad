import type { Fault } from "../../emulator";
import { NotPublishedError } from "../../provider/reconcile/reconcile";
import {
  course,
  errorOf,
  linkRule,
  liveRules,
  plant,
  sessionOn,
  times,
  untilNothingIsLate,
  useEmulator,
  useQuickRetries,
  wechatErrorOf,
  wire,
  writes,
} from "./support";

const emulator = useEmulator();
useQuickRetries();

const rule = linkRule();
const old = linkRule({ path: "pages/old" });
const look = wire.getLinks;
const busy = (endpoint: "qrcodejumpadd" | "qrcodejumppublish" | "qrcodejumpdelete", times: number) =>
  emulator().setFaults([{ kind: "errcode", code: -1, match: { endpoint }, times }]);
const quotaLeft = () => emulator().state().publishQuotaLeft;

describe("where WeChat stays busy", () => {
  test("an add is an error after four tries, each after a look", async () => {
    busy("qrcodejumpadd", 99);
    const error = await wechatErrorOf(sessionOn(emulator()).reconciler.create(rule));
    expect(error.message).toMatch(/^add \S+: -1 WeChat's system is busy/);
    expect(course(emulator())).toEqual([look, ...times(4, wire.add(rule), look)]);
    expect(liveRules(emulator())).toEqual([]);
    expect(quotaLeft()).toBe(100);
  });

  test("the publish of a new rule is an error that says that the rule is there", async () => {
    busy("qrcodejumppublish", 99);
    const error = await errorOf(sessionOn(emulator()).reconciler.create(rule));
    expect(error).toBeInstanceOf(NotPublishedError);
    expect(writes(emulator())).toEqual([wire.add(rule), ...times(4, wire.publish(rule))]);
    expect(liveRules(emulator())).toEqual([linkRule({ published: false })]);
    expect(quotaLeft()).toBe(100);
  });

  test("a swap does not begin: the old rule stays, and the error says so", async () => {
    plant(emulator(), old);
    busy("qrcodejumpdelete", 99);
    const error = await errorOf(sessionOn(emulator()).reconciler.update([old], rule));
    expect(error.message).toMatch(/^delete \S+: -1 .+ WeChat serves pages\/old \(published.+ as of .+ UTC; run/);
    const deletes = writes(emulator());
    expect(deletes).toEqual(times(deletes.length, wire.delete(old)));
    expect(liveRules(emulator())).toEqual([old]);
  });
});

describe("what is done late, after it was looked for", () => {
  const late: Fault = { kind: "timeout", late: 170, match: { endpoint: "qrcodejumpadd" } };

  test("makes one rule of an add that was sent again", async () => {
    emulator().setFaults([late]);
    await sessionOn(emulator(), { timeoutMs: 100 }).reconciler.create(rule);
    await untilNothingIsLate(emulator());
    expect(liveRules(emulator())).toEqual([rule]);
    expect(quotaLeft()).toBe(99);
  });

  /** The second add is still on its way when the first is done, and is refused. */
  const lateAndRefused: Fault[] = [
    { ...late, late: 260 },
    { kind: "hang", latencyMs: 120, match: { endpoint: "qrcodejumpadd", nth: 2 } },
  ];

  test("makes the refusal of an add that was sent again a success", async () => {
    emulator().setFaults(lateAndRefused);
    await sessionOn(emulator(), { timeoutMs: 150 }).reconciler.create(rule);
    expect(liveRules(emulator())).toEqual([rule]);
    expect(quotaLeft()).toBe(99);
  });

  test("does not make a swap take its own add for the old rule", async () => {
    plant(emulator(), old);
    emulator().setFaults(lateAndRefused);
    await sessionOn(emulator(), { timeoutMs: 150 }).reconciler.update([old], rule);
    expect(liveRules(emulator())).toEqual([rule]);
    expect(writes(emulator()).filter(([endpoint]) => endpoint === "qrcodejumpdelete")).toHaveLength(1);
  });
});

test("two unclear answers in a row are looked at one by one", async () => {
  emulator().setFaults([
    { kind: "errcode", code: -1, match: { endpoint: "qrcodejumppublish", nth: 1 } },
    { kind: "reset", when: "after", match: { endpoint: "qrcodejumppublish", nth: 2 } },
  ]);
  await sessionOn(emulator()).reconciler.create(rule);
  expect(course(emulator())).toEqual([look, wire.add(rule), wire.publish(rule), look, wire.publish(rule), look]);
  expect(liveRules(emulator())).toEqual([rule]);
  expect(quotaLeft()).toBe(99);
});

test("a look that is busy itself is repeated, and the write is not", async () => {
  emulator().setFaults([
    { kind: "errcode", code: -1, when: "after", match: { endpoint: "qrcodejumppublish" } },
    { kind: "errcode", code: -1, match: { endpoint: "qrcodejumpget", nth: 2 } },
  ]);
  await sessionOn(emulator()).reconciler.create(rule);
  expect(course(emulator())).toEqual([look, wire.add(rule), wire.publish(rule), look]);
  expect(quotaLeft()).toBe(99);
});
