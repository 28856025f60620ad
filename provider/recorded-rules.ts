import * as pulumi from "./pulumi";
import { RULE_TYPE } from "./qr-code-jump-rule";

/** A rule that the stack has, as its state records it before this run. */
export interface RecordedRule {
  /** The name of the resource. */
  name: string;
  prefix: string;
}

interface Answer {
  outputs?: Record<string, { type: string; outputs: { prefix?: unknown } }>;
}

/**
 * The rules in this stack's own state. Asks Pulumi's engine by the function that its query programs read state with, which leaves
 * no trace in the state or the output, as a StackReference to the stack itself would.
 */
export async function readRecordedRules(): Promise<RecordedRule[]> {
  const stackName = `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
  const answer = (await pulumi.runtime.invoke("pulumi:pulumi:readStackResourceOutputs", { stackName })) as Answer;
  return Object.entries(answer.outputs ?? {})
    .filter(([, { type }]) => type === RULE_TYPE)
    .map(([urn, { outputs }]) => ({ name: urn.slice(urn.lastIndexOf("::") + 2), prefix: String(outputs.prefix) }));
}
