// What this package uses of Pulumi's SDK, module by module: the SDK's own index also loads its closure serializer, and with that
// TypeScript and npm's installer, which takes longer than all the rest of a preview's start.
import { allConfig } from "@pulumi/pulumi/runtime/config";
import { invoke } from "@pulumi/pulumi/runtime/invoke";
import { isDryRun } from "@pulumi/pulumi/runtime/settings";

export { RunError } from "@pulumi/pulumi/errors";
export * as log from "@pulumi/pulumi/log";
export { getOrganization, getProject, getRootDirectory, getStack } from "@pulumi/pulumi/metadata";
export type { Input, Output } from "@pulumi/pulumi/output";
export { CustomResource, type CustomResourceOptions } from "@pulumi/pulumi/resource";

export const runtime = { allConfig, invoke, isDryRun };
