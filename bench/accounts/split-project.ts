import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Emulator } from "../../emulator";
import { Stack } from "../../test/engine/stack";
import { CREDENTIALS } from "../../test/examples/s3-bucket";
import { serveAnyAccount } from "../contestants";
import { makeRules } from "../scenarios";
import { company } from "./sizes";

/** A project whose accounts, with a rule each, are split into stacks. */
export class SplitProject {
  private constructor(
    /** Those that are to run. The others are there as files, which every run reads. */
    readonly stacks: readonly Stack[],
    private readonly first: Stack,
  ) {}

  static async create(
    emulator: Emulator,
    s3Url: string,
    { accounts, stacks: count, run }: { accounts: number; stacks: number; run: number },
  ): Promise<SplitProject> {
    const bucket = `s3://pulumi-state?endpoint=${s3Url}&region=us-east-1&s3ForcePathStyle=true`;
    const env = { ...CREDENTIALS, PULUMI_BACKEND_URL: bucket };
    const first = await Stack.create(emulator, env);
    const rules = makeRules(company(accounts), accounts);
    const stacks: Stack[] = [];
    for (let n = 0; n < count; n++) {
      const stack = new Stack(emulator, first.folder, first.backend, `group-${n}`);
      stack.env = env;
      writeFileSync(stack.file, "config: {}\n");
      if (n < run) await stack.succeed("stack", "init", stack.name);
      stack.set("wechat-qr-jump:endpoint", emulator.url);
      serveAnyAccount(stack, emulator.url);
      stack.set("wechat-qr-jump:rulesFiles", [`${stack.name}.json`]);
      const own = rules.slice((n * accounts) / count, ((n + 1) * accounts) / count);
      writeFileSync(join(first.folder, `${stack.name}.json`), JSON.stringify(own));
      stacks.push(stack);
    }
    return new SplitProject(stacks.slice(0, run), first);
  }

  dispose(): void {
    this.first.dispose();
  }
}
