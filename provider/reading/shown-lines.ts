import { SETTING_NAMES, SETTINGS } from "../settings/table";

const secretSettings = SETTING_NAMES.filter((name) => !SETTINGS[name].mayBeShown);
const SECRET_KEY = new RegExp(
  `(?:${secretSettings.join("|")}|secret|token|secure|passw|credential|authorization|api_?key)[\\w.-]*["']?\\s*:`,
  "i",
);
const RULES_KEY = /\brules(?:Files)?["']?\s*:/;
const BEGINS_WITH_KEY = /^\s*(?:- +)*["']?[\w:./-]+["']?\s*:(?:\s|$)/;

/**
 * Which lines of a file may be shown in messages. Works by lines, because the file may not be YAML: a line is hidden if it has a
 * key that may hold a secret, continues such a line, or has the anchor that such a line names.
 *
 * @param isOfPulumi only the lists of rules may be shown of a file that has a stack's config.
 */
export function shownLines(lines: string[], isOfPulumi: boolean): boolean[] {
  const named = secretLines(lines, () => false).flatMap((isSecret, index) =>
    isSecret ? [...(lines[index] ?? "").matchAll(/\*([^\s,[\]{}"']+)/g)].map(([, name]) => name ?? "") : [],
  );
  const anchors = new Set(named);
  const hasAnchor = (line: string): boolean =>
    anchors.size > 0 && [...line.matchAll(/&([^\s,[\]{}"']+)/g)].some(([, name]) => anchors.has(name ?? ""));
  const inRules = rulesLines(lines);
  return secretLines(lines, hasAnchor).map((isSecret, index) => !isSecret && (!isOfPulumi || inRules[index] === true));
}

function secretLines(lines: string[], isSecretToo: (line: string) => boolean): boolean[] {
  let since: number | undefined;
  return lines.map((line) => {
    const continues = since !== undefined && (columnOf(line) > since || !BEGINS_WITH_KEY.test(line));
    if (!continues) since = SECRET_KEY.test(line) || isSecretToo(line) ? columnOf(line) : undefined;
    return since !== undefined;
  });
}

function rulesLines(lines: string[]): boolean[] {
  let since: number | undefined;
  return lines.map((line) => {
    const isOver = since !== undefined && line.trim() !== "" && columnOf(line) <= since;
    if (isOver) since = undefined;
    if (RULES_KEY.test(line)) since ??= columnOf(line);
    return since !== undefined;
  });
}

/** Where a line's text begins, not counting the dashes of a list. */
function columnOf(line: string): number {
  return /^\s*(?:- +)*/.exec(line)?.[0].length ?? 0;
}
