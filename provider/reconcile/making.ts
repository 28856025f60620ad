import { sameAppid, sameContent, samePage, sameRule, type Rule } from "../rules/rule";
import { clock } from "../system/clock";
import { ALREADY_EXISTS, DAMAGED, INVALID_ARGUMENT, OCCUPIED } from "../wechat/error-codes";
import { isUnknownOutcome, isWriteRefused } from "../wechat/errors";
import type { Turn } from "../wechat/limits/rate-limit";
import type { Dark } from "./dark";
import { Occupation } from "./occupation";
import { isAddedAs, isServedAs, SETTLE_MS, UnclearError, type Care } from "./settled-writes";
import type { Deleted, Side, Source, Tools } from "./side";
import { notProven, Surprises } from "./surprises";

interface Options {
  /** How faults are outlasted once the code is dark. */
  dark?: Dark | undefined;
  /** True if the live rule must be deleted even if it could be changed in place. @default false */
  afresh?: boolean;
  /** True if the code is dark from the start. @default false: it goes dark at the first delete or add */
  isDark?: boolean;
  /** What was live a moment ago. */
  deleted?: Deleted | undefined;
  /** The account that the rule moves away from: what is live is live there, and must be deleted before it can be added here. */
  source?: Source | undefined;
}

type Step = "delete" | "add" | "edit" | "publish" | "prove";

/**
 * Makes one rule as wanted, write by write. It tracks what is live from what was live before and from WeChat's answers, and
 * confirms it with a read at the end. If an answer contradicts what it knows, it looks again and continues from there.
 */
export class Making {
  deleted: Deleted | undefined;
  /** True if something was changed, or may have been. */
  touched = false;
  private isDark: boolean;
  private readonly surprises: Surprises;
  private readonly occupation: Occupation | undefined;
  private mustGo: boolean;
  private step: Step = "prove";
  private readonly dark: Dark | undefined;
  /** True if what this account has at the prefix may be deleted: it belongs to the stack, or was added here. */
  private isOurs: boolean;
  private readonly source: Source | undefined;
  private readonly tools: Tools;
  private readonly turn: Turn;
  /** True if what is there is in the account that the rule moves away from. */
  isAtSource: boolean;

  /** @param there what is live, as far as answers and reads tell; undefined if nothing is. */
  constructor(
    private readonly side: Side,
    private readonly target: Rule,
    public there: Rule | undefined,
    { dark, isDark = false, afresh = false, deleted, source }: Options = {},
  ) {
    this.tools = side.tools;
    this.turn = side.turn;
    this.source = source;
    this.isAtSource = source !== undefined && there !== undefined;
    this.dark = dark;
    this.isDark = isDark;
    this.mustGo = afresh;
    this.deleted = deleted;
    this.surprises = new Surprises(dark);
    this.occupation = source && new Occupation(source, this.surprises);
    this.isOurs = (there !== undefined && !this.isAtSource) || deleted?.from === side.tools;
  }

  /** @throws the error of the step that WeChat refuses or whose outcome cannot be known. {@link there} then tells how far it got. */
  async run(): Promise<void> {
    for (;;) {
      try {
        while (this.next() !== "prove") await this.take();
        if (await this.isProven()) return;
      } catch (error) {
        await this.lookAgain(error);
      }
    }
  }

  private next(): Step {
    const { there, target } = this;
    if (!there) return (this.step = "add");
    if (this.mustGo || this.isAtSource) return (this.step = "delete");
    if (sameRule(there, target)) return (this.step = "prove");
    if (there.published || !sameAppid(there, target)) return (this.step = "delete");
    if (sameContent(there, target)) return (this.step = "publish");
    return (this.step = "edit");
  }

  private async take(): Promise<void> {
    const { writes } = this.tools;
    const { turn, target, there } = this;
    switch (this.step) {
      case "delete":
        // Once the code is dark, it is made here even if the CLI ends meanwhile.
        if (this.isAtSource) this.turn.begin();
        await this.changing(this.at.tools.writes.delete(this.at.turn, there as Rule, this.care()));
        this.isGone(there as Rule);
        break;
      case "add":
        await this.changing(writes.add(turn, target, this.care()));
        this.isOurs = true;
        this.there = { ...target, published: false };
        this.darkens();
        break;
      case "edit":
        await this.changing(writes.edit(turn, target, this.care()));
        if (!samePage(there as Rule, target) && !(await this.isEdited())) break;
        this.there = { ...target, published: false };
        break;
      case "publish":
        await this.changing(writes.publish(turn, target, this.care()));
        this.there = target;
        break;
      case "prove":
    }
    this.dark?.progress();
  }

  /** Confirms that the page was changed: a page that was not must not be published. */
  private async isEdited(): Promise<boolean> {
    const isSo = isServedAs({ ...this.target, published: false });
    return this.shows(
      isSo,
      await this.tools.writes.look(this.target, isSo, { forMs: SETTLE_MS, firstMs: 0, ...this.care() }),
    );
  }

  private async changing(write: Promise<void>): Promise<void> {
    try {
      await write;
    } catch (error) {
      // A refused write changes nothing, and neither does one that was never sent.
      if (error instanceof UnclearError || isUnknownOutcome(error)) this.touched = true;
      throw error;
    }
    this.touched = true;
  }

  /** Where what is there is. */
  private get at(): Side {
    return this.isAtSource && this.source ? this.source : this.side;
  }

  private isGone(rule: Rule): void {
    this.deleted = { rule, atMs: clock.now(), from: this.at.tools };
    this.touched = true;
    this.there = undefined;
    this.isAtSource = false;
    this.mustGo = false;
    this.darkens();
  }

  private darkens(): void {
    this.isDark = true;
    this.dark?.begin();
  }

  private care(): Care {
    return { patience: this.dark, fromStart: this.isDark || this.mustGo || this.isAtSource, ...this.readFrom() };
  }

  /** A read that shows the rule deleted a moment ago does not prove that it was made again. */
  private readFrom(): Pick<Care, "readFromMs"> {
    if (this.deleted?.from !== this.tools || !sameRule(this.deleted.rule, this.target)) return {};
    return { readFromMs: this.deleted.atMs + SETTLE_MS };
  }

  /**
   * Reads back what was made. Skips it if reads and writes share a limit, nothing was deleted or is dark, and the program will
   * look.
   */
  private async isProven(): Promise<boolean> {
    const { writes } = this.tools;
    const { target } = this;
    if (!this.touched || this.isLeftToProgram()) return true;
    const isSo = (now: Rule | undefined): boolean => now !== undefined && sameRule(now, target);
    const find = this.dark ? {} : { find: writes.findMade };
    const look = { forMs: this.surprises.settleMs(), firstMs: 0, ...this.care(), ...find };
    return this.shows(isServedAs(target), await writes.look(target, this.surprises.unlessOver(isSo), look));
  }

  private isLeftToProgram(): boolean {
    const { client, leaveToProgram } = this.tools;
    const { deleted, dark, target } = this;
    return !deleted && !dark && client.readsAreScarce(target) && leaveToProgram(target);
  }

  /** True if the read shows what was made; otherwise takes it for what is there. @throws WechatError if that happens too often. */
  private shows(isSo: (now: Rule | undefined) => boolean, now: Rule | undefined): boolean {
    if (isSo(now)) return true;
    const isTaken = now?.published && !samePage(now, this.target);
    if (isTaken || this.surprises.another(now, this.isDark)) throw notProven(this.target, now);
    this.there = now;
    return false;
  }

  /** @throws the error if it reveals nothing new, or if it comes too often. */
  private async lookAgain(error: unknown): Promise<void> {
    const patience = this.isDark ? this.dark : undefined;
    if (this.occupation && this.step === "add" && isWriteRefused(error, OCCUPIED)) {
      this.there = await this.occupation.look(error, patience);
      this.isAtSource = this.there !== undefined;
      return;
    }
    const expected = this.expectedAfter(error);
    if (!expected) throw error;
    const look = { forMs: this.surprises.settleMs(), after: error, ...this.readFrom(), patience };
    const rule = this.isAtSource && this.there ? this.there : this.target;
    const now = await this.at.tools.writes.look(rule, this.surprises.unlessOver(expected), look);
    const isFirst = this.surprises.areNone;
    const isOthers = this.step === "add" && !this.isOurs && !(now && isAddedAs(this.target)(now));
    if (isOthers || this.surprises.another(now, this.isDark)) throw error;
    if (this.step === "add") this.there = now ?? (isFirst ? undefined : await this.stillThere(patience));
    else if (this.step !== "delete") this.there = now;
    else if (now) throw error;
    // The delete is refused because it was already done.
    else this.isGone(this.there as Rule);
  }

  /** A service-account rule is not found by another mini program's: a delete of it that did nothing does not show. */
  private async stillThere(patience: Dark | undefined): Promise<Rule | undefined> {
    const { deleted, target, tools } = this;
    if (deleted?.from !== tools || sameAppid(deleted.rule, target)) return undefined;
    return tools.writes.look(deleted.rule, () => true, { forMs: 0, firstMs: 0, patience });
  }

  /** What a read will show once it catches up with a surprising answer; undefined if the answer is not a surprise. */
  private expectedAfter(error: unknown): ((now: Rule | undefined) => boolean) | undefined {
    const isMade = (now: Rule | undefined): boolean => now !== undefined && sameContent(now, this.target);
    switch (this.step) {
      case "add":
        // Either the delete is not in effect yet, or the add was already done; then reads that do not show it lag behind.
        if (!isWriteRefused(error, ALREADY_EXISTS) || !(this.isOurs || this.source)) return undefined;
        return (now) => (now ? isMade(now) && !now.published : this.isOurs && this.surprises.areNone);
      case "publish":
        // The add is not in effect yet, or it did nothing.
        return isWriteRefused(error, INVALID_ARGUMENT) ? isMade : undefined;
      case "edit":
        // The rule there was added here, and the code is dark.
        if (!this.isDark || !isWriteRefused(error, INVALID_ARGUMENT, DAMAGED)) return undefined;
        this.mustGo = true;
        return () => true;
      case "delete":
        return isWriteRefused(error, INVALID_ARGUMENT) ? (now) => !now : undefined;
      case "prove":
        return undefined;
    }
  }
}
