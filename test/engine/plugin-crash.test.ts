import { rmSync } from "node:fs";
import { crashAndRecover, CRASHES_LIMIT_MS, LONG } from "./crash-cases";
import type { DeclaredRule, Served } from "./crash-lane";
import { fewestPoints, manyPoints, type Kill } from "./crash-points";
import { builtPlugin, withPluginStack, type PluginStack } from "./plugin-stack";
import type { Stack } from "./stack";
import { describeWithCli, type WithStack } from "./support";

const pointsOf = LONG ? manyPoints : fewestPoints;
// Concurrent tests begin before any hook.
const plugin = builtPlugin();

afterAll(async () => rmSync(await plugin, { recursive: true, force: true }));

const withStack: WithStack<PluginStack> = async (test, options) => withPluginStack(await plugin, test, true, options);

const served: Served = {
  name: "the plugin",
  withStack,
  declare: (stack: Stack, rules: DeclaredRule[]) =>
    (stack as PluginStack).declare(rules.map((args) => ({ name: args.prefix, args: { ...args } }))),
  script: "start.js",
};

describeWithCli(
  "after a kill in the middle of creates, swaps and deletes by the plugin, Pulumi's own recovery and one command",
  () => {
    it.concurrent.each<[Kill]>([["the CLI alone"], ["the provider alone"], ["all processes"]])(
      "bring every rule to what is wanted and publish none twice, when the kill hits %s",
      (killed) => crashAndRecover(killed, pointsOf(killed), served),
      CRASHES_LIMIT_MS,
    );
  },
);
