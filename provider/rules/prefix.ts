import { t } from "../text/message";
import { oddCharacterProblem } from "../text/odd-characters";

export const SERVICE_ACCOUNT_PREFIX = "http://weixin.qq.com/q/";

const BARE_HOST = /^https?:\/\/[^/?#]*$/;

/** As much of {@link linkPrefixProblem} as a JSON Schema can express. */
export const LINK_PREFIX_PATTERN = '^https?://(?!weixin\\.qq\\.com(?:[:/?]|$))[!-"$-~]+$';

/** Why this cannot be the prefix of a link rule, and what to write; undefined if it can. */
export function linkPrefixProblem(prefix: string): string | undefined {
  const odd = oddCharacterProblem("prefix", prefix);
  if (odd) return odd;
  if (/[^\x21-\x7e]/.test(prefix)) {
    const meant = encoded(prefix) ?? t`them percent-encoded`;
    return t`prefix has blanks or non-ASCII letters, which WeChat refuses; write ${meant}`;
  }
  if (/^https?:\/\//i.test(prefix) && !/^https?:\/\//.test(prefix)) {
    return t`prefix "${prefix}" starts with capitals; write http:// or https:// in lower case`;
  }
  if (!/^https?:\/\//.test(prefix) || !URL.canParse(prefix)) {
    return t`prefix "${prefix}" is not a link; write it from http:// or https:// on`;
  }
  if (new URL(prefix).hostname === "weixin.qq.com") return weixinProblem(prefix);
  const fragment = /#.*/.exec(prefix)?.[0];
  if (fragment) return t`prefix has a fragment (${fragment}), which WeChat never sees; remove it`;
  return undefined;
}

/** Doubts about the prefix of a link rule that WeChat may still accept. */
export function linkPrefixDoubts(prefix: string): string[] {
  const { hostname, port, username } = new URL(prefix);
  const writtenHost = /^https?:\/\/([^/?]*)/.exec(prefix)?.[1] ?? "";
  return [
    BARE_HOST.test(prefix) &&
      t`prefix ${prefix} matches only this bare address; write ${prefix}/ to match everything below it`,
    /[A-Z]/.test(writtenHost) &&
      t`prefix has capitals in its host (${writtenHost}), and WeChat does not say whether it compares letter case; write ${hostname}`,
    (port !== "" || username !== "") &&
      t`prefix has more than a name for its host (${writtenHost}), and WeChat documents nothing on ports or user names; use a plain host name`,
    (!hostname.includes(".") || /^[\d.]+$|^\[/.test(hostname)) &&
      t`prefix has the host ${hostname}, which can have no ICP filing; WeChat takes only filed domains`,
  ].filter((doubt) => doubt !== false);
}

/** The same address in ASCII: punycode for the host, percent-encoding for the rest. */
function encoded(prefix: string): string | undefined {
  const text = prefix.trim();
  if (!/^https?:\/\//.test(text) || !URL.canParse(text)) return undefined;
  const { href } = new URL(text);
  return BARE_HOST.test(text) ? href.replace(/\/$/, "") : href;
}

function weixinProblem(prefix: string): string {
  const meant = prefix.replace(/^https:\/\/weixin\.qq\.com\/q\/(?=.)/, SERVICE_ACCOUNT_PREFIX);
  return meant === prefix
    ? t`prefix "${prefix}" is not a service account's parametric QR code; those start with ${SERVICE_ACCOUNT_PREFIX}`
    : t`prefix "${prefix}" is not a service account's parametric QR code; those start with ${SERVICE_ACCOUNT_PREFIX}; did you mean ${meant}?`;
}
