import * as pulumi from "../pulumi/sdk";
import { ruleOf, type Props } from "../pulumi/state";
import type { Rule } from "../rules/rule";
import { NAMESPACE } from "../settings/source";
import { RULE_TYPE } from "./qr-code-jump-rule";
import { readWhole } from "./whole-state";

/** The type of the same rule as a resource of the plugin. */
export const PLUGIN_RULE_TYPE = `${NAMESPACE}:index:QrCodeJumpRule`;
/** Every type that a rule may have in a state. */
export const RULE_TYPES: readonly string[] = [RULE_TYPE, PLUGIN_RULE_TYPE];

/** A rule of the stack as its state recorded it before this run. */
export interface RecordedRule {
  /** The name of the resource. */
  name: string;
  /** As the last run left it. */
  rule: Rule;
  /** The app id of the account that owns the rule, if known. */
  account: string | undefined;
  /** True if it is about to move to the account that is looked at. */
  isMoved?: true;
}

interface Answer {
  outputs?: Record<string, { type: string; outputs: Props }>;
}

/** A rule of the stack with its place there. */
export interface PlacedRule extends RecordedRule {
  urn: string;
  type: string;
}

/** The rules that this stack's own state holds as dynamic resources. */
export async function readRecordedRules(): Promise<RecordedRule[]> {
  const all = await readPlacedRules();
  return all.flatMap(({ urn: _, type, ...rule }) => (type === RULE_TYPE ? [rule] : []));
}

/**
 * All rules in this stack's own state. Asks Pulumi's engine through the function that query programs use to read state. Unlike
 * a StackReference to the stack itself, it leaves no trace in the state or the output.
 */
export async function readPlacedRules(): Promise<PlacedRule[]> {
  const question = { stackName: thisStack() };
  const asked = (): Promise<Answer | Error> =>
    pulumi.runtime.invoke("pulumi:pulumi:readStackResourceOutputs", question).catch((error: Error) => error);
  const answer = await readWhole(asked, (result) => (result instanceof Error ? result.message : undefined));
  if (answer instanceof Error) throw answer;
  return Object.entries(answer.outputs ?? {})
    .filter(([, { type }]) => RULE_TYPES.includes(type))
    .map(([urn, { type, outputs }]) => ({
      urn,
      type,
      name: nameIn(urn),
      rule: ruleOf(outputs),
      account: accountIn(outputs),
    }));
}

/** The stack's full name, `ORGANIZATION/PROJECT/STACK`. */
export function thisStack(): string {
  return `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
}

/** `urn:pulumi:STACK::PROJECT::TYPE::NAME`, where only the name may hold `::`. */
export function nameIn(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

function accountIn({ account }: Props): string | undefined {
  return typeof account === "string" ? account : undefined;
}
