import type { Command, CommanderError } from "commander";
import { t } from "../text/message";

/** What Commander says about a wrong command line, in English, and the same in the language of this process. */
const SAID: readonly [RegExp, (words: string[]) => string][] = [
  [/^unknown option '(.*?)'/, ([option]) => t`unknown option '${option}'`],
  [/^unknown command '(.*?)'/, ([command]) => t`unknown command '${command}'`],
  [/^missing required argument '(.*?)'/, ([argument]) => t`missing required argument '${argument}'`],
  [/^option '(.*?)' argument missing/, ([option]) => t`option '${option}' argument missing`],
  [/^required option '(.*?)' not specified/, ([option]) => t`required option '${option}' not specified`],
  [
    /^option '(.*?)' cannot be used with option '(.*?)'/,
    ([a, b]) => t`option '${a}' cannot be used with option '${b}'`,
  ],
  [/^option '(.*?)' argument '(.*)' is invalid\./, ([a, b]) => t`option '${a}' argument '${b}' is invalid.`],
  [
    /^too many arguments.* Expected (\d+) arguments? but got (\d+)\.$/,
    ([n, m]) => t`too many arguments: expected ${n}, got ${m}`,
  ],
  [/^Allowed choices are (.*)\.$/, ([choices]) => t`Allowed choices are ${choices}.`],
  [/^\(Did you mean (.*)\?\)$/, ([meant]) => t`(Did you mean ${meant}?)`],
];

/** A wrong command line as one sentence. */
export function usageText({ code, message }: CommanderError): string {
  if (code === "commander.help") return t`no command is named; "wechat-qr-jump --help" lists them`;
  let left = message.replace(/^error: /, "").replace(/\s*\n\s*/g, " ");
  const said: string[] = [];
  for (let known = true; known && left !== "";) {
    known = SAID.some(([pattern, inLanguage]) => {
      const [all, ...words] = pattern.exec(left) ?? [];
      if (all === undefined) return false;
      said.push(inLanguage(words));
      left = left.slice(all.length).trim();
      return true;
    });
  }
  return [...said, ...(left === "" ? [] : [left])].join(" ");
}

/** Makes `--help` speak the language of this process. */
export function speakHelp(program: Command): Command {
  const titles = (): Record<string, string> => ({
    "Usage:": t`Usage:`,
    "Arguments:": t`Arguments:`,
    "Options:": t`Options:`,
    "Commands:": t`Commands:`,
  });
  return program
    .configureHelp({ styleTitle: (title) => titles()[title] ?? title })
    .helpOption("-h, --help", t`display help for command`)
    .helpCommand("help [command]", t`display help for command`);
}
