// npm run demo: the main job, done by the real Pulumi CLI against an emulated WeChat, told and verified step by step.
import { readFileSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import type { CallRecord } from "../emulator";
import { bad, call, color, command, diff, framed, good, holdings, print, title } from "./demo-print";
import { Stage } from "./demo-stage";
import { obtainPulumi } from "./pulumi-cli";

interface Rule {
  prefix: string;
  appid?: string | undefined;
  path: string;
}

interface Step {
  title: string;
  /** The rules in the stack's file. */
  rules: Rule[];
  command: string[];
  /** What WeChat must hold afterwards. */
  holds: Rule[];
  /** The calls that change something, as `prefix: endpoint, endpoint`: in this order for a rule, in any order of rules. */
  writes: string[];
}

const MINI_PROGRAM = "wxe5f52902cf4de896";
const door: Rule = { prefix: "http://weixin.qq.com/q/02P5KzM_door", appid: MINI_PROGRAM, path: "pages/door/index" };
const till: Rule = { prefix: "http://weixin.qq.com/q/02P5KzM_till", appid: MINI_PROGRAM, path: "pages/pay/index" };
const shop: Rule = { prefix: "http://weixin.qq.com/q/02P5KzM_shop", appid: MINI_PROGRAM, path: "pages/shop/index" };
const newShop: Rule = { ...shop, path: "pages/shop/spring?from=qr" };

const steps: Step[] = [
  {
    title: "Three rules go live",
    rules: [door, till, shop],
    command: ["up", "--yes"],
    holds: [door, till, shop],
    writes: [door, till, shop].map(({ prefix }) => `${prefix}: qrcodejumpadd, qrcodejumppublish`),
  },
  {
    title: "A rule cut from the file is deleted in WeChat",
    rules: [door, shop],
    command: ["up", "--yes"],
    holds: [door, shop],
    writes: [`${till.prefix}: qrcodejumpdelete`],
  },
  {
    title: "An edited path: delete, add and publish, for WeChat changes no live rule",
    rules: [door, newShop],
    command: ["up", "--yes"],
    holds: [door, newShop],
    writes: [`${shop.prefix}: qrcodejumpdelete, qrcodejumpadd, qrcodejumppublish`],
  },
  {
    title: "Destroy: nothing is left",
    rules: [door, newShop],
    command: ["destroy", "--yes"],
    holds: [],
    writes: [door, newShop].map(({ prefix }) => `${prefix}: qrcodejumpdelete`),
  },
];

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

const READS = new Set(["stable_token", "qrcodejumpget", "qrcodejumpdownload"]);

/** Something that the demo says did not come true. */
class BrokenPromise extends Error {}

async function main(): Promise<void> {
  const bin = await obtainPulumi((line) => console.error(line));
  const pulumi = bin ? "npm run pulumi --" : "pulumi";
  const stage = new Stage(bin, { color });
  for (const signal of SIGNALS) process.on(signal, () => stage.stop(signal));
  process.stdout.on("error", () => stage.stop("SIGPIPE"));
  try {
    await perform(stage, pulumi);
  } catch (error) {
    if (!stage.stoppedBy) throw error;
    process.exitCode = 128 + constants.signals[stage.stoppedBy];
    return;
  } finally {
    await stage.close();
    print("The demo's stack and emulator are removed.");
  }
  print(nextSteps(pulumi));
}

async function perform(stage: Stage, pulumi: string): Promise<void> {
  await stage.startEmulator();
  const head = await prepare(stage, pulumi);
  for (const [index, step] of steps.entries()) {
    print(`\n${title(`${index + 1} of ${steps.length}. ${step.title}`)}`);
    await play(step, stage, { head, pulumi });
  }
  print(`\n${good("Each step was checked: WeChat received these calls and no others, and holds what is shown.")}`);
}

/** Makes the stack as a user would; @returns its file as it is before there are rules. */
async function prepare(stage: Stage, pulumi: string): Promise<string> {
  let version = "";
  await stage.pulumi(["version"], (line) => (version = line));
  print(
    `The Pulumi CLI ${version} manages QR jump rules in an emulated WeChat on this machine. No account is touched:`,
  );
  print(
    "the stack is in a temporary folder. The rules are a service account's; rules for links work in the same way.\n",
  );
  const commands = [
    ["stack", "init", "demo"],
    ["config", "set", "wechat-qr-jump:endpoint", stage.url],
    ["config", "set", "wechat-qr-jump:appId", "wx0123456789abcdef"],
    ["config", "set", "--secret", "wechat-qr-jump:appSecret", "emulator-secret"],
  ];
  for (const args of commands) {
    print(command(`${pulumi} ${args.join(" ")}`));
    await stage.pulumi(args, (line) => print(framed(line)));
  }
  return readFileSync(stage.file, "utf8");
}

async function play(step: Step, stage: Stage, { head, pulumi }: { head: string; pulumi: string }): Promise<void> {
  const callsBefore = (await stage.calls()).length;
  edit(stage.file, head + yamlOf(step.rules));
  print(command(`${pulumi} ${step.command.join(" ")}`));
  await stage.pulumi(step.command, (line) => print(framed(line)));
  await report(step, stage, callsBefore);
}

/** Tells what WeChat was sent and holds, and checks that it is what the step promises. */
async function report(step: Step, stage: Stage, callsBefore: number): Promise<void> {
  const writes = (await stage.calls()).slice(callsBefore).filter(({ endpoint }) => !READS.has(endpoint));
  print("\nWeChat received, reads aside:");
  for (const write of writes) print(call(write));
  const state = await stage.state();
  const [summary = "", ...rules] = holdings(state);
  print(good(summary));
  for (const rule of rules) print(rule);

  const live = state.rules.map((rule) => `${text(rule)}${rule.state === 2 ? "" : " (not published)"}`);
  requireSame("WeChat was to hold", step.holds.map(text), live);
  requireSame("WeChat was to receive", step.writes, byPrefix(writes));
}

function edit(file: string, after: string): void {
  const changes = diff(readFileSync(file, "utf8"), after);
  writeFileSync(file, after);
  if (changes.length === 0) return;
  print("Pulumi.demo.yaml");
  print(`${changes.join("\n")}\n`);
}

function yamlOf(rules: Rule[]): string {
  const lines = rules.flatMap((rule) =>
    Object.entries(rule).map(([field, value], index) => `    ${index === 0 ? "-" : " "} ${field}: ${value}\n`),
  );
  return `  wechat-qr-jump:rules:\n${lines.join("")}`;
}

function text({ prefix, path, appid }: Rule): string {
  return `${prefix} → ${path}${appid ? ` of ${appid}` : ""}`;
}

function byPrefix(calls: CallRecord[]): string[] {
  const endpoints = new Map<string, string[]>();
  for (const { endpoint, body } of calls) {
    const prefix = typeof body === "object" && body !== null ? String(body["prefix"]) : "no prefix";
    endpoints.set(prefix, [...(endpoints.get(prefix) ?? []), endpoint]);
  }
  return [...endpoints].map(([prefix, names]) => `${prefix}: ${names.join(", ")}`);
}

function requireSame(promise: string, expected: string[], actual: string[]): void {
  const [want, found] = [expected, actual].map((list) => [...list].sort().join("\n  ") || "nothing");
  if (want !== found) throw new BrokenPromise(`${promise}\n  ${want}\nbut the emulator says\n  ${found}`);
}

function nextSteps(pulumi: string): string {
  return `
Next, with your own account (README.md tells where its ids are):
  ${pulumi} login              (Pulumi Cloud; or "login --local" to keep the state on this machine)
  ${pulumi} stack init prod
  ${pulumi} config set wechat-qr-jump:appId APPID
  ${pulumi} config set --secret wechat-qr-jump:appSecret
  write the rules into Pulumi.prod.yaml, under "config:" as "wechat-qr-jump:rules:"
  ${pulumi} preview
  ${pulumi} up`;
}

main().catch((error: unknown) => {
  console.error(bad(`\n${error instanceof Error ? error.message : String(error)}`));
  process.exitCode = 1;
});
