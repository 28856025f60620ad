import { readFileSync, writeFileSync } from "node:fs";
import execa from "execa";

/** Puts `content` between the two markers called `name` of a page of docs/, which stays formatted as the rest. */
export async function writeDocSection(page: string, name: string, content: string): Promise<void> {
  writeFileSync(page, replaceBetweenMarkers(readFileSync(page, "utf8"), name, content));
  await execa("prettier", ["--write", page], { preferLocal: true, localDir: __dirname });
}

/** `text` with `content` in place of what stands between the two markers called `name`. */
export function replaceBetweenMarkers(text: string, name: string, content: string): string {
  const [begin, end] = [`<!-- ${name}: begin -->`, `<!-- ${name}: end -->`];
  const [head, afterBegin, more] = text.split(begin);
  const [, tail, moreTail] = afterBegin?.split(end) ?? [];
  if (head === undefined || tail === undefined || more !== undefined || moreTail !== undefined)
    throw new Error(`There must be one "${begin}" and after it one "${end}".`);
  return `${head}${begin}\n\n${content}\n\n${end}${tail}`;
}
