import type { Handover } from "./handover";

/** What a list of rules tells the provider before the first of them is registered. */
export type ToldList = Omit<Handover, "stage" | "cli">;

/** The lists of rules of one run, and what the provider is told of them together. */
export class ToldLists {
  private open = 0;
  private readonly handover: Handover;

  /**
   * @param tell is called after each change, with an object of its own.
   * @param cli see {@link Handover.cli}.
   */
  constructor(
    private readonly tell: (handover: Handover) => void,
    cli?: string,
  ) {
    this.handover = { stage: "begun", cli, declared: [], recorded: [], change: [], leave: [] };
  }

  begin(): void {
    this.open += 1;
    this.handover.stage = "begun";
    this.tell({ ...this.handover });
  }

  /** Call it before the first rule of the list is registered. */
  declares({ declared, recorded, change, leave, journal }: ToldList): void {
    const { handover } = this;
    handover.declared.push(...declared);
    handover.recorded = recorded;
    handover.change.push(...change);
    handover.leave.push(...leave);
    handover.journal = journal;
    this.tell({ ...handover });
  }

  /** The engine has all rules of a list. A refused list stays open, whatever happens to the others. */
  complete(): void {
    this.open -= 1;
    if (this.open > 0) return;
    this.handover.stage = "complete";
    this.tell({ ...this.handover });
  }
}
