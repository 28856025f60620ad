import { setImmediate as nextTurn } from "node:timers/promises";
import * as pulumi from "./pulumi";

/** As many as the SDK needs to send a request. */
const TURNS = 3;

/**
 * Has Pulumi start the process of the dynamic providers, which otherwise starts when the first rule is declared: it takes as long as
 * the program does to load, read the rules and look at WeChat. Any call to a provider starts its process. This one has no functions,
 * and its answer says so.
 *
 * @returns when the request is on its way.
 */
export async function wakeProvider(): Promise<void> {
  pulumi.runtime.invoke("pulumi-nodejs:dynamic:wake", {}).catch(() => undefined);
  for (let turn = 0; turn < TURNS; turn++) await nextTurn();
}
