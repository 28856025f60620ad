import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const checkout = join(__dirname, "..", "..");
const CODE_BLOCKS = /^ *```\w*\n(.*?)^ *```$/gms;

export const read = (file: string): string => readFileSync(join(checkout, file), "utf8");

/** What the commands of READMEs make. */
const MADE = ["node_modules", "sdk", "venv"];

/** The Markdown files in a folder of the checkout, and in those below it where `below` is true. */
export function markdownFiles(folder: string, below = false): string[] {
  return readdirSync(join(checkout, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return below && !MADE.includes(entry.name) ? markdownFiles(path, true) : [];
    return entry.name.endsWith(".md") ? [path] : [];
  });
}

/** The lines of all code blocks, without comments and indentation. */
export function codeLines(page: string): string[] {
  const lines = [...page.matchAll(CODE_BLOCKS)].flatMap(([, code = ""]) => code.split("\n"));
  return lines.map((line) => line.replace(/(^|\s+)#\s.*$/, "").trim()).filter((line) => line !== "");
}

/** What the text of a page has between backticks, each once. */
export function codes(page: string): string[] {
  return [...new Set([...withoutBlocks(page).matchAll(/`([^`\n]+)`/g)].map(([, code = ""]) => code))];
}

/** What the lists of a page explain: names with the code in the brackets behind them (default, variable), and error codes. */
export function listed(page: string): string[] {
  const names = [...page.matchAll(/^- (`[^`]+`) ?[(（](.*?)[)）] ?[:：]/gm)].map(
    ([, name = "", details = ""]) =>
      `${name}: ${codes(details)
        .map((code) => `\`${code}\``)
        .join(" ")}`,
  );
  const errors = [...page.matchAll(/^- \*\*(-?\d+(?:, -?\d+)*)\*\*/gm)].map(([, numbers = ""]) => numbers);
  return [...names, ...errors];
}

/** Where the links of a page lead, as written, but those to other sites. */
export function links(page: string): string[] {
  const targets = [...withoutBlocks(page).matchAll(/\]\(([^()\s]+)\)/g)].map(([, target = ""]) => target);
  return targets.filter((target) => !/^[a-z]+:/i.test(target));
}

/** The files to which the links of a page lead; those of either language by their English names. */
export function linkedFiles(page: string, file: string): string[] {
  const paths = links(page).map((link) => pathOf(link, file));
  return paths.map((path) => path.replace("docs/zh/", "docs/").replace("README.zh-CN.md", "README.md")).sort();
}

/** The links of a page that lead nowhere: to no file of the checkout, or to no heading of it. */
export function deadLinks(file: string, page = read(file)): string[] {
  return links(page).filter((link) => {
    const [target, anchor] = [pathOf(link, file), link.split("#")[1]];
    if (!existsSync(join(checkout, target))) return true;
    return anchor !== undefined && !anchors(target === file ? page : read(target)).includes(decodeURI(anchor));
  });
}

/** The anchors that GitHub makes of a page's headings. */
export function anchors(page: string): string[] {
  const slugs = [...withoutBlocks(page).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .trim()
      .toLowerCase()
      .replace(/[^\p{L}\p{M}\p{N}\p{Pc} -]/gu, "")
      .replaceAll(" ", "-"),
  );
  return slugs.map((slug, index) => {
    const before = slugs.slice(0, index).filter((other) => other === slug).length;
    return before === 0 ? slug : `${slug}-${before}`;
  });
}

function pathOf(link: string, file: string): string {
  const path = decodeURI(link.split("#")[0] ?? "");
  return path === "" ? file : join(dirname(file), path);
}

function withoutBlocks(page: string): string {
  return page.replace(CODE_BLOCKS, "");
}
