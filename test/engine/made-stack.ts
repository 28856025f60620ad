import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import execa from "execa";
import { parse, stringify } from "yaml";

/** What the CLI leaves when it makes a stack and encrypts the secret of its account. It takes two runs, so all tests share it. */
export interface MadeStack {
  /** The state of the stack `dev` of the project {@link PROJECT}. */
  state: string;
  encryptionsalt: string;
  appSecret: { secure: string };
}

const PROJECT = "wechat-qr-jump";
const SECRET_KEY = "wechat-qr-jump:appSecret";
/** In which the set-up of the tests hands a {@link MadeStack} to their processes. */
export const MADE_STACK = "WECHAT_QR_JUMP_MADE_STACK";

export async function makeStack(secret: string, passphrase: string, env: NodeJS.ProcessEnv): Promise<MadeStack> {
  const folder = mkdtempSync(join(tmpdir(), "wechat-qr-jump-made-"));
  const pulumi = (...args: string[]) =>
    execa("pulumi", [...args, "--stack", "dev", "--non-interactive"], {
      cwd: folder,
      env: {
        ...env,
        PULUMI_BACKEND_URL: `file://${folder}`,
        PULUMI_HOME: join(folder, "home"),
        PULUMI_CONFIG_PASSPHRASE: passphrase,
        PULUMI_SKIP_UPDATE_CHECK: "true",
      },
    });
  try {
    writeFileSync(join(folder, "Pulumi.yaml"), `name: ${PROJECT}\nruntime: nodejs\n`);
    await pulumi("stack", "init");
    await pulumi("config", "set", "--secret", SECRET_KEY, secret);
    const { encryptionsalt, config } = parse(readFileSync(join(folder, "Pulumi.dev.yaml"), "utf8")) as {
      encryptionsalt: string;
      config: Record<string, MadeStack["appSecret"]>;
    };
    const state = readFileSync(join(folder, ".pulumi", "stacks", PROJECT, "dev.json"), "utf8");
    return { state, encryptionsalt, appSecret: config[SECRET_KEY] as MadeStack["appSecret"] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Lays a stack into a backend as the CLI would make it. @returns what stands in its file. */
export function layStack(made: MadeStack, backend: string, project: string, name: string): string {
  const stacks = join(backend, ".pulumi", "stacks", project);
  mkdirSync(stacks, { recursive: true });
  writeFileSync(join(backend, ".pulumi", "meta.yaml"), "version: 1\n");
  const state = made.state.replaceAll(`organization/${PROJECT}/dev`, `organization/${project}/${name}`);
  writeFileSync(join(stacks, `${name}.json`), state);
  const { encryptionsalt, appSecret } = made;
  return stringify({ encryptionsalt, config: { [SECRET_KEY]: appSecret } });
}
