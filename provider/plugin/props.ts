import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import type { Props } from "../pulumi/state";
import { UNKNOWN } from "../pulumi/unknown";

/** How Pulumi marks a value that stands for another one, and the marks of a secret and of an output. @see pulumi/pulumi: sdk/nodejs/runtime/rpc.ts */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

/** Properties in clear, and which of them are secret, wholly or in part. */
export interface Received {
  props: Props;
  secrets: ReadonlySet<string>;
}

export function received(struct: Struct | undefined): Received {
  const raw = (struct?.toJavaScript() ?? {}) as Props;
  const names = Object.keys(raw);
  return {
    props: Object.fromEntries(names.map((name) => [name, inClear(raw[name])])),
    secrets: new Set(names.filter((name) => hasSecret(raw[name]))),
  };
}

/** @param secrets the properties that are marked as secret again. */
export function structOf(props: Props, secrets: ReadonlySet<string> = new Set()): Struct {
  const known = Object.entries(props).filter(([, value]) => value !== undefined);
  const marked = known.map(([name, value]) => [name, secrets.has(name) ? asSecret(value) : value]);
  return Struct.fromJavaScript(Object.fromEntries(marked) as Record<string, JavaScriptValue>);
}

function asSecret(value: unknown): object {
  return { [SIGNATURE]: SECRET, value };
}

function isSecret(value: object): value is { value: unknown } {
  return (value as Props)[SIGNATURE] === SECRET;
}

/** Without a value if it is not known yet. */
function isOutput(value: object): value is { value?: unknown; secret?: boolean } {
  return (value as Props)[SIGNATURE] === OUTPUT;
}

function hasSecret(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return isSecret(value) || (isOutput(value) && value.secret === true) || Object.values(value).some(hasSecret);
}

function inClear(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (isSecret(value)) return inClear(value.value);
  if (isOutput(value)) return "value" in value ? inClear(value.value) : UNKNOWN;
  if (Array.isArray(value)) return value.map(inClear);
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, inClear(one)]));
}
