import { closest } from "../text/did-you-mean";
import { listed } from "../text/listed";
import { t } from "../text/message";
import { malformedText, NAMESPACE } from "./source";
import {
  ACCOUNT_SETTINGS,
  ACCOUNTS,
  APP_ID,
  environmentVariable,
  environmentVariables,
  isAccountSetting,
  isSetting,
  SETTING_NAMES,
  SETTINGS,
} from "./table";

/** What the map of accounts has, by name and setting, as text. An account that is not a map has nothing. */
export type AccountTexts = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** What is wrong with the map of accounts. */
export interface AccountProblem {
  /** Where, below the map. */
  path: string[];
  on: "key" | "value";
  reason: string;
}

const NAME = /^[\p{L}\p{N}_-]+$/u;
const KEY = `${NAMESPACE}:${ACCOUNTS}`;

/** @param json the map as Pulumi hands it over. What is not a map becomes an account or a setting that {@link accountProblems} refuses. */
export function mapIn(json: string | undefined): AccountTexts {
  if (json === undefined) return new Map();
  const accounts = parsed(json);
  if (!isMap(accounts)) return new Map([["", new Map()]]);
  return new Map(
    Object.entries(accounts).map(([name, settings]) => [
      name,
      isMap(settings) ? new Map(Object.entries(settings).map(([key, value]) => [key, asText(value)])) : new Map(),
    ]),
  );
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function asText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/**
 * Checks the map of accounts.
 *
 * @param env overrides the map; a setting that it overrides is not checked.
 * @param ownAppId the app id of the account that needs no name.
 */
export function accountProblems(
  texts: AccountTexts,
  env: NodeJS.ProcessEnv,
  ownAppId: string | undefined,
): { named: { name: string; appId: string }[]; problems: AccountProblem[] } {
  const problems: AccountProblem[] = [];
  const named: { name: string; appId: string }[] = [];
  const byAppId = new Map<string, string>(ownAppId === undefined ? [] : [[ownAppId, `${NAMESPACE}:appId`]]);
  const byVariable = new Map<string, string>(SETTING_NAMES.map((setting) => [environmentVariable(setting), setting]));
  for (const [name, settings] of texts) {
    const say = (on: AccountProblem["on"], reason: string, ...below: string[]): void =>
      void problems.push({ path: name === "" ? [] : [name, ...below], on, reason });
    const variables = environmentVariables(name);
    const wrong = nameProblem(name, variables, byVariable);
    if (wrong !== undefined) {
      say(name === "" ? "value" : "key", wrong);
      continue;
    }
    for (const variable of variables) byVariable.set(variable, name);
    for (const [setting, text] of settings) {
      const reason = settingProblem(name, setting, text, env);
      if (reason !== undefined) say(reason.on, reason.reason, setting);
    }
    const appId = appIdOf(name, settings, env);
    if (appId === undefined) {
      if (!settings.has("appId")) {
        say("key", t`${KEY}.${name} has no appId; write "appId: wx…" in it, the account's app id`);
      }
      continue;
    }
    const other = byAppId.get(appId);
    if (other !== undefined) {
      say("value", t`${KEY}.${name} and ${other} are the same account, ${appId}; keep one of the two`, "appId");
      continue;
    }
    byAppId.set(appId, `${KEY}.${name}`);
    named.push({ name, appId });
  }
  return { named, problems };
}

function nameProblem(
  name: string,
  variables: readonly string[],
  byVariable: ReadonlyMap<string, string>,
): string | undefined {
  if (name === "")
    return t`${KEY} is not a map of accounts; write a name for each, and below it "appId: wx…" and its credentials`;
  if (APP_ID.test(name) || !NAME.test(name)) {
    return t`"${name}" cannot be the name of an account; use letters, digits, "-" and "_", and not an app id`;
  }
  for (const variable of variables) {
    const other = byVariable.get(variable);
    if (other !== undefined) {
      return t`the account "${name}" would have the environment variable ${variable}, which belongs to ${other}; give it another name`;
    }
  }
  return undefined;
}

function settingProblem(
  account: string,
  setting: string,
  text: string,
  env: NodeJS.ProcessEnv,
): Pick<AccountProblem, "on" | "reason"> | undefined {
  const key = `${KEY}.${account}.${setting}`;
  if (isSetting(setting) && !isAccountSetting(setting)) {
    return { on: "key", reason: t`${key} is a setting of the whole stack; write it as ${NAMESPACE}:${setting}` };
  }
  if (!isAccountSetting(setting)) {
    const known = closest(setting, SETTING_NAMES);
    const meant = known !== undefined && !isAccountSetting(known) ? `${NAMESPACE}:${known}` : known;
    const instead =
      meant === undefined ? t`the settings are ${listed([...ACCOUNT_SETTINGS], 99)}` : t`did you mean ${meant}?`;
    return { on: "key", reason: t`${key} is not a setting; ${instead}` };
  }
  if (text.startsWith('{"secure":')) {
    if (setting !== "appId" && setting !== "authorizerAppId") return undefined;
    return { on: "value", reason: t`${key} is encrypted, but rules are told apart by it; write it in clear` };
  }
  if (env[environmentVariable(setting, account)]) return undefined;
  const { schema, read, expected, mayBeShown } = SETTINGS[setting];
  if (schema.safeParse(read(text)).success) return undefined;
  return { on: "value", reason: malformedText(key, expected(), mayBeShown ? text : undefined) };
}

/** Undefined if there is none, or none that can be right. */
function appIdOf(name: string, settings: ReadonlyMap<string, string>, env: NodeJS.ProcessEnv): string | undefined {
  const written = (["authorizerAppId", "appId"] as const).map(
    (setting) => env[environmentVariable(setting, name)] || settings.get(setting),
  );
  const text = written.find((one) => one)?.trim();
  return text !== undefined && APP_ID.test(text) ? text : undefined;
}
