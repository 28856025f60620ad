import type { Emulator } from "../../emulator";
import type { Rule } from "../../provider/rules/rule";
import { ACCOUNT, ownedRules, sessionOn, type SessionOptions } from "./support";

/** The account that rules move away from, and the one that they move to. */
export const OLD = ACCOUNT;
export const NEW = "wx00000000000000b2";

export type Options = Omit<SessionOptions, "account" | "credentials" | "order">;

/** The two accounts as one run has them. `newFirst`: the new account was opened first. */
export function twoAccounts(emulator: Emulator, options: Options = {}, newFirst = false) {
  return {
    from: sessionOn(emulator, { ...options, account: OLD, order: newFirst ? 1 : 0 }),
    to: sessionOn(emulator, { ...options, account: NEW, order: newFirst ? 0 : 1 }),
  };
}

/** Moves a rule from the old account to the new one. */
export function move(emulator: Emulator, was: Rule, want: Rule, options: Options = {}): Promise<void> {
  const { from, to } = twoAccounts(emulator, options);
  return to.reconciler.takeOver(from.reconciler, [was], want);
}

export const inOld = (rule: Rule) => ({ ...rule, account: OLD });
export const inNew = (rule: Rule) => ({ ...rule, account: NEW });

/** How many publishes each account has spent. */
export function spent(emulator: Emulator): [old: number, ofNew: number] {
  const left = emulator.state().publishQuotaLeftByAccount;
  return [100 - (left[OLD] ?? 100), 100 - (left[NEW] ?? 100)];
}

/** The writes in the order of their arrival: the endpoint's verb and the account. */
export function steps(emulator: Emulator): string[] {
  return emulator.calls().flatMap(({ endpoint, account }) => {
    const verb = /^qrcodejump(add|publish|delete)$/.exec(endpoint)?.[1];
    return verb === undefined ? [] : [`${verb} ${account === OLD ? "old" : "new"}`];
  });
}

export { ownedRules };
