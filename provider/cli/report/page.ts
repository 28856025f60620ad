import { createHash } from "node:crypto";
import { language } from "../../text/language";
import { t } from "../../text/message";
import type { Compared } from "../comparison";
import type { Stack } from "../project";
import type { AccountNames } from "../stack-accounts";
import { cardOf, factOf } from "./card";
import { Html, markup } from "./markup";
import { script } from "./script";
import { style } from "./style";
import { effectName, judge, type Effect, type Verdict } from "./verdict";

/** What the page says about the accounts as a whole. */
export interface About {
  stack: Stack;
  names: AccountNames;
  accounts: AccountFacts[];
  madeAt: Date;
}

/** One account; if the stack has several, they have labels. */
export interface AccountFacts {
  appId: string | undefined;
  label: string | undefined;
  publishQuotaLeft: number;
}

export interface ReportPage {
  html: string;
  /** The prefixes of rules whose text does not fit into a QR code. */
  withoutCode: string[];
}

const GENERATOR = `<meta name="generator" content="wechat-qr-jump report" />`;
/** What pages had before they named their generator. */
const EARLIER_TITLE = "<title>QR jump rules of ";

/** True if a file is a page of {@link reportPage}, of whatever stack, language or earlier version. */
export function isReportPage(text: string): boolean {
  const [head = ""] = text.split("</head>", 1);
  return head.startsWith("<!doctype html>") && (head.includes(GENERATOR) || head.includes(EARLIER_TITLE));
}

/** The page as one text without outside resources: it works from a disk, and its policy lets it load nothing else. */
export function reportPage(rules: Compared[], about: About): ReportPage {
  const verdictOf = judge(rules);
  const judged = rules.map((rule) => ({ rule, verdict: verdictOf(rule) }));
  const cards = judged.map(({ rule, verdict }) => cardOf(rule, verdict, about.stack.file, about.names));
  const policy = `default-src 'none'; style-src ${hashOf(style)}; script-src ${hashOf(script)}; base-uri 'none'; form-action 'none'`;
  const title = t`QR jump rules of ${about.stack.name}`;
  const { text } = markup`<!doctype html>
    <html lang="${language() === "zh" ? "zh-CN" : "en"}">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${new Html(policy)}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        ${new Html(GENERATOR)}
        <title>${title}</title>
        <style>${new Html(style)}</style>
      </head>
      <body>
        <header>
          <h1>${title}</h1>
          ${summaryOf(judged, about)}
          <p class="hint">${t`Scan a code with WeChat to try it. Whoever looks after the rules finds each one at the place under "Listed in".`}</p>
          ${searchOf(about)}
        </header>
        <main>
          <h2 class="visually-hidden">${t`Rules`}</h2>
          <ul id="rules">
            ${cards.map(({ html }) => html)}
          </ul>
        </main>
        <script>${new Html(script)}</script>
      </body>
    </html> `;
  return { html: text, withoutCode: cards.flatMap(({ prefix, hasCode }) => (hasCode ? [] : [prefix])) };
}

function hashOf(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}

/** The search box; the script fills in the counts. Paper shows what was searched for instead of the box. */
function searchOf({ accounts }: About): Html {
  const all = t`all ${"{all}"} rules`;
  const label =
    accounts.length > 1
      ? t`Search address, page, account, app id, state or file`
      : t`Search address, page, app id, state or file`;
  const some = t`${"{found}"} of ${"{all}"} rules`;
  return markup`<search class="search" hidden>
      <label for="search">${label}</label>
      <input id="search" type="search" autocomplete="off" spellcheck="false" />
      <p id="count" role="status" data-all="${all}" data-some="${some}"></p>
    </search>
    <p id="searched" data-text="${t`Only what was searched for: ${"{words}"} (${"{count}"})`}"></p>
    <noscript><p class="hint">${t`This page's search needs JavaScript. Search with Ctrl+F instead.`}</p></noscript>`;
}

function summaryOf(judged: { rule: Compared; verdict: Verdict }[], about: About): Html {
  const number = new Intl.NumberFormat(language());
  const drifted = judged.filter(({ rule }) => rule.status !== "same").length;
  const having = (effect: Effect): number => judged.filter(({ verdict }) => verdict.effect === effect).length;
  const effects: Effect[] = ["works", "testers", "dead"];
  return markup`<dl class="facts">
    ${[
      ...accountFacts(about.accounts),
      factOf(t`Listed in`, about.stack.file),
      factOf(t`Rules`, number.format(judged.length)),
      ...effects.map((effect) => factOf(effectName(effect), number.format(having(effect)))),
      factOf(t`Not as listed`, number.format(drifted)),
      factOf(t`Publishes left this month`, publishesLeft(about.accounts, number)),
      factOf(t`As of`, timeOf(about.madeAt)),
    ]}
  </dl>`;
}

/** How many accounts the top of the page names: the rules have the others. */
const SHOWN = 20;

/** Several accounts are named with their publishes. */
function accountFacts([first, ...others]: AccountFacts[]): Html[] {
  if (others.length > 0) return [];
  return [factOf(t`Account`, first?.label ?? first?.appId ?? t`not named`, "id")];
}

function publishesLeft(accounts: AccountFacts[], number: Intl.NumberFormat): string[] {
  const left = ({ publishQuotaLeft }: AccountFacts): string => number.format(publishQuotaLeft);
  if (accounts.length < 2) return accounts.map(left);
  const more = accounts.length - SHOWN;
  return [
    ...accounts.slice(0, SHOWN).map((account) => t`${account.label}: ${left(account)}`),
    ...(more > 0 ? [t`and ${more} more`] : []),
  ];
}

const BEIJING_MS = 8 * 3_600_000;

function timeOf(made: Date): string {
  const minutes = (time: Date): string => time.toISOString().slice(0, 16).replace("T", " ");
  return t`${minutes(made)} UTC, ${minutes(new Date(made.getTime() + BEIJING_MS))} in Beijing`;
}
