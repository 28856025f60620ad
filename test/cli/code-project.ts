import { existsSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { Emulator, OptionsInput } from "../../emulator";
import { APPID, withProject, type Ended, type Project } from "./support";

export const CREATE = "qrcode/create";
export const COMMAND = ["create-codes", "--from", "doors.csv", "--file", "rules/doors.yaml"];
export const JOURNAL = "rules/.doors.yaml.codes";

export interface WrittenRule {
  prefix: string;
  appid: string;
  path: string;
  name?: string;
  scene: string;
  expires?: string;
}

/** A project whose table has so many doors. */
export function withDoors(
  doors: number,
  test: (project: Project, emulator: Emulator) => Promise<void>,
  options: OptionsInput = {},
): Promise<void> {
  return withProject(
    async (project) => {
      project.write("doors.csv", doorsTable(doors));
      await test(project, project.emulator);
    },
    options,
    [CREATE],
  );
}

export function doorsTable(doors: number): string {
  const rows = Array.from({ length: doors }, (_, n) => `door-${n},上海${n}号门,${APPID},pages/door/index?id=${n}`);
  return ["scene,name,appid,path", ...rows, ""].join("\n");
}

export function writtenRules(project: Project, file = "rules/doors.yaml"): WrittenRule[] {
  return existsSync(join(project.folder, file)) ? (parse(project.read(file)) as WrittenRule[]) : [];
}

/** The scenes that the command names, as it does where a code may have been made that nobody knows. */
export function namedIn(output: string): string[] {
  return [...output.matchAll(/scene (door-\d+)/gi)].map(([, scene = ""]) => scene);
}

/** Runs the command again until it has nothing left to do. @returns the scenes that it named, each once */
export async function finish(project: Project, env: NodeJS.ProcessEnv = {}): Promise<string[]> {
  const named = new Set<string>();
  for (let run = 0; run < 6; run++) {
    const { exitCode, stdout, stderr }: Ended = await project.run([...COMMAND, "--yes"], env);
    for (const scene of namedIn(`${stdout}\n${stderr}`)) named.add(scene);
    if (exitCode === 0) return [...named];
  }
  throw new Error(`The command does not come to its end:\n${project.transcript}`);
}

/**
 * Fails unless every scene has one rule with a code of its own, no code was made twice but for the scenes that were named, and
 * nothing is left behind.
 */
export function expectWhole(project: Project, doors: number, named: readonly string[], mayLackCode = false): void {
  const rules = writtenRules(project);
  expect(rules.map(({ scene }) => scene).sort()).toEqual(Array.from({ length: doors }, (_, n) => `door-${n}`).sort());
  expect(new Set(rules.map(({ prefix }) => prefix)).size).toBe(doors);
  const codes = project.emulator.parametricCodes();
  const urls = new Map(codes.map(({ url, scene }) => [url, scene]));
  if (!mayLackCode) for (const { prefix, scene } of rules) expect(urls.get(prefix)).toBe(scene);
  const twice = codes.map(({ scene }) => String(scene)).filter((scene, n, all) => all.indexOf(scene) !== n);
  expect(twice.filter((scene) => !named.includes(scene))).toEqual([]);
  expect(existsSync(join(project.folder, JOURNAL))).toBe(false);
}
