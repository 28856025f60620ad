import type { Rule } from "../../rules/rule";
import { environmentVariable, type SettingName } from "../../settings/table";
import { t } from "../../text/message";
import { openAccount } from "../../wechat/account";
import { lineOf, nameOf } from "../doctor";
import { examineWechat, type Examined } from "../doctor-wechat";
import { checkedAppids } from "../import";
import { CommandError } from "../outcome";
import { isHidden, mistakeIn, partsOf, settingsWith, type Values } from "./credentials";
import { KINDS, type Kind } from "./kinds";
import { cancelled } from "../interruption";
import { readEverything } from "./live-rules";
import type { Questions } from "../questions";
import type { Wanted } from "./wanted";

/** Credentials that work, and what they show. */
export interface Connected {
  kind: Kind;
  values: Values;
  checks: Examined[];
  live: Rule[];
}

interface Connecting {
  wanted: Wanted;
  /** The stack's config, for the settings that are not credentials. */
  config: Readonly<Record<string, string>>;
  env: NodeJS.ProcessEnv;
  /** What was answered before, to be offered again. */
  before?: { kind: Kind; appids: string[] };
}

/** Asks until the credentials work. @param ask undefined if nobody can be asked. @throws CommandError */
export async function connect(connecting: Connecting, ask: Questions | undefined): Promise<Connected> {
  const { wanted } = connecting;
  const kind = wanted.kind ?? (ask ? await askKind(ask, connecting.before?.kind) : "appSecret");
  const values = ask ? await askValues(ask, kind, wanted.values, connecting.config) : wanted.values;
  const appids = wanted.appids ?? (ask ? await askAppids(ask, connecting.before?.appids) : []);
  const seen = await look(kind, values, appids, connecting);
  ask?.show(seen.checks.map(lineOf).join("\n"));
  const { live } = seen;
  if (live) return { ...seen, live, kind, values };
  if (!ask) throw refused(seen.checks);
  const again = await askAgain(ask);
  if (again === "stop") throw cancelled();
  if (again === "same") return connect({ ...connecting, wanted: { ...wanted, kind, values, appids } }, ask);
  return connect(
    {
      ...connecting,
      wanted: { ...wanted, kind: undefined, values: {}, appids: undefined },
      config: { ...connecting.config, ...offered(values) },
      before: { kind, appids },
    },
    ask,
  );
}

async function look(
  kind: Kind,
  values: Values,
  appids: string[],
  { config, env }: Connecting,
): Promise<{ checks: Examined[]; live: Rule[] | undefined }> {
  let live: Rule[] | undefined;
  const checks = await examineWechat(openAccount(settingsWith(kind, values, config, env)), async (client) => {
    const answer = await readEverything(client, appids);
    live = answer.rules;
    return answer;
  });
  return { checks, live };
}

function refused(checks: Examined[]): CommandError {
  const findings = checks.filter(({ verdict }) => verdict === "finding");
  const reasons = findings.map(({ name, message }) => t`${nameOf(name)}: ${message}`).join(t`; `);
  return new CommandError(t`Nothing was written, because WeChat cannot be read: ${reasons}`);
}

/** What was typed and may be seen is offered again. */
function offered(values: Values): Record<string, string> {
  const shown = (Object.entries(values) as [SettingName, string][]).filter(([name]) => !isHidden(name));
  return Object.fromEntries(shown.map(([name, value]) => [`wechat-qr-jump:${name}`, value]));
}

function askKind(ask: Questions, before: Kind = KINDS[0]): Promise<Kind> {
  const labels: Record<Kind, string> = {
    appSecret: t`AppSecret: the usual way`,
    accessToken: t`Access token: expires after two hours`,
    accessTokenCommand: t`Command that prints an access token`,
    accessTokenUrl: t`URL that answers with an access token`,
    authorizer: t`Third-party platform: four values`,
  };
  return ask.choice(t`How does this machine get at the account?`, labels, before);
}

async function askValues(
  ask: Questions,
  kind: Kind,
  known: Values,
  config: Readonly<Record<string, string>>,
): Promise<Values> {
  const values: Values = {};
  for (const name of partsOf(kind)) values[name] = known[name] ?? (await askValue(ask, name, config));
  return values;
}

function askValue(ask: Questions, name: SettingName, config: Readonly<Record<string, string>>): Promise<string> {
  const mistake = (answer: string | undefined): string | undefined => mistakeIn(name, answer);
  const message = questionOf(name);
  if (isHidden(name)) return ask.secret(message, mistake);
  return ask.text(message, { initial: config[`wechat-qr-jump:${name}`], mistake });
}

function questionOf(name: SettingName): string {
  switch (name) {
    case "appId":
      return t`AppID of the service account or mini program that owns the rules`;
    case "authorizerAppId":
      return t`AppID of the account that authorized the platform and owns the rules`;
    case "componentAppId":
      return t`AppID of the third-party platform`;
    case "componentAccessToken":
      return t`The platform's current component_access_token (not shown)`;
    case "authorizerRefreshToken":
      return t`The account's authorizer_refresh_token (not shown)`;
    case "appSecret":
      return t`AppSecret (not shown)`;
    case "accessToken":
      return t`Access token (not shown)`;
    case "accessTokenCommand":
      return t`Command that prints the token (written in clear, for reviews)`;
    case "accessTokenUrl":
      return t`URL that answers with the token (not shown: it may hold a key)`;
    default:
      return environmentVariable(name);
  }
}

async function askAppids(ask: Questions, before: string[] = []): Promise<string[]> {
  const split = (answer = ""): string[] => answer.split(/[\s,，]+/).filter((part) => part !== "");
  const mistake = (answer: string | undefined): string | undefined =>
    split(answer).every((appid) => mistakeIn("appId", appid) === undefined)
      ? undefined
      : t`Write AppIDs such as wxe5f52902cf4de896, with blanks between them, or nothing.`;
  const message = t`Mini programs that a service account's rules open: AppIDs, or nothing`;
  return checkedAppids(split(await ask.text(message, { initial: before.join(" "), mistake })));
}

function askAgain(ask: Questions): Promise<"other" | "same" | "stop"> {
  return ask.choice(t`WeChat cannot be read so. What now?`, {
    other: t`Enter the credentials again`,
    same: t`Check once more, e.g. after a change in WeChat's console`,
    stop: t`Stop, and write nothing`,
  });
}
