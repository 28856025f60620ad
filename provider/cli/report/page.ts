import { createHash } from "node:crypto";
import { appidOf, isServiceAccountRule, type Rule } from "../../rules/rule";
import { differencesOf, placeOf, type Compared } from "../comparison";
import type { Stack } from "../project";
import { Html, markup } from "./markup";
import { qrImage, TOO_LONG } from "./qr-image";
import { script } from "./script";
import { style } from "./style";

/** What the page says about the whole account. */
export interface About {
  stack: Stack;
  account: string | undefined;
  publishQuotaLeft: number;
  madeAt: Date;
}

export interface ReportPage {
  html: string;
  /** The prefixes of rules whose text does not fit into a QR code. */
  withoutCode: string[];
}

const TITLE = "QR jump rules of ";

/** True if a file is a page of {@link reportPage}, of whatever stack. */
export function isReportPage(text: string): boolean {
  return text.startsWith("<!doctype html>") && text.includes(`<title>${TITLE}`);
}

/** The page as one text without outside resources: it works from a disk, and its policy lets it load nothing else. */
export async function reportPage(rules: Compared[], about: About): Promise<ReportPage> {
  const cards = await Promise.all(rules.map((rule) => cardOf(rule, about.stack.file)));
  const policy = `default-src 'none'; style-src ${hashOf(style)}; script-src ${hashOf(script)}; base-uri 'none'; form-action 'none'`;
  const { text } = markup`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${new Html(policy)}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${TITLE}${about.stack.name}</title>
        <style>${new Html(style)}</style>
      </head>
      <body>
        <header>
          <h1>${TITLE}${about.stack.name}</h1>
          ${summaryOf(rules, about)}
          <search class="search">
            <label for="search">Search prefix, page, appid, state or file</label>
            <input id="search" type="search" autocomplete="off" spellcheck="false" />
            <p id="count" role="status"></p>
          </search>
        </header>
        <main>
          <h2 class="visually-hidden">Rules</h2>
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

function summaryOf(rules: Compared[], { stack, account, publishQuotaLeft, madeAt }: About): Html {
  const made = `${madeAt.toISOString().slice(0, 16).replace("T", " ")} UTC`;
  const drift = rules.filter(({ status }) => status !== "same").length;
  const facts: [string, string | number][] = [
    ["Account", account ?? "not named"],
    ["Declared in", stack.file],
    ["Rules", rules.length],
    ["Not as declared", drift],
    ["Publishes left this month", publishQuotaLeft],
    ["As of", made],
  ];
  return markup`<dl class="facts">
    ${facts.map(
      ([name, value]) =>
        markup`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}

/** The name of the rule's state, and how it is marked. */
function stateOf({ status, live }: Compared): { name: string; mark: "good" | "quiet" | "bad" } {
  if (status === "missing") return { name: "missing", mark: "bad" };
  if (status === "different") return { name: "differs", mark: "bad" };
  return live?.published ? { name: "published", mark: "good" } : { name: "not published", mark: "quiet" };
}

interface Card {
  prefix: string;
  hasCode: boolean;
  html: Html;
}

async function cardOf(compared: Compared, stackFile: string): Promise<Card> {
  const { prefix, status, declared, live } = compared;
  const shown = (declared?.args ?? live) as Rule;
  const scanned = urlToScan(live ?? shown);
  const image = await qrImage(scanned);
  const { name, mark } = stateOf(compared);
  const unmanaged = status === "unmanaged" ? markup` <span class="badge bad">unmanaged</span>` : undefined;
  const drift = driftOf(compared);
  const appid = appidOf(shown);
  const html = markup`<li class="rule">
    <figure>
      ${figureOf(scanned, image, prefix)}
    </figure>
    <div class="text">
      <h3>${prefix}</h3>
      <p><span class="badge ${mark}">${name}</span>${unmanaged}</p>
      <dl>
        <div>
          <dt>Page</dt>
          <dd>${shown.path}</dd>
        </div>
        ${
          appid === undefined
            ? undefined
            : markup`<div>
                <dt>Mini program</dt>
                <dd>${appid}</dd>
              </div>`
        }
        <div>
          <dt>Declared by</dt>
          <dd>${declared ? placeOf(declared, stackFile) : "nobody"}</dd>
        </div>
        ${
          drift === undefined
            ? undefined
            : markup`<div class="wide">
                <dt>Drift</dt>
                <dd>${drift}</dd>
              </div>`
        }
      </dl>
    </div>
  </li>`;
  return { prefix, hasCode: image !== undefined, html };
}

function figureOf(scanned: string, image: Html | undefined, prefix: string): Html {
  if (!image) return markup`<figcaption>no QR code: the text is ${TOO_LONG}</figcaption>`;
  return markup`<div class="code" role="img" aria-label="QR code of ${scanned}">${image}</div>
      <figcaption>
        ${scanned === prefix ? "scans as the prefix" : markup`scans as <span class="long">${scanned}</span>`}
      </figcaption>`;
}

/** What a phone can scan to try the rule. Testers scan a debug URL while a link rule is unpublished. */
function urlToScan(rule: Rule): string {
  if (isServiceAccountRule(rule) || rule.published) return rule.prefix;
  return rule.debugUrls[0] ?? rule.prefix;
}

function driftOf(compared: Compared): string | undefined {
  switch (compared.status) {
    case "missing":
      return "declared, but not in WeChat";
    case "different":
      return differencesOf(compared).join("; ");
    case "unmanaged":
      return "live in WeChat, but not declared";
    case "same":
      return undefined;
  }
}
