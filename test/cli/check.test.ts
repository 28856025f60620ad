import { BUS, DOOR, SHOP, withProject } from "./support";

const shop = `- {prefix: "${SHOP}", path: pages/shop/index}`;
const bus = `- {prefix: "${BUS}", path: pages/bus/index}`;

describe("check", () => {
  test("validates without credentials and without asking WeChat", () =>
    withProject(async (project) => {
      project.rules(shop);
      const { exitCode, stdout } = await project.run(["check"], { WECHAT_APP_SECRET: "" });
      expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: "Pulumi.dev.yaml: 1 rule, no mistakes." });
      expect(project.emulator.calls()).toEqual([]);
    }));

  test("names every mistake in every stack, and ends with 1", () =>
    withProject(async (project) => {
      project.rules(`- {prefix: "${SHOP}", path: /pages/shop}\n- {prefix: "${DOOR}", path: pages/x}`);
      project.write(
        "Pulumi.prod.yaml",
        `config:\n  wechat-qr-jump:rules:\n    - {prefix: "${BUS}", path: pages/bus}\n`,
      );
      const { exitCode, stdout } = await project.run(["check"]);
      expect(exitCode).toBe(1);
      expect(stdout).toMatch(/path starts with "\/"/);
      expect(stdout).toMatch(/appid is missing/);
      expect(stdout).toMatch(/Pulumi\.prod\.yaml: 1 rule, no mistakes\./);

      const json = await project.run(["check", "--json"]);
      const { stacks } = JSON.parse(json.stdout) as { stacks: { stack: string; problems: { text: string }[] }[] };
      expect(stacks.map(({ stack, problems }) => [stack, problems.length])).toEqual([
        ["dev", 2],
        ["prod", 0],
      ]);
    }));

  test("names rules files that lie where a glob looks and are not read, unless another stack reads them", () =>
    withProject(async (project) => {
      project.mkdir("rules");
      project.write("rules/dev-shop.yaml", shop);
      project.write("rules/prod-bus.yaml", bus);
      project.write("rules/dev-bus.yml", bus);
      project.config("  wechat-qr-jump:rulesFiles: [rules/dev-*.yaml]\n");
      project.write(
        "Pulumi.prod.yaml",
        "config:\n  wechat-qr-jump:rulesFiles: [rules/prod-*.yaml, rules/dev-bus.yml]\n",
      );
      expect((await project.run(["check", "--stack", "dev"])).stdout).toBe("Pulumi.dev.yaml: 1 rule, no mistakes.");
      project.write("Pulumi.prod.yaml", "config:\n  wechat-qr-jump:rulesFiles: [rules/prod-*.yaml]\n");
      const { exitCode, stdout } = await project.run(["check"]);
      expect(exitCode).toBe(1);
      for (const name of ["dev", "prod"]) {
        expect(stdout).toMatch(
          new RegExp(
            `Pulumi\\.${name}\\.yaml:\\d+:\\d+: rules/dev-bus\\.yml lies where rules/${name}-\\*\\.yaml looks, but no entry of`,
          ),
        );
      }
      const imported = await project.run(["import", "--stack", "dev"]);
      expect([imported.exitCode, imported.stderr]).toEqual([
        1,
        expect.stringMatching(/^Pulumi.dev.yaml:.*rules\/dev-bus\.yml lies where/),
      ]);
    }));

  test("shows 50 mistakes or warnings and counts the others, as every command does that stops at them", () =>
    withProject(async (project) => {
      const list = (count: number, path: string): string =>
        Array.from(
          { length: count },
          (_, n) => `- {prefix: "${DOOR}${n}", appid: wxe5f52902cf4de896, path: ${path}}\n`,
        ).join("");
      project.config("  wechat-qr-jump:rulesFiles: [a.yaml]\n");
      project.write("a.yaml", list(5_000, "/p"));
      const { exitCode, stdout } = await project.run(["check"]);
      expect(exitCode).toBe(1);
      expect(stdout.match(/path starts with/g)).toHaveLength(50);
      expect(stdout.split("\n").at(-1)).toBe("And 4950 more mistakes.");
      project.write("a.yaml", list(51, "/p"));
      for (const command of [["check"], ["import"], ["report", "--out", "r.html"]]) {
        const ended = await project.run(command);
        expect((ended.stdout + ended.stderr).trim().split("\n").at(-1)).toBe("And 1 more mistake.");
      }
      project.write("a.yaml", list(52, "pages/a.html"));
      expect((await project.run(["check"])).stdout).toContain("\nwarning: And 2 more warnings.\n");
    }));

  test("takes an empty PULUMI_STACK for none, and refuses an empty --stack", () =>
    withProject(async (project) => {
      project.rules(shop);
      expect((await project.run(["check"], { PULUMI_STACK: "" })).stdout).toBe("Pulumi.dev.yaml: 1 rule, no mistakes.");
      expect((await project.run(["check"], { PULUMI_STACK: " " })).exitCode).toBe(0);
      expect((await project.run(["check"], { PULUMI_STACK: "prod" })).stderr).toContain("There is no stack prod");
      const { exitCode, stderr } = await project.run(["check", "--stack", ""]);
      expect(exitCode).toBe(2);
      expect(stderr).toMatch(/Name a stack, or leave it out\./);
    }));

  test("says of a stack whose rulesFiles have no rule what is empty", () =>
    withProject(async (project) => {
      project.write("a.yaml", "[]");
      for (const files of ["[]", "[a.yaml]"]) {
        project.config(`  wechat-qr-jump:rulesFiles: ${files}\n`);
        expect((await project.run(["check"])).stdout).toMatch(
          /^Pulumi.dev.yaml: no rule is in wechat-qr-jump:rulesFiles: /,
        );
      }
    }));

  test("takes allowShadowing from the stack or the environment", () =>
    withProject(async (project) => {
      const shadowing = `${shop}\n- {prefix: "${SHOP}new", path: pages/new, published: false}`;
      project.rules(shadowing);
      expect((await project.run(["check"])).exitCode).toBe(1);
      const { exitCode, stdout } = await project.run(["check"], { WECHAT_ALLOW_SHADOWING: "true" });
      expect(exitCode).toBe(0);
      expect(stdout).toMatch(/warning: .*2 rules, no mistakes/s);
    }));

  test("takes a stack without rules for a mistake", () =>
    withProject(async (project) => {
      const { exitCode, stdout } = await project.run(["check"]);
      expect(exitCode).toBe(1);
      expect(stdout).toMatch(/there are no rules/);
    }));

  test("compares with WeChat: nothing to say where all is as declared", () =>
    withProject(async (project) => {
      project.rules(`${shop}\n${bus}`);
      project.plant(
        { prefix: SHOP, path: "pages/shop/index", state: 2 },
        { prefix: BUS, path: "pages/bus/index", state: 2 },
      );
      const { exitCode, stdout } = await project.run(["check", "--live"]);
      expect({ exitCode, stdout }).toEqual({
        exitCode: 0,
        stdout: "Pulumi.dev.yaml: 2 rules, no mistakes, and WeChat is as declared.",
      });
    }));

  test("compares with WeChat: missing, different and unmanaged rules, in words and in JSON", () =>
    withProject(async (project) => {
      project.rules(`${shop}\n${bus}`);
      project.plant(
        { prefix: BUS, path: "pages/bus/old", state: 1 },
        { prefix: "https://qr.example.com/more", path: "pages/more/index", state: 2 },
      );
      const { exitCode, stdout } = await project.run(["check", "--live"]);
      expect(exitCode).toBe(1);
      expect(stdout).toContain("Pulumi.dev.yaml: 2 rules, no mistakes, but WeChat differs in 3:");
      expect(stdout).toMatch(
        /^ {2}missing {4}https:\/\/qr\.example\.com\/shop\/ \(Pulumi\.dev\.yaml.*: not in WeChat;/m,
      );
      expect(stdout).toMatch(
        /^ {2}different {2}https:\/\/qr\.example\.com\/bus .*: path is declared pages\/bus\/index, live pages\/bus\/old; published is declared true, live false$/m,
      );
      expect(stdout).toMatch(/^ {2}unmanaged {2}https:\/\/qr\.example\.com\/more: live pages\/more\/index/m);

      const json = await project.run(["check", "--live", "--json"]);
      const { stacks } = JSON.parse(json.stdout) as { stacks: { live: { prefix: string; status: string }[] }[] };
      expect(stacks[0]?.live.map(({ prefix, status }) => [prefix, status])).toEqual([
        [SHOP, "missing"],
        [BUS, "different"],
        ["https://qr.example.com/more", "unmanaged"],
      ]);
    }));
});
