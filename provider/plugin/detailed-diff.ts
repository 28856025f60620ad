import { isDeepStrictEqual } from "node:util";
import type { Props } from "../pulumi/state";
import { isUnknown } from "../pulumi/unknown";
import { RULE_FIELDS } from "../rules/file-fields";

export type Kind = "add" | "delete" | "update";

const OF_RULES = RULE_FIELDS.filter((field) => field !== "account");

/**
 * What differs between a rule as it is recorded and as it is wanted, by property path such as `debugUrls[1]`.
 *
 * @param moves true if the rule gets another account.
 */
export function detailedDiff(olds: Props, news: Props, moves: boolean): Map<string, Kind> {
  const fields = moves ? [...OF_RULES, "account"] : OF_RULES;
  // Without a value that is not known yet, the defaults are not known either.
  const known = isUnknown(news) ? fields.filter((field) => news[field] !== undefined) : fields;
  return new Map(known.flatMap((field) => differences(field, olds[field], news[field])));
}

function differences(path: string, was: unknown, want: unknown): [string, Kind][] {
  if (Array.isArray(was) && Array.isArray(want)) {
    const longer = was.length > want.length ? was : want;
    return longer.flatMap((_, index) => differences(`${path}[${index}]`, was[index], want[index]));
  }
  if (isDeepStrictEqual(was, want)) return [];
  return [[path, was === undefined ? "add" : want === undefined ? "delete" : "update"]];
}
