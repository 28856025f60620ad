import type { Socket } from "node:net";
import { Authorizers } from "./authorizers";
import type { CallRecord } from "./call-log";
import { Faults } from "./faults";
import type { AccountOptions, Options } from "./options";
import { ParametricCodes } from "./parametric-codes";
import { PublishQuota } from "./quota";
import { seededRandom } from "./random";
import { RateWindows } from "./rate-windows";
import { Rules } from "./rules";
import { Tokens } from "./tokens";

const JITTER_SEED = 1;

/** Everything that one emulator remembers. A reset discards it, so that late calls cannot leak into the next test. */
export class World {
  readonly rules = new Rules();
  readonly quota: PublishQuota;
  readonly tokens: Tokens;
  readonly authorizers: Authorizers;
  readonly parametricCodes = new ParametricCodes();
  readonly windows = new RateWindows();
  readonly calls: CallRecord[] = [];
  /** The accounts seen so far, in order of appearance. */
  readonly accounts = new Set<string>();
  readonly random = seededRandom(JITTER_SEED);
  faults = new Faults([]);
  private readonly own = new Map<string, AccountOptions>();
  private readonly heldSockets = new Set<Socket>();
  private readonly timers = new Set<NodeJS.Timeout>();

  constructor(
    public options: Options,
    readonly now: () => number,
  ) {
    this.quota = new PublishQuota(now);
    this.tokens = new Tokens(now);
    this.authorizers = new Authorizers(now);
  }

  /** The options with what the account has otherwise. Without an account they are those of all. */
  optionsOf(account: string | null): Options {
    const own = this.own.get(account ?? "");
    return own ? { ...this.options, ...own } : this.options;
  }

  /** Gives an account options of its own, besides those it has. */
  setOwn(account: string, options: AccountOptions): void {
    this.own.set(account, { ...this.own.get(account), ...options });
  }

  /** Keeps a connection open without an answer until the client gives up or the world ends. */
  hold(socket: Socket): void {
    this.heldSockets.add(socket);
    socket.once("close", () => this.heldSockets.delete(socket));
  }

  later(delayMs: number, action: () => void): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      action();
    }, delayMs);
    timer.unref();
    this.timers.add(timer);
  }

  end(): void {
    for (const timer of this.timers) clearTimeout(timer);
    for (const socket of this.heldSockets) socket.destroy();
  }
}
