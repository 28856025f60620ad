import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { picture } from "../../tools/code-map";

const checkout = join(__dirname, "..", "..");
const page = readFileSync(join(checkout, "docs", "code-map.md"), "utf8");

test("the code map has the picture that npm run code-map draws from the imports", async () => {
  expect(page).toContain(await picture());
});

test("the code map has a line for each room and each entry, and names no file that is not there", () => {
  const entries = readdirSync(join(checkout, "provider"), { withFileTypes: true });
  const rooms = entries.map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name));
  expect(rooms.filter((room) => !page.includes(`\n| \`${room}\``))).toEqual([]);
  const files = new Set(readdirSync(join(checkout, "provider"), { recursive: true, encoding: "utf8" }));
  const names = new Set([...files].map((file) => file.split("/").at(-1)));
  const named = [...page.matchAll(/`([\w/-]+\.ts)`/g)].map(([, name = ""]) => name);
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((name) => !files.has(name) && !names.has(name))).toEqual([]);
});
