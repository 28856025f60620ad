import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { startEmulator } from "../emulator";
import { Stack } from "../test/engine/stack";
import { useProgram, writeRules } from "./contestants";
import { measured, type Usage } from "./process-tree";
import { medianUsage, type StartUp } from "./results";
import { emulatorOptions, makeRules, SECOND } from "./scenarios";

const REPEATS = 3;

/** Previews one rule, a resource that does nothing and an empty program in turns, so that all meet the same load. */
export async function measureStartUp(): Promise<StartUp> {
  const emulator = await startEmulator(emulatorOptions(SECOND));
  const [empty, ours, engine] = await Promise.all([
    Stack.create(emulator),
    Stack.create(emulator),
    Stack.create(emulator),
  ]);
  const stacks = { empty, ours, engine };
  const usages = { empty: [] as Usage[], ours: [] as Usage[], engine: [] as Usage[] };
  const rules = makeRules(SECOND, 1);
  useProgram(stacks.empty, "empty");
  useProgram(stacks.engine, "engine");
  writeFileSync(join(stacks.engine.folder, "rules.json"), JSON.stringify(rules));
  writeRules(stacks.ours, rules);
  try {
    for (let done = 0; done < REPEATS; done++) {
      for (const name of ["empty", "ours", "engine"] as const) {
        usages[name].push(await measured(stacks[name].start(["preview"])));
      }
    }
  } finally {
    for (const stack of Object.values(stacks)) stack.dispose();
    await emulator.close();
  }
  return {
    repeats: REPEATS,
    empty: medianUsage(usages.empty),
    ours: medianUsage(usages.ours),
    engine: medianUsage(usages.engine),
  };
}
