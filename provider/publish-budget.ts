import { listed } from "./listed";
import { samePage, type Rule } from "./rule";

/** A wanted rule beside what is live for it now. */
export interface Wanted {
  want: Rule;
  live: Rule | undefined;
}

/** The rules whose making uses one of the month's publishes: new ones, unpublished ones, and changes of a published page. */
export function rulesToPublish(wanted: Wanted[]): Rule[] {
  return wanted
    .filter(({ want, live }) => want.published && !(live?.published && samePage(live, want)))
    .map(({ want }) => want);
}

/** Why the plan must not begin: it needs more publishes than the account has left. Undefined when they suffice. */
export function budgetProblem(toPublish: Rule[], publishesLeft: number): string | undefined {
  if (toPublish.length <= publishesLeft) return undefined;
  return (
    `This change needs ${toPublish.length} publishes, but the account has ${publishesLeft} left this month: nothing was changed. ` +
    `It would publish ${listed(toPublish.map(({ prefix }) => prefix))}. ` +
    `Leave some of these changes for the next month, or write "published: false" in rules that can wait.`
  );
}
