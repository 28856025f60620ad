import type { Source } from "./source";
import { ACCOUNT_SETTINGS, environmentVariable, isAccountSetting } from "./table";

const COMMAND = /pulumi config set (?:--secret )?wechat-qr-jump:(\w+) ([A-Z]+)/g;
const KEY = /(?<!')wechat-qr-jump:(\w+)(?!\.)\b/g;
const VARIABLE = /\bWECHAT_[A-Z_]+\b/g;

/** Names settings in a text, such as an error's, as one account of several has them: `wechat-qr-jump:accounts.shop.appSecret`. */
export function inNamesOf(source: Source): (text: string) => string {
  const byVariable = new Map(ACCOUNT_SETTINGS.map((name) => [environmentVariable(name), name]));
  return (text) =>
    text
      .replace(COMMAND, (all, name: string, value: string) =>
        isAccountSetting(name) ? source.setCommand(name, value) : all,
      )
      .replace(KEY, (all, name: string) => (isAccountSetting(name) ? source.keyOf(name) : all))
      .replace(VARIABLE, (all) => {
        const name = byVariable.get(all);
        return name === undefined ? all : source.variableOf(name);
      });
}
