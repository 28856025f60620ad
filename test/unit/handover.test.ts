import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import { join } from "node:path";
import { DeletionGuard } from "../../provider/deletion-guard";
import { forgetHandover, handedOver, handOver, type Stage } from "../../provider/handover";

const ENGINE = "127.0.0.1:45678";
let tmpdir: jest.SpyInstance<string>;
let temporary: string;
beforeEach(() => {
  temporary = mkdtempSync(join(os.tmpdir(), "handover-"));
  tmpdir = jest.spyOn(os, "tmpdir").mockReturnValue(temporary);
});
afterEach(() => {
  tmpdir.mockRestore();
  rmSync(temporary, { recursive: true, force: true });
});

const folder = () => join(temporary, `wechat-qr-jump-${os.userInfo().uid}`);

describe("what a program hands over", () => {
  test("is had by the provider of the same engine alone, until it is forgotten", () => {
    handOver(ENGINE, "begun");
    expect(handedOver(ENGINE)).toBe("begun");
    handOver(ENGINE, "complete");
    expect(handedOver(ENGINE)).toBe("complete");
    expect(handedOver("127.0.0.1:4567")).toBeUndefined();
    forgetHandover(ENGINE);
    expect(handedOver(ENGINE)).toBeUndefined();
    expect(readdirSync(folder())).toEqual([]);
  });

  test("is nothing where there is nothing, or something else", () => {
    expect(handedOver(ENGINE)).toBeUndefined();
    mkdirSync(folder());
    writeFileSync(join(folder(), "127-0-0-1-45678"), "completely different");
    expect(handedOver(ENGINE)).toBeUndefined();
  });

  test("is not read from, nor written to, a folder that somebody else may have made", () => {
    const theirs = mkdtempSync(join(temporary, "theirs-"));
    writeFileSync(join(theirs, "127-0-0-1-45678"), "complete");
    symlinkSync(theirs, folder());
    expect(handedOver(ENGINE)).toBeUndefined();
    expect(() => handOver(ENGINE, "begun")).toThrow(
      /is not a folder of this user; .* set TMPDIR to a folder that can be/,
    );
  });

  test("is refused by one sentence where it cannot be written", () => {
    tmpdir.mockReturnValue("/proc/no-such-folder");
    expect(() => handOver(ENGINE, "begun")).toThrow(
      /^The program cannot tell the provider what it declares: .*Nothing was changed\.$/,
    );
  });

  test("is removed a week after a run that forgot it", () => {
    handOver("127.0.0.1:1", "begun");
    const left = join(folder(), "127-0-0-1-1");
    utimesSync(left, 0, Date.now() / 1000 - 8 * 24 * 3600);
    handOver(ENGINE, "begun");
    expect(existsSync(left)).toBe(false);
  });
});

describe("the guard of deletes", () => {
  const guard = (programRuns: boolean, stage?: Stage) =>
    new DeletionGuard({ programRuns: () => Promise.resolve(programRuns), handedOver: () => stage });

  test("lets destroy and a program that came to its end delete", async () => {
    expect(await guard(false).problem(0, undefined)).toBeUndefined();
    expect(await guard(false, "begun").problem(0, undefined)).toBeUndefined();
    expect(await guard(true, "complete").problem(0, undefined)).toBeUndefined();
  });

  test("refuses a program that has begun and not ended, whatever it declared and whatever is allowed", async () => {
    expect(await guard(true, "begun").problem(11, 12)).toContain("ended before all its rules were declared");
  });

  test("lets a program without a list delete where it declared something, and otherwise as many rules as are allowed", async () => {
    expect(await guard(true).problem(1, undefined)).toBeUndefined();
    expect(await guard(true).problem(0, undefined)).toContain("declared no rule at all");
    const two = guard(true);
    expect([await two.problem(0, 2), await two.problem(0, 2)]).toEqual([undefined, undefined]);
    expect(await two.problem(0, 2)).toContain("set WECHAT_MAX_DELETES for this run");
  });

  test("asks the engine once", async () => {
    const programRuns = jest.fn(() => Promise.resolve(true));
    const asking = new DeletionGuard({ programRuns, handedOver: () => "complete" });
    await Promise.all([asking.problem(1, 0), asking.problem(1, 0), asking.problem(1, 0)]);
    expect(programRuns).toHaveBeenCalledTimes(1);
  });
});
