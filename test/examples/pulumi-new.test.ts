import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import execa from "execa";
import { startEmulator } from "../../emulator";
import { ACCOUNT, SECRET, Stack } from "../engine/stack";
import { describeWithCli, live } from "../engine/support";

const checkout = join(__dirname, "..", "..");

describeWithCli("pulumi new from this repository", () => {
  test("sets the account that it was told, stores no secret in clear, and makes a project of any name whose rules go live", async () => {
    const emulator = await startEmulator();
    const stack = new Stack(emulator);
    const template = await repository();
    try {
      const target = join(stack.folder, "my-codes");
      const config = ["--config", `wechat-qr-jump:appId=${ACCOUNT}`];
      const args = [
        "new",
        template,
        "--dir",
        target,
        "--name",
        "my-codes",
        "--stack",
        "dev",
        "--yes",
        "--force",
        ...config,
      ];
      // The packages are laid in below; npm only looks whether it could install them.
      const modules = join(target, "node_modules");
      mkdirSync(modules, { recursive: true });
      const dryRun = { npm_config_dry_run: "true", npm_config_ignore_scripts: "true" };
      const { exitCode, output } = await stack.run(args, { ...dryRun, PULUMI_STACK: undefined });
      if (exitCode !== 0) throw new Error(output);
      expect(readFileSync(join(target, "Pulumi.yaml"), "utf8")).toMatch(/^name: my-codes$/m);
      expect(readFileSync(join(target, "Pulumi.dev.yaml"), "utf8")).toContain(`wechat-qr-jump:appId: ${ACCOUNT}`);

      rmSync(modules, { recursive: true });
      symlinkSync(join(checkout, "node_modules"), modules);
      cpSync(join(checkout, "dist"), join(target, "dist"), { recursive: true });
      const project = stack.inFolder(target);
      project.set("wechat-qr-jump:endpoint", emulator.url);
      await project.succeed("config", "set", "--secret", "wechat-qr-jump:appSecret", SECRET);
      project.writeRules("- {prefix: 'https://qr.example.com/shop/', path: pages/shop/index}");
      await project.up();
      expect(live(emulator)).toEqual({ "https://qr.example.com/shop/": "pages/shop/index" });
      expect(readFileSync(project.file, "utf8") + stack.transcript + project.transcript).not.toContain(SECRET);
    } finally {
      stack.dispose();
      rmSync(template, { recursive: true, force: true });
      await emulator.close();
    }
  });
});

/** What a clone of this repository would hold, with what is not committed yet. */
async function repository(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "wechat-qr-jump-template-"));
  const { stdout } = await execa("git", ["ls-files", "-co", "--exclude-standard"], { cwd: checkout });
  for (const file of stdout.split("\n")) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(join(checkout, file), join(folder, file), { force: true });
  }
  return folder;
}
