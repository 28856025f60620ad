import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmulator, type Emulator, type OptionsInput } from "../../emulator";
import { layPlugin } from "../../tools/plugin";
import { ACCOUNT, SECRET, Stack } from "./stack";

const checkout = join(__dirname, "..", "..");

/** A resource of the program below. */
export interface Declared {
  name: string;
  args: Record<string, unknown>;
  /** The name of an explicit provider. */
  provider?: string;
  /** By the type of dynamic resources, as before the plugin. */
  isDynamic?: true;
}

/** A program without an SDK of the plugin: it declares what declared.json has. `$NAME` is an environment variable. */
const PROGRAM = `
const pulumi = require("@pulumi/pulumi");
const { providers, rules, call } = require("./declared.json");
const filled = (args) => Object.fromEntries(
  Object.entries(args).map(([key, value]) => [key, /^\\$/.test(value) ? process.env[value.slice(1)] : value]),
);
const made = new Map(
  Object.entries(providers).map(([name, args]) => [name, new pulumi.ProviderResource("wechat-qr-jump", name, filled(args))]),
);
for (const { name, args, provider, isDynamic } of rules) {
  if (isDynamic) {
    const { QrCodeJumpRule } = require("pulumi-wechat-qr-jump");
    new QrCodeJumpRule(name, args);
  } else {
    const aliases = [{ type: "pulumi-nodejs:dynamic/wechat:QrCodeJumpRule" }];
    const options = { aliases, provider: made.get(provider) };
    new pulumi.CustomResource("wechat-qr-jump:index:QrCodeJumpRule", name, args, options);
  }
}
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
    await stack.succeed("stack", "init", stack.name);
    if (config) {
      await stack.succeed("config", "set", "wechat-qr-jump:endpoint", emulator.url);
      await stack.succeed("config", "set", "wechat-qr-jump:appId", ACCOUNT);
      await stack.succeed("config", "set", "--secret", "wechat-qr-jump:appSecret", SECRET);
    }
    return stack;
  }

  /** @param call a function whose answer becomes the stack's output `answer`. */
  declare(
    rules: Declared[],
    providers: Record<string, Record<string, unknown>> = {},
    call?: { name: string; args: Record<string, unknown> },
  ): void {
    writeFileSync(join(this.folder, "declared.json"), JSON.stringify({ providers, rules, call }));
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
