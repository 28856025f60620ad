import { resolve } from "node:path";
import { openAccount } from "../../wechat/account";
import { compare, type Compared } from "../comparison";
import { declaredRules } from "../declared-rules";
import { t } from "../../text/message";
import { visible } from "../../text/visible";
import { writeOwn } from "../files";
import { counted, STDOUT, type Outcome, type Surroundings } from "../outcome";
import { oneStack } from "../project";
import { readLive } from "../read-live";
import { settingsOf } from "../stack-settings";
import { isReportPage, reportPage } from "./page";
import { noCodeReason } from "./qr-image";

/** Writes one HTML page with every rule that is declared or live. */
export async function report(
  { stack: name, out }: { stack?: string; out: string },
  { cwd, env }: Surroundings,
): Promise<Outcome> {
  const stack = oneStack(cwd, name);
  const declared = declaredRules(stack, env);
  const settings = await settingsOf(stack, env);
  const args = declared.map((rule) => rule.args);
  const { rules, publishQuotaLeft } = await readLive(openAccount(settings).client, args);
  const compared = compare(declared, rules).sort((a, b) => (a.prefix < b.prefix ? -1 : 1));
  const about = { stack, account: settings.account, publishQuotaLeft, madeAt: new Date() };
  const { html, withoutCode } = reportPage(compared, about);
  const path = out === STDOUT ? undefined : resolve(cwd, out);
  if (path !== undefined) writeOwn(path, html, t`a report`, isReportPage);
  const count = (status: Compared["status"]): number => compared.filter((one) => one.status === status).length;
  const counts = { missing: count("missing"), different: count("different"), unmanaged: count("unmanaged") };
  const result = t`Wrote ${path === undefined ? t`to stdout` : out}: ${counted(compared.length, "rule")},
    of which ${counts.missing} missing in WeChat, ${counts.different} different, ${counts.unmanaged} not declared;
    ${counted(publishQuotaLeft, "publish", "publishes")} left this month.`;
  return {
    text: [result, ...withoutCode.map(noCodeText)].join("\n"),
    json: {
      ...(path === undefined ? { page: html } : { file: path }),
      rules: compared.length,
      ...counts,
      publishQuotaLeft,
      withoutCode,
    },
    findings: false,
    ...(path === undefined && { document: html }),
  };
}

const SHOWN = 100;

function noCodeText(prefix: string): string {
  const shown = prefix.length > SHOWN ? `${prefix.slice(0, SHOWN)}…` : prefix;
  return `  ${t`no QR code  ${visible(shown)}: ${noCodeReason()} (${Buffer.byteLength(prefix)} bytes)`}`;
}
