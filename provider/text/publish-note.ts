import { counted } from "./listed";

/** What a run needs of the month's publishes, as `pulumi preview` and `up` say it. */
export interface PublishNeed {
  needed: number;
  /** Before the run. */
  left: number;
}

export function publishNote({ needed, left }: PublishNeed): string {
  return `This run needs ${needed} of the ${counted(left, "publish", "publishes")} left this month.`;
}

/** Finds a {@link publishNote} in what a run printed. */
export function publishNeedIn(text: string): PublishNeed | undefined {
  const [, needed, left] = /This run needs (\d+) of the (\d+) publish(?:es)? left this month\./.exec(text) ?? [];
  return needed === undefined ? undefined : { needed: Number(needed), left: Number(left) };
}
