import { LINK_FIELDS, OPEN_VERSIONS, SERVICE_ACCOUNT_FIELDS } from "../../provider/rules/rule";
import { codeFields, stackFields } from "../../provider/rules/file-fields";
import { RULE_LISTS, SETTING_NAMES, SETTINGS } from "../../provider/settings/table";

/** What a Chinese sentence may have in Latin letters besides the names of settings and fields. */
const NAMES = [
  ...["pulumi", "provider", "stdout", "stderr", "refresh", "destroy", "preview", "token", "errcode", "http", "https"],
  ...["true", "false", "null", "config", "secret", "secure"],
];
const CHOICES = SETTING_NAMES.flatMap((name) => SETTINGS[name].kind.match(/(?<=`)\w+(?=`)/g) ?? []);
const KNOWN = new Set<string>([
  ...NAMES,
  ...CHOICES,
  ...OPEN_VERSIONS,
  ...SETTING_NAMES,
  ...RULE_LISTS,
  ...SERVICE_ACCOUNT_FIELDS,
  ...LINK_FIELDS,
  ...Object.keys(stackFields),
  ...Object.keys(codeFields),
]);

/** What is no prose: excerpts of files, quotations, addresses and paths, names with a colon, an underscore, a dot or a hyphen. */
const NO_PROSE = [/^ *\d* \| .*$/gm, /^ {2}.*$/gm, /“[^“”]*”|"[^"\n]*"|\[[^\]]*\]/g, /[!-~]*[/_.:\\-][!-~]*/g];

/** The words of a message that are neither Chinese nor a known name. */
export function englishIn(text: string): string[] {
  const prose = NO_PROSE.reduce((left, pattern) => left.replace(pattern, " "), text);
  return (prose.match(/[A-Za-z]+/g) ?? []).filter((word) => /^[a-z]{4,}$/.test(word) && !KNOWN.has(word));
}

/** Fails unless a message is Chinese. */
export function expectChinese(text: string): void {
  expect({ text, english: englishIn(text) }).toEqual({ text, english: [] });
  expect(text).toMatch(/\p{Script=Han}/u);
}
