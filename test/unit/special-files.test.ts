import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, truncateSync, unlinkSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { readRulesOfStackFile } from "../../provider/reading/read-rules";
import { useProject } from "./project-folder";

const project = useProject();
const at = (path: string) => join(project.folder, path);
const rule = (name: string) => `- {prefix: "https://qr.example.com/${name}", path: pages/${name}}\n`;
let servers: Server[];
beforeEach(() => (servers = []));
afterEach(() => servers.forEach((server) => server.close()));

/** By what it is: how it is made at a path. */
const make: Record<string, (path: string) => void | Promise<void>> = {
  pipe: (path) => void execFileSync("mkfifo", [path]),
  socket: (path) => new Promise((resolve) => servers.push(createServer().listen({ path }, () => resolve()))),
  folder: (path) => mkdirSync(path),
  "device without end": (path) => symlinkSync("/dev/zero", path),
  terminal: (path) => symlinkSync("/dev/tty", path),
  "empty device": (path) => symlinkSync("/dev/null", path),
  "link to a pipe": (path) => {
    execFileSync("mkfifo", [at("pipe")]);
    symlinkSync(at("pipe"), path);
  },
  "link to a link to a folder": (path) => {
    mkdirSync(at("other"));
    symlinkSync(at("other"), at("link"));
    symlinkSync(at("link"), path);
  },
  "link to nothing": (path) => symlinkSync("nowhere", path),
  "link to itself": (path) => symlinkSync(path, path),
  "link in a circle": (path) => {
    symlinkSync(path, at("circle"));
    symlinkSync(at("circle"), path);
  },
  "huge file": (path) => {
    project.write(path.slice(project.folder.length), "");
    truncateSync(path, 2 ** 40);
  },
  "file that is a little too large": (path) => {
    project.write(path.slice(project.folder.length), "");
    truncateSync(path, 32 * 1024 * 1024 + 1);
  },
};

const SAID: Record<string, string> = {
  pipe: "this is a pipe, not a file; put a YAML file there",
  socket: "this is a socket, not a file; put a YAML file there",
  folder: "this is a folder, not a file; put a YAML file there",
  "device without end": "this is a device, not a file; put a YAML file there",
  terminal: "this is a device, not a file; put a YAML file there",
  "empty device": "this is a device, not a file; put a YAML file there",
  "link to a pipe": "this is a pipe, not a file; put a YAML file there",
  "link to a link to a folder": "this is a folder, not a file; put a YAML file there",
  "link to nothing": "this is a link to nothing; fix it, or remove it",
  "link to itself": "this is a link that leads back to itself; fix it, or remove it",
  "link in a circle": "this is a link that leads back to itself; fix it, or remove it",
  "huge file": "this file is larger than 32 MB; split it, or name the right one",
  "file that is a little too large": "this file is larger than 32 MB; split it, or name the right one",
};
const KINDS = Object.keys(SAID);

async function put(kind: string, path: string): Promise<void> {
  mkdirSync(at("rules"), { recursive: true });
  await make[kind]?.(at(path));
}

function problems(...patterns: string[]): string[] {
  project.write("Pulumi.dev.yaml", `config:\n  wechat-qr-jump:rulesFiles: ${JSON.stringify(patterns)}\n`);
  return readRulesOfStackFile(project.folder, "dev", {}).problems.map(({ reason }) => reason);
}

describe("what is no file of rules", () => {
  test.each(KINDS)("is refused at once, and said, where it is named: a %s", async (kind) => {
    await put(kind, "rules/a.yaml");
    const said = /^(folder|link to a link)/.test(kind)
      ? "rules/a.yaml is a folder; write rules/a.yaml/*.yaml"
      : SAID[kind];
    expect(problems("rules/a.yaml")).toEqual([said]);
  });

  test.each(KINDS)("is refused beside files where a pattern matches it, and not left out: a %s", async (kind) => {
    project.write("rules/b.yaml", rule("b"));
    await put(kind, "rules/a.yaml");
    for (const pattern of ["rules/*.yaml", "rules/**/*.{yaml,json}", "*/a.y*ml", at("rules/?.yaml")]) {
      const [first, ...others] = problems(pattern, "rules/b.yaml");
      const ofLink = /^rules\/a\.yaml, which .* names, cannot be read \((ENOENT|ELOOP)\)$/;
      if (!/nothing|itself|circle/.test(kind)) expect([first, ...others]).toEqual([SAID[kind]]);
      else expect([first, ...others]).toContainEqual(expect.stringMatching(ofLink));
    }
  });

  test("is no reason to refuse where no pattern matches it", async () => {
    project.write("rules/b.yaml", rule("b"));
    for (const kind of ["pipe", "socket", "folder", "device without end", "huge file"]) {
      await put(kind, `rules/${kind.replace(/ /g, "-")}`);
      project.write("rules/folder.d/c.yaml", rule("c"));
      expect(problems("rules/*.yaml", "rules/folder*/*.yaml")).toEqual([]);
    }
  });

  test("is not looked for in a folder whose name is no file's, which a pattern matches too", () => {
    project.write("rules/team/a.yaml", rule("a"));
    project.write("rules/b.yaml", rule("b"));
    symlinkSync("team", at("rules/other"));
    expect(problems("rules/*", "rules/team/*")).toEqual([]);
  });

  test("is a reason to refuse also deep in folders that are links", async () => {
    project.write("rules/team/b.yaml", rule("b"));
    await put("pipe", "rules/team/a.yaml");
    symlinkSync(at("rules"), at("linked"));
    expect(problems("linked/**/*.yaml")).toEqual([SAID["pipe"]]);
  });

  test("is not followed for ever where folders are links to each other", () => {
    project.write("rules/a/a.yaml", rule("a"));
    project.write("rules/b/b.yaml", rule("b"));
    symlinkSync("../b", at("rules/a/more"));
    symlinkSync("../a", at("rules/b/more"));
    symlinkSync(".", at("rules/self"));
    expect(problems("rules/**/*.yaml").filter((reason) => !reason.includes("is already at"))).toEqual([]);
  });
});

describe("a stack's file and Pulumi.yaml", () => {
  const texts = () => readRulesOfStackFile(project.folder, "dev", {}).problems.map(({ text }) => text);

  test.each(KINDS)("are refused at once where one is a %s", async (kind) => {
    await put(kind, "Pulumi.dev.yaml");
    expect(texts()).toEqual([`Pulumi.dev.yaml: ${SAID[kind]}.`]);
  });

  test.each(KINDS.filter((kind) => !kind.startsWith("link to nothing") && !/itself|circle/.test(kind)))(
    "are refused at once where the project's is a %s",
    async (kind) => {
      unlinkSync(at("Pulumi.yaml"));
      await put(kind, "Pulumi.yaml");
      project.write("Pulumi.dev.yaml", "config: {}\n");
      expect(texts()).toEqual([`Pulumi.yaml: ${SAID[kind]}.`]);
    },
  );

  test("are read from where the kernel says they are empty, and no further than the limit", () => {
    symlinkSync("/proc/self/status", at("Pulumi.dev.yaml"));
    expect(texts().join()).not.toMatch(/cannot be read|not a file/);
    unlinkSync(at("Pulumi.dev.yaml"));
    symlinkSync("/proc/self/pagemap", at("Pulumi.dev.yaml"));
    expect(texts()).toEqual(["Pulumi.dev.yaml: this file is larger than 32 MB; split it, or name the right one."]);
  });

  test.each(["a\0b.yaml", `${"a".repeat(300)}.yaml`, "Pulumi.yaml/a.yaml"])(
    "may name a rules file that cannot be: %j",
    (name) => {
      project.write("rules/a.yaml", rule("a"));
      expect(problems(name)).toHaveLength(1);
    },
  );
});
