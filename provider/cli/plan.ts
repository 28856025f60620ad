import * as z from "zod";
import { Accounts } from "../settings/accounts";
import { t } from "../text/message";
import { publishNeedsIn, type AccountNeed, type PublishNeed } from "../text/publish-note";
import { CommandError } from "./outcome";

const RULE_TYPE = ":QrCodeJumpRule";
/** Steps that take an old resource away; a new one in the same step is not theirs. */
const DELETES = /^(delete|discard)/;

const unreadableRule = (): string =>
  t`the preview has a rule without prefix, path or published, so there is no summary; look at what "pulumi preview --diff" says.`;

const NOT_OF_THE_RULE = new Set(["__provider", "account"]);

const ruleInputs = z.looseObject({
  prefix: z.string(),
  path: z.string(),
  appid: z.string().optional(),
  published: z.boolean(),
});

const state = z.looseObject({
  type: z.string(),
  retainOnDelete: z.boolean().optional(),
  inputs: z.unknown().optional(),
  outputs: z.unknown().optional(),
});

const ofAccount = z.looseObject({ account: z.string().optional() });

/** What `pulumi preview --json` prints, as far as it is read here. */
export const preview = z.looseObject({
  /** The stack's config, in which secrets are not shown. */
  config: z.record(z.string(), z.string()).optional(),
  steps: z
    .array(
      z.looseObject({
        op: z.string(),
        oldState: state.nullish(),
        newState: state.nullish(),
      }),
    )
    .optional(),
  diagnostics: z.array(z.looseObject({ message: z.string(), severity: z.string() })).optional(),
});

export type Preview = z.output<typeof preview>;

/** What a code opens. */
export interface Opened {
  prefix: string;
  path: string;
  appid?: string;
  published: boolean;
}

/** What `pulumi up` would do to the printed codes. */
export interface Plan {
  /** Codes that stop working: their rules are deleted, or published ones are unpublished. */
  dark: (Opened & { because: "deleted" | "unpublished" })[];
  /** Rules that the stack gives up (`retainOnDelete`) and that stay live. */
  released: Opened[];
  changed: { prefix: string; from: Opened; to: Opened }[];
  /** Rules that change their account, if any. They may be changed otherwise too. */
  moved?: { prefix: string; from: string; to: string }[];
  /** Rules whose declaration stays, which are made in WeChat as declared. */
  repaired: Opened[];
  added: Opened[];
  /** Undefined if the preview does not list what stays as it is: only `--show-sames` does. */
  unchanged: number | undefined;
  /** Of all accounts together. Undefined if the run publishes nothing or did not look at WeChat. */
  publishes: PublishNeed | undefined;
  /** Where the stack has several accounts. */
  publishesByAccount?: AccountNeed[];
  /** Why the run is refused. */
  errors: string[];
  warnings: string[];
}

interface Side {
  rule: Opened;
  inputs: string;
  isRetained: boolean;
  isUpdated: boolean;
  /** The app id in the inputs, which the account that needs no name lacks. */
  account: string | undefined;
  /** The account that a state says the rule is in. */
  recorded: string | undefined;
}

/** A rule before and after the run. */
interface Pair {
  old: Side;
  now: Side;
}

/** Compares by prefix, whatever Pulumi calls the steps. */
export function planOf({ steps = [], diagnostics = [], config = {} }: Preview): Plan {
  const accounts = new Accounts((key) => config[key], {});
  const before = new Map<string, Side>();
  const after = new Map<string, Side>();
  for (const { op, oldState, newState } of steps) {
    const old = sideOf(oldState, op);
    const now = DELETES.test(op) ? undefined : sideOf(newState, op);
    if (old) before.set(old.rule.prefix, old);
    if (now) after.set(now.rule.prefix, now);
  }
  const said = (severity: RegExp): string[] =>
    diagnostics
      .filter((one) => severity.test(one.severity))
      .map(({ message }) => message.replace(/^(error|warning): /, "").trim());
  const gone = byPrefix(before).filter(({ rule }) => !after.has(rule.prefix));
  const kept = byPrefix(after).flatMap((now) => {
    const old = before.get(now.rule.prefix);
    return old ? [{ old, now }] : [];
  });
  const different = kept.filter((pair) => !isSame(pair));
  const isTakenDown = ({ old, now }: Pair): boolean => old.rule.published && !now.rule.published;
  const moved = kept.filter((pair) => isMoved(pair, accounts));
  const repaired = kept.filter((pair) => isSame(pair) && pair.now.isUpdated && !moved.includes(pair));
  const publishes = publishNeedsIn(said(/info/));
  return {
    dark: [
      ...gone.filter(({ isRetained }) => !isRetained).map(({ rule }) => ({ ...rule, because: "deleted" as const })),
      ...different.filter(isTakenDown).map(({ old }) => ({ ...old.rule, because: "unpublished" as const })),
    ],
    released: gone.filter(({ isRetained }) => isRetained).map(({ rule }) => rule),
    changed: different
      .filter((pair) => !isTakenDown(pair))
      .map(({ old, now }) => ({ prefix: now.rule.prefix, from: old.rule, to: now.rule })),
    ...(moved.length > 0 && {
      moved: moved.map(({ old, now }) => ({
        prefix: now.rule.prefix,
        from: accounts.nameOf(old.recorded ?? old.account),
        to: accounts.nameOf(now.account),
      })),
    }),
    repaired: repaired.map(({ now }) => now.rule),
    added: byPrefix(after)
      .filter(({ rule }) => !before.has(rule.prefix))
      .map(({ rule }) => rule),
    unchanged: steps.some(({ op, newState }) => op === "same" && isRule(newState))
      ? kept.length - different.length - repaired.length - moved.filter(isSame).length
      : undefined,
    publishes: publishes.all,
    ...(publishes.byAccount.length > 0 && { publishesByAccount: publishes.byAccount }),
    errors: said(/error/),
    warnings: said(/warning/),
  };
}

/** Pulumi's own order differs from run to run. */
function byPrefix(sides: ReadonlyMap<string, Side>): Side[] {
  return [...sides.values()].sort((a, b) => (a.rule.prefix < b.rule.prefix ? -1 : 1));
}

function isRule(of: z.output<typeof state> | null | undefined): boolean {
  return of?.type.endsWith(RULE_TYPE) === true;
}

function sideOf(of: z.output<typeof state> | null | undefined, op: string): Side | undefined {
  if (!of || !isRule(of)) return undefined;
  const parsed = ruleInputs.safeParse(of.inputs);
  // A summary that leaves a rule out would hide what happens to its code.
  if (!parsed.success) throw new CommandError(unreadableRule());
  const { prefix, path, appid, published, ...others } = parsed.data;
  const rule = { prefix, path, ...(appid !== undefined && { appid }), published };
  const fields = Object.entries({ ...rule, ...others }).filter(([name]) => !NOT_OF_THE_RULE.has(name));
  const inputs = JSON.stringify(fields.sort());
  return { rule, inputs, isRetained: of.retainOnDelete === true, isUpdated: op === "update", ...accountsIn(of) };
}

function accountsIn({ inputs, outputs }: z.output<typeof state>): Pick<Side, "account" | "recorded"> {
  const accountIn = (of: unknown): string | undefined => ofAccount.safeParse(of).data?.account;
  return { account: accountIn(inputs), recorded: accountIn(outputs) };
}

/** Apart from the account. */
function isSame({ old, now }: Pair): boolean {
  return old.inputs === now.inputs;
}

function isMoved({ old, now }: Pair, accounts: Accounts): boolean {
  if (old.account === undefined && now.account === undefined) return false;
  const to = now.account ?? accounts.ownAppId;
  return to === undefined ? accounts.areSeveral : to !== (old.recorded ?? old.account);
}
