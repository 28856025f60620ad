import type { Emulator } from "../../emulator";
import type { Rule } from "../../provider/rules/rule";
import { ACCOUNT, liveRules, ownedRules } from "../unit/support";

/** A rule, and its account where the stack has several. */
export type Owned = Rule & { account?: string };

/** The accounts of a stack with several. */
export const ACCOUNTS = [ACCOUNT, "wx00000000000000b2", "wx00000000000000c3", "wx00000000000000d4"] as const;

export function ownerOf({ account = ACCOUNT }: Owned): string {
  return account;
}

export function sameOwner(a: Owned, b: Owned): boolean {
  return ownerOf(a) === ownerOf(b);
}

/** The emulator's rules now, with their accounts if the stack has several. */
export function liveOf(emulator: Emulator, accounts: readonly string[] | undefined): Owned[] {
  return accounts ? ownedRules(emulator) : liveRules(emulator);
}
