import { RunError } from "./pulumi";
import { messageOf } from "./wechat/errors";

/**
 * Lets work of a program fail with an error that Pulumi shows as its message alone. Pulumi inspects the stack all the same, and
 * Node 20 takes 20 seconds and 2 GB over a frame such as node_modules/@pulumi/resource.ts, so the error has none.
 */
export async function failPlainly<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const failure = new RunError(messageOf(error));
    failure.stack = failure.message;
    throw failure;
  }
}
