import { relative, resolve } from "node:path";
import { isServiceAccountRule, type Rule } from "../rules/rule";
import { Accounts } from "../settings/accounts";
import { t } from "../text/message";
import { foreign } from "../text/visible";
import { openAccount } from "../wechat/account";
import { Agents } from "../wechat/agents";
import type { OwnershipFile } from "../wechat/client";
import { WechatError } from "../wechat/errors";
import { exchange, ExchangeError } from "../wechat/exchange";
import { declaredRules } from "./declared-rules";
import { writeOwn } from "./files";
import { counted, STDOUT, type Outcome, type Surroundings } from "./outcome";
import { stackOrNone } from "./project";
import { askedAccounts, oneAccount, type StackAccount } from "./stack-accounts";
import { StackSettings } from "./stack-settings";

/** As long as WeChat probably waits. */
const TIMEOUT_MS = 5_000;
const MAX_BYTES = 10_000;
const AT_ONCE = 10;
const OWNERSHIP_TEXT = /^\s*[0-9a-f]{32}\s*$/i;
/** One character a byte: text in UTF-8 would lose a byte order mark. */
const BYTES = "latin1";
const BYTE_ORDER_MARK = Buffer.from("\ufeff").toString(BYTES);

/** One address where the file must be served, and what it serves. */
interface Served {
  url: string;
  prefixes: string[];
  /** Undefined if all is well. */
  problem: string | undefined;
}

/** Downloads the ownership file and checks that it is served for every link prefix of the stack. */
export async function ownershipFile(
  { stack: name, account, out }: { stack?: string; account?: string; out: string },
  { cwd, env }: Surroundings,
): Promise<Outcome> {
  const stack = stackOrNone(cwd, name);
  const read = stack ? declaredRules(stack, env) : { rules: [], accounts: new Accounts(() => undefined, env) };
  const asked = oneAccount(withLinks(askedAccounts(read, account)));
  const settings = await new StackSettings(stack, env).of(asked?.owner);
  const file = await openAccount(settings).client.downloadOwnershipFile();
  if (!/^[A-Za-z0-9_-]+\.txt$/.test(file.name) || file.content.length > MAX_BYTES) throw notDocumented();
  const path = out === STDOUT ? undefined : resolve(cwd, out, file.name);
  const isOwn = (present: string): boolean => present.trim() === file.content || OWNERSHIP_TEXT.test(present);
  if (path !== undefined) writeOwn(path, file.content, t`an ownership file`, isOwn);
  const rules = (asked?.rules ?? []).map(({ args }) => args);
  const served = await lookAtAll(placesOf(rules, file.name), file);
  return {
    text: textOf(path === undefined ? t`${file.name} to stdout` : relative(cwd, path) || path, served),
    json: { ...(path !== undefined && { file: path }), name: file.name, content: file.content, served },
    findings: served.some(({ problem }) => problem !== undefined),
    ...(path === undefined && { document: file.content }),
  };
}

/** Only accounts with link rules need a file, unless none has any yet. */
function withLinks(accounts: StackAccount[]): StackAccount[] {
  const found = accounts.filter(({ rules }) => rules.some(({ args }) => !isServiceAccountRule(args)));
  return found.length > 0 ? found : accounts;
}

/** The addresses where the file must be served, with their prefixes: in the last directory named in the prefix. */
export function placesOf(rules: Rule[], fileName: string): Map<string, string[]> {
  const places = new Map<string, string[]>();
  for (const { prefix } of rules.filter((rule) => !isServiceAccountRule(rule))) {
    const url = new URL(fileName, prefix).href;
    places.set(url, [...(places.get(url) ?? []), prefix]);
  }
  return places;
}

async function lookAtAll(places: Map<string, string[]>, file: OwnershipFile): Promise<Served[]> {
  const left = [...places];
  const served: Served[] = [];
  while (left.length > 0) {
    const some = left.splice(0, AT_ONCE);
    served.push(
      ...(await Promise.all(
        some.map(async ([url, prefixes]) => ({ url, prefixes, problem: await problemAt(url, file.content) })),
      )),
    );
  }
  return served;
}

/** Why WeChat would not find the file there. This is the view from this machine; WeChat calls from elsewhere. */
async function problemAt(url: string, content: string): Promise<string | undefined> {
  try {
    const request = { ...new Agents().to(url), method: "GET", url, maxContentLength: MAX_BYTES };
    const { status, data, headers } = await exchange({ ...request, responseEncoding: BYTES }, TIMEOUT_MS);
    if (status >= 300 && status < 400) {
      const to = foreign(String(headers["location"]));
      return t`answers with a redirect (HTTP ${status} to ${to}), which WeChat does not follow; serve the file itself`;
    }
    if (status !== 200) return t`answers HTTP ${status}; put the file there`;
    const wanted = Buffer.from(content).toString(BYTES);
    if (data === wanted) return undefined;
    if (data.startsWith(BYTE_ORDER_MARK) && data.slice(BYTE_ORDER_MARK.length).trim() === wanted.trim())
      return t`has a byte order mark before the text; save it without one and serve the file byte for byte`;
    return data.trim() === wanted.trim()
      ? t`has blanks or line ends around the text; serve the file byte for byte`
      : t`serves something else; serve the file byte for byte`;
  } catch (error) {
    return t`${connectionProblem(error)}; WeChat must be able to fetch it`;
  }
}

function connectionProblem(error: unknown): string {
  if (!(error instanceof ExchangeError)) return t`cannot be fetched`;
  switch (error.kind) {
    case "timeout":
      return t`gives ${error.message}`;
    case "tooLong":
      return t`serves something much longer than the file`;
    case "failed":
      return t`cannot be fetched (${foreign(error.message)})`;
  }
}

function textOf(path: string, served: Served[]): string {
  if (served.length === 0) {
    return t`Wrote ${path}. No link rule is declared; serve it in the last directory named in each link prefix.`;
  }
  const wrong = served.filter(({ problem }) => problem !== undefined).length;
  return [
    wrong > 0
      ? t`Wrote ${path}. It must be served at ${counted(served.length, "address", "addresses")}, and is not at ${wrong}:`
      : t`Wrote ${path}. It must be served at ${counted(served.length, "address", "addresses")}, and is:`,
    ...served.map(({ url, prefixes, problem }) => {
      const rules = t`for ${counted(prefixes.length, "rule")}, ${prefixes[0]}${prefixes.length > 1 ? " ..." : ""}`;
      return problem === undefined ? t`ok      ${url} (${rules})` : t`FIX     ${url} ${problem} (${rules})`;
    }),
  ].join("\n");
}

function notDocumented(): WechatError {
  return new WechatError({
    action: t`download the ownership file`,
    outcome: "refused",
    reason: t`the answer is not in WeChat's documented form`,
    remedy: t`check wechat-qr-jump:endpoint`,
  });
}
