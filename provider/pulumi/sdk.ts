// What this package uses of Pulumi's SDK, module by module. The SDK's own index also loads its closure serializer, and with it
// TypeScript and npm's installer, which takes longer than the rest of a preview's start.
import { allConfig } from "@pulumi/pulumi/runtime/config";
import { invoke } from "@pulumi/pulumi/runtime/invoke";
import { isDryRun } from "@pulumi/pulumi/runtime/settings";
import { getLocalStore, getStore } from "./sdk-state";

export { RunError } from "@pulumi/pulumi/errors";
export * as log from "@pulumi/pulumi/log";
export { getOrganization, getProject, getRootDirectory, getStack } from "@pulumi/pulumi/metadata";
export type { Input, Output } from "@pulumi/pulumi/output";
export { CustomResource, type CustomResourceOptions } from "@pulumi/pulumi/resource";

export const runtime = { allConfig, invoke, isDryRun };

/** The address of this run's engine; undefined outside a run. */
export function engineAddress(): string | undefined {
  return getStore().settings.options.engineAddr;
}

/** True if the stack's file has the value of a key encrypted, or if the language host does not tell. */
export function isConfigSecret(key: string): boolean {
  const keys = getStore().config["PULUMI_CONFIG_SECRET_KEYS"];
  return !keys || (JSON.parse(keys) as string[]).includes(key);
}

/** An object that identifies this run: a process may serve several. */
export function thisRun(): object {
  return getStore();
}

/** True if the Pulumi CLI runs this process as its program; false inside another program's process, as with the Automation API. */
export function isProgramOfCli(): boolean {
  return getLocalStore() === undefined && engineAddress() !== undefined;
}

/** True if the engine has ended this run, because a resource failed or the user stopped it, and has reported that itself. */
export function engineHasEnded(): boolean {
  return getStore().terminated === true;
}
