import * as state from "@pulumi/pulumi/runtime/state";

interface Store {
  /** Environment variables of the run that hold its config. */
  config: Record<string, string | undefined>;
  settings: { options: { engineAddr?: string } };
  terminated?: boolean;
}

/** The SDK's store for a run, which its type declarations leave out: the process's own store, or that of a run inside the process. */
export const { getLocalStore, getStore, withLocalStorage } = state as unknown as {
  getLocalStore: () => Store | undefined;
  getStore: () => Store;
  withLocalStorage: <T>(work: () => T) => T;
};
