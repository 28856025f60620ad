import { resolve } from "node:path";
import { compare, type Status } from "../comparison";
import { declaredRules } from "../declared-rules";
import { t } from "../../text/message";
import { writeOwn } from "../files";
import { counted, STDOUT, type Outcome, type Surroundings } from "../outcome";
import { oneStack } from "../project";
import { noCodeText } from "../qr-code";
import { readAllAccounts, type ReadAccount } from "../read-accounts";
import { askedAccounts, namesOf } from "../stack-accounts";
import { StackSettings } from "../stack-settings";
import { isReportPage, reportPage } from "./page";

/** Writes one HTML page with every rule that is declared or live. */
export async function report(
  { stack: name, account, out }: { stack?: string; account?: string; out: string },
  { cwd, env }: Surroundings,
): Promise<Outcome> {
  const stack = oneStack(cwd, name);
  const declared = declaredRules(stack, env);
  const accounts = await readAllAccounts(askedAccounts(declared, account), new StackSettings(stack, env));
  const owners = new Set(accounts.map(({ owner }) => owner));
  const live = accounts.flatMap((one) => one.live);
  const compared = compare(declared.rules, live, (owner) => owners.has(owner)).sort((a, b) =>
    a.prefix < b.prefix ? -1 : 1,
  );
  const facts = accounts.map((one) => ({ ...one, appId: one.settings.account }));
  const about = { stack, names: namesOf(declared), accounts: facts, madeAt: new Date() };
  const { html, withoutCode } = reportPage(compared, about);
  const path = out === STDOUT ? undefined : resolve(cwd, out);
  if (path !== undefined) writeOwn(path, html, t`a report`, isReportPage);
  const count = (status: Status): number => compared.filter((one) => one.status === status).length;
  const counts = { missing: count("missing"), different: count("different"), unmanaged: count("unmanaged") };
  const publishQuotaLeft = accounts.reduce((sum, one) => sum + one.publishQuotaLeft, 0);
  const elsewhere = count("elsewhere");
  const several = accounts.some(({ label }) => label !== undefined);
  const result = t`Wrote ${path === undefined ? t`to stdout` : out}: ${counted(compared.length, "rule")},
    of which ${counts.missing} missing in WeChat, ${counts.different} different, ${counts.unmanaged} not declared;
    ${counted(publishQuotaLeft, "publish", "publishes")} left this month.`;
  return {
    text: [
      result,
      ...(elsewhere > 0 ? [t`Live in another account than declared: ${counted(elsewhere, "rule")}.`] : []),
      ...(several ? accounts.slice(0, NAMED).map(publishesText) : []),
      ...withoutCode.map(noCodeText),
    ].join("\n"),
    json: {
      ...(path === undefined ? { page: html } : { file: path }),
      rules: compared.length,
      ...counts,
      publishQuotaLeft,
      ...(several && {
        elsewhere,
        accounts: accounts.map((one) => ({ account: one.name, publishQuotaLeft: one.publishQuotaLeft })),
      }),
      withoutCode,
    },
    findings: false,
    ...(path === undefined && { document: html }),
  };
}

/** How many accounts have a line of their own. */
const NAMED = 50;

function publishesText({ label, publishQuotaLeft }: ReadAccount): string {
  return `  ${t`${label}: ${counted(publishQuotaLeft, "publish", "publishes")} left this month`}`;
}
