import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import execa from "execa";
import { startEmulator } from "../emulator";
import { ACCOUNT, SECRET, Stack } from "../engine/stack";
import { describeWithCli, live } from "../engine/support";

const checkout = join(__dirname, "..", "..");

describeWithCli("pulumi new from this repository", () => {
  it("asks for the account and its secret, encrypts the secret, and makes a project of any name whose rules go live", async () => {
    const emulator = await startEmulator();
    const stack = new Stack(emulator);
    const template = await repository();
    try {
      const target = join(stack.folder, "my-codes");
      const answers = [`wechat-qr-jump:appId=${ACCOUNT}`, `wechat-qr-jump:appSecret=${SECRET}`];
      const config = answers.flatMap((answer) => ["--config", answer]);
      const args = ["new", template, "--dir", target, "--name", "my-codes", "--stack", "dev", "--yes", ...config];
      // The packages are laid in below; npm only looks whether it could install them.
      const { exitCode, output } = await stack.run(args, { npm_config_dry_run: "true", PULUMI_STACK: undefined });
      if (exitCode !== 0) throw new Error(output);
      expect(readFileSync(join(target, "Pulumi.yaml"), "utf8")).toMatch(/^name: my-codes$/m);
      expect(readFileSync(join(target, "Pulumi.dev.yaml"), "utf8")).toMatch(/appSecret:\n\s+secure: v1:/);

      symlinkSync(join(checkout, "node_modules"), join(target, "node_modules"));
      cpSync(join(checkout, "dist"), join(target, "dist"), { recursive: true });
      const project = stack.inFolder(target);
      project.set("wechat-qr-jump:endpoint", emulator.url);
      project.writeRules("- {prefix: 'https://qr.example.com/shop/', path: pages/shop/index}");
      await project.up();
      expect(live(emulator)).toEqual({ "https://qr.example.com/shop/": "pages/shop/index" });
      expect(stack.leaks()).toEqual([]);
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
