import { readdirSync } from "node:fs";
import { parse } from "yaml";
import { APPID, BUS, DOOR, SHOP, withProject } from "./support";

interface Imported {
  file: string;
  added: { prefix: string }[];
  differing: { prefix: string }[];
  refused: { rule: { prefix: string }; reason: string }[];
}

const links = [
  { prefix: SHOP, path: "pages/shop/index?id=3&from=qr", state: 2 },
  { prefix: BUS, path: "pages/bus/index", state: 1, permitSubRule: 2, openVersion: 1, debugUrls: [BUS] },
] as const;

const written = `    - prefix: ${BUS}
      path: pages/bus/index
      permitSubRule: false
      openVersion: development
      debugUrls:
        - ${BUS}
      published: false
    - prefix: ${SHOP}
      path: pages/shop/index?id=3&from=qr
`;

describe("import", () => {
  test("declares the live rules in the stack's file, sorted, without defaults, and touches nothing else in it", () =>
    withProject(async (project) => {
      project.plant(...links);
      const before = `# our stack\n${project.read("Pulumi.dev.yaml")}\n  other:key:   [1,  2]   # odd\n# end\n`;
      project.write("Pulumi.dev.yaml", before);
      const { exitCode, stdout } = await project.run(["import", "--stack", "dev"]);
      expect({ exitCode, stdout }).toEqual({
        exitCode: 0,
        stdout: 'Pulumi.dev.yaml: added 2 rules. The next "pulumi up" takes them over without a write.',
      });
      expect(project.read("Pulumi.dev.yaml")).toBe(
        before.replace("# end\n", `  wechat-qr-jump:rules:\n${written}# end\n`),
      );
      expect((await project.run(["check", "--live"])).exitCode).toBe(0);
      expect(readdirSync(project.folder).sort()).toEqual(["Pulumi.dev.yaml", "Pulumi.yaml"]);

      const again = await project.run(["import"]);
      expect(again.stdout).toBe(
        "Nothing to add: WeChat has no rule that Pulumi.dev.yaml does not declare. 2 rules were declared already.",
      );
    }));

  test("writes a table too, and adds to one, whose mark for spreadsheets stays", () =>
    withProject(async (project) => {
      project.plant(...links);
      await project.run(["import", "--file", "shops.csv"]);
      const mark = "\uFEFF";
      const table =
        "prefix,path,published,permitSubRule,openVersion,debugUrls\r\n" +
        `${BUS},pages/bus/index,false,false,development,${BUS}\r\n${SHOP},pages/shop/index?id=3&from=qr,,,,\r\n`;
      expect(project.read("shops.csv")).toBe(mark + table);
      expect(project.read("Pulumi.dev.yaml")).toContain("- shops.csv");
      expect((await project.run(["check", "--live"])).exitCode).toBe(0);
      project.plant({ prefix: `${SHOP}new`, path: "pages/new/index", state: 2 });
      expect((await project.run(["import", "--file", "shops.csv"])).stdout).toContain("shops.csv: added 1 rule.");
      expect(project.read("shops.csv")).toBe(`${mark}${table}${SHOP}new,pages/new/index,,,,\r\n`);
      expect((await project.run(["check", "--live"])).exitCode).toBe(0);
      project.write("few.csv", "prefix,path\n");
      project.plant({ prefix: `${SHOP}off`, path: "pages/off/index", state: 1 });
      const refused = await project.run(["import", "--file", "few.csv"]);
      expect(refused.exitCode).toBe(1);
      expect(refused.stderr).toContain(
        "few.csv cannot be added to: its first row has no published, which these rules need",
      );
      expect(project.read("few.csv")).toBe("prefix,path\n");
    }));

  test("reads the rules of a service account for each mini program that is named", () =>
    withProject(async (project) => {
      const other = "wxe5f52902cf4de897";
      project.plant(
        { prefix: DOOR, path: "pages/door/index", appid: APPID, state: 2 },
        { prefix: `${DOOR}2`, path: "pages/door/index", appid: other, state: 1 },
      );
      await project.run(["import", "--appid", APPID, other]);
      expect((parse(project.read("Pulumi.dev.yaml")) as { config: object }).config).toMatchObject({
        "wechat-qr-jump:rules": [
          { prefix: DOOR, appid: APPID, path: "pages/door/index" },
          { prefix: `${DOOR}2`, appid: other, path: "pages/door/index", published: false },
        ],
      });
      const reads = project.emulator.calls().filter(({ endpoint }) => endpoint === "qrcodejumpget");
      expect(reads.map(({ body }) => body)).toEqual(
        [APPID, other].map((appid) => ({ appid, get_type: 2, page_num: 1, page_size: 200 })),
      );
    }));

  test("leaves rules that are declared as they are, and says where they differ", () =>
    withProject(async (project) => {
      project.plant(...links);
      project.rules(`- {prefix: "${SHOP}", path: pages/ours}   # ours`);
      const { exitCode, stdout } = await project.run(["import"]);
      expect(exitCode).toBe(1);
      expect(project.read("Pulumi.dev.yaml")).toContain(
        `    - {prefix: "${SHOP}", path: pages/ours}   # ours\n    - prefix: ${BUS}\n`,
      );
      expect(stdout).toMatch(
        /differs {2}https:\/\/qr\.example\.com\/shop\/ \(Pulumi\.dev\.yaml.*left as it is; path is declared pages\/ours, live pages\/shop\/index\?id=3/,
      );
    }));

  test("leaves out what the stack's own validation would refuse, and says why", () =>
    withProject(async (project) => {
      project.plant(...links, { prefix: "https://qr.example.com/odd", path: "//pages/odd", state: 2 });
      const { exitCode, stdout } = await project.run(["import", "--json"]);
      const { added, refused } = JSON.parse(stdout) as Imported;
      expect(exitCode).toBe(1);
      expect(added.map(({ prefix }) => prefix)).toEqual([BUS, SHOP]);
      expect(refused).toMatchObject([
        { rule: { prefix: "https://qr.example.com/odd" }, reason: expect.stringMatching(/path starts with/) as string },
      ]);
      expect((await project.run(["check"])).exitCode).toBe(0);
    }));

  test("refuses to make the stack's file too big for Pulumi, and names the way out, which works", () =>
    withProject(async (project) => {
      const prefix = (n: number): string => `http://weixin.qq.com/q/02P5KzM_${n}`;
      project.plant(
        ...Array.from({ length: 1_500 }, (_, n) => ({
          prefix: prefix(n),
          path: `pages/shop/index?id=${n}&a=b`,
          appid: APPID,
          state: 2 as const,
        })),
      );
      const before = project.read("Pulumi.dev.yaml");
      expect(await project.fail(["import", "--appid", APPID])).toMatch(
        /^Pulumi\.dev\.yaml would get too large with 1500 more rules: Pulumi can hand over 128 KiB of config, and beyond them every command fails; write the rules into a file of their own with --file rules\/imported\.yaml\.$/,
      );
      expect(project.read("Pulumi.dev.yaml")).toBe(before);
      await project.run(["import", "--appid", APPID, "--file", "rules/imported.yaml"]);
      expect(parse(project.read("rules/imported.yaml"))).toHaveLength(1_500);
    }));

  test("writes into a rules file and lets the stack read it, once", () =>
    withProject(async (project) => {
      project.plant(...links);
      const before = project.read("Pulumi.dev.yaml");
      expect((await project.run(["import", "--file", "rules/all.yaml"])).stdout).toMatch(
        /^rules\/all\.yaml: added 2 rules\./,
      );
      expect(project.read("rules/all.yaml")).toBe(written.replaceAll(/^ {4}/gm, ""));
      const after = `${before}  wechat-qr-jump:rulesFiles:\n    - rules/all.yaml\n`;
      expect(project.read("Pulumi.dev.yaml")).toBe(after);
      expect((await project.run(["check", "--live"])).exitCode).toBe(0);

      project.plant({ prefix: "https://qr.example.com/z", path: "pages/z", state: 2 });
      await project.run(["import", "--file", "rules/all.yaml"]);
      expect(project.read("rules/all.yaml")).toBe(
        `${written.replaceAll(/^ {4}/gm, "")}- prefix: https://qr.example.com/z\n  path: pages/z\n`,
      );
      expect(project.read("Pulumi.dev.yaml")).toBe(after);
    }));

  test("does not name a rules file that the stack reads by a pattern", () =>
    withProject(async (project) => {
      project.plant(...links);
      project.config(
        `  wechat-qr-jump:rules:\n    - {prefix: "${SHOP}", path: "pages/shop/index?id=3&from=qr"}\n  wechat-qr-jump:rulesFiles: ["rules/*.yaml"]\n`,
      );
      const before = project.read("Pulumi.dev.yaml");
      project.mkdir("rules");
      project.write("rules/none.yaml", `- {prefix: "https://qr.example.com/y", path: pages/y, published: false}\n`);
      const { stdout } = await project.run(["import", "--file", "rules/all.yaml"]);
      expect(stdout).toMatch(/added 1 rule\./);
      expect(project.read("Pulumi.dev.yaml")).toBe(before);
    }));

  test("takes up a rules file that was written before, but is not the stack's yet, without repeating its rules", () =>
    withProject(async (project) => {
      project.plant(...links);
      project.write("all.yaml", `- {prefix: "${SHOP}", path: "pages/shop/index?id=3&from=qr"}\n`);
      await project.run(["import", "--file", "all.yaml"]);
      expect((parse(project.read("all.yaml")) as { prefix: string }[]).map(({ prefix }) => prefix)).toEqual([
        SHOP,
        BUS,
      ]);
      expect(project.read("Pulumi.dev.yaml")).toMatch(/rulesFiles:\n {4}- all\.yaml\n$/);
    }));

  test.each(["rules/*.yaml", "[7]", "{a: 1}", '[rules/a.yaml, ["x"]]'])(
    "says in one sentence that the list of files is none: %s",
    (value) =>
      withProject(async (project) => {
        project.config(`  wechat-qr-jump:rulesFiles: ${value}\n`);
        expect(await project.fail(["import"])).toBe(
          "wechat-qr-jump:rulesFiles is not a list of files; write wechat-qr-jump:rulesFiles: [rules/*.yaml].",
        );
      }),
  );

  test("says in one sentence that a file cannot be written or added to, and leaves all files as they were", () =>
    withProject(async (project) => {
      project.plant(...links);
      const before = project.read("Pulumi.dev.yaml");
      expect(await project.fail(["import", "--file", "Pulumi.yaml/rules.yaml"])).toMatch(
        /\/Pulumi\.yaml\/rules\.yaml cannot be written \((EEXIST|ENOTDIR)\); choose another place, or fix its permissions\.$/,
      );
      project.mkdir("folder.yaml");
      expect(await project.fail(["import", "--file", "folder.yaml"])).toMatch(
        /^folder\.yaml: this is a folder, not a file; put a YAML file there, or name another one\.$/,
      );
      expect(project.read("Pulumi.dev.yaml")).toBe(before);
      // So long a name leaves no room for the temporary file beside it.
      const long = "s".repeat(240);
      project.write(`Pulumi.${long}.yaml`, before);
      expect(await project.fail(["import", "--stack", long])).toMatch(/cannot be written \(ENAMETOOLONG\)/);
      expect(project.read(`Pulumi.${long}.yaml`)).toBe(before);
    }));
});
