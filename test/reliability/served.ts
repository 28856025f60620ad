import type { AccountRule, CallRecord } from "../../emulator";

/** What a code is for the public. */
export interface Holding {
  /** Account, page, mini program and tester fields, as text. */
  content: string;
  published: boolean;
}

/** One change of one rule, as WeChat made it. */
export interface Change {
  call: CallRecord;
  before: Holding | undefined;
  after: Holding | undefined;
}

/** A time in which a code that had been served opened nothing. */
export interface Darkness {
  fromMs: number;
  /** Infinity when it was still dark at the end. */
  untilMs: number;
}

const WRITES = new Set(["qrcodejumpadd", "qrcodejumppublish", "qrcodejumpdelete"]);

export function isWrite({ endpoint }: CallRecord): boolean {
  return WRITES.has(endpoint);
}

export function prefixOf({ body }: CallRecord): string {
  return (body as { prefix: string }).prefix;
}

/** A write in a word; an edit is an add with `is_edit`. */
export function writeName({ endpoint, body }: CallRecord): "add" | "edit" | "publish" | "delete" {
  if (endpoint === "qrcodejumppublish") return "publish";
  if (endpoint === "qrcodejumpdelete") return "delete";
  return (body as { is_edit: number }).is_edit === 1 ? "edit" : "add";
}

/**
 * The history of every rule, told by the emulator's log alone.
 *
 * @param start what was there when the log begins.
 * @param calls the log; late calls may stand behind later ones, their time of application is what counts.
 */
export function historyOf(start: readonly AccountRule[], calls: readonly CallRecord[]): Map<string, Change[]> {
  const now = new Map(start.map((rule) => [rule.prefix, holdingOf(rule)]));
  const history = new Map<string, Change[]>();
  for (const call of inOrderOfApplication(calls)) {
    const prefix = prefixOf(call);
    const before = now.get(prefix);
    const after = applied(call, before);
    if (after) now.set(prefix, after);
    else now.delete(prefix);
    history.set(prefix, [...(history.get(prefix) ?? []), { call, before, after }]);
  }
  return history;
}

/** When a code that had been served was not. */
export function darknesses(changes: readonly Change[]): Darkness[] {
  const found: Darkness[] = [];
  for (const { call, before, after } of changes) {
    const atMs = call.appliedAt as number;
    if (before?.published && !after?.published) found.push({ fromMs: atMs, untilMs: Infinity });
    const last = found.at(-1);
    if (last?.untilMs === Infinity && after?.published) last.untilMs = atMs;
  }
  return found;
}

export function holdingOf(rule: AccountRule): Holding {
  const { account, path, appid, permitSubRule, openVersion, debugUrls } = rule;
  return {
    content: contentOf(account, path, appid, permitSubRule, openVersion, debugUrls),
    published: rule.state === 2,
  };
}

function inOrderOfApplication(calls: readonly CallRecord[]): CallRecord[] {
  return calls
    .filter((call) => call.applied && isWrite(call))
    .sort((a, b) => (a.appliedAt as number) - (b.appliedAt as number));
}

function applied(call: CallRecord, before: Holding | undefined): Holding | undefined {
  switch (writeName(call)) {
    case "add":
      return { content: sentContent(call), published: false };
    case "edit":
      return { content: sentContent(call), published: before?.published ?? false };
    case "publish":
      return before && { ...before, published: true };
    case "delete":
      return undefined;
  }
}

function sentContent({ account, body }: CallRecord): string {
  const { path, appid, permit_sub_rule, open_version, debug_url } = body as Record<string, unknown>;
  return contentOf(account, path, appid, permit_sub_rule, open_version, debug_url);
}

function contentOf(...fields: unknown[]): string {
  return JSON.stringify(fields);
}
