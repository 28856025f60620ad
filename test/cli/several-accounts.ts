import type { OptionsInput } from "../../emulator";
import { ACCOUNT, APPID, SECRET, withProject, type Ended, type Project } from "./support";

/** The accounts of the stack: `official` is {@link ACCOUNT}, `shop` is {@link APPID}. */
export const OFFICIAL_LABEL = `official (${ACCOUNT})`;
export const SHOP_LABEL = `shop (${APPID})`;

export const SECRETS = { WECHAT_APP_SECRET: "", WECHAT_OFFICIAL_APP_SECRET: SECRET, WECHAT_SHOP_APP_SECRET: SECRET };

/** Writes the stack's file with two accounts; `yaml` stands beside them under `config:`. */
export function twoAccounts(project: Project, yaml = ""): void {
  const accounts = `official: { appId: ${ACCOUNT} }\n    shop: { appId: ${APPID} }\n`;
  const settings = `  wechat-qr-jump:endpoint: ${project.emulator.url}\n  wechat-qr-jump:accounts:\n    ${accounts}`;
  project.write("Pulumi.dev.yaml", `config:\n${settings}${yaml}`);
}

/** The rules of {@link twoAccounts}, one flow mapping each. */
export function rules(...lines: string[]): string {
  return `  wechat-qr-jump:rules:\n${lines.map((line) => `    - ${line}\n`).join("")}`;
}

/** Runs a command with the secrets of both accounts. */
export function run(project: Project, args: string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  return project.run(args, { ...SECRETS, ...env });
}

export async function json<T>(project: Project, args: string[], env: NodeJS.ProcessEnv = {}): Promise<T> {
  return JSON.parse((await run(project, [...args, "--json"], env)).stdout) as T;
}

export function withTwo(test: (project: Project) => Promise<void>, options: OptionsInput = {}): Promise<void> {
  return withProject(async (project) => {
    twoAccounts(project);
    await test(project);
  }, options);
}
