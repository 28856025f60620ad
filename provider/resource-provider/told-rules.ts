import type { Handover } from "../pulumi/handover";
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

/** What the stack program told the provider of its rules, by prefix. */
export class ToldRules {
  private source: Handover | undefined;
  private index: Index = NOTHING;

  /** @param read what the program has handed over so far: the same object while that is the same. */
  constructor(private readonly read: () => Handover | undefined) {}

  /** Under which name the program declares this prefix; undefined where it does not. */
  nameOf(prefix: string): string | undefined {
    return this.of(prefix).declared.get(prefix);
  }

  /** The rules with this prefix that the stack's state holds as this account's, under whatever name. */
  recorded(prefix: string, account: string | undefined): Rule[] {
    const all = this.of(prefix).recorded.get(prefix) ?? [];
    return all.filter((own) => !own.account || !account || own.account === account).map(({ rule }) => rule);
  }

  /** What is live instead of a rule that is to be brought in line although the YAML is unchanged; undefined for all other rules. */
  toBringInLine(prefix: string): Rule | undefined {
    return this.of(prefix).change.get(prefix);
  }

  /** Whether the rule stays as it is, because no publish is left for it. */
  stays(prefix: string): boolean {
    return this.of(prefix).leave.has(prefix);
  }

  /** Where changes of this rule are to be noted; undefined where nobody would look. */
  journalFor(prefix: string): string | undefined {
    return this.of(prefix).journal;
  }

  /** A program with several lists tells of one after the other. */
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
