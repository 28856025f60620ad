import { parseRule } from "../rules/check-rule";
import { isServiceAccountPrefix, type Rule } from "../rules/rule";
import { t } from "../text/message";

/** `wxe5f52902cf4de896,http://weixin.qq.com/q/02P5KzM`: what stands before a comma is no link. */
const WITH_APP_ID = /^([^,:/]*),(.*)$/s;
/** Only looked for, never made. */
const ANY_PATH = "pages/index/index";

/**
 * The rule that an id of `pulumi import` names: the prefix of a link rule, or `APPID,PREFIX` for a service-account rule, because
 * WeChat shows those by the mini program that they open.
 *
 * @throws Error with a sentence that says what to write.
 */
export function ruleToImport(id: string): Rule {
  const [, appid, prefix = id] = WITH_APP_ID.exec(id) ?? [];
  if (appid === undefined && isServiceAccountPrefix(prefix)) {
    throw new Error(
      t`import ${prefix}: a service-account rule is read by the mini program that it opens; write its app id before the prefix,
        e.g. wxe5f52902cf4de896,${prefix}`,
    );
  }
  const { rule, problems } = parseRule({ prefix, path: ANY_PATH, ...(appid !== undefined && { appid }) });
  if (!rule) throw new Error(t`import ${id}: ${problems[0]?.reason}.`);
  return rule;
}
