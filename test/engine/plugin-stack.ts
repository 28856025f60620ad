import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmulator, type Emulator, type OptionsInput } from "../../emulator";
import { layPlugin } from "../../tools/plugin";
import { Stack } from "./stack";

const checkout = join(__dirname, "..", "..");

/** A resource of the program below. */
export interface Declared {
  name: string;
  args: Record<string, unknown>;
  /** The name of an explicit provider. */
  provider?: string;
  isProtected?: boolean;
  /** By the type of dynamic resources, as before the plugin. */
  isDynamic?: true;
}

/** A rule set of the program below. */
export interface DeclaredSet {
  name: string;
  rules: unknown;
  provider?: string;
}

/** What the program declares. */
interface Program {
  rules: Declared[];
  sets: DeclaredSet[];
  /** The list of a call of `declareRules`. */
  list: unknown[];
  /** The program calls `process.exit(0)` so many milliseconds after its last line. */
  endsAfterMs: number;
  providers: Record<string, Record<string, unknown>>;
  /** A function; its answer becomes the stack's output `answer`. */
  call: { name: string; args: Record<string, unknown> };
}

/**
 * A program without an SDK of the plugin: it declares what declared.json has, or update.json where that is there and the run is no
 * preview. `$NAME` is an environment variable. In the rules of a set, `$id` stands for a resource's id and `$secret` for a secret.
 */
const PROGRAM = `
const pulumi = require("@pulumi/pulumi");
const isOther = !pulumi.runtime.isDryRun() && require("fs").existsSync("update.json");
const { providers = {}, rules = [], sets = [], list, endsAfterMs, call } = require(isOther ? "./update.json" : "./declared.json");
const single = new Map();
const meant = (value) => {
  if (typeof value !== "object" || value === null) return value;
  if ("$id" in value) return single.get(value.$id).id;
  if ("$secret" in value) return pulumi.secret(value.$secret);
  if (Array.isArray(value)) return value.map(meant);
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, meant(one)]));
};
const filled = (args) => Object.fromEntries(
  Object.entries(args).map(([key, value]) => [key, /^\\$/.test(value) ? process.env[value.slice(1)] : value]),
);
const made = new Map(
  Object.entries(providers).map(([name, args]) => [name, new pulumi.ProviderResource("wechat-qr-jump", name, filled(args))]),
);
for (const { name, args, provider, isDynamic, isProtected } of rules) {
  if (isDynamic) {
    const { QrCodeJumpRule } = require("pulumi-wechat-qr-jump");
    new QrCodeJumpRule(name, args);
  } else {
    const aliases = [{ type: "pulumi-nodejs:dynamic/wechat:QrCodeJumpRule" }];
    const options = { aliases, provider: made.get(provider), protect: isProtected };
    single.set(name, new pulumi.CustomResource("wechat-qr-jump:index:QrCodeJumpRule", name, args, options));
  }
}
for (const { name, rules, provider } of sets) {
  const args = { rules: meant(rules), ruleCount: undefined, publishedCount: undefined };
  const set = new pulumi.ComponentResource("wechat-qr-jump:index:RuleSet", name, args, { provider: made.get(provider) }, true);
  exports[name] = set.ruleCount;
}
if (list) require("pulumi-wechat-qr-jump").declareRules(list);
if (endsAfterMs !== undefined) setTimeout(() => process.exit(0), endsAfterMs);
if (call) exports.answer = pulumi.runtime.invoke("wechat-qr-jump:index:" + call.name, call.args);
`;

/** A project whose program declares rules of the plugin's type. */
export class PluginStack extends Stack {
  /** @param plugin the folder of the plugin; see {@link builtPlugin}. */
  static async createWith(emulator: Emulator, plugin: string, config = true): Promise<PluginStack> {
    const stack = new PluginStack(emulator, mkdtempSync(join(tmpdir(), "wechat-qr-jump-plugin-")));
    const project = {
      name: "shop",
      runtime: { name: "nodejs", options: { typescript: false } },
      plugins: { providers: [{ name: "wechat-qr-jump", path: plugin }] },
    };
    writeFileSync(join(stack.folder, "Pulumi.yaml"), JSON.stringify(project));
    writeFileSync(join(stack.folder, "package.json"), JSON.stringify({ name: "shop", main: "index.js" }));
    writeFileSync(join(stack.folder, "index.js"), PROGRAM);
    mkdirSync(join(stack.folder, "node_modules"));
    symlinkSync(join(checkout, "node_modules", "@pulumi"), join(stack.folder, "node_modules", "@pulumi"));
    symlinkSync(checkout, join(stack.folder, "node_modules", "pulumi-wechat-qr-jump"));
    stack.declare([]);
    if (config) await stack.makeIn("shop");
    else await stack.succeed("stack", "init", stack.name);
    return stack;
  }

  declare(
    rules: Declared[],
    providers: Record<string, Record<string, unknown>> = {},
    call?: { name: string; args: Record<string, unknown> },
  ): void {
    this.declareAll({ rules, providers, ...(call && { call }) });
  }

  /** @param inUpdate what the update of an `up` finds instead. @default the same */
  declareAll(program: Partial<Program>, inUpdate?: Partial<Program>): void {
    writeFileSync(join(this.folder, "declared.json"), JSON.stringify(program));
    const update = join(this.folder, "update.json");
    if (inUpdate) writeFileSync(update, JSON.stringify(inUpdate));
    else rmSync(update, { force: true });
  }
}

/** The plugin as it is released, in a folder of its own. */
export async function builtPlugin(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "wechat-qr-jump-release-"));
  await layPlugin(folder);
  return folder;
}

/** Runs `test` with a fresh emulator and a fresh stack, and cleans up after it whatever happens. */
export async function withPluginStack(
  plugin: string,
  test: (stack: PluginStack, emulator: Emulator) => Promise<void>,
  config = true,
  options: OptionsInput = {},
): Promise<void> {
  const emulator = await startEmulator(options);
  const stack = await PluginStack.createWith(emulator, plugin, config);
  try {
    await test(stack, emulator);
    expect(stack.leaks()).toEqual([]);
  } finally {
    stack.dispose();
    await emulator.close();
  }
}
