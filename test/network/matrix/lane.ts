import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import execa, { type ExecaChildProcess } from "execa";
import { startEmulator, type CallRecord, type Emulator } from "../../../emulator";
import type { Endpoint } from "../../../emulator/endpoints";
import { BIN } from "../../cli/support";
import { ACCOUNT, SECRET, Stack } from "../../engine/stack";
import { startNetwork, type Network, type Way } from "..";
import { strikesOf, type Cell, type Course } from "./cells";
import type { MatrixCommand } from "./commands";
import { ending, type End } from "./limited";
import { accountRules, START, yamlOf } from "./rules";

/** What a cell left behind, by the emulator's log and the files. */
export interface Observed extends End {
  /** Prefix → page, with a mark at rules that are not published. */
  live: Record<string, string>;
  /** The prefixes in the stack's state. */
  state: string[];
  calls: readonly CallRecord[];
  /** Files that a read-only command was to write and wrote. */
  written: string[];
}

/** Longer than any command should take, with all its tries and their waits. */
const LIMIT_MS = 90_000;
/** Waits for WeChat's limits are no part of this. */
const SETTINGS = {
  WECHAT_TIMEOUT_SECONDS: "1",
  WECHAT_OUTLAST_SECONDS: "8",
  WECHAT_CALLS_PER_SECOND: "1000",
  WECHAT_CALLS_PER_MINUTE: "10000",
};

/** One stack with twelve rules, an emulator that holds them, and a network in between; put back before every cell. */
export class Lane {
  private constructor(
    private readonly emulator: Emulator,
    private readonly network: Network,
    private readonly stack: Stack,
    private readonly start: string,
  ) {}

  static async open(): Promise<Lane> {
    const emulator = await startEmulator({ limit: "off" });
    const stack = await Stack.create(emulator);
    stack.set("wechat-qr-jump:callsPerSecond", 1000);
    stack.writeRules(yamlOf(START));
    await stack.up();
    const start = mkdtempSync(join(tmpdir(), "wechat-qr-jump-start-"));
    cpSync(join(stack.backend, ".pulumi"), start, { recursive: true });
    return new Lane(emulator, await startNetwork(emulator.url, { credentials: "user:password" }), stack, start);
  }

  /** The calls of a command over HTTPS and the proxy when nothing fails. @throws where it does not do what it is to do. */
  async course(command: MatrixCommand): Promise<Course> {
    this.putBack(command);
    await this.network.strike([]);
    const end = await ending(this.begin(command, this.network.way("proxy")), LIMIT_MS);
    const now = this.live();
    const wanted = Object.fromEntries(command.makes);
    if (end.exitCode !== 0 || JSON.stringify(sorted(now)) !== JSON.stringify(sorted(wanted)))
      throw new Error(`${command.name} fails without faults:\n${end.output}`);
    return this.emulator.calls().map(({ endpoint }) => endpoint as Endpoint);
  }

  async play(cell: Cell, course: Course): Promise<Observed> {
    this.putBack(cell.command);
    await this.network.strike(strikesOf(cell, course));
    const way = this.network.way(cell.fault.route, cell.fault);
    // Where no name is found the token cannot be fetched, so that the first call is the read.
    const readsFirst = cell.fault.layer === "look-up" && cell.place === "read";
    const token = readsFirst ? { WECHAT_ACCESS_TOKEN: this.emulator.issueToken(ACCOUNT) } : {};
    const end = await ending(this.begin(cell.command, { ...way, env: { ...way.env, ...token } }), LIMIT_MS);
    await this.network.strike([]);
    return {
      ...end,
      live: this.live(),
      state: this.recorded().map(({ id }) => id),
      calls: this.emulator.calls(),
      written: this.written(cell.command),
    };
  }

  async close(): Promise<void> {
    await this.network.close();
    await this.emulator.close();
    this.stack.dispose();
    rmSync(this.start, { recursive: true, force: true });
  }

  private putBack({ declares }: MatrixCommand): void {
    const backend = join(this.stack.backend, ".pulumi");
    rmSync(backend, { recursive: true });
    cpSync(this.start, backend, { recursive: true });
    rmSync(this.report, { force: true });
    if (declares.size > 0) this.stack.writeRules(yamlOf(declares));
    else this.stack.unset("wechat-qr-jump:rules");
    this.emulator.reset();
    this.emulator.putRules(accountRules(START));
  }

  private begin({ program, args, target }: MatrixCommand, { endpoint, env }: Way): ExecaChildProcess {
    const settings = { ...SETTINGS, WECHAT_ENDPOINT: endpoint, ...env };
    if (program === "pulumi") {
      const urn = target === undefined ? [] : ["--target", this.urnOf(target)];
      return this.stack.start([...args, ...urn], { env: settings, ownGroup: true });
    }
    writeFileSync(this.copy, readFileSync(this.stack.file));
    return execa(process.execPath, [BIN, ...args], {
      cwd: this.stack.folder,
      env: { ...this.stack.environment(), WECHAT_APP_SECRET: SECRET, ...settings },
      extendEnv: false,
      reject: false,
      all: true,
      detached: true,
    });
  }

  private written({ program }: MatrixCommand): string[] {
    if (program === "pulumi") return [];
    const changed = !readFileSync(this.stack.file).equals(readFileSync(this.copy));
    return [...(changed ? ["the stack's file"] : []), ...(existsSync(this.report) ? ["the report"] : [])];
  }

  private live(): Record<string, string> {
    const { rules } = this.emulator.state();
    return Object.fromEntries(
      rules.map(({ prefix, path, state }) => [prefix, state === 2 ? path : `${path} (unpublished)`]),
    );
  }

  private urnOf(prefix: string): string {
    return this.recorded().find(({ id }) => id === prefix)?.urn ?? "";
  }

  private recorded(): { id: string; urn: string }[] {
    const file = join(this.stack.backend, ".pulumi", "stacks", "wechat-qr-jump", "dev.json");
    const { checkpoint } = JSON.parse(readFileSync(file, "utf8")) as {
      checkpoint: { latest?: { resources?: { id: string; urn: string; type: string }[] } };
    };
    return (checkpoint.latest?.resources ?? []).filter(({ type }) => type.endsWith(":QrCodeJumpRule"));
  }

  private get report(): string {
    return join(this.stack.folder, "report.html");
  }

  private get copy(): string {
    return join(this.stack.folder, "stack-file-before");
  }
}

function sorted(pages: Record<string, string>): [string, string][] {
  return Object.entries(pages).sort();
}
