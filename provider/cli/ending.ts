import { writeSync } from "node:fs";
import { t } from "../text/message";
import { messageOf } from "../text/message-of";

/** The result of a command line. */
export interface Answer {
  /** 0 all is well, 1 findings or a failure, 2 wrong usage. */
  exitCode: number;
  stdout: string;
  stderr: string;
}

const noResult = (): string =>
  t`wechat-qr-jump ended before it had a result; run it again, and report this if it happens again.`;

/** Goes up when a field of `--json` goes away or means something else; new fields may come at any time. */
const JSON_VERSION = 1;

/** What `--json` prints. */
export function jsonText(content: Record<string, unknown>): string {
  return JSON.stringify({ version: JSON_VERSION, ...content }, undefined, 2);
}

/** An answer that says what went wrong: on stderr, or for machines on stdout. */
export function errorAnswer(message: string, exitCode: number, json: boolean): Answer {
  if (!json) return { exitCode, stdout: "", stderr: `${message}\n` };
  return { exitCode, stdout: `${jsonText({ error: message })}\n`, stderr: "" };
}

/**
 * Makes sure that the process does not end with 0 without its result, even if something calls `process.exit` or nothing is left
 * to wait for.
 */
export class Ending {
  private hasAnswer = false;

  constructor(private readonly json: boolean) {
    process.exitCode = 1;
    process.on("exit", this.atExit);
    process.on("uncaughtException", (error) => void this.fail(error));
    // Errors reach the callback of whoever writes.
    for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
  }

  /** A bug in this program. */
  fail(error: unknown): Promise<void> {
    const what = messageOf(error).split("\n")[0];
    return this.deliver(errorAnswer(t`wechat-qr-jump failed (${what}); please report this.`, 1, this.json));
  }

  /** Ends the process when everything is written: a lingering connection must not keep it alive. */
  async deliver({ exitCode, stdout, stderr }: Answer): Promise<void> {
    if (this.hasAnswer) return;
    this.hasAnswer = true;
    process.exitCode = exitCode || 1;
    await written(process.stderr, stderr);
    const code = await written(process.stdout, stdout);
    process.off("exit", this.atExit);
    // A reader that closes early, such as "head", is not an error.
    if (code === undefined || code === "EPIPE") process.exit(exitCode);
    say(2, `${t`The result cannot be written to stdout (${code}); make room there, or write it elsewhere.`}\n`);
    process.exit(exitCode || 1);
  }

  private readonly atExit = (): void => {
    process.exitCode = 1;
    if (!this.hasAnswer && this.json) say(1, errorAnswer(noResult(), 1, true).stdout);
    say(2, `${noResult()}\n`);
  };
}

/** @returns the error code if the text cannot be written. */
function written(stream: NodeJS.WriteStream, text: string): Promise<string | undefined> {
  if (text === "") return Promise.resolve(undefined);
  return new Promise((resolve) => {
    stream.write(text, (error?: NodeJS.ErrnoException | null) =>
      resolve(error ? (error.code ?? "unknown") : undefined),
    );
  });
}

/** Synchronous: nothing else runs any more when a process exits. */
function say(handle: number, text: string): void {
  try {
    writeSync(handle, text);
  } catch {
    // There is nobody to tell.
  }
}
