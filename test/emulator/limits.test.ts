import * as fc from "fast-check";
import { SlidingWindow } from "../../emulator/rate-windows";
import { accountCalls, CODE, linkRule, OTHER_SHOP, SHOP, TARGET, useAccount, useEmulator } from "./test-client";

describe("a sliding window", () => {
  test("never admits more than its limit in any span, and refuses only when the span is full", () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 80 });
    fc.assert(
      fc.property(gaps, fc.integer({ min: 1, max: 6 }), (steps, limit) => {
        const window = new SlidingWindow(1000);
        const admitted: number[] = [];
        let at = 0;
        for (const step of steps) {
          at += step;
          const recent = admitted.filter((earlier) => earlier > at - 1000).length;
          expect(window.admits(at, limit)).toBe(recent < limit);
          if (recent < limit) admitted.push(at);
        }
      }),
    );
  });
});

describe("the rates of an account", () => {
  let nowMs = Date.UTC(2026, 0, 15);
  const emulator = useEmulator({ limit: "per-endpoint", now: () => nowMs });
  const shop = useAccount(emulator);

  async function verdicts(count: number, call: () => Promise<{ errcode?: number }>): Promise<(number | undefined)[]> {
    const codes: (number | undefined)[] = [];
    for (let n = 0; n < count; n++) codes.push((await call()).errcode);
    return codes;
  }

  test("refuses the sixth call within a second, and takes it once the first is a second old", async () => {
    expect(await verdicts(1, () => shop().get())).toEqual([0]);
    nowMs += 500;
    expect(await verdicts(5, () => shop().get())).toEqual([0, 0, 0, 0, 44990]);
    nowMs += 499;
    expect(await verdicts(1, () => shop().get())).toEqual([44990]);
    nowMs += 1;
    expect(await verdicts(2, () => shop().get())).toEqual([0, 44990]);
  });

  test("counts every endpoint and every account by itself", async () => {
    await verdicts(5, () => shop().get());
    const other = accountCalls(emulator(), emulator().issueToken(OTHER_SHOP));
    expect(await verdicts(1, () => shop().download())).toEqual([0]);
    expect(await verdicts(1, () => other.get())).toEqual([0]);
  });

  test("counts all rule endpoints together when told so", async () => {
    emulator().setOptions({ limit: "per-account" });
    await verdicts(3, () => shop().get());
    expect(await verdicts(3, () => shop().download())).toEqual([0, 0, 44990]);
    expect((await shop().add(linkRule())).errcode).toBe(44990);
    expect(emulator().state().rules).toEqual([]);
  });

  test("refuses more service-account rule calls a minute than allowed, and no link calls", async () => {
    emulator().setOptions({ minuteLimit: 2 });
    const get = () => shop().get({ appid: TARGET });
    expect(await verdicts(3, get)).toEqual([0, 0, 45011]);
    nowMs += 59_999;
    expect(await verdicts(1, get)).toEqual([45011]);
    expect(await verdicts(3, () => shop().get())).toEqual([0, 0, 0]);
    expect((await shop().publish(CODE)).errcode).not.toBe(45011);
    nowMs += 1_000;
    expect(await verdicts(3, get)).toEqual([0, 0, 45011]);
  });

  test("counts the minute over all rule endpoints, too, when told so", async () => {
    emulator().setOptions({ minuteLimit: 4, limit: "per-account" });
    const calls = [
      () => shop().get({ appid: TARGET }),
      () => shop().publish(CODE),
      () => shop().remove({ prefix: CODE }),
      () => shop().add({ prefix: CODE }),
    ];
    for (const call of calls) expect((await call()).errcode).not.toBe(45011);
    nowMs += 59_999;
    for (const call of calls) expect((await call()).errcode).toBe(45011);
    expect((await shop().get()).errcode).toBe(0);
    nowMs += 1_000;
    expect((await shop().get({ appid: TARGET })).errcode).toBe(0);
  });

  test("allows 200 service-account rule calls a minute by default", async () => {
    for (let n = 0; n < 200; n++) {
      nowMs += 200;
      expect((await shop().get({ appid: TARGET })).errcode).toBe(0);
    }
    nowMs += 200;
    expect((await shop().get({ appid: TARGET })).errcode).toBe(45011);
  });

  test("limits nothing when off, and token calls never", async () => {
    const token = () => fetch(`${emulator().url}/cgi-bin/token?appid=${SHOP}`).then((r) => r.json());
    for (let n = 0; n < 8; n++) expect(await token()).toMatchObject({ errcode: 40002 });
    emulator().setOptions({ limit: "off", minuteLimit: 1 });
    const codes = await verdicts(8, () => shop().get({ appid: TARGET }));
    expect(new Set(codes)).toEqual(new Set([0]));
  });
});
