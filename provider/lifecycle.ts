import { RuleProvider } from "./resource-provider/rule-provider";
import { factsOfRun } from "./resource-provider/run-facts";
import { whenToEnd } from "./system/cli-process";
import { outliveLostReaders } from "./system/lost-readers";

/** One for the process, whichever version of the resource's loader asks: one token, one limiter, one view of what is live. */
export const provider = new RuleProvider(process.env, factsOfRun(process.argv));

outliveLostReaders();
// Ended at once, the process would leave the code of a swap in hand dark; left alone after a kill of the CLI, it would go on with
// all that is queued, beside the run that comes next.
whenToEnd(() => void provider.stop().then(() => process.exit(1)));
