/**
 * Cards after the first hundred are laid out when they come near the screen, and all of them for paper. Text contrast is at least 4.5 : 1 in both colour schemes; nothing
 * needs more than 320 px of width.
 */
export const style = `
:root { color-scheme: light dark; --page: #f6f7f9; --card: #fff; --text: #1b1f24; --soft: #57606a; --line: #d0d7de; --good: #116329; --bad: #a40e26; --focus: #0550ae; }
@media (prefers-color-scheme: dark) {
  :root { --page: #0d1117; --card: #161b22; --text: #e6edf3; --soft: #9aa4af; --line: #30363d; --good: #56d364; --bad: #ff8f8a; --focus: #79b8ff; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 76rem; padding: 1.5rem 1rem 3rem; background: var(--page); color: var(--text); font: 1rem/1.5 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
h1 { margin: 0 0 1rem; font-size: 1.6rem; line-height: 1.25; overflow-wrap: anywhere; }
h3 { margin: 0; font-size: 1rem; line-height: 1.4; overflow-wrap: anywhere; }
dl, dd, figure, ul, p { margin: 0; padding: 0; }
dt { color: var(--soft); font-size: .8rem; }
dt::first-letter { text-transform: uppercase; }
dd, .long, #searched { overflow-wrap: anywhere; }
.id dd { white-space: nowrap; }
[hidden] { display: none !important; }
.hint { margin-top: 1rem; color: var(--soft); }
#searched { display: none; }
.facts { display: flex; flex-wrap: wrap; gap: .75rem 2rem; }
.search { display: block; margin-top: 1.25rem; }
.search label { display: block; margin-bottom: .25rem; font-weight: 600; }
.search input { width: 100%; max-width: 32rem; padding: .55rem .7rem; border: 1px solid var(--soft); border-radius: .4rem; background: var(--card); color: var(--text); font: inherit; }
.search input:focus-visible { outline: 3px solid var(--focus); outline-offset: 1px; }
#count { margin-top: .35rem; min-height: 1.5em; color: var(--soft); font-size: .9rem; }
#rules { list-style: none; margin-top: .75rem; display: grid; grid-template-columns: repeat(auto-fill, minmax(min(25rem, 100%), 1fr)); gap: 1rem; }
.rule { display: flex; gap: 1rem; min-width: 0; padding: 1rem; background: var(--card); border: 1px solid var(--line); border-radius: .6rem; break-inside: avoid; }
.rule:nth-child(n + 101) { content-visibility: auto; contain-intrinsic-block-size: auto 16rem; }
.rule.dense { flex-direction: column; }
figure { --side: 9rem; flex: none; width: var(--side); max-width: 100%; }
.dense figure { --side: 17rem; align-self: center; }
.code svg { display: block; width: 100%; aspect-ratio: 1; border-radius: .3rem; background: #fff; shape-rendering: crispEdges; }
.code path { fill: none; stroke: #000; }
figcaption { margin-top: .35rem; color: var(--soft); font-size: .75rem; line-height: 1.35; text-align: center; }
.text { flex: 1 1 0; min-width: 0; display: grid; gap: .5rem; align-content: start; }
.text dl { display: grid; gap: .35rem; }
.badge { display: inline-block; padding: 0 .55rem; border: 1px solid currentColor; border-radius: 1rem; color: var(--soft); font-size: .8rem; font-weight: 600; }
.badge.good { color: var(--good); }
.badge.bad { color: var(--bad); }
.visually-hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (max-width: 30rem) {
  .rule { flex-direction: column; }
  figure { --side: 13rem; align-self: center; }
}
@page { margin: 1.2cm; }
@media print {
  :root { color-scheme: light; --page: #fff; --card: #fff; --text: #000; --soft: #333; --line: #999; --good: #000; --bad: #000; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  .search { display: none; }
  #searched { display: block; margin-top: .75rem; font-weight: 600; }
  #rules { display: block; margin-top: 1rem; }
  .rule, .rule.dense { flex-direction: row; margin-bottom: .3cm; padding: .3cm; }
  .rule:nth-child(n) { content-visibility: visible; }
  .text dl { grid-template-columns: repeat(auto-fit, minmax(4.5cm, 1fr)); gap: .15cm .5cm; }
  .text .wide { grid-column: 1 / -1; }
  figure { --side: 4cm; align-self: auto; }
  .dense figure { --side: 7cm; align-self: auto; }
  .code svg { border-radius: 0; }
}
`;
