import type { Misfit } from "./fault-schema";
import type { JsonObject } from "./json";

/** A read's answer in which the list and the counts do not match; a refusal stays as it is. */
export function misfitting(answer: JsonObject, misfit: Misfit, by = 1): JsonObject {
  const { rule_list: list, list_size: size, total_count: total, ...rest } = answer;
  if (!Array.isArray(list)) return answer;
  switch (misfit) {
    case "emptyList":
      return { ...answer, rule_list: [] };
    case "shortByOne":
      return { ...answer, rule_list: list.slice(0, -1) };
    case "shortByHalf":
      return { ...answer, rule_list: list.slice(0, Math.floor(list.length / 2)) };
    case "noList":
      return { ...rest, list_size: size, total_count: total };
    case "noListSize":
      return { ...rest, rule_list: list, total_count: total };
    case "noTotalCount":
      return { ...rest, rule_list: list, list_size: size };
    case "wrongListSize":
      return { ...answer, list_size: raised(size, by) };
    case "wrongTotalCount":
      return { ...answer, total_count: raised(total, by) };
  }
}

/** Older answers give numbers as strings. */
function raised(count: unknown, by: number): unknown {
  const wrong = Math.max(0, Number(count) + by);
  return typeof count === "string" ? String(wrong) : wrong;
}
