import { createHash } from "node:crypto";
import { ConstructResponse, type ConstructRequest } from "@pulumi/pulumi/proto/provider_pb";
import {
  ComponentResource,
  CustomResource,
  DependencyProviderResource,
  type CustomResourceOptions,
} from "@pulumi/pulumi/resource";
import { componentOptions } from "../pulumi/construct";
import { isConfigSecret, log, runtime } from "../pulumi/sdk";
import type { Props } from "../pulumi/state";
import { isUnknown } from "../pulumi/unknown";
import { codeFields } from "../rules/file-fields";
import { exposedSecrets } from "../settings/exposed-secrets";
import { processOfPluginsCli } from "../system/cli-process";
import { othersMayRead } from "../system/project-folder";
import { t } from "../text/message";
import type { Declarer } from "../stack-program/declarer";
import { declareStackRules, readDeclared } from "../stack-program/declare-rules";
import { changesOfList } from "../stack-program/previewed-rules";
import { PLUGIN_RULE_TYPE, readPlacedRules, type PlacedRule } from "../stack-program/recorded-rules";
import { RULE_TYPE } from "../stack-program/qr-code-jump-rule";
import { received, structOf } from "./props";
import type { RuleSets } from "./rule-sets";

/** The provider that the rules of a set belong to. */
export interface SetProvider {
  /** `URN::ID`. A rule that names no provider would get another process. */
  reference: string;
  /** The settings by full key. */
  config: Readonly<Record<string, string | undefined>>;
  env: NodeJS.ProcessEnv;
  isDefault: boolean;
  sets: RuleSets;
}

class RuleSet extends ComponentResource {
  ends(outputs: Props): void {
    this.registerOutputs(outputs);
  }
}

class PluginRule extends CustomResource {}

/** Declares the rules of a set, once the guards have approved the plan. Call it within the run that asks for the set. */
export async function constructRuleSet(request: ConstructRequest, provider: SetProvider): Promise<ConstructResponse> {
  const rules = rulesIn(request);
  const set = new RuleSet(request.getType(), request.getName(), {}, componentOptions(request));
  const urn = await valueOf(set.urn);
  const { sets } = provider;
  sets.begin(urnOf(urn, ""));
  const state = rules.some(isUnknown)
    ? await declareUnknown(rules, set, provider)
    : await declareKnown(rules, set, urn, provider);
  sets.lists.complete();
  set.ends(state);
  return new ConstructResponse().setUrn(urn).setState(structOf(state));
}

async function declareKnown(
  rules: readonly unknown[],
  set: ComponentResource,
  urn: string,
  provider: SetProvider,
): Promise<Props> {
  const { config, env } = provider;
  const read = readDeclared(rules, { config, env });
  // Two sets may use the same name for a rule.
  const named = read.rules.map((rule) => ({ ...rule, name: nameOf(urn, rule.name) }));
  const { registered, skipped } = await declareStackRules({ ...read, rules: named }, declarerOf(set, urn, provider));
  await registered;
  return {
    ruleCount: named.length,
    publishedCount: named.filter(({ args }) => args.published).length,
    ...(skipped.length > 0 && { skippedAccounts: skipped }),
  };
}

/**
 * In a preview some values may not be known yet: then the guards wait for the update.
 *
 * @throws Error in an update. What is not known there belongs to resources that it leaves out, so the guards would never look.
 */
async function declareUnknown(
  rules: readonly unknown[],
  set: ComponentResource,
  provider: SetProvider,
): Promise<Props> {
  if (!runtime.isDryRun()) throw new Error(unknownInUpdate());
  await log.warn(
    t`The rules are previewed without the guards, since some of their values are not known yet. The guards look at all of them in the
      update, before anything is changed in WeChat.`,
    set,
  );
  const urn = await valueOf(set.urn);
  for (const rule of rules) {
    const { name, protect, retainOnDelete, ...fields } = (rule ?? {}) as Props;
    const known = [name, fields["prefix"]].find((one) => typeof one === "string" && !isUnknown(one));
    if (known === undefined) continue;
    const args = Object.fromEntries(Object.entries(fields).filter(([field]) => !(field in codeFields)));
    const options = { protect: protect === true, retainOnDelete: retainOnDelete === true };
    make(nameOf(urn, known as string), args, { ...options, parent: set, provider: reference(provider) });
  }
  return { ruleCount: rules.length };
}

function declarerOf(set: ComponentResource, urn: string, provider: SetProvider): Declarer {
  const { config, env, isDefault, sets } = provider;
  let placed: PlacedRule[] = [];
  return {
    config,
    env,
    exposed: () => (isDefault ? exposedSecrets(runtime.allConfig(), process.env, isConfigSecret, othersMayRead) : []),
    sincePreview: (rules) => changesOfList(rules, processOfPluginsCli(), digestOf(urn)),
    recorded: async (rules) => {
      placed = await readPlacedRules();
      const wanted = new Set(rules.map(({ args }) => args.prefix));
      const own = placed.filter((rule) => rule.urn.startsWith(urnOf(urn, "")));
      // The run that makes the set: what the stack has of the dynamic resource is to become the set's.
      const isBefore = ({ type }: PlacedRule): boolean => own.length === 0 && type === RULE_TYPE;
      return placed.filter((rule) => own.includes(rule) || wanted.has(rule.rule.prefix) || isBefore(rule));
    },
    declares: (list) => sets.lists.declares({ ...list, recorded: placed }),
    prepare: () => Promise.resolve(),
    make: ({ name, args, options, account }) => {
      const own = urnOf(urn, name);
      const isRecorded = placed.some((rule) => rule.urn === own);
      const before = placed.filter(({ rule }) => !isRecorded && rule.prefix === args.prefix);
      return make(
        name,
        { ...args, account },
        { ...options, parent: set, provider: reference(provider), aliases: before.map((rule) => rule.urn) },
      );
    },
    // The provider proves what it makes.
    unproven: () => ({ rules: [], isPart: false }),
  };
}

function make(name: string, args: Props, options: CustomResourceOptions): CustomResource {
  return new PluginRule(PLUGIN_RULE_TYPE, name, args, options);
}

function reference({ reference: ref }: SetProvider): DependencyProviderResource {
  return new DependencyProviderResource(ref);
}

/** The URN of a set's rule. */
function urnOf(set: string, name: string): string {
  const [stack, project, type, ...setName] = set.split("::");
  return [stack, project, `${type}$${PLUGIN_RULE_TYPE}`, name || `${setName.join("::")}/`].join("::");
}

function nameOf(set: string, rule: string): string {
  return `${set.split("::").slice(3).join("::")}/${rule}`;
}

function rulesIn(request: ConstructRequest): unknown[] {
  const { props, secrets } = received(request.getInputs());
  const { rules, ...others } = props;
  const [other] = Object.keys(others);
  if (other !== undefined) throw new Error(t`${other} is not an argument of a rule set, which has rules alone.`);
  if (secrets.size > 0) {
    throw new Error(t`The rules are secret, wholly or in part, but messages and the guards name what a rule opens, and everybody who scans
      the code sees it: hand them over as they are, or declare the rule that is secret as a resource of its own.`);
  }
  if (isUnknown(rules) && !Array.isArray(rules)) {
    if (!runtime.isDryRun()) throw new Error(unknownInUpdate());
    throw new Error(t`The list of rules is not known yet in this preview, so nobody can tell what would be deleted. Write a list, whose
      rules may have values that are not known yet, or run "pulumi up --skip-preview": its guards look at the whole list.`);
  }
  if (!Array.isArray(rules)) throw new Error(t`rules must be a list of rules.`);
  return rules;
}

const unknownInUpdate = (): string =>
  t`Some values of the rules are not known in this update, since they come from resources that it leaves out (--target or --exclude), so
    the guards cannot look at the list. Nothing was changed; run "pulumi up" with those resources, or with all.`;

/** Stands for a set in the name of a file. */
function digestOf(urn: string): string {
  return createHash("sha256").update(urn).digest("hex");
}

function valueOf(output: CustomResource["urn"]): Promise<string> {
  return new Promise((resolve) => output.apply(resolve));
}
