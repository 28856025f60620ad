import { ACCOUNT, SHOP, withProject } from "./support";

const CHINESE = "https://qr.example.com/a?shop=店";

describe("a rule that was made in WeChat's console", () => {
  test("with a leading slash opens the page without one: it is imported, and is then as declared", () =>
    withProject(async (project) => {
      project.plant({ prefix: SHOP, path: "/pages/test", state: 2 });
      const { exitCode, stdout } = await project.run(["import"]);
      expect({ exitCode, stdout }).toEqual({
        exitCode: 0,
        stdout: 'Pulumi.dev.yaml: added 1 rule. The next "pulumi up" takes them over without a write.',
      });
      expect(project.read("Pulumi.dev.yaml")).toMatch(/path: pages\/test\n/);
      expect((await project.run(["check", "--live"])).stdout).toMatch(/and WeChat is as declared\.$/);
    }));

  test.each([
    ["a prefix with a Chinese query", { prefix: CHINESE, path: "pages/x" }, "prefix"],
    ["a prefix with a blank", { prefix: "https://qr.example.com/a b", path: "pages/x" }, "prefix"],
    ["two slashes", { prefix: SHOP, path: "//pages/x" }, "path"],
    ["no page", { prefix: SHOP, path: "?id=3" }, "path"],
  ])("and cannot be declared is counted first, with the reason: %s", (_what, rule, field) =>
    withProject(async (project) => {
      project.plant({ ...rule, state: 2 });
      const before = project.read("Pulumi.dev.yaml");
      const { exitCode, stdout } = await project.run(["import"]);
      const [headline, reason, ...more] = stdout.split("\n");
      expect(exitCode).toBe(1);
      expect(headline).toBe(
        `1 live rule cannot be declared: WeChat's console took a ${field} that its API refuses. It stays as it is, and only the console can change it. ` +
          "Nothing to add: WeChat has no other rule that Pulumi.dev.yaml does not declare.",
      );
      expect(reason).toMatch(new RegExp(`^  left out \\S.*: ${field} [^;]+$`));
      expect(more).toEqual([]);
      expect(project.read("Pulumi.dev.yaml")).toBe(before);
      const check = await project.run(["check", "--live"]);
      expect(check.stdout).not.toContain('"wechat-qr-jump import" declares it');
    }),
  );

  test("does not keep the others from being imported", () =>
    withProject(async (project) => {
      project.plant(
        { prefix: SHOP, path: "/pages/test", state: 2 },
        { prefix: CHINESE, path: "pages/x", state: 2 },
        { prefix: "https://qr.example.com/b", path: "", state: 2 },
      );
      const { stdout } = await project.run(["import"]);
      expect(stdout).toMatch(
        /^2 live rules cannot be declared: WeChat's console took a (prefix or path|path or prefix) that its API refuses\. They stay as they are, and only the console can change them\. Pulumi\.dev\.yaml: added 1 rule\./,
      );
      expect((await project.run(["check", "--live"])).stdout).toContain(
        `unmanaged  ${CHINESE}: live pages/x (published, openVersion release, permitSubRule true, debugUrls []); it cannot be declared (prefix has blanks or non-ASCII letters, which WeChat refuses), so only WeChat's console can change it`,
      );
    }));
});

describe("a secret that others may read", () => {
  const ENDPOINT =
    "wechat-qr-jump:endpoint is http://proxy.example.com, so tokens and secrets travel there in clear; use https.";
  const IN_CLEAR = (name: string): string =>
    `wechat-qr-jump:${name} is in clear in the stack's file; run "pulumi config set --secret wechat-qr-jump:${name}" to encrypt it, and renew it if the file was shared.`;

  test("is doubted once by check, which finds nothing else", () =>
    withProject(async (project) => {
      const rules = `  wechat-qr-jump:rules: [{prefix: "${SHOP}", path: pages/x}]\n`;
      const settings = `  wechat-qr-jump:endpoint: http://proxy.example.com\n  wechat-qr-jump:appId: ${ACCOUNT}\n`;
      project.write("Pulumi.dev.yaml", `config:\n${settings}  wechat-qr-jump:appSecret: in-clear-text\n${rules}`);
      expect(await project.run(["check"])).toEqual({
        exitCode: 0,
        stdout: [
          `warning: Pulumi.dev.yaml: ${IN_CLEAR("appSecret")}`,
          `warning: Pulumi.dev.yaml: ${ENDPOINT}`,
          "Pulumi.dev.yaml: 1 rule, no mistakes.",
        ].join("\n"),
        stderr: "",
      });
      const { stacks } = JSON.parse((await project.run(["check", "--json"])).stdout) as {
        stacks: { warnings: { reason: string }[] }[];
      };
      expect(stacks[0]?.warnings.map(({ reason }) => reason)).toEqual([IN_CLEAR("appSecret"), ENDPOINT]);
      expect(project.transcript).not.toContain("in-clear-text");
    }));

  test("is doubted once by doctor", () =>
    withProject(async (project) => {
      project.config("  wechat-qr-jump:accessToken: in-clear-text\n");
      const { stdout } = await project.run(["doctor"], {
        WECHAT_ENDPOINT: "http://proxy.example.com",
        WECHAT_TIMEOUT_SECONDS: "1",
      });
      expect(stdout.split("\n").filter((line) => line.startsWith("note"))).toEqual([
        `note    setting: ${IN_CLEAR("accessToken")}`,
        `note    setting: ${ENDPOINT}`,
      ]);
      expect(stdout).not.toContain("in-clear-text");
    }));

  test("is not doubted where it is encrypted, or in the environment, and the endpoint is on this machine", () =>
    withProject(async (project) => {
      project.config(
        `  wechat-qr-jump:appSecret:\n    secure: v1:AAAA:BBBB\n  wechat-qr-jump:rules: [{prefix: "${SHOP}", path: pages/x}]\n`,
      );
      expect((await project.run(["check"])).stdout).toBe("Pulumi.dev.yaml: 1 rule, no mistakes.");
    }));
});
