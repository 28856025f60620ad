import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import { join } from "node:path";
import {
  forgetHandover,
  handOver,
  handoverReader,
  leaveToProgram,
  leftToProgram,
  type Handover,
} from "../../provider/pulumi/handover";
import { ToldRules } from "../../provider/resource-provider/told-rules";
import { LINK, linkRule } from "./support";
import { cpuTimeMs } from "./cpu-time";

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
const BEGUN: Handover = { stage: "begun", declared: [], recorded: [], change: [], leave: [] };
const handedOver = (engine: string) => handoverReader(engine)();

describe("what a program hands over", () => {
  test("is had by the provider of the same engine alone, until it is forgotten", () => {
    handOver(ENGINE, BEGUN);
    expect(handedOver(ENGINE)).toEqual(BEGUN);
    const whole: Handover = {
      stage: "complete",
      declared: [[LINK, "shop"]],
      recorded: [{ rule: linkRule(), account: "wx0123456789abcdef" }],
      change: [linkRule()],
      leave: [`${LINK}2`],
      journal: "/somewhere",
    };
    handOver(ENGINE, whole);
    expect(handedOver(ENGINE)).toEqual(whole);
    expect(statSync(join(folder(), "127-0-0-1-45678")).mode & 0o777).toBe(0o600);
    expect(handedOver("127.0.0.1:4567")).toBeUndefined();
    forgetHandover(ENGINE);
    expect(handedOver(ENGINE)).toBeUndefined();
    expect(readdirSync(folder())).toEqual([]);
  });

  test("is answered by what the provider leaves to it to prove", () => {
    expect(leaveToProgram(ENGINE, LINK)).toBe(false);
    handOver(ENGINE, BEGUN);
    expect(leftToProgram(ENGINE)).toEqual(new Set());
    for (const prefix of [LINK, `${LINK}"\n2`, LINK]) expect(leaveToProgram(ENGINE, prefix)).toBe(true);
    expect(leftToProgram(ENGINE)).toEqual(new Set([LINK, `${LINK}"\n2`]));
    expect(leftToProgram("127.0.0.1:4567")).toEqual(new Set());
    expect(statSync(join(folder(), "127-0-0-1-45678.unproven")).mode & 0o777).toBe(0o600);
    forgetHandover(ENGINE);
    expect(readdirSync(folder())).toEqual([]);
  });

  test("is no way to leave a proof to a program that could not read it", () => {
    handOver(ENGINE, BEGUN);
    mkdirSync(join(folder(), "127-0-0-1-45678.unproven"));
    expect(leaveToProgram(ENGINE, LINK)).toBe(false);
    expect(() => leftToProgram(ENGINE)).toThrow("EISDIR");
  });

  test("is not believed to be complete where it is older than the run, and is believed to be begun", () => {
    const nowMs = Date.now();
    const age = (seconds: number): void => utimesSync(join(folder(), "127-0-0-1-45678"), 0, nowMs / 1000 - seconds);
    for (const [stage, seconds, isBelieved] of [
      ["complete", 60, false],
      ["complete", 1, true],
      ["begun", 60, true],
    ] as const) {
      handOver(ENGINE, { ...BEGUN, stage });
      age(seconds);
      expect(handoverReader(ENGINE, { startedAtMs: () => nowMs })()?.stage).toBe(isBelieved ? stage : undefined);
      expect(handedOver(ENGINE)?.stage).toBe(stage);
    }
  });

  test("is of the run of the CLI that it names, whatever its age", () => {
    const seen = (cli: string | undefined) => handoverReader(ENGINE, { cli: () => cli, startedAtMs: () => Infinity })();
    for (const stage of ["begun", "complete"] as const) {
      handOver(ENGINE, { ...BEGUN, stage, cli: "7-8" });
      expect(seen("7-8")?.stage).toBe(stage);
      expect(seen("7-9")).toBeUndefined();
      expect(seen(undefined)?.stage).toBe(stage === "begun" ? stage : undefined);
    }
  });

  test("is nothing where there is nothing, or something else", () => {
    expect(handedOver(ENGINE)).toBeUndefined();
    mkdirSync(folder());
    writeFileSync(join(folder(), "127-0-0-1-45678"), '{"stage":"done"}');
    expect(handedOver(ENGINE)).toBeUndefined();
  });

  test("is not read from, nor written to, a folder that somebody else may have made", () => {
    const theirs = mkdtempSync(join(temporary, "theirs-"));
    writeFileSync(join(theirs, "127-0-0-1-45678"), JSON.stringify(BEGUN));
    symlinkSync(theirs, folder());
    expect(handedOver(ENGINE)).toBeUndefined();
    expect(() => handOver(ENGINE, BEGUN)).toThrow(
      /is not a folder of this user; .* set TMPDIR to a folder that can be/,
    );
  });

  test("is refused by one sentence where it cannot be written", () => {
    tmpdir.mockReturnValue("/proc/no-such-folder");
    expect(() => handOver(ENGINE, BEGUN)).toThrow(
      /^The program cannot tell the provider what it declares: .*Nothing was changed\.$/,
    );
  });

  test("is removed a week after a run that forgot it", () => {
    handOver("127.0.0.1:1", BEGUN);
    const left = join(folder(), "127-0-0-1-1");
    utimesSync(left, 0, Date.now() / 1000 - 8 * 24 * 3600);
    handOver(ENGINE, BEGUN);
    expect(existsSync(left)).toBe(false);
  });
});

describe("the rules that a program has told of", () => {
  const withRules = (count: number): Handover => {
    const rules = Array.from({ length: count }, (_, n) => linkRule({ prefix: `${LINK}${n}` }));
    return {
      ...BEGUN,
      declared: rules.map(({ prefix }) => [prefix, prefix]),
      recorded: rules.map((rule) => ({ rule, account: "wx0123456789abcdef" })),
    };
  };

  test("are read anew only for a prefix that is not known, and then only where there is something new", () => {
    const read = jest.fn(handoverReader(ENGINE));
    const told = new ToldRules(read);
    expect(told.nameOf(LINK)).toBeUndefined();
    handOver(ENGINE, { ...BEGUN, declared: [[LINK, "shop"]] });
    expect([told.nameOf(LINK), told.nameOf(LINK)]).toEqual(["shop", "shop"]);
    expect(read).toHaveBeenCalledTimes(2);
    handOver(ENGINE, {
      ...BEGUN,
      declared: [
        [LINK, "shop"],
        [`${LINK}2`, "second list"],
      ],
    });
    expect(told.nameOf(`${LINK}2`)).toBe("second list");
  });

  test("belong to an account, and are found whatever their name", () => {
    handOver(ENGINE, withRules(2));
    const told = new ToldRules(handoverReader(ENGINE));
    const rule = linkRule({ prefix: `${LINK}1` });
    expect(told.recorded(`${LINK}1`)).toEqual([{ rule, account: "wx0123456789abcdef" }]);
    expect(told.recorded(`${LINK}3`)).toEqual([]);
  });

  test("are handed over and asked for at no cost that matters, 3,000 of them", () => {
    const from = cpuTimeMs();
    handOver(ENGINE, withRules(3_000));
    const told = new ToldRules(handoverReader(ENGINE));
    for (let n = 0; n < 3_000; n++) expect(told.recorded(`${LINK}${n}`).length).toBe(1);
    for (let n = 0; n < 3_000; n++) told.nameOf(`${LINK}else/${n}`);
    expect(cpuTimeMs() - from).toBeLessThan(2_000);
  });
});
