import { join } from "node:path";
import { readStackFile } from "../../reading/stack-file";
import type { Rule } from "../../rules/rule";
import type { SettingName } from "../../settings/table";
import { messageOf } from "../../text/message-of";
import { t } from "../../text/message";
import type { Problem } from "../../text/problem";
import { compare } from "../comparison";
import { declaredRulesWith, readRulesOf } from "../declared-rules";
import { asWritten, undeclared, type Refused } from "../import";
import { CommandError } from "../outcome";
import type { Stack } from "../project";
import { addRulesFile, rulesFileText, stackFileTarget } from "../rules-target";
import { isHidden, partsOf, type Values } from "./credentials";
import type { Kind } from "./kinds";
import type { Interruption } from "../interruption";
import { bytesOf, OwnFiles } from "./own-files";
import type { Project } from "./project-files";
import { PulumiStack } from "./pulumi-stack";
import { encryptionOf, isSameEncryption } from "./stack-encryption";

/** What is to be written. */
export interface Plan {
  project: Project;
  stack: Stack;
  /** The stack's file as it was read; undefined for none. */
  before: Buffer | undefined;
  /** The stack's config as it is; empty for a new stack. */
  config: Readonly<Record<string, string>>;
  kind: Kind;
  values: Values;
  /** Settings of other credentials, which would win. */
  removed: SettingName[];
  /** Live rules to declare. */
  rules: Rule[];
  /** A new file for the rules, if the stack's file cannot take them. */
  rulesFile: string | undefined;
}

export interface Written {
  added: Rule[];
  /** Live rules that cannot be declared. */
  refused: Refused[];
  problems: Problem[];
}

/** The files of a plan, in the order in which they are written. */
export function filesOf({ project, stack, rulesFile }: Plan): string[] {
  return [...Object.keys(project.missing), stack.file, ...(rulesFile === undefined ? [] : [rulesFile])];
}

/** Writes everything, or takes back what was written. @throws CommandError */
export async function write(plan: Plan, env: NodeJS.ProcessEnv, interruption: Interruption): Promise<Written> {
  interruption.beginWriting();
  const writing = new Writing(plan, env, interruption);
  try {
    return await writing.all();
  } catch (error) {
    const stack = plan.stack.name;
    throw new CommandError(
      (await writing.takeBack())
        ? t`${messageOf(error)} What was written was taken back.`
        : t`${messageOf(error)} Not everything could be taken back; run this again to go on, or remove it with "pulumi stack rm ${stack}".`,
    );
  }
}

class Writing {
  private readonly files: OwnFiles;
  private readonly pulumi: PulumiStack;
  private readonly stackFile: string;
  private isStackMade = false;

  constructor(
    private readonly plan: Plan,
    private readonly env: NodeJS.ProcessEnv,
    private readonly interruption: Interruption,
  ) {
    const { folder, name, file } = plan.stack;
    this.files = new OwnFiles(folder);
    this.stackFile = join(folder, file);
    this.pulumi = new PulumiStack(folder, name, env, interruption.hurry);
  }

  async all(): Promise<Written> {
    const { project, stack, before } = this.plan;
    this.files.refuseChanged(this.stackFile, before);
    for (const [name, text] of Object.entries(project.missing)) {
      this.files.create(join(stack.folder, name), text);
      this.interruption.checkpoint();
    }
    this.files.watch(this.stackFile, before);
    if (!(await this.pulumi.isThere())) await this.makeStack();
    await this.configure();
    this.interruption.checkpoint();
    return this.declare();
  }

  async takeBack(): Promise<boolean> {
    const isStackGone = !this.isStackMade || (await this.pulumi.remove());
    return this.files.takeBack() && isStackGone;
  }

  private async makeStack(): Promise<void> {
    const present = encryptionOf(this.plan.before?.toString());
    await this.change(async () => {
      await this.pulumi.make(present.provider);
      this.isStackMade = true;
    });
    if (isSameEncryption(present, encryptionOf(bytesOf(this.stackFile)?.toString()))) return;
    throw new CommandError(
      t`"pulumi stack init" gave ${this.plan.stack.file} another key for its secrets; make the stack by hand first.`,
    );
  }

  private async configure(): Promise<void> {
    const { kind, values, config, removed } = this.plan;
    for (const name of partsOf(kind)) {
      this.interruption.checkpoint();
      const key = `wechat-qr-jump:${name}`;
      const value = values[name] ?? "";
      if (isHidden(name) || config[key] !== value) {
        await this.change(() => this.pulumi.set(key, value, isHidden(name)));
      }
    }
    for (const name of removed) await this.change(() => this.pulumi.unset(`wechat-qr-jump:${name}`));
    this.refuseClear();
  }

  /** @throws CommandError if a secret can be read in the stack's file. */
  private refuseClear(): void {
    const { stack, kind } = this.plan;
    const { config } = readStackFile(stack.folder, this.stackFile);
    const clear = partsOf(kind).find(
      (name) => isHidden(name) && config[`wechat-qr-jump:${name}`]?.startsWith('{"secure":') !== true,
    );
    if (clear === undefined) return;
    throw new CommandError(
      t`The Pulumi CLI did not encrypt ${clear} in ${stack.file}; check which "pulumi" is on PATH, and update it.`,
    );
  }

  private change(step: () => Promise<void>): Promise<void> {
    return this.files.change(this.stackFile, step);
  }

  /** Declares rules in the stack's file, or in a file of their own. */
  private async declare(): Promise<Written> {
    const { stack, rules, rulesFile } = this.plan;
    if (rules.length === 0) return { added: [], refused: [], problems: [] };
    const { added: live, refused } = undeclared(
      compare(
        declaredRulesWith(stack, this.env, undefined).rules,
        rules.map((rule) => ({ rule, owner: undefined })),
      ),
    );
    const added = live.map(({ rule }) => rule);
    if (rulesFile === undefined) {
      await this.change(async () => stackFileTarget(stack).add(added.map(asWritten)));
    } else {
      this.files.create(join(stack.folder, rulesFile), rulesFileText(added.map(asWritten)));
      await this.change(async () => addRulesFile(stack, rulesFile));
    }
    return { added, refused, problems: readRulesOf(stack, this.env).problems };
  }
}
