import { t } from "../text/message";
import { CommandError } from "./outcome";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Ctrl-C and the like: ends the work at once or, while something is being written, between two steps. */
export class Interruption {
  private readonly controller = new AbortController();
  private readonly second = new AbortController();
  private readonly watched: Promise<never>;
  private refuse: (error: Error) => void = () => undefined;
  private isWriting = false;

  private constructor() {
    this.watched = new Promise((_, reject) => (this.refuse = reject));
    this.watched.catch(() => undefined);
    for (const signal of SIGNALS) process.on(signal, this.interrupt);
  }

  /** @throws CommandError at once if the work is interrupted while nothing is being written. */
  static async during<T>(work: (interruption: Interruption) => Promise<T>): Promise<T> {
    const interruption = new Interruption();
    try {
      return await Promise.race([work(interruption), interruption.watched]);
    } finally {
      for (const signal of SIGNALS) process.off(signal, interruption.interrupt);
    }
  }

  /** Closes the open question. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Aborts at the second signal: a step that has begun does not end, so far. */
  get hurry(): AbortSignal {
    return this.second.signal;
  }

  /** From here on, a step that has begun comes to its end, unless the second signal ends it. */
  beginWriting(): void {
    this.checkpoint();
    this.isWriting = true;
  }

  /** @throws CommandError */
  checkpoint(): void {
    if (this.signal.aborted) throw new CommandError(t`Interrupted.`);
  }

  private readonly interrupt = (): void => {
    if (this.signal.aborted) this.second.abort();
    this.controller.abort();
    if (!this.isWriting) this.refuse(cancelled());
  };
}

/** The user has left before anything was written. */
export function cancelled(): CommandError {
  return new CommandError(t`Interrupted; nothing was written.`);
}
