import type { Endpoint } from "../../emulator/endpoints";
import { seededRandom, type Random } from "../../emulator/random";
import {
  isAnswerFault,
  isConnectionFault,
  isPortFault,
  type AnswerFault,
  type ConnectionFault,
  type NetworkFault,
  type PortFault,
} from "./fault";

/** A fault, and when it strikes. */
export interface Strike {
  fault: NetworkFault;
  /** Only calls to this endpoint; of no meaning before a request can be read. */
  endpoint?: Endpoint;
  /** The first call or connection that it strikes, from 1. @default 1 */
  nth?: number;
  /** How often it strikes. @default without end */
  times?: number;
  /** It waits until so many calls, of any endpoint or of this one, have been answered. */
  armAfter?: { endpoint?: Endpoint; count?: number };
  /** Where it could strike it does so with this probability. */
  chance?: { seed: number; probability: number };
}

/** One strike that was played. */
export interface Struck {
  fault: string;
  /** Undefined where no request had come yet. */
  endpoint: Endpoint | undefined;
  at: number;
}

/** The strikes in force, and what they have struck. */
export class Strikes {
  private sources: Source[] = [];
  readonly log: Struck[] = [];

  /** Replaces the strikes in force. */
  set(strikes: readonly Strike[]): void {
    this.sources = strikes.map((strike) => new Source(strike));
  }

  forConnection(layer: ConnectionFault["layer"]): ConnectionFault | undefined {
    return this.first(isConnectionFault, (source) => source.strike.fault.layer === layer, undefined);
  }

  forCall(endpoint: Endpoint): AnswerFault | undefined {
    return this.first(
      isAnswerFault,
      ({ strike }) => strike.endpoint === undefined || strike.endpoint === endpoint,
      endpoint,
    );
  }

  /** What is to happen to the port now. */
  forPort(): PortFault | undefined {
    return this.sources
      .filter(({ isArmed }) => isArmed)
      .map(({ strike }) => strike.fault)
      .find(isPortFault);
  }

  /** To be told of every call just before its answer leaves. */
  answered(endpoint: Endpoint): void {
    for (const source of this.sources) source.answered(endpoint);
  }

  private first<T extends NetworkFault>(
    isKind: (fault: NetworkFault) => fault is T,
    fits: (source: Source) => boolean,
    endpoint: Endpoint | undefined,
  ): T | undefined {
    const due = this.sources
      .filter((source) => isKind(source.strike.fault) && fits(source))
      .filter((one) => one.isDue());
    const fault = due[0]?.use();
    if (!fault || !isKind(fault)) return undefined;
    this.log.push({ fault: fault.name, endpoint, at: Date.now() });
    return fault;
  }
}

class Source {
  private seen = 0;
  private used = 0;
  private waitsFor: number;
  private readonly random: Random | undefined;

  constructor(readonly strike: Strike) {
    this.waitsFor = strike.armAfter ? (strike.armAfter.count ?? 1) : 0;
    this.random = strike.chance && seededRandom(strike.chance.seed);
  }

  get isArmed(): boolean {
    return this.waitsFor <= 0;
  }

  answered(endpoint: Endpoint): void {
    const { armAfter } = this.strike;
    if (armAfter && (armAfter.endpoint ?? endpoint) === endpoint) this.waitsFor -= 1;
  }

  /** Counts a call or connection, and says whether it is to be struck. */
  isDue(): boolean {
    if (!this.isArmed) return false;
    this.seen += 1;
    const lucky = !this.random || this.random() < (this.strike.chance?.probability ?? 1);
    return lucky && this.seen >= (this.strike.nth ?? 1) && this.used < (this.strike.times ?? Infinity);
  }

  use(): NetworkFault {
    this.used += 1;
    return this.strike.fault;
  }
}
