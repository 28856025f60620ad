/** What became of the rules that the program of this run declares, as far as the provider was asked. */
export class Outcomes {
  private readonly asked = new Set<string>();
  private readonly had = new Set<string>();
  private readonly failed = new Set<string>();
  /** The first rule that could not be made, or was left unmade. */
  unmade: string | undefined;

  /** How many rules the program declares, as far as that is known here. */
  get count(): number {
    return this.asked.size;
  }

  declares(prefix: string): void {
    this.asked.add(prefix);
  }

  isDeclared(prefix: string): boolean {
    return this.asked.has(prefix);
  }

  /** A resource of this run has the rule: it was created, updated, or found unchanged. */
  has(prefix: string): boolean {
    return this.had.has(prefix);
  }

  hasFailed(prefix: string): boolean {
    return this.failed.has(prefix);
  }

  unchanged(prefix: string): void {
    this.had.add(prefix);
  }

  /** A rule that cannot be made, because something is wrong with it. */
  refused(prefix: string): void {
    this.failed.add(prefix);
    this.unmade ??= prefix;
  }

  /** Notes how a create ends. */
  async creating<T>(prefix: string, work: () => Promise<T>): Promise<T> {
    return this.noting(prefix, work, () => true);
  }

  /** Notes how an update ends. */
  async updating<T>(prefix: string, work: () => Promise<T>): Promise<T> {
    return this.noting(prefix, work, (error) => error instanceof Error && "reasons" in error);
  }

  private async noting<T>(prefix: string, work: () => Promise<T>, isUnmade: (error: unknown) => boolean): Promise<T> {
    try {
      const result = await work();
      this.had.add(prefix);
      return result;
    } catch (error) {
      this.failed.add(prefix);
      if (isUnmade(error)) this.unmade ??= prefix;
      throw error;
    }
  }
}
