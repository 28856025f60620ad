import type { DeclaredElsewhere } from "../../reading/other-stacks";
import { t } from "../../text/message";
import type { RecordedRule } from "../recorded-rules";

/**
 * Why rules must not be deleted: another stack declares them. They are to move there, and a delete would kill their codes.
 *
 * @param gone the rules that this run deletes.
 * @param elsewhere finds them in other stacks. A stack of another account has a rule of its own; one whose account is not known may
 * have the same.
 */
export function movedProblems(
  gone: readonly RecordedRule[],
  elsewhere: (prefixes: ReadonlySet<string>) => readonly DeclaredElsewhere[],
): string[] {
  if (gone.length === 0) return [];
  const ours = new Map(gone.map(({ rule, account }) => [rule.prefix, account]));
  const moved = elsewhere(new Set(ours.keys())).filter(({ prefix, account }) => {
    const owner = ours.get(prefix);
    return owner === undefined || account === undefined || owner === account;
  });
  return moved.map(
    ({ prefix, file }) =>
      t`delete ${prefix}: ${file} declares this rule too, and the printed codes of both are the same. Nothing was changed. To move the rule
        there, put it back into this stack with "retainOnDelete: true", run "pulumi up", and take it out after that; to delete it all
        the same, name it in WECHAT_ALLOW_DELETE for this run.`,
  );
}
