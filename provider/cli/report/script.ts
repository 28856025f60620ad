/**
 * Shows the rules that match every word of the search; `#q=words` in the page's address is a search as well. Without the script
 * the page shows all rules.
 */
export const script = `
const input = document.getElementById("search");
const count = document.getElementById("count");
const searched = document.getElementById("searched");
const elements = [...document.querySelectorAll("#rules > .rule")];
const numbers = new Intl.NumberFormat(document.documentElement.lang);
let rules;
function read() {
  rules ??= elements.map((element) => ({
    text: [...element.querySelectorAll("h3, dd, .long")].map((part) => part.textContent).join(" ").toLowerCase(),
    states: " " + element.dataset.words,
  }));
  return rules;
}
function filled(template, values) {
  return template.replace(/\\{(\\w+)\\}/g, (_, name) => values[name]);
}
function filter() {
  const words = input.value.toLowerCase().split(/\\s+/).filter(Boolean);
  const matches = ({ text, states }) => words.every((word) => text.includes(word) || states.includes(" " + word));
  const found = words.length === 0 ? elements.map(() => true) : read().map(matches);
  elements.forEach((element, index) => { element.hidden = !found[index]; });
  const shown = found.filter(Boolean).length;
  const { all, some } = count.dataset;
  const counts = { all: numbers.format(elements.length), found: numbers.format(shown) };
  count.textContent = filled(shown === elements.length ? all : some, counts);
  const said = { words: input.value.trim(), count: count.textContent };
  searched.textContent = words.length === 0 ? "" : filled(searched.dataset.text, said);
}
function follow() {
  input.value = new URLSearchParams(location.hash.slice(1)).get("q") ?? "";
  filter();
}
input.addEventListener("input", filter);
input.addEventListener("change", () => location.replace("#q=" + encodeURIComponent(input.value.trim())));
window.addEventListener("hashchange", follow);
input.parentElement.hidden = false;
follow();
`;
