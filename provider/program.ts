// The stack program.
import type { StackOutputs } from "./declare-stack";
import { failPlainly } from "./run-error";
import { wakeProvider } from "./wake-provider";

export = (): Promise<StackOutputs> =>
  failPlainly(async () => {
    await wakeProvider();
    // The rest loads while the provider's process starts.
    const { declareStack } = await import("./declare-stack.js");
    return declareStack();
  });
