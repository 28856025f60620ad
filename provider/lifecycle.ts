// First, since it works for what is loaded after it.
import "./system/compile-cache";
import { RuleProvider } from "./resource-provider/rule-provider";
import { engineIn, factsOfRun } from "./resource-provider/run-facts";
import { whenToEnd } from "./system/cli-process";
import { outliveLostReaders } from "./system/lost-readers";

/** One provider per process, whichever version of the resource's loader asks: one token, one limiter, one view of what is live. */
export const provider = new RuleProvider(process.env, factsOfRun(engineIn(process.argv)));

outliveLostReaders();
// If the process ended at once, a swap under way would leave its code dark. If it ignored the kill of the CLI, it would work
// through its whole queue, alongside the next run.
whenToEnd(() => void provider.stop().then(() => process.exit(1)));
