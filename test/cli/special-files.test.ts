import { execFileSync } from "node:child_process";
import { existsSync, lstatSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { SHOP, withProject, type Project } from "./support";

const shop = `- {prefix: "${SHOP}", path: pages/shop/index}`;
const PIPE = "this is a pipe, not a file; put a YAML file there";

function pipe(project: Project, path: string): void {
  rmSync(join(project.folder, path), { force: true });
  execFileSync("mkfifo", [join(project.folder, path)]);
}

const COMMANDS = [["check"], ["check", "--live"], ["import"], ["report", "--out", "r.html"], ["ownership-file"]];

describe("where a file should be, but is a pipe,", () => {
  test.each(COMMANDS)("no command waits for it: %s %s", (...args) =>
    withProject(async (project) => {
      const command = args.filter((arg) => arg !== undefined);
      project.mkdir("rules");
      project.write("rules/a.yaml", shop);
      pipe(project, "rules/b.yaml");
      project.config("  wechat-qr-jump:rulesFiles: [rules/*.yaml]\n");
      const rules = await project.run(command);
      expect([rules.exitCode, rules.stdout + rules.stderr]).toEqual([1, `rules/b.yaml: ${PIPE}.`]);
      pipe(project, "Pulumi.dev.yaml");
      const stack = await project.run(command);
      expect([stack.exitCode, stack.stdout + stack.stderr]).toEqual([
        1,
        expect.stringContaining(`Pulumi.dev.yaml: ${PIPE}.`),
      ]);
      pipe(project, "Pulumi.yaml");
      expect(await project.fail(command)).toBe(`Pulumi.yaml: ${PIPE}.`);
    }),
  );

  test("nothing is imported into it, nor over it", () =>
    withProject(async (project) => {
      project.plant({ prefix: SHOP, path: "pages/shop/index", state: 2 });
      pipe(project, "new.yaml");
      expect(await project.fail(["import", "--file", "new.yaml"])).toBe(`new.yaml: ${PIPE}, or name another one.`);
      expect(lstatSync(join(project.folder, "new.yaml")).isFIFO()).toBe(true);
      symlinkSync("nowhere", join(project.folder, "link.yaml"));
      expect(await project.fail(["import", "--file", "link.yaml"])).toBe(
        "link.yaml: this is a link to nothing; fix it, or remove it, or name another one.",
      );
      expect(existsSync(join(project.folder, "nowhere"))).toBe(false);
      symlinkSync("/dev/zero", join(project.folder, "zero.yaml"));
      expect(await project.fail(["import", "--file", "zero.yaml"])).toMatch(/^zero\.yaml: this is a device/);
    }));

  test("no page is written over it, nor over a device", () =>
    withProject(async (project) => {
      project.rules(shop);
      pipe(project, "r.html");
      expect(await project.fail(["report", "--out", "r.html"])).toMatch(
        /\/r\.html is a pipe, not a file; choose another/,
      );
      expect(await project.fail(["report", "--out", "/dev/null"])).toBe(
        "/dev/null is a device, not a file; choose another place.",
      );
      expect(lstatSync("/dev/null").isCharacterDevice()).toBe(true);
    }));

  test("rules that the stack has elsewhere are not imported again while they cannot be read", () =>
    withProject(async (project) => {
      project.plant({ prefix: SHOP, path: "pages/shop/index", state: 2 });
      project.mkdir("rules");
      project.write("rules/a.yaml", shop);
      project.config("  wechat-qr-jump:rulesFiles: [rules/*.yaml]\n");
      renameSync(join(project.folder, "rules/a.yaml"), join(project.folder, "a.txt"));
      symlinkSync("../a.yaml", join(project.folder, "rules/a.yaml"));
      const before = project.read("Pulumi.dev.yaml");
      const { exitCode, stderr } = await project.run(["import"]);
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(/^Pulumi\.dev\.yaml:.* rules\/a\.yaml, which .* cannot be read/);
      expect(project.read("Pulumi.dev.yaml")).toBe(before);
    }));
});
