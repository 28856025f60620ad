import { t } from "../text/message";
import { visible } from "../text/visible";
import { mapIn } from "./account-map";
import { NAMESPACE, setCommand } from "./source";
import { ACCOUNTS, environmentVariable, SETTING_NAMES, SETTINGS, type SettingName } from "./table";

const TOKENS_FILE = "authorizerRefreshTokens";
const LOOPBACK = /^(?:localhost|.+\.localhost|127(?:\.\d+){3}|\[::1\])$/;

/** A setting of the stack or of one of its accounts, as it is written. */
interface Written {
  name: SettingName;
  key: string;
  /** Where `pulumi config set` writes it. */
  target: string;
  variable: string;
  text: string;
  isEncrypted: boolean;
}

/**
 * Where others may read a secret, one sentence each: in a stack's file that is committed, or on the way to an endpoint. Only
 * doubts: the file may be private, and so may the network.
 *
 * @param config the stack's config by full key.
 * @param isEncrypted tells whether the stack's file has the value of a key, or a part of it, encrypted.
 * @param othersMayRead tells whether other users of this machine may read a file.
 * @param accounts the map of accounts as the stack's file has it, where `config` has it decrypted.
 */
export function exposedSecrets(
  config: Readonly<Record<string, string | undefined>>,
  env: NodeJS.ProcessEnv,
  isEncrypted: (key: string) => boolean,
  othersMayRead: (file: string) => boolean = () => false,
  accounts?: string,
): string[] {
  const ofStack = SETTING_NAMES.map((name): Written => {
    const key = `${NAMESPACE}:${name}`;
    const variable = environmentVariable(name);
    return { name, key, target: key, variable, text: config[key] ?? "", isEncrypted: isEncrypted(key) };
  });
  const map = `${NAMESPACE}:${ACCOUNTS}`;
  const written = [...ofStack, ...ofAccounts(accounts ?? (isEncrypted(map) ? undefined : config[map]))];
  return [
    ...written.filter(({ name, text, isEncrypted }) => SETTINGS[name].isSecret && text && !isEncrypted).map(clearText),
    ...written.flatMap((one) => (one.name === TOKENS_FILE ? inFile(one, env, othersMayRead) : [])),
    ...onTheWay(env[environmentVariable("endpoint")] || config[`${NAMESPACE}:endpoint`]),
  ];
}

function ofAccounts(json: string | undefined): Written[] {
  return [...mapIn(json)].flatMap(([account, texts]) =>
    SETTING_NAMES.flatMap((name): Written[] => {
      const text = texts.get(name);
      if (text === undefined) return [];
      const key = `${NAMESPACE}:${ACCOUNTS}.${visible(account)}.${name}`;
      const variable = environmentVariable(name, account);
      return [{ name, key, target: `--path '${key}'`, variable, text, isEncrypted: text.startsWith('{"secure":') }];
    }),
  );
}

function clearText({ key, target }: Written): string {
  const command = setCommand("--secret", target);
  return t`${key} is in clear in the stack's file; run "${command}" to encrypt it, and renew it if the file was shared.`;
}

function inFile(
  { key, variable, text }: Written,
  env: NodeJS.ProcessEnv,
  othersMayRead: (file: string) => boolean,
): string[] {
  const file = (env[variable] || text).trim();
  if (file === "" || !othersMayRead(file)) return [];
  const shown = visible(file);
  return [t`${key} names ${shown}, which other users of this machine may read; run "chmod 600 ${shown}".`];
}

function onTheWay(endpoint = ""): string[] {
  const address = endpoint.trim();
  if (!URL.canParse(address)) return [];
  const { protocol, host, hostname } = new URL(address);
  if (protocol !== "http:" || LOOPBACK.test(hostname)) return [];
  return [t`${NAMESPACE}:endpoint is http://${host}, so tokens and secrets travel there in clear; use https.`];
}
