import { listed } from "./listed";

/** Without `maxDeletes`: as many of ten or more rules may go in one run. */
const DEFAULT_SHARE = 0.3;
const FEW = 10;

/**
 * Why the plan must not begin: it would delete more of the stack's rules than one run may. A rule that only gets another name is
 * not deleted; one whose prefix changes is, since its printed codes stop working.
 *
 * @param recorded the prefixes of the stack's rules so far.
 * @param wanted the prefixes that are declared now.
 * @param maxDeletes how many may go; by default 30 % of ten or more, any of fewer, but never all for an empty list.
 */
export function massDeletionProblem(
  recorded: string[],
  wanted: string[],
  maxDeletes: number | undefined,
): string | undefined {
  const kept = new Set(wanted);
  const gone = recorded.filter((prefix) => !kept.has(prefix));
  if (gone.length <= (maxDeletes ?? defaultLimit(recorded.length, wanted.length))) return undefined;
  return (
    `This change deletes ${gone.length} of the stack's ${recorded.length} rules in WeChat, and their printed codes stop working at once: ` +
    `${why(wanted.length, maxDeletes)}. Nothing was changed. It would delete ${listed(gone)}. ` +
    `If that is meant, set WECHAT_MAX_DELETES=${gone.length} for this run, or wechat-qr-jump:maxDeletes in the stack's config; ` +
    `"pulumi destroy" deletes all rules without this question.`
  );
}

function defaultLimit(recorded: number, wanted: number): number {
  if (wanted === 0) return 0;
  return recorded < FEW ? recorded : Math.floor(recorded * DEFAULT_SHARE);
}

function why(wanted: number, maxDeletes: number | undefined): string {
  if (maxDeletes !== undefined) return `maxDeletes allows ${maxDeletes}`;
  if (wanted === 0) return "the list of rules is empty or missing, which may be a mistake";
  return `of ${FEW} or more rules at most ${DEFAULT_SHARE * 100} % may go in one run`;
}
