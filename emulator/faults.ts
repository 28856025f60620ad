import type { Call } from "./call";
import { isTokenEndpoint } from "./endpoints";
import {
  MISFITS,
  type Fault,
  type FaultEffect,
  type FaultKind,
  type FaultMatch,
  type RandomFault,
  type ScriptedFault,
} from "./fault-schema";
import { pick, seededRandom, type Random } from "./random";

const TRANSIENT_CODES = [-1, 886001, 44990, 45011] as const;
const GATEWAY_BODIES = [{}, { status: "error", message: "upstream unavailable" }, { code: 502 }] as const;
const TYPICAL_LATE_MS = 20;

/** An admitted call. */
export interface AccountCall extends Call {
  /** The account that it is made for. */
  readonly account: string | null;
}

interface FaultSource {
  /** Counts the call and returns true if the fault would strike it. */
  isDue(call: AccountCall): boolean;
  strike(call: Call): FaultEffect;
}

/** The faults in force, and how many have struck. */
export class Faults {
  private readonly sources: readonly FaultSource[];
  private readonly playedByKind = new Map<FaultKind, number>();

  constructor(faults: readonly Fault[]) {
    this.sources = faults.map((fault) => ("random" in fault ? new RandomSource(fault) : new ScriptedSource(fault)));
  }

  /** The fault that strikes this call: the first that is due. Every source still counts the call. */
  next(call: AccountCall): FaultEffect | undefined {
    const effect = this.sources.filter((source) => source.isDue(call))[0]?.strike(call);
    if (effect) this.playedByKind.set(effect.kind, (this.playedByKind.get(effect.kind) ?? 0) + 1);
    return effect;
  }

  get played(): number {
    return [...this.playedByKind.values()].reduce((sum, count) => sum + count, 0);
  }

  get byKind(): Partial<Record<FaultKind, number>> {
    return Object.fromEntries(this.playedByKind);
  }
}

/** A lasting fault: after its first strike it strikes every matching call for a time. */
class Spell {
  private untilMs = -Infinity;

  constructor(private readonly lastsMs = 0) {}

  holds(call: Call): boolean {
    return call.at < this.untilMs;
  }

  begin(call: Call): void {
    this.untilMs = call.at + this.lastsMs;
  }
}

class ScriptedSource implements FaultSource {
  private readonly spell: Spell;
  private seen = 0;
  private left: number;

  constructor(private readonly fault: ScriptedFault) {
    this.spell = new Spell(fault.lastsMs);
    this.left = fault.times ?? (fault.match?.every === undefined ? 1 : Infinity);
  }

  isDue(call: AccountCall): boolean {
    if (!matches(call, this.fault.match) || !isItsPlace(this.fault.kind, call)) return false;
    this.seen += 1;
    return this.spell.holds(call) || (this.left > 0 && isTurn(this.seen, this.fault.match));
  }

  strike(call: Call): FaultEffect {
    if (!this.spell.holds(call)) {
      this.left -= 1;
      this.spell.begin(call);
    }
    return this.fault;
  }
}

class RandomSource implements FaultSource {
  private readonly random: Random;
  private readonly spell: Spell;
  private lasting: FaultEffect | undefined;
  private seen = 0;
  private left: number;
  private choices: readonly (FaultKind | FaultEffect)[] = [];

  constructor(private readonly fault: RandomFault) {
    this.random = seededRandom(fault.random.seed);
    this.spell = new Spell(fault.random.lastsMs);
    this.left = fault.random.times ?? Infinity;
  }

  isDue(call: AccountCall): boolean {
    const { match, kinds, probability } = this.fault.random;
    if (!matches(call, match)) return false;
    this.seen += 1;
    if (this.lasting && this.spell.holds(call)) return canStrike(this.lasting.kind, call);
    this.choices = kinds.filter((choice) => canStrike(kindOf(choice), call));
    const lucky = this.random() < probability;
    return lucky && this.left > 0 && this.choices.length > 0 && isTurn(this.seen, match);
  }

  strike(call: Call): FaultEffect {
    if (this.lasting && this.spell.holds(call)) return this.lasting;
    this.left -= 1;
    this.spell.begin(call);
    const choice = pick(this.random, this.choices);
    this.lasting = typeof choice === "string" ? typicalEffect(choice, this.random) : choice;
    return this.lasting;
  }
}

/** A random fault kills a token only on calls that take one. */
function canStrike(kind: FaultKind, call: Call): boolean {
  return isItsPlace(kind, call) && !(kind === "tokenDies" && isTokenEndpoint(call.endpoint));
}

function isItsPlace(kind: FaultKind, call: Call): boolean {
  return kind !== "misfit" || call.endpoint === "qrcodejumpget";
}

function kindOf(choice: FaultKind | FaultEffect): FaultKind {
  return typeof choice === "string" ? choice : choice.kind;
}

function typicalEffect(kind: FaultKind, random: Random): FaultEffect {
  const when = pick(random, ["before", "after"] as const);
  switch (kind) {
    case "errcode":
      return { kind, when, code: pick(random, TRANSIENT_CODES) };
    case "json":
      return { kind, when, body: pick(random, GATEWAY_BODIES) };
    case "misfit":
      return { kind, misfit: pick(random, MISFITS) };
    case "okLate":
      return { kind, lateMs: TYPICAL_LATE_MS };
    default:
      return { kind, when };
  }
}

function isTurn(seen: number, match: FaultMatch | undefined): boolean {
  if (match?.nth !== undefined && seen !== match.nth) return false;
  return match?.every === undefined || seen % match.every === 0;
}

function matches(call: AccountCall, match: FaultMatch | undefined): boolean {
  if (match?.account !== undefined && match.account !== call.account) return false;
  if (match?.endpoint !== undefined && ![match.endpoint].flat().includes(call.endpoint)) return false;
  return match?.prefix === undefined || prefixesOf(call).includes(match.prefix);
}

function prefixesOf(call: Call): unknown[] {
  const { prefix, prefix_list: list } = call.params;
  return [prefix, ...(Array.isArray(list) ? (list as unknown[]) : [])];
}
