import type { RulesRead } from "../reading/read-rules";
import { describe, type Rule } from "../rules/rule";
import { counted } from "../text/listed";
import { t } from "../text/message";
import { visible } from "../text/visible";
import { lookAtStackPages, type StackPages } from "./check-pages";
import { compare, differencesOf, placeOf, undeclarable, type Compared } from "./comparison";
import { failureText, readAccounts, type FailedAccount } from "./read-accounts";
import type { AccountNames, StackAccount } from "./stack-accounts";
import type { StackSettings } from "./stack-settings";

/** What WeChat has of a stack. */
export interface StackLive {
  compared: Compared[];
  /** Undefined if WeChat was not asked for them. */
  pages: StackPages | undefined;
  failed: FailedAccount[];
}

/** Compares the rules of these accounts with WeChat. */
export async function lookAtStack(
  { rules }: RulesRead,
  asked: readonly StackAccount[],
  settings: StackSettings,
  withPages: boolean,
): Promise<StackLive> {
  const { read, failed } = await readAccounts(asked, settings);
  const owners = new Set(read.map(({ owner }) => owner));
  const live = read.flatMap((account) => account.live);
  return {
    compared: compare(rules, live, (owner) => owners.has(owner)),
    pages: withPages ? await lookAtStackPages(read) : undefined,
    failed,
  };
}

export function deviations(compared: readonly Compared[]): Compared[] {
  return compared.filter(({ status }) => status !== "same");
}

/** What was found, below what the rules themselves have. */
export function liveText(
  { compared, failed }: StackLive,
  result: string,
  stackFile: string,
  names: AccountNames,
): string[] {
  const found = deviations(compared);
  const unseen = counted(failed.length, "account");
  const ending =
    failed.length > 0
      ? found.length === 0
        ? t`${result}, but ${unseen} cannot be looked at:`
        : t`${result}, but WeChat differs in ${found.length}, and ${unseen} cannot be looked at:`
      : found.length === 0
        ? t`${result}, and WeChat is as declared.`
        : t`${result}, but WeChat differs in ${found.length}:`;
  return [
    ending,
    ...found.map((one) => `  ${deviationText(one, stackFile, names)}`),
    ...failed.map((one) => `  ${failureText(one)}`),
  ];
}

export function deviationText(compared: Compared, stackFile: string, names: AccountNames): string {
  const { status, declared, live, owner } = compared;
  const prefix = visible(compared.prefix);
  const place = declared ? ` (${placeOf(declared, stackFile)})` : "";
  const account = names.label(owner);
  switch (status) {
    case "missing":
      return account === undefined
        ? t`missing    ${prefix}${place}: not in WeChat; "pulumi up --refresh" adds it`
        : t`missing    ${prefix}${place}: not in account ${account}; "pulumi up --refresh" adds it`;
    case "elsewhere":
      return t`elsewhere  ${prefix}${place}: ${elsewhereText(compared, names)}; "pulumi up" moves a rule of this stack, otherwise
        correct its account`;
    case "different":
      return t`different  ${prefix}${place}: ${differencesOf(compared).join("; ")}`;
    default:
      return account === undefined
        ? t`unmanaged  ${prefix}: live ${live && describe(live)}; ${live ? howToDeclare(live) : ""}`
        : t`unmanaged  ${prefix}: live in account ${account} ${live && describe(live)}; ${live ? howToDeclare(live) : ""}`;
  }
}

/** Of a rule that is live in another of the stack's accounts. */
export function elsewhereText({ declared, owner }: Compared, { label }: AccountNames): string {
  return t`is live in account ${label(owner)}, declared for ${label(declared?.account)}`;
}

function howToDeclare(live: Rule): string {
  const problem = undeclarable(live);
  if (!problem) return t`"wechat-qr-jump import" declares it`;
  return t`it cannot be declared (${visible(problem.reason)}), so only WeChat's console can change it`;
}

export function deviationJson(
  { prefix, status, declared, live, owner }: Compared,
  stackFile: string,
  { name }: AccountNames,
): Record<string, unknown> {
  const account = name(declared ? declared.account : owner);
  const liveAccount = status === "elsewhere" ? name(owner) : undefined;
  return {
    prefix,
    status,
    ...(account !== undefined && { account }),
    ...(liveAccount !== undefined && { liveAccount }),
    ...(declared && { declared: declared.args, declaredAt: placeOf(declared, stackFile) }),
    ...(live && { live }),
  };
}
