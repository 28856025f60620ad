import { text as textOfStream } from "node:stream/consumers";
import { environmentVariable, type SettingName } from "../../settings/table";
import { t } from "../../text/message";
import { checkedAppids } from "../import";
import { UsageError } from "../outcome";
import { accountOf, allParts, isCredential, kindOf, mistakeIn, partsOf, type Values } from "./credentials";
import type { Kind } from "./kinds";

export interface InitOptions {
  json?: true;
  stack?: string;
  account?: string;
  credentials?: Kind;
  componentAppId?: string;
  secretStdin?: true;
  appid?: string[];
  import?: boolean;
  yes?: true;
}

/** What is known of the new stack. Undefined is what has not been answered. */
export interface Wanted {
  stack: string | undefined;
  kind: Kind | undefined;
  values: Values;
  appids: string[] | undefined;
  wantsImport: boolean | undefined;
  mayWrite: boolean;
}

/** As Pulumi checks them, except that a name is no option and no step of a path. */
const STACK_NAME = /^(?:[\w.-]+\/){0,2}[\w.-]{1,100}$/;
const NO_NAME = /(?:^|\/)(?:-|\.+(?:\/|$))/;

/** What flags, environment and stdin answer. @throws UsageError that names what cannot be right */
export async function wantedBy(given: InitOptions, env: NodeJS.ProcessEnv): Promise<Wanted> {
  const options = trimmed(given);
  if (options.stack !== undefined && stackMistake(options.stack)) {
    throw new UsageError(t`--stack ${options.stack} cannot be the name of a stack: ${stackMistake(options.stack)}`);
  }
  const inEnvironment = (name: SettingName): string | undefined => env[environmentVariable(name)]?.trim() || undefined;
  const kind = options.credentials ?? kindOf(inEnvironment);
  const named: Values = {
    ...(options.account !== undefined &&
      (kind ? { [accountOf(kind)]: options.account } : { appId: options.account, authorizerAppId: options.account })),
    ...(options.componentAppId !== undefined && { componentAppId: options.componentAppId }),
    ...(options.secretStdin && (await valuesOfStdin(kind ?? "appSecret"))),
  };
  const parts = kind ? partsOf(kind) : allParts();
  const values = Object.fromEntries(parts.map((name) => [name, named[name] ?? inEnvironment(name)])) as Values;
  for (const name of parts) {
    const mistake = values[name] === undefined ? undefined : mistakeIn(name, values[name]);
    if (mistake) throw new UsageError(t`${sourceOf(name, named[name] !== undefined)}: ${mistake}`);
  }
  return {
    stack: options.stack,
    kind,
    values,
    appids: options.appid && checkedAppids(options.appid),
    wantsImport: options.import,
    mayWrite: options.yes === true,
  };
}

function trimmed({ stack, account, componentAppId, appid, ...others }: InitOptions): InitOptions {
  return {
    ...others,
    ...(stack !== undefined && { stack: stack.trim() }),
    ...(account !== undefined && { account: account.trim() }),
    ...(componentAppId !== undefined && { componentAppId: componentAppId.trim() }),
    ...(appid && { appid: appid.map((one) => one.trim()) }),
  };
}

export function stackMistake(name = ""): string | undefined {
  return STACK_NAME.test(name.trim()) && !NO_NAME.test(name.trim())
    ? undefined
    : t`it must have letters, digits, "-", "_" and "." only, at most 100, and not begin with "-" or be dots alone, such as dev.`;
}

/** All that must be known where nobody can be asked. @throws UsageError that names everything that is missing */
export function requireAll(wanted: Wanted): void {
  const kind = wanted.kind ?? "appSecret";
  const missing = [
    ...(wanted.stack === undefined ? ["--stack NAME"] : []),
    ...partsOf(kind).flatMap((name) => (wanted.values[name] === undefined ? [waysToGive(name, kind)] : [])),
    ...(wanted.wantsImport === undefined ? [t`--import or --no-import`] : []),
    ...(wanted.mayWrite ? [] : ["--yes"]),
  ];
  if (missing.length === 0) return;
  throw new UsageError(
    t`There is no terminal to ask in, and these are missing: ${missing.join(t`; `)}. "wechat-qr-jump init --help" says what they mean.`,
  );
}

function waysToGive(name: SettingName, kind: Kind): string {
  const variable = environmentVariable(name);
  if (isCredential(name)) return t`${variable} (or --secret-stdin)`;
  return t`${name === accountOf(kind) ? "--account APPID" : "--component-app-id APPID"} (or ${variable})`;
}

/** Where a value came from, for a message. */
function sourceOf(name: SettingName, isNamed: boolean): string {
  if (!isNamed) return environmentVariable(name);
  if (isCredential(name)) return t`${name} from stdin`;
  return name === "componentAppId" ? "--component-app-id" : "--account";
}

/** One value a line, in the order of `--help`. */
async function valuesOfStdin(kind: Kind): Promise<Values> {
  const names = partsOf(kind).filter(isCredential);
  if (process.stdin.isTTY) {
    throw new UsageError(t`--secret-stdin reads a pipe or a file; leave it out, and you are asked.`);
  }
  const lines = (await textOfStream(process.stdin)).split(/\r?\n/).filter((line) => line.trim() !== "");
  if (lines.length === names.length) return Object.fromEntries(names.map((name, n) => [name, lines[n]?.trim()]));
  throw new UsageError(
    t`--secret-stdin reads one value a line, ${names.join(t`, then `)}, but there are ${lines.length} lines.`,
  );
}
