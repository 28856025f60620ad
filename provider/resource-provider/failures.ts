import { doubtfulStateOf, ruleOf, stateOf, type Props, type State } from "../pulumi/state";
import { sameRule, type Rule } from "../rules/rule";
import type { Settings } from "../settings/settings";
import { t } from "../text/message";
import { messageOf } from "../text/message-of";
import type { Session } from "./session";

/**
 * After a failed update the state must say what is live, so that the next `pulumi up` sees what remains to be done.
 *
 * @param to the account that the rule is to belong to.
 * @param from the accounts that may have had it, the recorded one first; the same account unless it moves.
 */
export async function explainUpdate(
  error: unknown,
  { to, from }: { to: Session; from: [Session, ...Session[]] },
  { olds, was, want, news }: { olds: Props; was: Rule[]; want: Rule; news: Props },
): Promise<unknown> {
  const all = [...new Set([to, ...from])];
  if (!all.some(({ live }) => live.wasWritten(want))) return error;
  const recorded = ruleOf(olds);
  const [own] = from;
  try {
    for (const session of all) {
      const now = await session.live.findFirstNow([want, ...was]);
      if (!now) continue;
      if (session === own && sameRule(now, recorded)) return error;
      return failedToInitialise(error, stateOf(now, session.settings), news);
    }
    return failedToInitialise(error, stateOf({ ...recorded, published: false }, own.settings), news);
  } catch {
    const settings = [own, ...all.filter((session) => session !== own)].map((session) => session.settings);
    return failedToInitialise(error, doubtfulStateOf(recorded, was, want, settings as [Settings, ...Settings[]]), news);
  }
}

/** Runs a method whose errors Pulumi's host prints with their stack. The user sees only the message, once, with the resource. */
export async function withoutStack<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const plain = new Error(messageOf(error));
    plain.stack = t`see the error of this resource`;
    plain.toString = () => what;
    throw plain;
  }
}

/** The form in which Pulumi records a resource that exists but is not as wanted. */
export function failedToInitialise(error: unknown, state: State, inputs: Props): Error {
  const message = messageOf(error);
  const properties = { ...state, __provider: inputs["__provider"] };
  return Object.assign(new Error(message, { cause: error }), { id: state.prefix, properties, reasons: [message] });
}
