import { startEmulator } from "../../emulator";
import { Stack } from "../../test/engine/stack";
import { serveAnyAccount, writeRules, WITHOUT_CHECKPOINTS } from "../contestants";
import { measured } from "../process-tree";
import { accountId, emulatorOptions, makeRules, NO_LIMITS } from "../scenarios";
import type { Figure } from "../side-by-side/figures";
import { inTurn, megabytes, samples, type Say } from "../side-by-side/rounds";
import { company, type Sizes } from "./sizes";

const MOST = 1.3;
const MOST_AN_ACCOUNT_MB = 1;
/** Only names and app ids: 0.01 MB an account, garbage included. */
const MOST_UNTOUCHED = 1.1;

/** Peak memory of the provider: many accounts beside one with as many rules, and accounts that a run does not touch. */
export async function measureMemory({ many }: Sizes, rounds: number, say: Say): Promise<Figure[]> {
  const { accounts, rules } = many;
  const course = { contestant: "ours", rules, phases: ["refresh", "destroy"], env: WITHOUT_CHECKPOINTS } as const;
  const runs = await inTurn(
    {
      one: { ...course, scenario: NO_LIMITS },
      ours: { ...course, scenario: company(accounts) },
    },
    rounds,
    say,
  );
  const compared = (["apply", "refresh", "destroy"] as const).flatMap((phase): Figure[] => {
    const [ours, one] = [runs.ours, runs.one].map((each) => samples(each, phase, megabytes));
    const more = (ours ?? []).map((value, round) => (value - (one?.[round] ?? NaN)) / accounts);
    return [
      {
        part: "memory",
        what: `${phase}: ${accounts} accounts, ${rules} rules`,
        unit: "MB",
        ours: ours ?? [],
        base: { name: "one account", samples: one ?? [] },
        goal: MOST,
      },
      { part: "memory", what: `${phase}: for each account more`, unit: "MB", ours: more, goal: MOST_AN_ACCOUNT_MB },
    ];
  });
  return [...compared, ...(await measureUntouched(accounts, rounds, say))];
}

/** A refresh of one rule in a stack that names many accounts, beside a stack that names its own alone. */
async function measureUntouched(accounts: number, rounds: number, say: Say): Promise<Figure[]> {
  const emulator = await startEmulator(emulatorOptions(company(accounts)));
  const stacks = { one: await Stack.create(emulator), many: await Stack.create(emulator) };
  const peaks = { one: [] as number[], many: [] as number[] };
  const strangers: number[] = [];
  try {
    for (const [stack, count] of [
      [stacks.one, 1],
      [stacks.many, accounts],
    ] as const) {
      serveAnyAccount(stack, emulator.url);
      stack.set("wechat-qr-jump:accounts", namedAccounts(count));
      writeRules(stack, makeRules(company(1), 1));
      await stack.up();
    }
    for (let round = 0; round < rounds; round++) {
      const before = emulator.calls().length;
      for (const name of ["one", "many"] as const) {
        const { providerPeakBytes = NaN } = await measured(stacks[name].start(["refresh", "--yes", "--skip-preview"]));
        peaks[name].push(providerPeakBytes / 1e6);
      }
      const calls = emulator.calls().slice(before);
      if (calls.length === 0) throw new Error("A refresh of one rule read nothing.");
      strangers.push(calls.filter(({ account }) => account !== accountId(0)).length);
    }
  } finally {
    for (const stack of Object.values(stacks)) stack.dispose();
    await emulator.close();
  }
  say(`  one account of ${accounts}: ${peaks.many.map((peak) => peak.toFixed(0)).join(", ")} MB`);
  return [
    {
      part: "memory",
      what: `refresh: one account of ${accounts} that the stack names`,
      unit: "MB",
      ours: peaks.many,
      base: { name: "the stack names one", samples: peaks.one },
      goal: MOST_UNTOUCHED,
    },
    { part: "memory", what: "refresh: calls for the others", unit: "count", ours: strangers, goal: 0 },
  ];
}

function namedAccounts(count: number): Record<string, { appId: string }> {
  return Object.fromEntries(Array.from({ length: count }, (_, n) => [`shop-${n}`, { appId: accountId(n) }]));
}
