import { basename } from "node:path";
import { SETTINGS } from "../settings/table";
import { readRulesOfStackFile, type Readers } from "./read-rules";
import { readStackFile, stackFilePath, stackNames } from "./stack-file";

/** A rule that another stack of the project declares. */
export interface DeclaredElsewhere {
  prefix: string;
  /** The other stack's config file. */
  file: string;
  /** The account that the file names in clear. */
  account: string | undefined;
}

/**
 * Finds rules of these prefixes in the files of the project's other stacks.
 *
 * @param stackFile the config file of this stack.
 */
export function declaredElsewhere(
  prefixes: ReadonlySet<string>,
  projectFolder: string,
  stackFile: string,
  env: NodeJS.ProcessEnv,
): DeclaredElsewhere[] {
  const readers: Readers = new Map();
  const others = stackNames(projectFolder).filter((name) => stackFilePath(projectFolder, name) !== stackFile);
  return others.flatMap((name) => {
    const { rules, stackFile: path } = readRulesOfStackFile(projectFolder, name, env, readers);
    const found = rules.filter(({ args }) => prefixes.has(args.prefix));
    if (found.length === 0) return [];
    const account = accountIn(readStackFile(projectFolder, path).config);
    return found.map(({ args }) => ({ prefix: args.prefix, file: basename(path), account }));
  });
}

/** The account that owns a stack's rules, if its config names it in clear. */
export function accountIn(config: Record<string, string>): string | undefined {
  const written = config["wechat-qr-jump:appId"] ?? config["wechat-qr-jump:authorizerAppId"];
  return SETTINGS.appId.schema.safeParse(written?.trim()).data;
}
