import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Emulator } from "../../emulator";
import { PluginStack } from "./plugin-stack";
import { Stack } from "./stack";

export type Rule = { prefix: string; path: string } & Record<string, unknown>;

/** One way to declare the rules of a stack. */
export interface Way {
  stack: Stack;
  /** @param inUpdate what an `up` finds in its update instead of `rules`. */
  declare(rules: readonly Rule[], inUpdate?: readonly Rule[]): void;
  /** Takes out not the rules, but what has them. Undefined where there is no such thing. */
  declareNothing?(): void;
  /** Lets the program end when it has declared these, or is about to, as if all were well. Undefined without a program. */
  endAfter?(rules: readonly Rule[]): void;
}

/** The ways, by the heads of the columns of the table in docs/safety.md. */
export const WAYS: Readonly<Record<string, (emulator: Emulator, plugin: string) => Promise<Way>>> = {
  "single rules": async (emulator, plugin) => {
    const stack = await PluginStack.createWith(emulator, plugin);
    const single = (rules: readonly Rule[]) => ({
      rules: rules.map(({ protect, ...args }) => ({ name: args.prefix, args, isProtected: protect === true })),
    });
    return {
      stack,
      declare: (rules, inUpdate) => stack.declareAll(single(rules), inUpdate && single(inUpdate)),
      endAfter: (rules) => stack.declareAll({ ...single(rules), endsAfterMs: LONG_ENOUGH_MS }),
    };
  },
  RuleSet: async (emulator, plugin) => {
    const stack = await PluginStack.createWith(emulator, plugin);
    const set = (rules: readonly Rule[]) => ({ sets: [{ name: "shops", rules }] });
    return {
      stack,
      declare: (rules, inUpdate) => stack.declareAll(set(rules), inUpdate && set(inUpdate)),
      declareNothing: () => stack.declareAll({}),
      endAfter: (rules) => stack.declareAll({ ...set(rules), endsAfterMs: 0 }),
    };
  },
  declareRules: async (emulator, plugin) => {
    const stack = await PluginStack.createWith(emulator, plugin);
    return {
      stack,
      declare: (list, inUpdate) => stack.declareAll({ list: [...list] }, inUpdate && { list: [...inUpdate] }),
      declareNothing: () => stack.declareAll({}),
      endAfter: (list) => stack.declareAll({ list: [...list], endsAfterMs: 0 }),
    };
  },
  "stack YAML": async (emulator) => {
    const stack = await Stack.create(emulator);
    const write = (rules: readonly Rule[]): void =>
      writeFileSync(join(stack.folder, "rules.json"), JSON.stringify(rules));
    return {
      stack,
      declare: (rules, inUpdate) => {
        stack.set("wechat-qr-jump:rulesFiles", ["rules.json"]);
        write(rules);
        if (!inUpdate) return;
        // The preview has read the rules when it first calls WeChat.
        const from = emulator.calls().length;
        const timer = setInterval(() => {
          if (emulator.calls().length === from) return;
          clearInterval(timer);
          write(inUpdate);
        }, LOOK_EVERY_MS);
      },
      declareNothing: () => stack.unset("wechat-qr-jump:rulesFiles"),
    };
  },
};

/** The engine has the rules of a program by then. */
const LONG_ENOUGH_MS = 2_000;
const LOOK_EVERY_MS = 5;
