import { counted } from "../../text/listed";
import { t } from "../../text/message";
import { messageOf } from "../../text/message-of";
import { Progress } from "../../text/progress";
import { isUnknownOutcome } from "../../wechat/errors";
import type { ParametricCode, ParametricCodes } from "../../wechat/parametric-codes";
import type { Interruption } from "../interruption";
import type { MadeCodes } from "./made-codes";
import type { WantedCode } from "./wanted-codes";

/** Why not all codes were made, as a sentence. */
export type Stopped = string | undefined;

interface Making {
  codes: Pick<ParametricCodes, "create">;
  journal: MadeCodes;
  /** The account's app id; null if it is not known. */
  account: string | null;
  interruption: Pick<Interruption, "signal" | "hurry">;
  /** False once another run may have begun. */
  isAlone: () => boolean;
  /** For temporary codes, how long they work, in seconds. */
  expiresS: number | undefined;
  /** Fields that each rule gets besides those of its row. */
  common: Record<string, unknown>;
  print: (line: string) => void;
}

/** Makes codes one after the other, each on disk before the next. Ends at the first that fails: the next run goes on there. */
export async function makeCodes(wanted: readonly WantedCode[], making: Making): Promise<Stopped> {
  const { codes, journal, interruption, expiresS, print } = making;
  const counting = (count: number): string => counted(count, "code");
  const progress = new Progress("done", print, wanted.length, undefined, counting);
  for (const { scene, fields } of wanted) {
    if (interruption.signal.aborted) return t`Interrupted.`;
    if (!making.isAlone()) return t`This computer was asleep or too busy, so that another run may have begun.`;
    try {
      journal.begin(making.account);
      journal.asking(scene);
    } catch (error) {
      return unwritable(journal, error);
    }
    const askedAtMs = Date.now();
    let code: ParametricCode;
    try {
      code = await progress.track(
        unlessHurried(
          codes.create(scene, expiresS, () => journal.asking(scene)),
          interruption.hurry,
        ),
      );
    } catch (error) {
      return failed(scene, journal, error);
    }
    const lastsS = code.expiresS ?? expiresS;
    const expires = lastsS === undefined ? {} : { expires: timeText(askedAtMs + lastsS * 1_000) };
    const { appid, path, ...others } = fields;
    const rule = { prefix: code.prefix, appid, path, ...others, scene, ...expires, ...making.common };
    try {
      journal.got({ scene, rule });
    } catch (error) {
      return t`${unwritable(journal, error)} The code of scene ${scene} was made and has this prefix, which is on no disk: ${code.prefix}`;
    }
  }
  return undefined;
}

function failed(scene: string, journal: MadeCodes, error: unknown): string {
  if (isUnknownOutcome(error) || error instanceof Hurried) {
    return t`${messageOf(error)} WeChat may have made a code for scene ${scene} that nobody knows.`;
  }
  try {
    journal.refused(scene);
  } catch {
    // The next run then says that there may be a code: too much, but harmless.
  }
  return messageOf(error);
}

function unwritable(journal: MadeCodes, error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? messageOf(error);
  return t`${journal.path} cannot be written (${code}); make room, or fix its permissions.`;
}

/** The second Ctrl-C: nobody waits for the answer. */
class Hurried extends Error {}

function unlessHurried<T>(work: Promise<T>, hurry: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const leave = (): void => reject(new Hurried(t`Interrupted.`));
    if (hurry.aborted) leave();
    hurry.addEventListener("abort", leave, { once: true });
    work.then(resolve, reject).finally(() => hurry.removeEventListener("abort", leave));
  });
}

/** In whole seconds, rounded down: better too early than too late. */
function timeText(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 19)}Z`;
}
