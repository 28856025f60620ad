import { isCollection, isPair, isScalar, type Scalar } from "yaml";

const DATE = /^\d{4}-\d\d?-\d\d?(?:(?:[Tt]|[ \t]+)\d\d?:\d\d.*)?$/;
const NUMBER_1_1 =
  /^[-+]?(?:0[0-7][0-7_]*|0b[01][01_]*|0o[0-7_]*_[0-7_]*|0x[\da-f_]*_[\da-f_]*|\d[\d_]*_[\d_]*(?:\.[\d_]*)?(?:e[-+]?\d+)?)$/i;

/**
 * The unquoted texts below a node that Pulumi reads otherwise than YAML 1.2 says: dates, and the numbers of YAML 1.1. Pulumi
 * hands `2024-01-01` over as `2024-01-01 00:00:00 +0000 UTC`, and `1_000` as 1000.
 *
 * @param resolved what an alias stands for; other nodes themselves.
 */
export function readOtherwiseByPulumi(
  node: unknown,
  resolved: (node: unknown) => unknown,
  seen = new Set<unknown>(),
): Scalar[] {
  const target = resolved(node);
  if (seen.has(target)) return [];
  if (isScalar(target)) {
    const text = target.type === "PLAIN" && target.tag === undefined ? (target.source ?? "") : "";
    if (!DATE.test(text) && !NUMBER_1_1.test(text)) return [];
    seen.add(target);
    return [target];
  }
  if (!isCollection(target)) return [];
  seen.add(target);
  return target.items.flatMap((item) => readOtherwiseByPulumi(isPair(item) ? item.value : item, resolved, seen));
}
