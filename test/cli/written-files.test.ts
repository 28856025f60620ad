import { BUS, SHOP, withProject, type Project } from "./support";

const LONG = `https://qr.example.com/?x=${"a".repeat(3_000)}`;

function prepare(project: Project): void {
  project.rules(`- {prefix: "${SHOP}", path: pages/shop/index}`);
  project.plant({ prefix: SHOP, path: "pages/shop/index", state: 2 });
}

describe("a file that holds something else", () => {
  test.each(["Pulumi.dev.yaml", "Pulumi.yaml", "notes.md", "page.html", "picture.png"])(
    "is never replaced by a report: %s",
    (file) =>
      withProject(async (project) => {
        prepare(project);
        project.write("notes.md", "# notes\n");
        project.write("page.html", "<!doctype html><title>ours</title>\n");
        project.write("picture.png", "\u0089PNG\0");
        const before = project.read(file);
        expect(await project.fail(["report", "--out", file])).toBe(
          `${project.folder}/${file} holds something else than a report; nothing was written. Choose another place, or remove it.`,
        );
        expect(project.read(file)).toBe(before);
      }),
  );

  test("is never replaced by an ownership file", () =>
    withProject(async (project) => {
      prepare(project);
      const { name, content } = JSON.parse((await project.run(["ownership-file", "--json"])).stdout) as {
        name: string;
        content: string;
      };
      project.write(name, "what I must not forget\n");
      expect(await project.fail(["ownership-file"])).toBe(
        `${project.folder}/${name} holds something else than an ownership file; nothing was written. Choose another place, or remove it.`,
      );
      expect(project.read(name)).toBe("what I must not forget\n");
      for (const replaced of [`${content}\n`, "0123456789abcdef0123456789abcdef", ""]) {
        project.write(name, replaced);
        await project.run(["ownership-file"]);
        expect(project.read(name)).toBe(content);
      }
    }));

  test.each([
    ["Pulumi.dev.yaml", "Pulumi.dev.yaml"],
    ["Pulumi.yaml", "Pulumi.yaml"],
    ["workflow.yaml", "workflow.yaml"],
  ])("is not added to by import: %s", (file) =>
    withProject(async (project) => {
      prepare(project);
      project.plant({ prefix: BUS, path: "pages/bus", state: 2 });
      project.write("workflow.yaml", "on: push\njobs: {}\n");
      const before = [project.read(file), project.read("Pulumi.dev.yaml")];
      const { exitCode } = await project.run(["import", "--file", file]);
      expect(exitCode).toBe(1);
      expect([project.read(file), project.read("Pulumi.dev.yaml")]).toEqual(before);
    }),
  );

  test("is a report of an earlier run, or empty, and is replaced", () =>
    withProject(async (project) => {
      prepare(project);
      project.write("r.html", "");
      for (let run = 0; run < 2; run++)
        expect((await project.run(["report", "--out", "r.html"])).stdout).toMatch(/^Wrote r\.html: 1 rule/);
      expect(project.read("r.html")).toMatch(/^<!doctype html>/);
    }));
});

describe("--out -", () => {
  test("prints the report on stdout, and what it says about it on stderr", () =>
    withProject(async (project) => {
      prepare(project);
      const { exitCode, stdout, stderr } = await project.run(["report", "--out", "-"]);
      expect(exitCode).toBe(0);
      expect(stdout).toMatch(/^<!doctype html>[^]*<\/html>\s*$/);
      expect(stderr).toMatch(/^Wrote to stdout: 1 rule, /);
      expect(() => project.read("-")).toThrow("ENOENT");
      const json = JSON.parse((await project.run(["report", "--out", "-", "--json"])).stdout) as { page: string };
      expect(json.page).toMatch(/^<!doctype html>/);
    }));

  test("prints the ownership file byte for byte", () =>
    withProject(async (project) => {
      project.rules("[]");
      const { stdout, stderr } = await project.run(["ownership-file", "--out", "-"]);
      expect(stdout).toMatch(/^[0-9a-f]{32}$/);
      expect(stderr).toMatch(/^Wrote \w+\.txt to stdout\. No link rule is declared/);
      expect(() => project.read("-")).toThrow("ENOENT");
    }));
});

describe("a text that is too long for a QR code", () => {
  test.each([
    ["a live rule", (project: Project) => project.plant({ prefix: LONG, path: "pages/x", state: 2 }), LONG],
    ["a declared rule", (project: Project) => project.rules(`- {prefix: "${LONG}", path: pages/x}`), LONG],
    [
      "a debug URL",
      (project: Project) => project.plant({ prefix: BUS, path: "pages/x", state: 1, debugUrls: [`${BUS}?${LONG}`] }),
      BUS,
    ],
    ["an empty prefix", (project: Project) => project.plant({ prefix: "", path: "pages/x", state: 2 }), ""],
  ])("is named, and the report is written without its code: %s", (_what, add, prefix) =>
    withProject(async (project) => {
      prepare(project);
      add(project);
      const { exitCode, stdout } = await project.run(["report", "--out", "r.html"]);
      expect(exitCode).toBe(0);
      const shown = prefix.length > 100 ? `${prefix.slice(0, 100)}…` : prefix;
      expect(stdout.split("\n")[1]).toMatch(`  no QR code  ${shown}: `);
      const page = project.read("r.html");
      expect(page).toContain("No QR code: too long for a QR code");
      expect(page).toContain(`<h3>${prefix}</h3>`);
      const { withoutCode } = JSON.parse((await project.run(["report", "--out", "r.html", "--json"])).stdout) as {
        withoutCode: string[];
      };
      expect(withoutCode).toEqual([prefix]);
    }),
  );
});
