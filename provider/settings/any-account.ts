import { t } from "../text/message";
import { APP_ID } from "./table";

/** Stands for an app id in a token command or a token URL. The shell's own `${appId}` is something else. */
const PLACE = /(?<!\$)\{appId\}/g;

/** True if this command or URL gives the token of any account. */
export function servesAnyAccount(template: string): boolean {
  return template.search(PLACE) >= 0;
}

/** @throws Error unless `appId` is an app id and nothing else: it goes into a shell command or a URL. */
export function filledIn(template: string, appId: string | undefined): string {
  if (!servesAnyAccount(template)) return template;
  if (appId === undefined || !APP_ID.test(appId)) throw new Error(t`{appId} can only stand for an app id.`);
  return template.replace(PLACE, appId);
}
