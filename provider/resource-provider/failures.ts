import { doubtfulStateOf, ruleOf, type Props, type State } from "../pulumi/state";
import { sameAppid, sameContent, sameRule, type Rule } from "../rules/rule";
import { t } from "../text/message";
import { messageOf } from "../text/message-of";
import type { Session } from "./session";

/** The accounts of a rule that changes. */
interface Places {
  /** The account that the rule is to belong to. */
  to: Session;
  /** The accounts that may have had it, the recorded one first; the same account unless it moves. */
  from: [Session, ...Session[]];
}

interface Failed {
  olds: Props;
  was: Rule[];
  want: Rule;
  news: Props;
}

/** After a failed update the state must say what is live, so that the next `pulumi up` sees what remains to be done. */
export async function explainUpdate(error: unknown, places: Places, failed: Failed): Promise<unknown> {
  const { to, from } = places;
  const { olds, was, want, news } = failed;
  const [own] = from;
  const all = [...new Set([to, ...from])];
  if (!all.some(({ live }) => live.wasWritten(want))) return error;
  const recorded = ruleOf(olds);
  // Reads may be behind, so a rule that was to move may be in any of its accounts, and have any of its mini programs.
  const doubtful = (rule: Rule, at: Session, maybe: readonly Session[]): Error => {
    const others = maybe.filter((session) => session !== at).map(({ settings }) => settings);
    return failedToInitialise(error, doubtfulStateOf(rule, was, want, [at.settings, ...others]), news);
  };
  try {
    const ours = await withoutOthers(all, places, failed);
    const found = ours.find(({ now }) => now);
    const maybe = ours.map(({ session }) => session);
    const now = found?.now ?? { ...recorded, published: false };
    const isCertain = found?.now !== undefined && all.length === 1 && sameAppid(recorded, want);
    return isCertain && sameRule(now, recorded) ? error : doubtful(now, found?.session ?? own, maybe);
  } catch {
    return doubtful(recorded, own, all);
  }
}

/** What each account has now, without an account in which someone else has taken the prefix. */
async function withoutOthers(all: Session[], { from }: Places, { was, want }: Failed) {
  const looks = all.map(async (session) => ({ session, now: await session.live.findFirstNow([want, ...was]) }));
  const found = await Promise.all(looks);
  return found.filter(({ session, now }) => !now || from.includes(session) || sameContent(now, want));
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
