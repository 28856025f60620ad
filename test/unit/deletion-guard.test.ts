import type { Handover, Stage } from "../../provider/pulumi/handover";
import { DeletionGuard } from "../../provider/resource-provider/deletion-guard";
import { Outcomes } from "../../provider/resource-provider/outcomes";
import type { RunFacts } from "../../provider/resource-provider/run-facts";
import { ToldRules } from "../../provider/resource-provider/told-rules";
import { destroys } from "../../provider/system/cli-process";
import { LINK } from "./support";

const OTHER = "https://qr.example.com/other";

function guardOf(facts: Partial<Omit<RunFacts, "handedOver">> & { stage?: Stage; declared?: string[] } = {}) {
  const { stage, declared = [], ...rest } = facts;
  const handover: Handover | undefined = stage && {
    stage,
    declared: declared.map((prefix) => [prefix, "shop"]),
    recorded: [],
    change: [],
    leave: [],
  };
  const handedOver = () => handover;
  const run: RunFacts = {
    programRuns: () => Promise.resolve(true),
    destroys: () => false,
    handedOver,
    leaveToProgram: () => true,
    ...rest,
  };
  const outcomes = new Outcomes();
  return { guard: new DeletionGuard(run, new ToldRules(handedOver), outcomes), outcomes };
}

const noProgram = { programRuns: () => Promise.resolve(false) };
const REFUSED = (part: string): unknown => ({ kind: "refuse", reason: expect.stringContaining(part) as string });
const failing = (): Promise<never> => Promise.reject(new Error("no"));

describe("the guard of deletes, by how far the program came", () => {
  test("lets destroy and a program that came to its end delete", async () => {
    for (const facts of [noProgram, { ...noProgram, stage: "begun" as const }, { stage: "complete" as const }]) {
      expect(await guardOf(facts).guard.judge(LINK, undefined)).toEqual({ kind: "delete" });
    }
  });

  test("refuses a program that has begun and not ended, whatever it declared and whatever is allowed", async () => {
    const { guard, outcomes } = guardOf({ stage: "begun" });
    outcomes.declares(OTHER);
    expect(await guard.judge(LINK, 12)).toEqual(REFUSED("ended before all its rules were declared"));
    const told = guardOf({ stage: "begun", declared: [LINK] }).guard;
    expect(await told.judge(LINK, 12)).toEqual(REFUSED("ended before all its rules were declared"));
  });

  test("lets a program without a list delete where it declared something, and otherwise as many rules as are allowed", async () => {
    const { guard, outcomes } = guardOf();
    expect(await guard.judge(LINK, undefined)).toEqual(REFUSED("declared no rule at all"));
    outcomes.declares(OTHER);
    expect(await guard.judge(LINK, undefined)).toEqual({ kind: "delete" });
    const two = guardOf().guard;
    expect([await two.judge("a", 2), await two.judge("b", 2)]).toEqual([{ kind: "delete" }, { kind: "delete" }]);
    expect(await two.judge("c", 2)).toEqual(REFUSED("set WECHAT_MAX_DELETES for this run"));
  });

  test("asks the engine once", async () => {
    const programRuns = jest.fn(() => Promise.resolve(true));
    const { guard } = guardOf({ programRuns, stage: "complete" });
    await Promise.all([guard.judge("a", 0), guard.judge("b", 0), guard.judge("c", 0)]);
    expect(programRuns).toHaveBeenCalledTimes(1);
  });
});

describe("the guard of deletes, of a rule that the stack declares under another name", () => {
  const run = { stage: "complete", declared: [LINK] } as const;
  const declaring = () => guardOf({ ...run, declared: [LINK] });

  test("leaves it alone where the other resource was created, updated or found unchanged in this run", async () => {
    const work: ((outcomes: Outcomes) => unknown)[] = [
      (outcomes) => outcomes.noting(LINK, () => Promise.resolve()),
      (outcomes) => outcomes.unchanged(LINK),
    ];
    for (const done of work) {
      const { guard, outcomes } = declaring();
      await done(outcomes);
      expect(await guard.judge(LINK, undefined)).toEqual({ kind: "leave", name: "shop" });
    }
  });

  test("refuses where the other one is not in the run, and where it failed", async () => {
    expect(await declaring().guard.judge(LINK, undefined)).toEqual(
      REFUSED('by the resource "shop", which is not part'),
    );
    const failed = declaring();
    await failed.outcomes.noting(LINK, failing).catch(() => undefined);
    expect(await failed.guard.judge(LINK, undefined)).toEqual(
      REFUSED('by the resource "shop", which failed in this run'),
    );
    const { guard, outcomes } = guardOf();
    outcomes.declares(LINK);
    expect(await guard.judge(LINK, undefined)).toEqual(REFUSED("by another resource"));
  });

  test("deletes it in destroy, and names the way out where it cannot tell", async () => {
    const judge = (destroys: boolean | undefined) =>
      guardOf({ ...run, declared: [LINK], destroys: () => destroys }).guard.judge(LINK, undefined);
    expect(await judge(true)).toEqual({ kind: "delete" });
    expect(await judge(undefined)).toEqual(REFUSED('run "pulumi destroy" without --run-program'));
    expect(await guardOf({ ...run, declared: [LINK], ...noProgram }).guard.judge(LINK, 0)).toEqual({ kind: "delete" });
  });
});

test("the guard of deletes leaves no rule to a resource that the program does not declare", async () => {
  const { guard, outcomes } = guardOf({ stage: "complete" });
  outcomes.unchanged(LINK);
  expect(await guard.judge(LINK, undefined)).toEqual({ kind: "delete" });
});

describe("the guard of deletes, after a rule failed", () => {
  test.each<[string, (outcomes: Outcomes) => unknown]>([
    ["in its create or update", (outcomes) => outcomes.noting(OTHER, failing)],
    ["because it is malformed", (outcomes) => outcomes.refused(OTHER)],
  ])("%s deletes nothing more, since that rule may be the successor", async (_how, happen) => {
    const { guard, outcomes } = guardOf({ stage: "complete" });
    await Promise.resolve(happen(outcomes)).catch(() => undefined);
    expect(await guard.judge(LINK, undefined)).toEqual(REFUSED(`${OTHER} failed in this run`));
  });
});

test.each<[string, boolean | undefined]>([
  ["destroy --yes --run-program", true],
  ["-C /tmp dn", true],
  ["--stack prod down --skip-preview", true],
  ["up --yes", false],
  ["update -s prod", false],
  ["up --stack destroy", undefined],
  ["destroy --stack up", undefined],
  ["--version", undefined],
])("pulumi %s is told as a destroy: %s", (command, expected) => {
  expect(destroys(command.split(" "))).toBe(expected);
});
