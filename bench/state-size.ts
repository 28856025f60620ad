import { readFileSync } from "node:fs";
import type { StateSize } from "./results";

interface Checkpoint {
  checkpoint: { latest: { resources?: StoredResource[] } };
}

interface StoredResource {
  type: string;
  inputs?: Record<string, unknown>;
  outputs?: Record<string, unknown>;
  stackTrace?: unknown;
}

const RULE_TYPE = /^(pulumi-nodejs:dynamic[:/]|wechat-qr-jump:index:)/;

/** How much of a stack's state file each rule takes; undefined if the state holds no rule. */
export function stateSize(file: string): StateSize | undefined {
  const { latest } = (JSON.parse(readFileSync(file, "utf8")) as Checkpoint).checkpoint;
  const rules = (latest.resources ?? []).filter(({ type }) => RULE_TYPE.test(type));
  if (rules.length === 0) return undefined;
  return {
    bytesPerRule: meanSize(rules),
    bytesPerRuleWithoutCode: meanSize(rules.map(withoutCode)),
    bytesPerRuleWithoutTrace: meanSize(rules.map(({ stackTrace: _, ...rest }) => rest)),
  };
}

/** As the file backend writes them: without blanks, and a comma after each. */
function meanSize(resources: readonly StoredResource[]): number {
  return resources.reduce((sum, each) => sum + Buffer.byteLength(`${JSON.stringify(each)},`), 0) / resources.length;
}

function withoutCode(resource: StoredResource): StoredResource {
  const [inputs, outputs] = [resource.inputs, resource.outputs].map(({ __provider: _, ...rest } = {}) => rest);
  return { ...resource, ...(inputs && { inputs }), ...(outputs && { outputs }) };
}
