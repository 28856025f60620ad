import { physicalLimitMs, type Limits } from "../../bench/physical-limit";

const perEndpoint: Limits = { callsPerSecond: 5, counted: "per-endpoint" };
const perAccount: Limits = { callsPerSecond: 5, counted: "per-account" };
const withMinute: Limits = { ...perAccount, callsPerMinute: 200 };
const withMinuteEach: Limits = { ...perEndpoint, callsPerMinute: 200 };

function each(count: number, ...chain: string[]): string[][] {
  return Array.from({ length: count }, () => chain);
}

describe("the physical limit", () => {
  test("is nothing for what goes at once", () => {
    expect(physicalLimitMs([], perEndpoint)).toBe(0);
    expect(physicalLimitMs(each(5, "add", "publish"), perEndpoint)).toBe(0);
  });

  test("is a second for the sixth call of an endpoint", () => {
    expect(physicalLimitMs(each(6, "delete"), perEndpoint)).toBe(1_000);
    expect(physicalLimitMs(each(10, "delete"), perEndpoint)).toBe(1_000);
    expect(physicalLimitMs(each(11, "delete"), perEndpoint)).toBe(2_000);
  });

  test("lets the endpoints go side by side where each is counted by itself", () => {
    expect(physicalLimitMs(each(1_000, "add", "publish"), perEndpoint)).toBe(199_000);
    expect(physicalLimitMs(each(1_000, "add", "publish"), perAccount)).toBe(399_000);
  });

  test("counts all the calls of a chain to the same endpoint", () => {
    expect(physicalLimitMs([["read", "read", "read", "read", "read", "read"]], perEndpoint)).toBe(1_000);
  });

  test("is set by the minute where that is full, and ends no later than the last pairs need", () => {
    // 100 pairs a minute: they go out in 39 s, and the tenth hundred begins after nine minutes.
    expect(physicalLimitMs(each(100, "add", "publish"), withMinute)).toBe(39_000);
    expect(physicalLimitMs(each(101, "add", "publish"), withMinute)).toBe(60_000);
    expect(physicalLimitMs(each(1_000, "add", "publish"), withMinute)).toBe(9 * 60_000 + 39_000);
    expect(physicalLimitMs(each(1_000, "delete"), withMinute)).toBe(4 * 60_000 + 39_000);
  });

  test("gives every endpoint a minute of its own where each is counted by itself", () => {
    expect(physicalLimitMs(each(200, "add", "publish"), withMinuteEach)).toBe(39_000);
    expect(physicalLimitMs(each(201, "add", "publish"), withMinuteEach)).toBe(60_000);
    expect(physicalLimitMs(each(1_000, "add", "publish"), withMinuteEach)).toBe(4 * 60_000 + 39_000);
  });

  test("slides: a place in the minute is free when the call in it is a minute old, not when a minute begins", () => {
    expect(physicalLimitMs(each(205, "delete"), withMinute)).toBe(60_000);
    expect(physicalLimitMs(each(206, "delete"), withMinute)).toBe(61_000);
  });

  test("is that of the slower of the two windows, call for call", () => {
    const few: Limits = { callsPerSecond: 2, counted: "per-account", callsPerMinute: 3 };
    // At 0, 0, 1 and, when the first two are a minute old, 60 and 60.
    expect(physicalLimitMs(each(5, "delete"), few)).toBe(60_000);
    expect(physicalLimitMs(each(6, "delete"), few)).toBe(61_000);
  });
});
