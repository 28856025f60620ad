// npm run code-map: the picture in docs/code-map.md, drawn from the imports.
import { join } from "node:path";
import execa from "execa";
import { writeDocSection } from "./doc-section";

const PAGE = join(__dirname, "..", "docs", "code-map.md");

interface Cruised {
  modules: { source: string; dependencies: { resolved: string }[] }[];
}

type Needs = Map<string, Set<string>>;

/** The rooms of provider/ and its entries as a Mermaid picture: an arrow from each to what it needs and reaches by no other arrow. */
export async function picture(): Promise<string> {
  const needs = await needsOfRooms();
  const arrows = [...needs].flatMap(([room, used]) =>
    [...used]
      .filter((other) => ![...used].some((between) => reaches(needs, between, other)))
      .map((other) => `  ${node(room)} --> ${node(other)}`),
  );
  return ["```mermaid", "flowchart TD", ...arrows.sort(), "```"].join("\n");
}

/** A name with a dot is no name in Mermaid. */
function node(room: string): string {
  return room.includes(".") ? `${room.replace(/\W.*/, "")}["${room}"]` : room;
}

async function needsOfRooms(): Promise<Needs> {
  const { stdout } = await execa("depcruise", ["provider", "--output-type", "json"], {
    preferLocal: true,
    localDir: __dirname,
    cwd: join(__dirname, ".."),
  });
  const { modules } = JSON.parse(stdout) as Cruised;
  const needs: Needs = new Map();
  for (const { source, dependencies } of modules.filter((module) => module.source.startsWith("provider/"))) {
    const room = roomOf(source);
    const used = dependencies.map(({ resolved }) => resolved).filter((path) => path.startsWith("provider/"));
    needs.set(room, new Set([...(needs.get(room) ?? []), ...used.map(roomOf).filter((other) => other !== room)]));
  }
  return needs;
}

/** `provider/wechat/limits/limits.ts` → `wechat`; an entry is a room of its own. */
function roomOf(path: string): string {
  const [, room = ""] = path.split("/");
  return room;
}

function reaches(needs: Needs, from: string, to: string): boolean {
  if (from === to) return false;
  const used = needs.get(from) ?? new Set();
  return used.has(to) || [...used].some((between) => reaches(needs, between, to));
}

if (require.main === module) void picture().then((drawn) => writeDocSection(PAGE, "picture", drawn));
