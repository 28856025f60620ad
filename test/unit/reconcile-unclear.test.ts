import type { ScriptedFault } from "../../emulator";
import type { Rule } from "../../provider/rules/rule";
import {
  course,
  LINK,
  linkRule,
  liveRules,
  plant,
  sessionOn,
  timeoutMsFor,
  useEmulator,
  useTimeThatIsWaitedFor,
  wire,
} from "./support";

const emulator = useEmulator();
useTimeThatIsWaitedFor();

type Endpoint = "qrcodejumpadd" | "qrcodejumppublish" | "qrcodejumpdelete";
type Session = ReturnType<typeof sessionOn>;

const ANSWERS: [string, ScriptedFault][] = [
  ["-1", { kind: "errcode", code: -1 }],
  ["886001", { kind: "errcode", code: 886001 }],
  ["no answer", { kind: "timeout" }],
  ["a cut connection", { kind: "reset" }],
  ["an HTML page", { kind: "html" }],
  ["half of the JSON", { kind: "truncated" }],
  ["HTTP 502", { kind: "http", status: 502 }],
];
const CASES = ANSWERS.flatMap(([name, fault]) =>
  (["before", "after"] as const).map((when) => ({ name, when, fault: { ...fault, when } })),
);

const rule = linkRule();
const old = linkRule({ path: "pages/old" });
const draft = linkRule({ path: "pages/old", published: false });
const look = wire.getLinks;

interface Work {
  live: Rule[];
  endpoint: Endpoint;
  /** The requests before the unclear one. */
  before: unknown[];
  unclear: unknown;
  after: unknown[];
  /** @default true */
  isProven?: boolean;
  end: Rule[];
  publishes: number;
  work: (session: Session) => Promise<unknown>;
}

const WORKS: Record<string, Work> = {
  "the add of a new rule": {
    live: [],
    endpoint: "qrcodejumpadd",
    before: [look],
    unclear: wire.add(rule),
    after: [wire.publish(rule)],
    end: [rule],
    publishes: 1,
    work: ({ reconciler }) => reconciler.create(rule),
  },
  "the publish of a new rule": {
    live: [],
    endpoint: "qrcodejumppublish",
    before: [look, wire.add(rule)],
    unclear: wire.publish(rule),
    after: [],
    end: [rule],
    publishes: 1,
    work: ({ reconciler }) => reconciler.create(rule),
  },
  "the edit of an unpublished rule": {
    live: [draft],
    endpoint: "qrcodejumpadd",
    before: [look],
    unclear: wire.edit(rule),
    after: [look, wire.publish(rule)],
    end: [rule],
    publishes: 1,
    work: ({ reconciler }) => reconciler.update([draft], rule),
  },
  "the edit of a published rule's tester fields": {
    live: [rule],
    endpoint: "qrcodejumpadd",
    before: [look],
    unclear: wire.edit(linkRule({ debugUrls: [`${LINK}1`] })),
    after: [],
    isProven: true,
    end: [linkRule({ debugUrls: [`${LINK}1`] })],
    publishes: 0,
    work: ({ reconciler }) => reconciler.update([rule], linkRule({ debugUrls: [`${LINK}1`] })),
  },
  "the publish of a rule that was live and unpublished": {
    live: [draft],
    endpoint: "qrcodejumppublish",
    before: [look],
    unclear: wire.publish(old),
    after: [],
    end: [old],
    publishes: 1,
    work: ({ reconciler }) => reconciler.update([draft], old),
  },
  "the delete of a swap": {
    live: [old],
    endpoint: "qrcodejumpdelete",
    before: [look, look],
    unclear: wire.delete(old),
    after: [wire.add(rule), wire.publish(rule)],
    end: [rule],
    publishes: 1,
    work: ({ reconciler }) => reconciler.update([old], rule),
  },
  "the add of a swap": {
    live: [old],
    endpoint: "qrcodejumpadd",
    before: [look, look, wire.delete(old)],
    unclear: wire.add(rule),
    after: [wire.publish(rule)],
    end: [rule],
    publishes: 1,
    work: ({ reconciler }) => reconciler.update([old], rule),
  },
  "the publish of a swap": {
    live: [old],
    endpoint: "qrcodejumppublish",
    before: [look, look, wire.delete(old), wire.add(rule)],
    unclear: wire.publish(rule),
    after: [],
    end: [rule],
    publishes: 1,
    work: ({ reconciler }) => reconciler.update([old], rule),
  },
  "the delete of a removed rule": {
    live: [rule],
    endpoint: "qrcodejumpdelete",
    before: [],
    unclear: wire.delete(rule),
    after: [],
    end: [],
    publishes: 0,
    work: ({ reconciler }) => reconciler.remove([rule]),
  },
};

describe.each(Object.entries(WORKS))(
  "%s",
  (_name, { live, endpoint, before, unclear, after, isProven = true, end, publishes, work }) => {
    test.each(CASES)(
      "answered with $name, $when it was done: is looked at and then sent only if it was not done",
      async ({ fault, when }) => {
        plant(emulator(), ...live);
        emulator().setFaults([{ ...fault, match: { endpoint } }]);
        await work(sessionOn(emulator(), { timeoutMs: timeoutMsFor(fault) }));
        const again = when === "after" ? [] : [unclear];
        const proof = isProven ? [look] : [];
        expect(course(emulator())).toEqual(withoutRepeats([...before, unclear, look, ...again, ...after, ...proof]));
        expect(liveRules(emulator())).toEqual(end);
        expect(100 - emulator().state().publishQuotaLeft).toBe(publishes);
        expect(emulator().faultsPlayed().played).toBe(1);
      },
    );
  },
);

/** A look that follows the same one is part of it. */
function withoutRepeats(course: unknown[]): unknown[] {
  return course.filter((request, index) => request !== look || course[index - 1] !== look);
}
