import { basename } from "node:path";
import { Accounts } from "../settings/accounts";
import { ACCOUNT_SETTINGS, environmentVariable, SETTINGS } from "../settings/table";
import { readRulesOfStackFile, type Readers, type StackRule } from "./read-rules";
import { readStackFile, stackFilePath, stackNames } from "./stack-file";

/** A rule that another stack of the project declares. */
export interface DeclaredElsewhere {
  prefix: string;
  /** The other stack's config file. */
  file: string;
}

/**
 * Finds rules in the files of the project's other stacks, for the same account. Where an account is not known, it may be the
 * same.
 *
 * @param owners the accounts of the rules, if known, by prefix.
 * @param stackFile the config file of this stack.
 */
export function declaredElsewhere(
  owners: ReadonlyMap<string, string | undefined>,
  projectFolder: string,
  stackFile: string,
  env: NodeJS.ProcessEnv,
): DeclaredElsewhere[] {
  const readers: Readers = new Map();
  const endpoint = endpointIn(readStackFile(projectFolder, stackFile).config);
  const common = withoutAccount(env);
  return stackNames(projectFolder).flatMap((name) => {
    const path = stackFilePath(projectFolder, name);
    if (path === stackFile) return [];
    const { config } = readStackFile(projectFolder, path);
    // Another endpoint is another WeChat, such as an emulator.
    if (endpointIn(config) !== endpoint) return [];
    const account = accountIn(config);
    const mayBe = (owner: string | undefined, other = account): boolean => !owner || !other || owner === other;
    const { mayBeOthers } = new Accounts((key) => config[key], common);
    if (!mayBeOthers && ![...owners.values()].some((owner) => mayBe(owner))) return [];
    const { rules } = readRulesOfStackFile(projectFolder, name, common, readers);
    const isSame = (rule: StackRule): boolean =>
      owners.has(rule.args.prefix) && mayBe(owners.get(rule.args.prefix), rule.account);
    return rules.filter(isSame).map(({ args }) => ({ prefix: args.prefix, file: basename(path) }));
  });
}

/** The environment as it is for every stack: the account of this run is not that of the others. */
export function withoutAccount(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const own = new Set(ACCOUNT_SETTINGS.map((name) => environmentVariable(name)));
  return Object.fromEntries(Object.entries(env).filter(([name]) => !own.has(name)));
}

function endpointIn(config: Record<string, string>): string | undefined {
  return config["wechat-qr-jump:endpoint"]?.trim().replace(/\/+$/, "");
}

/** The account that owns a stack's rules, if its config names it in clear. */
export function accountIn(config: Record<string, string>): string | undefined {
  const written = config["wechat-qr-jump:appId"] ?? config["wechat-qr-jump:authorizerAppId"];
  return SETTINGS.appId.schema.safeParse(written?.trim()).data;
}
