import { doubtfulStateOf, ruleOf, stateOf, type Props, type State } from "../pulumi/state";
import { sameRule, type Rule } from "../rules/rule";
import { t } from "../text/message";
import { messageOf } from "../text/message-of";
import type { Session } from "./session";

/** After a failed update the state must say what is live, so that the next `pulumi up` sees what remains to be done. */
export async function explainUpdate(
  error: unknown,
  { settings, live }: Session,
  { olds, was, want, news }: { olds: Props; was: Rule[]; want: Rule; news: Props },
): Promise<unknown> {
  if (!live.wasWritten(want)) return error;
  const recorded = ruleOf(olds);
  try {
    const now = await live.findFirstNow([want, ...was]);
    if (now && sameRule(now, recorded)) return error;
    return failedToInitialise(error, stateOf(now ?? { ...recorded, published: false }, settings), news);
  } catch {
    return failedToInitialise(error, doubtfulStateOf(recorded, was, want, settings), news);
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
