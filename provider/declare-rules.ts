import * as pulumi from "./pulumi";
import { problemsOfStack, problemsWithLive, type Plan } from "./preflight";
import { Progress } from "./progress";
import { QrCodeJumpRule } from "./qr-code-jump-rule";
import { readRecordedRules } from "./recorded-rules";
import { openSession } from "./session";
import { NoCredentialsError, readGuards, readSettings } from "./settings";
import type { StackRule } from "./stack-rules";

/**
 * Declares all rules of the stack, after the guards have let the plan pass; where one refuses, nothing has been declared yet.
 *
 * @throws Error with one sentence a line for everything that is refused.
 */
export async function declareRules(rules: readonly StackRule[]): Promise<void> {
  const config = pulumi.runtime.allConfig();
  const get = (key: string): string | undefined => config[key];
  const plan = { rules, recorded: await readRecordedRules(), guards: readGuards(get, process.env) };
  const problems = [...problemsOfStack(plan), ...(await lookAtWechat(plan, get))];
  if (problems.length > 0) throw new Error(problems.join("\n"));
  await onFreshStack(() => declare(rules));
}

/** Pulumi records with every resource how the program came to declare it: from here that is short, and so is the state. */
function onFreshStack(work: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    setImmediate(() => {
      try {
        resolve(work());
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    });
  });
}

async function lookAtWechat(plan: Plan, config: (key: string) => string | undefined): Promise<string[]> {
  try {
    return await problemsWithLive(plan, openSession(readSettings(config, process.env)));
  } catch (error) {
    // A preview of a pull request from a fork has no secrets.
    if (!(error instanceof NoCredentialsError) || !pulumi.runtime.isDryRun()) throw error;
    await pulumi.log.warn(
      "Previewed without looking at WeChat: access, publishes left, and rules that are already live were not checked. " +
        error.message,
    );
    return [];
  }
}

function declare(rules: readonly StackRule[]): void {
  const progress = new Progress("rules done", (line) => void pulumi.log.info(line), rules.length);
  for (const { name, args, options } of rules) {
    const { urn } = new QrCodeJumpRule(name, args, options);
    void progress.track(new Promise<void>((resolve) => urn.apply(() => resolve())));
  }
}
