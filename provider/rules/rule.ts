import { t } from "../text/message";
import { visible } from "../text/visible";
import {
  isServiceAccountRule,
  linkRule,
  serviceAccountRule,
  type LinkRule,
  type Rule,
  type ServiceAccountRule,
} from "./rule-schema";

export {
  isServiceAccountPrefix,
  isServiceAccountRule,
  OPEN_VERSIONS,
  type LinkRule,
  type OpenVersion,
  type Rule,
  type ServiceAccountRule,
} from "./rule-schema";

export const SERVICE_ACCOUNT_FIELDS = Object.keys(serviceAccountRule.shape) as (keyof ServiceAccountRule)[];
export const LINK_FIELDS = Object.keys(linkRule.shape) as (keyof LinkRule)[];

/** True if WeChat would do the same for both, including the tester fields; ignores `published`. */
export function sameContent(a: Rule, b: Rule): boolean {
  return samePage(a, b) && sameTesting(a, b);
}

/** True if both open the same page of the same mini program. */
export function samePage(a: Rule, b: Rule): boolean {
  return a.prefix === b.prefix && pageOf(a.path) === pageOf(b.path) && sameAppid(a, b);
}

/** The page as it is declared. WeChat's console also takes `/pages/x` for `pages/x`; its API does not. */
export function pageOf(path: string): string {
  return path.replace(/^\/(?=[^/?])/, "");
}

/** True if both open the same mini program. */
export function sameAppid(a: Rule, b: Rule): boolean {
  return appidOf(a) === appidOf(b);
}

export function sameRule(a: Rule, b: Rule): boolean {
  return sameContent(a, b) && a.published === b.published;
}

export function appidOf(rule: Rule): string | undefined {
  return isServiceAccountRule(rule) ? rule.appid : undefined;
}

/** True if it takes one of the month's publishes to make the rule: it is new, not published yet, or opens another page. */
export function usesPublish(want: Rule, live: Rule | undefined): boolean {
  return want.published && !(live?.published && samePage(live, want));
}

/** A rule in a few words, for messages. */
export function describe(rule: Rule): string {
  const state = rule.published ? t`published` : t`not published`;
  if (isServiceAccountRule(rule)) return visible(t`${rule.path} of ${rule.appid} (${state})`);
  const { path, openVersion, permitSubRule, debugUrls } = rule;
  return visible(
    t`${path} (${state}, openVersion ${openVersion}, permitSubRule ${permitSubRule}, debugUrls [${debugUrls.join(", ")}])`,
  );
}

function sameTesting(a: Rule, b: Rule): boolean {
  if (isServiceAccountRule(a) || isServiceAccountRule(b)) return true;
  return (
    a.permitSubRule === b.permitSubRule &&
    a.openVersion === b.openVersion &&
    a.debugUrls.length === b.debugUrls.length &&
    a.debugUrls.every((url, index) => url === b.debugUrls[index])
  );
}
