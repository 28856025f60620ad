import type { Log } from "sarif";
import { ACCOUNT, BUS, SHOP, withProject } from "./support";

const shop = `- {prefix: "${SHOP}", path: pages/shop/index}`;

describe("check --format", () => {
  test("github puts each mistake on its line, relative to the repository, once for all stacks", () =>
    withProject(async (project) => {
      project.mkdir(".git");
      project.write("rules.yaml", `${shop}\n- {prefix: "${BUS}", path: /pages/bus}\n`);
      project.config("  wechat-qr-jump:rulesFiles: [rules.yaml]\n");
      project.write("Pulumi.prod.yaml", "config:\n  wechat-qr-jump:rulesFiles: [rules.yaml]\n");
      const { exitCode, stdout, stderr } = await project.run(["check", "--format", "github"]);
      expect(exitCode).toBe(1);
      expect(stdout).toMatch(
        /^::error file=rules\.yaml,line=2,col=\d+::path starts with "\/"; write it without[^\n]*$/,
      );
      expect(stderr).toContain("rules.yaml:2:");
    }));

  test("github prints no annotation where nothing is wrong", () =>
    withProject(async (project) => {
      project.rules(shop);
      const { exitCode, stdout, stderr } = await project.run(["check", "--format", "github"]);
      expect({ exitCode, stdout, stderr }).toEqual({
        exitCode: 0,
        stdout: "",
        stderr: "Pulumi.dev.yaml: 1 rule, no mistakes.",
      });
    }));

  test("sarif has mistakes, doubts and, with --live, what differs in WeChat, with places", () =>
    withProject(async (project) => {
      project.rules(`${shop}\n- {prefix: "${SHOP}door", path: pages/shop/door.html}`);
      project.emulator.putRules([{ account: ACCOUNT, prefix: SHOP, path: "pages/other/index", state: 2 }]);
      const { exitCode, stdout } = await project.run(["check", "--live", "--format", "sarif"]);
      expect(exitCode).toBe(1);
      const [run] = (JSON.parse(stdout) as Log).runs;
      const shown = run?.results?.map(({ level, message, locations }) => [
        level,
        message.text,
        locations?.[0]?.physicalLocation?.region?.startLine,
      ]);
      expect(shown).toEqual(
        expect.arrayContaining([
          ["warning", expect.stringContaining("path names a web page"), expect.any(Number)],
          [
            "error",
            expect.stringContaining("path is declared pages/shop/index, live pages/other/index"),
            expect.any(Number),
          ],
        ]),
      );
      for (const { locations } of run?.results ?? []) {
        expect(locations?.[0]?.physicalLocation?.artifactLocation?.uri).toBe("Pulumi.dev.yaml");
      }
    }));

  test("is refused together with --json, and with a name that is none", () =>
    withProject(async (project) => {
      project.rules(shop);
      expect((await project.run(["check", "--format", "github", "--json"])).exitCode).toBe(2);
      const { exitCode, stderr } = await project.run(["check", "--format", "junit"]);
      expect(exitCode).toBe(2);
      expect(stderr).toContain("github, sarif");
    }));
});
