import { counted } from "../text/listed";
import { t } from "../text/message";
import type { AccountNeed } from "../text/publish-note";
import { visible } from "../text/visible";
import type { Opened, Plan } from "./plan";

/** Deletions are all named; of the others so many. */
const SHOWN = 50;

/** The plan as Markdown for a pull request: what goes dark on top. */
export function planMarkdown(plan: Plan): string {
  const { dark, released, changed, moved = [], repaired, added, unchanged, errors, warnings } = plan;
  const { publishesByAccount: byAccount = [] } = plan;
  // Where the stack has several accounts, each has publishes of its own.
  const publishes = byAccount.length > 0 ? undefined : plan.publishes;
  const isNothing = [dark, released, changed, moved, repaired, added].every((codes) => codes.length === 0);
  return [
    ...section(t`Refused`, errors, (text) => asText(text)),
    ...section(t`Goes dark: ${counted(dark.length, "code")}`, dark, lost, Infinity),
    ...section(t`Changed: ${counted(changed.length, "code")}`, changed, ({ prefix, from, to }) =>
      where(from) === where(to) && from.published === to.published
        ? t`${code(prefix)}: only what testers get`
        : `${code(prefix)}: ${state(from)} → ${state(to)}`,
    ),
    ...section(
      t`Moved to another account: ${counted(moved.length, "code")}`,
      moved,
      ({ prefix, from, to }) => t`${code(prefix)}: account ${asText(from)} → ${asText(to)}`,
    ),
    ...section(t`Repaired in WeChat: ${counted(repaired.length, "code")}`, repaired, opened),
    ...section(t`New: ${counted(added.length, "code")}`, added, opened),
    ...section(t`Left to themselves, still live: ${counted(released.length, "code")}`, released, opened),
    ...section(t`Warnings`, warnings, (text) => asText(text)),
    ...(isNothing && errors.length === 0 ? [t`No printed code changes.`] : []),
    ...section(t`Publishes`, byAccount, needed),
    [
      ...(publishes ? [t`Publishes: ${publishes.needed} needed, ${publishes.left} left this month.`] : []),
      ...(unchanged === undefined ? [] : [t`Unchanged: ${counted(unchanged, "code")}.`]),
    ].join(" "),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

function section<T>(title: string, items: readonly T[], line: (item: T) => string, shown = SHOWN): string[] {
  if (items.length === 0) return [];
  const lines = items.slice(0, shown).map((item) => `- ${line(item)}`);
  const more = items.length > shown ? [`- ${t`and ${items.length - shown} more`}`] : [];
  return [`### ${title}`, [...lines, ...more].join("\n")];
}

function needed(need: AccountNeed): string {
  const whose = "account" in need ? asText(need.account) : t`${need.others} other accounts together`;
  return t`${whose}: ${need.needed} needed, ${need.left} left this month`;
}

function lost(one: Plan["dark"][number]): string {
  const because = { deleted: t`deleted`, unpublished: t`unpublished` }[one.because];
  return t`${opened(one)}: ${because}`;
}

function opened(rule: Opened): string {
  return `${code(rule.prefix)} → ${state(rule)}`;
}

function state(rule: Opened): string {
  return rule.published ? where(rule) : t`${where(rule)} (not published)`;
}

function where({ path, appid }: Opened): string {
  return appid === undefined ? code(path) : t`${code(path)} of ${code(appid)}`;
}

/** A code span; longer fences where the text has backticks itself. */
function code(written: string): string {
  const text = visible(written);
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  const pad = longest > 0 ? " " : "";
  return `${fence}${pad}${text}${pad}${fence}`;
}

/** A message on one line in which nothing is Markdown. */
function asText(text: string): string {
  return text.replace(/\s*\n\s*/g, " ").replace(/[\\`*_[\]<>|#~]/g, (letter) => `\\${letter}`);
}
