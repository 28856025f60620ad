import { readdirSync, rmSync, watch } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { CallRecord, Emulator, Fault } from "../../emulator";
import { nameOf, type Point } from "./crash-points";
import { kill, processesOf, timeToEnd, type RunProcesses } from "./process-tree";
import type { Stack } from "./stack";
import { live, publishesSpent, writeCalls, type WithStack } from "./support";

/** What a kill did. */
export interface CrashResult {
  point: Point;
  /** Rules that are wanted and not served after the recovery, or were touched though they were none of the run's business. */
  rulesLost: string[];
  /** Rules that are served and not wanted after the recovery. */
  rulesLeft: string[];
  /** Publishes that WeChat counted beyond the one of each rule. */
  publishesSpentTwice: number;
  /** The kill hit the file backend while it wrote the checksum beside the state, which Pulumi then cannot read. */
  checksumTorn: boolean;
  /** Only where the provider was left behind: what it did then. */
  orphan?: { endedAfterMs: number | undefined; begun: string[]; dark: string[] };
}

type Rules = ReadonlyMap<string, string>;

/** How long a provider may go on after its CLI was killed. */
const GRACE_MS = 5_000;
/** The provider looks for its CLI twice a second; what it begins until it has looked is not begun late. */
const UNTIL_NOTICED_MS = 900;
/** Long enough for the provider to notice, in the middle of a call, that its CLI is gone. */
const HANG_MS = 800;
const APPID = "wxe5f52902cf4de896";
const KEPT = "https://qr.example.com/kept";
const UP = ["up", "--yes", "--skip-preview"];
const DESTROY = ["destroy", "--yes", "--skip-preview"];

/** How the rules of a stack are declared and served. */
export interface Served {
  name: string;
  withStack: WithStack<Stack>;
  declare: (stack: Stack, rules: DeclaredRule[]) => void;
  /** What the provider's process runs. */
  script: string;
}

export interface DeclaredRule {
  prefix: string;
  path: string;
  appid?: string;
}

/** One stack that is killed again and again, at one point after the other. */
export class CrashLane {
  private batches: string[][] = [];
  private rules: Rules = new Map([[KEPT, "pages/kept/index"]]);
  private round = 0;

  private constructor(
    private readonly stack: Stack,
    private readonly emulator: Emulator,
    private readonly served: Served,
  ) {}

  static async run(points: readonly Point[], served: Served): Promise<CrashResult[]> {
    const results: CrashResult[] = [];
    await served.withStack(
      async (stack, emulator) => {
        const lane = new CrashLane(stack, emulator, served);
        lane.add(newBatch(0));
        lane.declare();
        await stack.up();
        for (const point of points) results.push(await lane.crash(point).catch(naming(point)));
        await stack.destroy();
        expect(live(emulator)).toEqual({});
      },
      { publishQuota: 10_000 },
    );
    return results;
  }

  private async crash(point: Point): Promise<CrashResult> {
    this.round += 1;
    const from = this.emulator.calls().length;
    const toPublish = this.edit(point);
    // So few that rules are still queued when the CLI is killed.
    this.stack.set("wechat-qr-jump:callsPerSecond", 2);
    this.declare();
    const command = point.verb === "destroy" ? DESTROY : UP;
    const { processes, killedAtMs } = await this.killAt(point, command, from);
    const orphan = point.kill === "the CLI alone" ? await this.watchOrphan(processes, killedAtMs, from) : undefined;
    this.emulator.setFaults([]);
    this.stack.unset("wechat-qr-jump:callsPerSecond");
    const checksumTorn = await this.recover(command);
    return { point, checksumTorn, ...this.compare(from, toPublish), ...(orphan && { orphan }) };
  }

  /** Changes what is wanted as the point's verb says. @returns how many publishes that takes. */
  private edit({ verb }: Point): number {
    const [base = []] = this.batches;
    switch (verb) {
      case "create":
        this.add(newBatch(this.round));
        return base.length;
      case "swap":
        this.rules = new Map([...this.rules, ...base.map((prefix) => [prefix, `pages/v${this.round}/index`] as const)]);
        return base.length;
      case "delete": {
        const cut = this.batches.splice(-1)[0] ?? [];
        this.rules = new Map([...this.rules].filter(([prefix]) => !cut.includes(prefix)));
        return 0;
      }
      case "destroy":
        this.batches = [];
        this.rules = new Map();
        return 0;
    }
  }

  private add(batch: string[]): void {
    this.batches.push(batch);
    this.rules = new Map([...this.rules, ...batch.map((prefix) => [prefix, "pages/index/index"] as const)]);
  }

  private declare(): void {
    const appid = (prefix: string) => (prefix.includes("weixin") ? { appid: APPID } : {});
    const rules = [...this.rules].map(([prefix, path]) => ({ prefix, path, ...appid(prefix) }));
    this.served.declare(this.stack, rules);
  }

  private async killAt(
    point: Point,
    command: string[],
    from: number,
  ): Promise<{ processes: RunProcesses; killedAtMs: number }> {
    const fault = faultFor(point);
    this.emulator.setFaults(fault ? [fault] : []);
    const cli = this.stack.start(command);
    let ended = false;
    void cli.then(() => (ended = true));
    const processes = await processesOf(cli.pid ?? 0, this.served.script);
    const reached = (): boolean =>
      fault ? this.emulator.faultsPlayed().played > 0 : this.answered(point, from) >= point.nth;
    while (!reached()) {
      if (ended) throw new Error(`the CLI ended before this point: ${nameOf(point)}\n${(await cli).all}`);
      await sleep(2);
    }
    if (point.moment === "in the save after") await this.nextSave();
    kill(victims(point, processes), "SIGKILL");
    const killedAtMs = Date.now();
    await cli;
    return { processes, killedAtMs };
  }

  private answered({ endpoint }: Point, from: number): number {
    return writeCalls(this.emulator, from).filter((call) => call.endpoint === endpoint).length;
  }

  /** Waits until the engine touches the file of the stack's state. */
  private async nextSave(): Promise<void> {
    await new Promise<void>((resolve) => {
      const watcher = watch(this.stateFolder, () => {
        watcher.close();
        resolve();
      });
    });
  }

  private get stateFolder(): string {
    const stacks = join(this.stack.backend, ".pulumi", "stacks");
    return join(stacks, readdirSync(stacks)[0] ?? "");
  }

  private async watchOrphan(
    { provider }: RunProcesses,
    killedAtMs: number,
    from: number,
  ): Promise<CrashResult["orphan"]> {
    const endedAfterMs = await timeToEnd(provider, GRACE_MS);
    const calls = writeCalls(this.emulator, from);
    const begun = new Set(calls.filter(({ at }) => at <= killedAtMs + UNTIL_NOTICED_MS).map(prefixOf));
    const late = calls.filter((call) => !begun.has(prefixOf(call)));
    const dark = Object.entries(live(this.emulator)).filter(([, path]) => path.includes("unpublished"));
    return { endedAfterMs, begun: late.map(prefixOf), dark: dark.map(([prefix]) => prefix) };
  }

  /** As docs/errors.md says under "After a crash". @returns whether Pulumi's checksum of the state had to be removed. */
  private async recover(command: string[]): Promise<boolean> {
    const { exitCode, output } = await this.stack.run(["cancel", "--yes"]);
    const torn = exitCode !== 0 && output.includes("failed to load checkpoint: EOF");
    if (torn) rmSync(join(this.stateFolder, "dev.json.attrs"));
    if (exitCode !== 0) await this.stack.succeed("cancel", "--yes");
    await this.stack.succeed("refresh", "--yes", "--skip-preview", "--clear-pending-creates");
    await this.stack.succeed(...command);
    return torn;
  }

  private compare(
    from: number,
    toPublish: number,
  ): Pick<CrashResult, "rulesLost" | "rulesLeft" | "publishesSpentTwice"> {
    const now = new Map(Object.entries(live(this.emulator)));
    const writes = writeCalls(this.emulator, from);
    const touched = this.rules.has(KEPT) ? writes.map(prefixOf).filter((prefix) => prefix === KEPT) : [];
    const lost = [...this.rules].filter(([prefix, path]) => now.get(prefix) !== path).map(([prefix]) => prefix);
    return {
      rulesLost: [...touched, ...lost],
      rulesLeft: [...now.keys()].filter((prefix) => !this.rules.has(prefix)),
      publishesSpentTwice: publishesSpent(this.emulator, from) - toPublish,
    };
  }
}

function victims({ kill: killed }: Point, { cli, provider, all }: RunProcesses): number[] {
  return { "the CLI alone": [cli], "the provider alone": [provider], "all processes": all }[killed];
}

/** Says at which point it was that something failed. */
function naming(point: Point): (error: unknown) => never {
  return (error) => {
    throw new Error(`at the point "${nameOf(point)}"`, { cause: error });
  };
}

function newBatch(round: number): string[] {
  const links = [1, 2, 3].map((n) => `https://qr.example.com/batch-${round}/${n}`);
  return [...links, `http://weixin.qq.com/q/02P5KzM_${round}`];
}

/** The provider that is left behind gets its answer, a little late; one that was killed does not need any. */
function faultFor({ kill, moment, endpoint, nth }: Point): Fault | undefined {
  const match = { endpoint, nth };
  const when = moment === "before WeChat applies" ? "before" : moment === "after WeChat applied" ? "after" : undefined;
  if (!when) return undefined;
  return kill === "the CLI alone"
    ? { kind: "hang", when, latencyMs: HANG_MS, match }
    : { kind: "timeout", when, match };
}

function prefixOf({ body }: CallRecord): string {
  return typeof body === "object" && body !== null ? String(body["prefix"]) : "";
}
