import { parseArgs, types } from "node:util";
import type { StartOptions } from ".";

export const USAGE = `Usage: npx ts-node emulator/main.ts [flags]

  --port N             port on 127.0.0.1, 0 for a free one (default 0)
  --limit KIND         count both limits per-endpoint, per-account or off (default per-endpoint)
  --second-limit N     calls a second (default 5)
  --minute-limit N     calls about service-account rules a minute (default 200)
  --publish-quota N    publishes a month and account (default 100)
  --secret S           secret of every account (default emulator-secret)
  --latency-ms N       delay of every answer (default 0)
  --jitter-ms N        random delay on top, at most N (default 0)
  --token-ttl-s N      life of a token (default 7200)
  --help               show this
`;

const LIMITS = ["per-endpoint", "per-account", "off"] as const;

const FLAGS = {
  port: { type: "string" },
  limit: { type: "string" },
  "second-limit": { type: "string" },
  "minute-limit": { type: "string" },
  "publish-quota": { type: "string" },
  secret: { type: "string" },
  "latency-ms": { type: "string" },
  "jitter-ms": { type: "string" },
  "token-ttl-s": { type: "string" },
  help: { type: "boolean" },
} as const;

/** The start options on a command line. Throws a one-sentence error for a flag that makes no sense. */
export function readFlags(args: readonly string[]): StartOptions | "help" {
  const { values } = parse(args);
  if (values.help) return "help";
  if (values.secret === "") throw new Error("--secret must not be empty.");
  return {
    port: wholeNumber("port", values.port, 0, 65_535) ?? 0,
    limit: limitIn(values.limit),
    secondLimit: wholeNumber("second-limit", values["second-limit"]),
    minuteLimit: wholeNumber("minute-limit", values["minute-limit"]),
    publishQuota: wholeNumber("publish-quota", values["publish-quota"]),
    secret: values.secret,
    latencyMs: wholeNumber("latency-ms", values["latency-ms"]),
    jitterMs: wholeNumber("jitter-ms", values["jitter-ms"]),
    tokenTtlS: wholeNumber("token-ttl-s", values["token-ttl-s"], 1),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: FLAGS, allowPositionals: false });
  } catch (error) {
    const text = types.isNativeError(error) ? error.message : String(error);
    throw new Error(`${text.split(/[.\n]/)[0] ?? text}; see --help.`, { cause: error });
  }
}

function wholeNumber(name: string, value: string | undefined, min = 0, max = 1_000_000_000): number | undefined {
  if (value === undefined) return undefined;
  const number = /^\d+$/.test(value) ? Number(value) : NaN;
  if (number >= min && number <= max) return number;
  throw new Error(`--${name} must be a whole number from ${min} to ${max}, not "${value}".`);
}

function limitIn(value: string | undefined): (typeof LIMITS)[number] | undefined {
  const limit = LIMITS.find((kind) => kind === value);
  if (value !== undefined && !limit) throw new Error(`--limit must be one of ${LIMITS.join(", ")}, not "${value}".`);
  return limit;
}
