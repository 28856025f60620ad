import { setTimeout as sleep } from "node:timers/promises";
import { getEngine } from "@pulumi/pulumi/runtime/settings";
import { GetRootResourceRequest } from "@pulumi/pulumi/proto/engine_pb";
import { getStore, withLocalStorage } from "./sdk-state";

const ANSWER_WITHIN_MS = 5_000;

/**
 * True if a program declares resources in this run, as in `up` but not in `destroy`. The SDK registers the stack with the
 * engine before it loads the program, so this holds however early the program ends. False if the engine does not answer.
 */
export async function programRuns(engine: string): Promise<boolean> {
  const client = withLocalStorage(() => {
    getStore().settings.options.engineAddr = engine;
    return getEngine();
  });
  const answered = new Promise<boolean>((resolve) => {
    client?.getRootResource(new GetRootResourceRequest(), (error, answer) => resolve(!error && answer.getUrn() !== ""));
  });
  return Promise.race([answered, sleep(ANSWER_WITHIN_MS, false, { ref: false })]);
}
