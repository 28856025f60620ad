import { counted } from "./listed";
import { t } from "./message";

/** What a run needs of the month's publishes, as `pulumi preview` and `up` say it. */
export interface PublishNeed {
  needed: number;
  /** Before the run. */
  left: number;
}

export function publishNote({ needed, left }: PublishNeed): string {
  return t`This run needs ${needed} of the ${counted(left, "publish", "publishes")} left this month.`;
}

/** What one of several accounts needs, or what those need that have no line of their own. */
export type AccountNeed = PublishNeed & ({ account: string } | { others: number });

const NOTES = [
  /(?:Account (?<account>[^\n]+?): |(?<others>\d+) other accounts together: )?This run needs (?<needed>\d+) of the (?<left>\d+) publish(?:es)? left this month\./,
  /(?:账号 (?<account>[^\n]+?)：|其他 (?<others>\d+) 个账号合计：)?本月剩余 (?<left>\d+) 次发布，本次运行需要其中 (?<needed>\d+) 次。/,
];

/**
 * Finds the {@link publishNote}s in what a run printed, in whatever language: another process may have made them.
 *
 * @param texts one message each.
 * @returns what all accounts need together, and what each needs where the run says so.
 */
export function publishNeedsIn(texts: readonly string[]): { all: PublishNeed | undefined; byAccount: AccountNeed[] } {
  const needs = texts.flatMap((text) => needIn(text) ?? []);
  const sum = (of: keyof PublishNeed): number => needs.reduce((total, need) => total + need[of], 0);
  return {
    all: needs.length === 0 ? undefined : { needed: sum("needed"), left: sum("left") },
    byAccount: needs.filter((need): need is AccountNeed => "account" in need || "others" in need),
  };
}

function needIn(text: string): PublishNeed | AccountNeed | undefined {
  for (const note of NOTES) {
    const found = note.exec(text)?.groups;
    if (!found) continue;
    const need = { needed: Number(found["needed"]), left: Number(found["left"]) };
    if (found["account"] !== undefined) return { account: found["account"], ...need };
    return found["others"] === undefined ? need : { others: Number(found["others"]), ...need };
  }
  return undefined;
}
