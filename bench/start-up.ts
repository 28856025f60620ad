import { startEmulator, type Emulator, type OptionsInput } from "../emulator";
import { Stack } from "../test/engine/stack";
import { useProgram, writeJson, writeRules } from "./contestants";
import { measured, type Usage } from "./process-tree";
import { medianUsage, type StartUp } from "./results";
import { emulatorOptions, makeRules, SECOND } from "./scenarios";

const REPEATS = 3;

/** What is previewed: an empty program, or one rule, which `engine` has as a resource that does nothing. */
export type Previewed = "empty" | "ours" | "engine" | "plugin";

/** Compares previews of one rule, of a resource that does nothing, and of an empty program. */
export async function measureStartUp(): Promise<StartUp> {
  const { empty, ours, engine } = await previewsInTurn(["empty", "ours", "engine"], REPEATS);
  return { repeats: REPEATS, empty: medianUsage(empty), ours: medianUsage(ours), engine: medianUsage(engine) };
}

/**
 * Previews in turns, so that all meet the same load.
 *
 * @param options of the emulator, beside those of every course.
 */
export async function previewsInTurn<Name extends Previewed>(
  names: readonly Name[],
  repeats: number,
  options: OptionsInput = {},
): Promise<Record<Name, Usage[]>> {
  const emulator = await startEmulator({ ...emulatorOptions(SECOND), ...options });
  const usages = Object.fromEntries(names.map((name) => [name, [] as Usage[]])) as Record<Name, Usage[]>;
  const stacks = new Map<Name, Stack>();
  try {
    for (const name of names) stacks.set(name, await stackFor(name, emulator));
    for (let done = 0; done < repeats; done++) {
      for (const [name, stack] of stacks) usages[name].push(await previewOf(stack));
    }
  } finally {
    for (const stack of stacks.values()) stack.dispose();
    await emulator.close();
  }
  return usages;
}

async function previewOf(stack: Stack): Promise<Usage> {
  const command = stack.start(["preview"]);
  const usage = await measured(command);
  const { exitCode, all = "" } = await command;
  if (exitCode !== 0) throw new Error(`A preview ended with ${exitCode}:\n${all}`);
  return usage;
}

async function stackFor(name: Previewed, emulator: Emulator): Promise<Stack> {
  const stack = await Stack.create(emulator);
  const rules = makeRules(SECOND, 1);
  if (name === "ours") writeRules(stack, rules);
  else await useProgram(stack, name);
  if (name !== "ours" && name !== "empty") writeJson(stack, "rules.json", rules);
  return stack;
}
