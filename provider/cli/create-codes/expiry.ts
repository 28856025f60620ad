import { t } from "../../text/message";
import { UsageError } from "../outcome";

const SECONDS: Readonly<Record<string, number>> = { d: 86_400, h: 3_600, m: 60 };
/** The longest that a temporary code works. */
const MAX_S = 30 * 86_400;

/** A span such as `30d`, `12h` or `45m`, in seconds; at most 30 days. @throws UsageError */
export function expirySeconds(given: string): number {
  const [, count = "", unit = ""] = /^(\d{1,6})([dhm])$/.exec(given) ?? [];
  const seconds = Number(count) * (SECONDS[unit] ?? NaN);
  if (seconds > 0 && seconds <= MAX_S) return seconds;
  throw new UsageError(t`--expires ${given} is not a span of at most 30 days; write 30d, 12h or 45m.`);
}
