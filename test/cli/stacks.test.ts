import { rmSync } from "node:fs";
import { join } from "node:path";
import { ACCOUNT, SHOP, withProject, type Project } from "./support";

const FOOD = "wx1111111111111111";

/** Three stacks: `dev` with rules in its file, `food` with two rules files, `secret` whose account is encrypted. */
function prepare(project: Project): void {
  project.rules(`- {prefix: "${SHOP}", path: pages/shop/index}`);
  project.mkdir("food");
  project.write("food/noodles.yaml", '- {prefix: "https://noodles.example.com/", path: pages/index}\n');
  project.write("food/tea.yaml", '- {prefix: "https://tea.example.com/", path: pages/index, published: false}\n');
  project.write(
    "Pulumi.food.yaml",
    `config:\n  wechat-qr-jump:appId: ${FOOD}\n  wechat-qr-jump:rulesFiles: [food/*.yaml]\n`,
  );
  project.write(
    "Pulumi.secret.yaml",
    `config:\n  wechat-qr-jump:appId:\n    secure: AAAA\n  wechat-qr-jump:rules:\n    - {prefix: "${SHOP}s/", path: pages/index}\n`,
  );
}

interface Listed {
  stack: string;
  file: string;
  appId?: string;
  rules: number;
  published: number;
  mistakes: number;
  rulesFiles: string[];
  problems: { reason: string; at?: { file: string; line: number } }[];
}

async function listed(project: Project, env: NodeJS.ProcessEnv = {}): Promise<{ exitCode: number; stacks: Listed[] }> {
  const { exitCode, stdout } = await project.run(["stacks", "--json"], env);
  const { version, stacks } = JSON.parse(stdout) as { version: number; stacks: Listed[] };
  expect(version).toBe(1);
  return { exitCode, stacks };
}

describe("wechat-qr-jump stacks", () => {
  test("says of each stack what its files hold, without a call to WeChat and without credentials", () =>
    withProject(async (project) => {
      prepare(project);
      expect(await project.run(["stacks"], { WECHAT_APP_SECRET: "" })).toEqual({
        exitCode: 0,
        stderr: "",
        stdout:
          `Pulumi.dev.yaml: 1 rule, 1 published, of ${ACCOUNT}.\n` +
          `Pulumi.food.yaml: 2 rules, 1 published, of ${FOOD}, from 2 rules files.\n` +
          "Pulumi.secret.yaml: 1 rule, 1 published, of an account that its file does not name.\n" +
          "3 stacks, 4 rules, 3 published.",
      });
      const { exitCode, stacks } = await listed(project);
      expect(exitCode).toBe(0);
      const none = { mistakes: 0, problems: [] };
      expect(stacks).toEqual([
        { stack: "dev", file: "Pulumi.dev.yaml", appId: ACCOUNT, rules: 1, published: 1, rulesFiles: [], ...none },
        {
          ...{ stack: "food", file: "Pulumi.food.yaml", appId: FOOD, rules: 2, published: 1 },
          ...{ rulesFiles: ["food/noodles.yaml", "food/tea.yaml"], ...none },
        },
        { stack: "secret", file: "Pulumi.secret.yaml", rules: 1, published: 1, rulesFiles: [], ...none },
      ]);
      expect(project.emulator.calls()).toEqual([]);
    }));

  test("lists a stack with mistakes beside the others, and ends with 1", () =>
    withProject(async (project) => {
      prepare(project);
      project.write(
        "food/tea.yaml",
        '- {prefix: "https://tea.example.com/", path: /pages/index}\n- {path: pages/index}\n',
      );
      project.write("Pulumi.empty.yaml", "config: {}\n");
      const { exitCode, stdout } = await project.run(["stacks"]);
      expect(exitCode).toBe(1);
      expect(stdout).toContain(
        `Pulumi.food.yaml: 1 rule, 1 published, of ${FOOD}, from 2 rules files, with 2 mistakes:\n`,
      );
      expect(stdout).toMatch(/^ {2}food\/tea\.yaml:1:\d+: path starts with "\/"/m);
      expect(stdout).toMatch(/^ {2}Pulumi\.empty\.yaml: there are no rules; write/m);
      expect(stdout).toMatch(/^4 stacks, 3 rules, 3 published; 2 stacks with mistakes\.$/m);
      const { stacks } = await listed(project);
      expect(stacks.map(({ stack, mistakes }) => [stack, mistakes])).toEqual([
        ["dev", 0],
        ["empty", 1],
        ["food", 2],
        ["secret", 0],
      ]);
      expect(stacks[2]?.problems[0]?.at).toMatchObject({ file: "food/tea.yaml", line: 1 });
    }));

  test("lists all stacks whatever PULUMI_STACK and WECHAT_APP_ID say: they are one run's", () =>
    withProject(async (project) => {
      prepare(project);
      const { stacks } = await listed(project, { PULUMI_STACK: "food", WECHAT_APP_ID: "wx9999999999999999" });
      expect(stacks.map(({ appId }) => appId)).toEqual([ACCOUNT, FOOD, undefined]);
    }));

  test("speaks Chinese", () =>
    withProject(async (project) => {
      prepare(project);
      project.write("food/tea.yaml", "- {path: pages/index}\n");
      const { stdout } = await project.run(["stacks", "--lang", "zh"]);
      expect(stdout).toContain(
        `Pulumi.food.yaml：1 条规则，1 条已发布，属于 ${FOOD}，来自 2 个规则文件，有 1 个错误：`,
      );
      expect(stdout).toMatch(/^3 个栈，3 条规则，3 条已发布；1 个栈有错误。$/m);
    }));

  test("lists none where there is none, and ends with 2 outside of a project", () =>
    withProject(async (project) => {
      rmSync(join(project.folder, "Pulumi.dev.yaml"));
      expect(await listed(project)).toEqual({ exitCode: 0, stacks: [] });
      expect((await project.run(["stacks"])).stdout).toMatch(/^There is no stack yet; make one with /);
      rmSync(join(project.folder, "Pulumi.yaml"));
      expect(await project.fail(["stacks"], {}, 2)).toMatch(/^There is no Pulumi\.yaml in /);
    }));

  test("reads many stacks that share a folder of rules files without reading all of them for each", () =>
    withProject(async (project) => {
      project.mkdir("merchants");
      rmSync(join(project.folder, "Pulumi.dev.yaml"));
      const names = Array.from({ length: 60 }, (_, n) => `group-${n}`);
      for (const name of names) {
        project.write(`Pulumi.${name}.yaml`, `config:\n  wechat-qr-jump:rulesFiles: [merchants/${name}-*.yaml]\n`);
        project.write(`merchants/${name}-a.yaml`, `- {prefix: "${SHOP}${name}/", path: pages/index}\n`);
      }
      const { exitCode, stacks } = await listed(project);
      expect({ exitCode, mistakes: stacks.filter(({ mistakes }) => mistakes > 0) }).toEqual({
        exitCode: 0,
        mistakes: [],
      });
      project.write("merchants/group-7.yml", `- {prefix: "${SHOP}x/", path: pages/index}\n`);
      const unread = (await listed(project)).stacks;
      expect(
        unread.every(({ problems }) => problems.some(({ reason }) => reason.includes("merchants/group-7.yml"))),
      ).toBe(true);
    }));
});
