import { setTimeout as sleep } from "node:timers/promises";
import { getEngine } from "@pulumi/pulumi/runtime/settings";
import { GetRootResourceRequest } from "@pulumi/pulumi/proto/engine_pb";
import { getStore, withLocalStorage } from "./sdk-state";

const ANSWER_WITHIN_MS = 5_000;

/**
 * Whether a program declares resources in this run: it does in `up`, and not in `destroy`. The SDK tells the engine of the stack
 * before it loads the program, so this is so however early the program ends. False where the engine does not say.
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
