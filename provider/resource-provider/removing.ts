import type { Rule } from "../rules/rule";
import type { Session } from "./session";

/** Deletes a rule from those of its possible accounts that have it. @param forms in which it may be live. */
export async function remove(sessions: [Session, ...Session[]], forms: Rule[]): Promise<void> {
  const holders = await holdersOf(sessions, forms);
  await Promise.all(holders.map((session) => removeFrom(session, forms)));
}

/** Of the accounts that may have a rule those that have it; the recorded one if none has. */
async function holdersOf(sessions: [Session, ...Session[]], forms: Rule[]): Promise<Session[]> {
  const [own, ...others] = sessions;
  if (others.length === 0) return [own];
  const found = await Promise.all(sessions.map(({ live }) => live.findFirstNow(forms)));
  const holders = sessions.filter((_, index) => found[index]);
  return holders.length > 0 ? holders : [own];
}

async function removeFrom({ reconciler, live }: Session, forms: Rule[]): Promise<void> {
  for (const rule of forms) live.mention(rule);
  const doubt = await reconciler.remove(forms);
  if (doubt !== undefined) console.log(doubt);
}
