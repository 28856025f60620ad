import { t } from "../text/message";
import { visible } from "../text/visible";
import { environmentVariable, SETTING_NAMES, SETTINGS } from "./table";

const NAMESPACE = "wechat-qr-jump:";
const TOKENS_FILE = "authorizerRefreshTokens";
const LOOPBACK = /^(?:localhost|.+\.localhost|127(?:\.\d+){3}|\[::1\])$/;

/**
 * Where others may read a secret, one sentence each: in a stack's file that is committed, or on the way to an endpoint. Only
 * doubts: the file may be private, and so may the network.
 *
 * @param config the stack's config by full key.
 * @param isEncrypted tells whether the stack's file has the value of a key encrypted.
 * @param othersMayRead tells whether other users of this machine may read a file.
 */
export function exposedSecrets(
  config: Readonly<Record<string, string | undefined>>,
  env: NodeJS.ProcessEnv,
  isEncrypted: (key: string) => boolean,
  othersMayRead: (file: string) => boolean = () => false,
): string[] {
  const inClear = SETTING_NAMES.filter((name) => SETTINGS[name].isSecret)
    .map((name) => `${NAMESPACE}${name}`)
    .filter((key) => config[key] && !isEncrypted(key));
  return [
    ...inClear.map(
      (key) =>
        t`${key} is in clear in the stack's file; run "pulumi config set --secret ${key}" to encrypt it, and renew it if the file was shared.`,
    ),
    ...inFile(env[environmentVariable(TOKENS_FILE)] || config[`${NAMESPACE}${TOKENS_FILE}`], othersMayRead),
    ...onTheWay(env[environmentVariable("endpoint")] || config[`${NAMESPACE}endpoint`]),
  ];
}

function inFile(path = "", othersMayRead: (file: string) => boolean): string[] {
  const file = path.trim();
  if (file === "" || !othersMayRead(file)) return [];
  const shown = visible(file);
  return [
    t`${NAMESPACE}${TOKENS_FILE} names ${shown}, which other users of this machine may read; run "chmod 600 ${shown}".`,
  ];
}

function onTheWay(endpoint = ""): string[] {
  const address = endpoint.trim();
  if (!URL.canParse(address)) return [];
  const { protocol, host, hostname } = new URL(address);
  if (protocol !== "http:" || LOOPBACK.test(hostname)) return [];
  return [t`${NAMESPACE}endpoint is http://${host}, so tokens and secrets travel there in clear; use https.`];
}
