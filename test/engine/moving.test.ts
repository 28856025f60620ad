import type { Emulator } from "../../emulator";
import type { Stack } from "./stack";
import { describeWithCli, live, withStack, writes } from "./support";

const URL = "https://qr.example.com/";
const CAFE = "cafe/";
const rule = (last: string, more = ""): string => `- {prefix: "${URL}${last}", path: pages/${last}index${more}}`;
const RETAINED = ", retainOnDelete: true";
const staying = rule("shop/");
const own = rule("bus/");

/** What a person does, in the order of the recipe in docs/fleets.md. */
const STEPS = {
  /** `retainOnDelete: true` in the old stack, and an `up` that records it. */
  keep: async ({ old }: Two) => {
    old.writeRules(`${staying}\n${rule(CAFE, RETAINED)}`);
    await old.up();
  },
  /** The lines leave the one file and come into the other. */
  move: async ({ old, young }: Two) => {
    old.writeRules(staying);
    young.writeRules(`${own}\n${rule(CAFE, RETAINED)}`);
    await Promise.resolve();
  },
  upNew: async ({ young }: Two) => void (await young.up()),
  upOld: async ({ old }: Two) => void (await old.up()),
};
type Step = keyof typeof STEPS;

interface Two {
  old: Stack;
  young: Stack;
}

/** Two stacks of one account; the merchant's rule is in `old`. Afterwards no code may have been dark for a moment. */
async function withTwo(test: (two: Two, emulator: Emulator) => Promise<void>): Promise<void> {
  await withStack(async (old, emulator) => {
    const young = await old.beside("young");
    old.writeRules(`${staying}\n${rule(CAFE)}`);
    young.writeRules(own);
    await old.up();
    await young.up();
    const before = emulator.calls().length;
    await test({ old, young }, emulator);
    expect(writes(emulator, before)).toEqual([]);
    expect(live(emulator)).toEqual({
      [`${URL}shop/`]: "pages/shop/index",
      [`${URL}bus/`]: "pages/bus/index",
      [`${URL}cafe/`]: "pages/cafe/index",
    });
    expect(young.leaks()).toEqual([]);
  });
}

async function prefixesOf(stack: Stack): Promise<string[]> {
  const resources = await stack.resources();
  return resources.map(({ inputs }) => String(inputs["prefix"]).slice(URL.length)).sort();
}

async function expectMoved({ old, young }: Two): Promise<void> {
  expect([await prefixesOf(old), await prefixesOf(young)]).toEqual([["shop/"], ["bus/", CAFE]]);
}

// Eight runs in a test.
jest.setTimeout(300_000);

const REFUSAL = /delete https:\/\/qr\.example\.com\/cafe\/: Pulumi\.\w+\.yaml declares this rule too/;

describeWithCli("a rule that moves from one stack to another of the same account", () => {
  const SAFE: [string, Step[]][] = [
    ["in the order of the recipe", ["keep", "move", "upNew", "upOld"]],
    ["if the old stack lets go first", ["keep", "move", "upOld", "upNew"]],
  ];
  test.each(SAFE)("is live all the time and written never: %s", (_, steps) =>
    withTwo(async (two) => {
      for (const step of steps) await STEPS[step](two);
      await expectMoved(two);
      two.young.writeRules(`${own}\n${rule(CAFE)}`);
      expect(await two.young.up()).not.toMatch(/error/);
      for (const stack of [two.old, two.young]) expect(await stack.up()).toMatch(/unchanged/);
      await expectMoved(two);
    }),
  );

  test("is live all the time and written never if both stacks run at once", () =>
    withTwo(async (two) => {
      await STEPS.keep(two);
      await STEPS.move(two);
      await Promise.all([STEPS.upOld(two), STEPS.upNew(two)]);
      await expectMoved(two);
    }));

  const RASH: [string, Step[]][] = [
    ["before the new stack has it", ["move"]],
    ["after the new stack has it", ["move", "upNew"]],
  ];
  test.each(RASH)("is not deleted by an old stack that did not run with retainOnDelete: %s", (_, steps) =>
    withTwo(async (two) => {
      for (const step of steps) await STEPS[step](two);
      expect(oneLine(await two.old.fail(["preview"]))).toMatch(REFUSAL);
      expect(oneLine(await two.old.fail(["up", "--yes", "--skip-preview"]))).toMatch(REFUSAL);
      // What the refusal says to do.
      await STEPS.keep(two);
      await STEPS.move(two);
      await STEPS.upOld(two);
      await STEPS.upNew(two);
      await expectMoved(two);
    }),
  );

  test("is not moved by pulumi state move, which Pulumi refuses as soon as the new stack has a rule", () =>
    withTwo(async ({ old, young }) => {
      const { deployment } = JSON.parse(await old.exported()) as { deployment: { resources: { urn: string }[] } };
      const urn = deployment.resources.map((resource) => resource.urn).find((each) => each.endsWith(URL + CAFE)) ?? "";
      const said = await old.fail(["state", "move", "--source", "dev", "--dest", "young", "--yes", urn]);
      expect(said).toContain("already exists in destination stack");
      expect([await prefixesOf(old), await prefixesOf(young)]).toEqual([["cafe/", "shop/"], ["bus/"]]);
    }));

  test("is not deleted by the new stack if its lines move back before the old stack has let go", () =>
    withTwo(async (two) => {
      await STEPS.move(two);
      await STEPS.upNew(two);
      two.old.writeRules(`${staying}\n${rule(CAFE)}`);
      two.young.writeRules(own);
      await two.old.up();
      await two.young.up();
      expect([await prefixesOf(two.old), await prefixesOf(two.young)]).toEqual([["cafe/", "shop/"], ["bus/"]]);
    }));
});

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ");
}
