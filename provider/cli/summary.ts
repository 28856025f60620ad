import { resolve } from "node:path";
import { text as textOfStream } from "node:stream/consumers";
import { readText } from "../system/read-text";
import { t } from "../text/message";
import { mistakeIn } from "../text/problem";
import { CommandError, type Outcome, type Surroundings } from "./outcome";
import { planOf, preview } from "./plan";
import { planMarkdown } from "./plan-text";

/** Says what a preview would do to the printed codes, from what `pulumi preview --json` printed. Findings if it was refused. */
export async function summary({ file }: { file: string }, { cwd }: Surroundings): Promise<Outcome> {
  const name = file === "-" ? "stdin" : file;
  const read =
    file === "-" ? { text: await textOfStream(process.stdin), reason: undefined } : readText(resolve(cwd, file));
  if (read.text === undefined)
    throw new CommandError(t`${name}: ${mistakeIn(read.reason ?? t`this file cannot be read`)}.`);
  const plan = planOf(previewIn(read.text, name));
  return { text: planMarkdown(plan), json: { ...plan }, findings: plan.errors.length > 0 };
}

function previewIn(text: string, name: string): ReturnType<typeof preview.parse> {
  const parsed = preview.safeParse(jsonIn(text));
  if (parsed.success && parsed.data.steps !== undefined) return parsed.data;
  throw new CommandError(t`${name} is not what "pulumi preview --json" prints; look at what that command says.`);
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
