import { t } from "../text/message";
import { cancelled, type Interruption } from "./interruption";

type Mistake = (answer: string | undefined) => string | undefined;

/** What can be asked of a person. Each question ends the command if the person leaves. */
export interface Questions {
  text(message: string, options: { initial?: string | undefined; mistake?: Mistake }): Promise<string>;
  /** The answer is not shown. */
  secret(message: string, mistake: Mistake): Promise<string>;
  choice<T extends string>(message: string, labels: Readonly<Record<T, string>>, initial?: T): Promise<T>;
  confirm(message: string): Promise<boolean>;
  show(text: string): void;
}

/** True if there is somebody to ask. Questions go to stderr, so that stdout has the result alone. */
export function hasTerminal(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true;
}

/** Questions in the terminal. */
export async function terminal(interruption: Interruption): Promise<Questions> {
  const clack = await import("@clack/prompts");
  // Where a terminal has no size, the library would write one letter a line.
  for (const stream of [process.stdout, process.stderr])
    if (!stream.columns) Object.assign(stream, { columns: 80, rows: 24 });
  const asked = async <T>(ask: (common: Common) => Promise<T>): Promise<Exclude<T, symbol>> => {
    const end = new EndOfInput(interruption.signal);
    const answer = await ask({ output: process.stderr, signal: end.signal });
    end.forget();
    if (typeof answer === "symbol") throw cancelled();
    return answer as Exclude<T, symbol>;
  };
  return {
    text: async (message, { initial, mistake }) =>
      (
        await asked((common) =>
          clack.text({
            message,
            ...common,
            ...(initial !== undefined && { initialValue: initial }),
            ...(mistake && { validate: mistake }),
          }),
        )
      )?.trim() ?? "",
    secret: async (message, mistake) =>
      (
        await asked((common) =>
          clack.password({ message, mask: "*", validate: mistake, clearOnError: true, ...common }),
        )
      ).trim(),
    choice: async <T extends string>(message: string, labels: Readonly<Record<T, string>>, initial?: T) => {
      const options = Object.entries<string>(labels).map(([value, label]) => ({ value, label }));
      const first = initial === undefined ? {} : { initialValue: initial as string };
      return (await asked((common) =>
        clack.select({ message, options, showInstructions: false, ...first, ...common }),
      )) as T;
    },
    confirm: (message) => asked((common) => clack.confirm({ message, active: t`Yes`, inactive: t`No`, ...common })),
    show: (text) => void process.stderr.write(`${text}\n`),
  };
}

interface Common {
  output: NodeJS.WriteStream;
  signal: AbortSignal;
}

const ENDS = ["end", "error", "close"];

/** Ctrl-D, and a terminal that goes away: the library would wait for ever. */
class EndOfInput {
  private readonly controller = new AbortController();
  readonly signal: AbortSignal;

  constructor(interrupted: AbortSignal) {
    this.signal = AbortSignal.any([interrupted, this.controller.signal]);
    process.stdin.on("keypress", this.atKey);
    for (const event of ENDS) process.stdin.on(event, this.leave);
  }

  forget(): void {
    process.stdin.off("keypress", this.atKey);
    for (const event of ENDS) process.stdin.off(event, this.leave);
  }

  private readonly atKey = (_: unknown, key: { ctrl?: boolean; name?: string } | undefined): void => {
    if (key?.ctrl && key.name === "d") this.leave();
  };

  private readonly leave = (): void => this.controller.abort();
}
