import { resolve } from "node:path";
import { openAccount } from "../../wechat/account";
import { compare, type Compared } from "../comparison";
import { declaredRules } from "../declared-rules";
import { writeWhole } from "../files";
import { counted, type Outcome, type Surroundings } from "../outcome";
import { oneStack } from "../project";
import { readLive } from "../read-live";
import { settingsOf } from "../stack-settings";
import { reportPage } from "./page";

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
  const path = resolve(cwd, out);
  const about = { stack, account: settings.account, publishQuotaLeft, madeAt: new Date() };
  writeWhole(path, await reportPage(compared, about));
  const count = (status: Compared["status"]): number => compared.filter((one) => one.status === status).length;
  const counts = { missing: count("missing"), different: count("different"), unmanaged: count("unmanaged") };
  return {
    text:
      `Wrote ${out}: ${counted(compared.length, "rule")}, of which ${counts.missing} missing in WeChat, ` +
      `${counts.different} different, ${counts.unmanaged} not declared; ${counted(publishQuotaLeft, "publish", "publishes")} left this month.`,
    json: { file: path, rules: compared.length, ...counts, publishQuotaLeft },
    findings: false,
  };
}
