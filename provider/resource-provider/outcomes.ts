/** What happened to the rules that this run's program declares, as far as the provider was asked. */
export class Outcomes {
  private readonly asked = new Set<string>();
  private readonly had = new Set<string>();
  private readonly failed = new Set<string>();

  /** How many rules the program declares, as far as known here. */
  get count(): number {
    return this.asked.size;
  }

  declares(prefix: string): void {
    this.asked.add(prefix);
  }

  isDeclared(prefix: string): boolean {
    return this.asked.has(prefix);
  }

  /** True if a resource of this run has the rule: it was created, updated, or found unchanged. */
  has(prefix: string): boolean {
    return this.had.has(prefix);
  }

  /** The first of the rules that are not as wanted. */
  get firstFailed(): string | undefined {
    return this.failed.values().next().value;
  }

  hasFailed(prefix: string): boolean {
    return this.failed.has(prefix);
  }

  unchanged(prefix: string): void {
    this.had.add(prefix);
  }

  /** Notes a rule that cannot be made because something is wrong with it. */
  refused(prefix: string): void {
    this.failed.add(prefix);
  }

  /** Notes how a create or an update ends. */
  async noting<T>(prefix: string, work: () => Promise<T>): Promise<T> {
    try {
      const result = await work();
      this.had.add(prefix);
      return result;
    } catch (error) {
      this.refused(prefix);
      throw error;
    }
  }
}
