/** Filters the rules by what is typed; every word must match. Without the script the page shows all rules. */
export const script = `
const input = document.getElementById("search");
const count = document.getElementById("count");
const rules = [...document.querySelectorAll("#rules > .rule")].map((element) => ({
  element,
  text: element.querySelector(".text").textContent.toLowerCase(),
}));
function filter() {
  const words = input.value.toLowerCase().split(/\\s+/).filter(Boolean);
  let shown = 0;
  for (const { element, text } of rules) {
    const found = words.every((word) => text.includes(word));
    element.hidden = !found;
    if (found) shown += 1;
  }
  count.textContent = shown === rules.length ? "all " + rules.length + " rules" : shown + " of " + rules.length + " rules";
}
input.addEventListener("input", filter);
filter();
`;
