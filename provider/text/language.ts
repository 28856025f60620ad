export const LANGUAGES = ["en", "zh"] as const;
export type Language = (typeof LANGUAGES)[number];

/** The environment variable that chooses the language. */
export const LANGUAGE_VARIABLE = "WECHAT_LANG";

let chosen: Language | undefined;

/** Lets this process speak this language, whatever its environment says. */
export function speak(language: Language | undefined): void {
  chosen = language;
}

/**
 * The language of this process: as chosen, else `WECHAT_LANG` (`en` or `zh`), else by the locale. A locale that is not
 * Chinese is English.
 */
export function language(): Language {
  return chosen ?? languageOf(process.env);
}

function languageOf(env: NodeJS.ProcessEnv): Language {
  const asked = env[LANGUAGE_VARIABLE]?.trim();
  if (asked) return isChinese(asked) ? "zh" : "en";
  const locale = env["LC_ALL"] || env["LC_MESSAGES"] || env["LANG"];
  if (locale) return isChinese(locale) ? "zh" : "en";
  // Only Windows has its locale elsewhere. Intl takes 20 ms to start.
  if (process.platform !== "win32") return "en";
  return isChinese(new Intl.DateTimeFormat().resolvedOptions().locale) ? "zh" : "en";
}

/** A terminal with another encoding than UTF-8 could not show it. */
function isChinese(locale: string): boolean {
  return /^zh(?![a-z])(?:[^.]*$|.*\.utf-?8)/i.test(locale);
}
