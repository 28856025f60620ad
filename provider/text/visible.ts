/** Control and format characters (ESC, line breaks, bidi controls, zero-width characters), and halves of characters. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
/** A command of a CI system: `::warning::` at the beginning of a line or as a whole, `##[error]`, `##vso[`, `##teamcity[`. */
const COMMAND = /(?<=^\s*):(?=:\w)|:(?=:[a-z][^:]*::)|#(?=#[\w-]*\[)/gi;

/**
 * Text from elsewhere (WeChat, a gateway, a command) on one line. What would act on a terminal or in the log of a CI system is
 * written as an escape, such as `\u001b` for ESC.
 */
export function visible(text: string): string {
  return text.replace(UNSEEN, escaped).replace(COMMAND, escaped);
}

const MAX_SHOWN = 200;

/**
 * A sentence that somebody else wrote, for use inside a message: visible, cut, and without what may be a secret.
 *
 * @param secrets what must not be shown. Anything that looks like a token or a password is left out as well.
 */
export function foreign(text: string, secrets: readonly string[] = []): string {
  const forms = secrets.flatMap((secret) => [secret, encodeURIComponent(secret)]).filter((form) => form !== "");
  const known = forms.reduce((left, form) => left.replaceAll(form, MASK), text);
  const line = visible(
    known
      .replace(NAMED_SECRET, `$1${MASK}`)
      .replace(LIKE_A_TOKEN, (found) => (NAME_OF_VARIABLE.test(found) ? found : MASK))
      .trim(),
  );
  return line.length > MAX_SHOWN ? `${line.slice(0, MAX_SHOWN)}…` : line;
}

const MASK = "***";
const NAMED_SECRET =
  /((?:secret|token|password|passwd|api[-_]?key|authorization)["']?\s*[:=]\s*(?:bearer\s+)?["']?)[^\s"',;&}*]+/gi;
/** WeChat's tokens have more than 100 characters, AppSecrets 32. */
const LIKE_A_TOKEN = /[\w@+/=-]{24,}/g;
/** The name of an environment variable, such as PULUMI_CONFIG_PASSPHRASE_FILE. */
const NAME_OF_VARIABLE = /^[A-Z]+(_[A-Z]+)+$/;

function escaped(letter: string): string {
  if (letter === "\n") return "\\n";
  const code = letter.codePointAt(0) ?? 0;
  return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, "0")}`;
}
