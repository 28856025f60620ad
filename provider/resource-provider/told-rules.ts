import type { Handover, OwnedRule } from "../pulumi/handover";
import { readChanges, type Change } from "../pulumi/journal";
import type { Rule } from "../rules/rule";

interface Index {
  declared: ReadonlyMap<string, string>;
  recorded: ReadonlyMap<string, Handover["recorded"]>;
  change: ReadonlyMap<string, Rule>;
  leave: ReadonlySet<string>;
  journal: string | undefined;
}

const NOTHING: Index = {
  declared: new Map(),
  recorded: new Map(),
  change: new Map(),
  leave: new Set(),
  journal: undefined,
};

/** What the stack program told the provider about its rules, by prefix. */
export class ToldRules {
  private source: Handover | undefined;
  private index: Index = NOTHING;

  /** @param read returns what the program has handed over so far, as the same object while it does not change. */
  constructor(private readonly read: () => Handover | undefined) {}

  /** The name under which the program declares this prefix; undefined if it does not. */
  nameOf(prefix: string): string | undefined {
    return this.of(prefix).declared.get(prefix);
  }

  /** The rules with this prefix that the stack's state records, under any name and for any account. */
  recorded(prefix: string): readonly OwnedRule[] {
    return this.of(prefix).recorded.get(prefix) ?? [];
  }

  /** What is live in place of a rule that must be brought in line although the YAML is unchanged; undefined for all other rules. */
  toBringInLine(prefix: string): Rule | undefined {
    return this.of(prefix).change.get(prefix);
  }

  /** True if the rule stays as it is because no publish is left for it. */
  stays(prefix: string): boolean {
    return this.of(prefix).leave.has(prefix);
  }

  /** Where to note changes of this rule; undefined if nobody would look. */
  journalFor(prefix: string): string | undefined {
    return this.of(prefix).journal;
  }

  /** The changes of this prefix that earlier runs noted and that may not have ended, the latest first. */
  changesOf(prefix: string): Change[] {
    const journal = this.journalFor(prefix);
    const noted = journal === undefined ? [] : readChanges(journal);
    return noted.filter(({ want }) => want.prefix === prefix).reverse();
  }

  /** A program with several lists hands them over one after the other. */
  private of(prefix: string): Index {
    if (!this.index.declared.has(prefix)) this.refresh();
    return this.index;
  }

  private refresh(): void {
    const now = this.read();
    if (now === this.source) return;
    this.source = now;
    this.index = now ? indexOf(now) : NOTHING;
  }
}

function indexOf({ declared, recorded, change, leave, journal }: Handover): Index {
  const byPrefix = new Map<string, Handover["recorded"]>();
  for (const own of recorded) byPrefix.set(own.rule.prefix, [...(byPrefix.get(own.rule.prefix) ?? []), own]);
  return {
    declared: new Map(declared),
    recorded: byPrefix,
    change: new Map(change.map((rule) => [rule.prefix, rule])),
    leave: new Set(leave),
    journal,
  };
}
