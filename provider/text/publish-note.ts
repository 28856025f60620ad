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

const NOTES = [
  /This run needs (?<needed>\d+) of the (?<left>\d+) publish(?:es)? left this month\./,
  /本月剩余 (?<left>\d+) 次发布，本次运行需要其中 (?<needed>\d+) 次。/,
];

/** Finds a {@link publishNote} in what a run printed, in whatever language: another process may have made it. */
export function publishNeedIn(text: string): PublishNeed | undefined {
  for (const note of NOTES) {
    const found = note.exec(text)?.groups;
    if (found) return { needed: Number(found["needed"]), left: Number(found["left"]) };
  }
  return undefined;
}
