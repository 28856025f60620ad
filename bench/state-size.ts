import { readFileSync } from "node:fs";
import type { StateSize } from "./results";

interface Checkpoint {
  checkpoint: { latest: { resources?: StoredResource[] } };
}

interface StoredResource {
  type: string;
  inputs?: Record<string, unknown>;
  outputs?: Record<string, unknown>;
}

const RULE_TYPE = /^pulumi-nodejs:dynamic[:/]/;

/** How much of a stack's state file, which has no blanks, each rule takes; undefined where the state holds no rule. */
export function stateSize(file: string): StateSize | undefined {
  const state = JSON.parse(readFileSync(file, "utf8")) as Checkpoint;
  const resources = state.checkpoint.latest.resources ?? [];
  const rules = resources.filter(({ type }) => RULE_TYPE.test(type));
  if (rules.length === 0) return undefined;
  const size = (kept: StoredResource[]): number => {
    const latest = { ...state.checkpoint.latest, resources: kept };
    return Buffer.byteLength(JSON.stringify({ ...state, checkpoint: { ...state.checkpoint, latest } }));
  };
  const others = size(resources.filter((resource) => !rules.includes(resource)));
  return {
    bytesPerRule: (size(resources) - others) / rules.length,
    bytesPerRuleWithoutCode:
      (size(resources.map((each) => (rules.includes(each) ? withoutCode(each) : each))) - others) / rules.length,
  };
}

function withoutCode(resource: StoredResource): StoredResource {
  const { inputs = {}, outputs = {} } = resource;
  const [bareInputs, bareOutputs] = [inputs, outputs].map(({ __provider: _, ...rest }) => rest);
  return { ...resource, ...(bareInputs && { inputs: bareInputs }), ...(bareOutputs && { outputs: bareOutputs }) };
}
