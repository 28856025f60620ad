import { appidOf, isServiceAccountRule, type Rule } from "../../rules/rule";
import { t } from "../../text/message";
import { placeOf, type Compared } from "../comparison";
import { noCodeReason } from "../qr-code";
import type { AccountNames } from "../stack-accounts";
import { markup, type Html } from "./markup";
import { qrImage, type QrImage } from "./qr-image";
import { driftLines, driftName, effectName, hintsOf, stateWords, type Effect, type Verdict } from "./verdict";

export interface Card {
  prefix: string;
  hasCode: boolean;
  html: Html;
}

const MARKS: Record<Effect, string> = { works: "good", testers: "quiet", dead: "bad" };

/** A code with more modules on a side is shown larger, or phones could not read it from a screen. */
const MANY_MODULES = 65;

/** One rule of the page. */
export function cardOf(compared: Compared, verdict: Verdict, stackFile: string, names: AccountNames): Card {
  const { prefix, status, declared, live, owner } = compared;
  const shown = (declared?.args ?? live) as Rule;
  const scanned = urlToScan(live ?? shown);
  const image = qrImage(scanned);
  const drift = driftName(status);
  const appid = appidOf(shown);
  const lines = driftLines(compared, names);
  const account = names.label(owner);
  const html = markup`<li class="rule${image && image.side > MANY_MODULES ? " dense" : ""}" data-words="${stateWords(compared, verdict)}">
    <figure>
      ${figureOf(scanned, image, prefix)}
    </figure>
    <div class="text">
      <h3>${prefix}</h3>
      <p><span class="badge ${MARKS[verdict.effect]}">${effectName(verdict.effect)}</span>${drift === undefined ? undefined : markup` <span class="badge bad">${drift}</span>`}</p>
      ${hintsOf(compared, verdict).map((hint) => markup`<p>${hint}</p>`)}
      <dl>
        ${factOf(t`Page`, shown.path)}
        ${appid === undefined ? undefined : factOf(t`Mini program`, appid, "id")}
        ${account === undefined ? undefined : factOf(t`Account`, account)}
        ${factOf(t`Listed in`, declared ? placeOf(declared, stackFile) : t`nowhere`)}
        ${lines.length === 0 ? undefined : factOf(t`Not as listed`, lines, "wide")}
      </dl>
    </div>
  </li>`;
  return { prefix, hasCode: image !== undefined, html };
}

/** One name and its value. @param kind a class of the style. */
export function factOf(name: string, value: string | string[], kind?: "id" | "wide"): Html {
  return markup`<div${kind && markup` class="${kind}"`}>
    <dt>${name}</dt>
    ${[value].flat().map((each) => markup`<dd>${each}</dd>`)}
  </div>`;
}

function figureOf(scanned: string, image: QrImage | undefined, prefix: string): Html {
  if (!image) return markup`<figcaption>${t`No QR code: ${noCodeReason()}`}</figcaption>`;
  const caption =
    scanned === prefix
      ? undefined
      : markup`<figcaption>${t`For testers:`} <span class="long">${scanned}</span></figcaption>`;
  return markup`<div class="code" role="img" aria-label="${t`QR code of ${scanned}`}">${image.svg}</div>
      ${caption}`;
}

/** What a phone can scan to try the rule. Testers scan a debug URL while a link rule is unpublished. */
function urlToScan(rule: Rule): string {
  if (isServiceAccountRule(rule) || rule.published) return rule.prefix;
  return rule.debugUrls[0] ?? rule.prefix;
}
