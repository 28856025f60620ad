import type { ConstructRequest } from "@pulumi/pulumi/proto/provider_pb";
import {
  DependencyResource,
  rootStackResource,
  type Alias,
  type ComponentResourceOptions,
} from "@pulumi/pulumi/resource";
import { setAllConfig } from "@pulumi/pulumi/runtime/config";
import * as settings from "@pulumi/pulumi/runtime/settings";
import { withLocalStorage } from "./sdk-state";

/** What a component's run waits for, which the SDK's type declarations leave out. */
const { awaitFeatureSupport, waitForRPCs } = settings as unknown as {
  awaitFeatureSupport: () => Promise<void>;
  waitForRPCs: () => Promise<void>;
};

/** Lets a plugin declare resources in the run that asks it for a component. @param engine the address of the run's engine. */
export function withinRun<T>(request: ConstructRequest, engine: string, work: () => Promise<T>): Promise<T> {
  return withLocalStorage(async () => {
    settings.resetOptions(
      request.getProject(),
      request.getStack(),
      request.getParallel(),
      engine,
      request.getMonitorendpoint(),
      request.getDryrun(),
      request.getOrganization(),
    );
    await awaitFeatureSupport();
    setAllConfig(Object.fromEntries(request.getConfigMap().entries()), request.getConfigsecretkeysList());
    const result = await work();
    await waitForRPCs();
    return result;
  });
}

/** The options that the program gave the component. */
export function componentOptions(request: ConstructRequest): ComponentResourceOptions {
  const parent = request.getParent();
  const deletedWith = request.getDeletedwith();
  return {
    aliases: request.getAliasesList().flatMap((alias): (string | Alias)[] => {
      const spec = alias.getSpec();
      if (!spec) return [alias.getUrn()];
      const [name, project, stack] = [spec.getName(), spec.getProject(), spec.getStack()];
      return [
        {
          ...(name && { name }),
          ...(project && { project }),
          ...(stack && { stack }),
          ...(spec.hasParenturn() && { parent: spec.getParenturn() }),
          ...(spec.hasNoparent() && spec.getNoparent() && { parent: rootStackResource }),
        },
      ];
    }),
    dependsOn: request.getDependenciesList().map((urn) => new DependencyResource(urn)),
    ...(request.getProtect() !== undefined && { protect: request.getProtect() === true }),
    ...(request.getRetainondelete() !== undefined && { retainOnDelete: request.getRetainondelete() === true }),
    ...(parent && { parent: new DependencyResource(parent) }),
    ...(deletedWith && { deletedWith: new DependencyResource(deletedWith) }),
  };
}
