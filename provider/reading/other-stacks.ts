import { basename } from "node:path";
import { SETTINGS } from "../settings/table";
import { readRulesOfStackFile, type Readers } from "./read-rules";
import { readStackFile, stackFilePath, stackNames } from "./stack-file";

/** A rule that another stack of the project declares. */
export interface DeclaredElsewhere {
  prefix: string;
  /** The other stack's config file. */
  file: string;
}

/**
 * Finds rules in the files of the project's other stacks. A stack of another account has rules of its own; one whose account is
 * not known may have the same.
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
  return stackNames(projectFolder).flatMap((name) => {
    const path = stackFilePath(projectFolder, name);
    if (path === stackFile) return [];
    const { config } = readStackFile(projectFolder, path);
    // Another endpoint is another WeChat, such as an emulator.
    if (endpointIn(config) !== endpoint) return [];
    const account = accountIn(config);
    const mayHave = (owner: string | undefined): boolean => !owner || !account || owner === account;
    if (![...owners.values()].some(mayHave)) return [];
    const { rules } = readRulesOfStackFile(projectFolder, name, env, readers);
    const found = rules.filter(({ args: { prefix } }) => owners.has(prefix) && mayHave(owners.get(prefix)));
    return found.map(({ args }) => ({ prefix: args.prefix, file: basename(path) }));
  });
}

function endpointIn(config: Record<string, string>): string | undefined {
  return config["wechat-qr-jump:endpoint"]?.trim().replace(/\/+$/, "");
}

/** The account that owns a stack's rules, if its config names it in clear. */
export function accountIn(config: Record<string, string>): string | undefined {
  const written = config["wechat-qr-jump:appId"] ?? config["wechat-qr-jump:authorizerAppId"];
  return SETTINGS.appId.schema.safeParse(written?.trim()).data;
}
