import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import execa from "execa";
import { ACCOUNT, SECRET, type Stack } from "./stack";
import { describeWithCli, withStack, writes } from "./support";

const BIN = join(__dirname, "..", "..", "dist", "cli", "main.js");
const url = (name: string): string => `https://qr.example.com/${name}`;
const rule = (name: string, more = ""): string => `- {prefix: "${url(name)}", path: pages/${name}/index${more}}`;

/** What the command makes of what `pulumi preview --json` prints on stdout. */
async function summaryOf(stack: Stack, flags: string[] = [], sames = ["--show-sames"]) {
  const preview = await execa("pulumi", ["preview", "--json", "--non-interactive", ...sames], {
    cwd: stack.folder,
    env: stack.environment(),
    extendEnv: false,
    reject: false,
  });
  const file = join(stack.folder, "preview.json");
  writeFileSync(file, preview.stdout);
  const { stdout, exitCode } = await execa(process.execPath, [BIN, "summary", file, ...flags], { reject: false });
  return { preview: preview.exitCode, exitCode, stdout };
}

describeWithCli("the summary of a preview", () => {
  test("names what goes dark, changes and is new, and the publishes; writes nothing", () =>
    withStack(async (stack, emulator) => {
      stack.writeRules(["a", "b", "c", "same", "still"].map((name) => rule(name)).join("\n"));
      await stack.up();
      const before = emulator.calls().length;
      const changed = rule("a").replace("pages/a/index", "pages/new");
      stack.writeRules(
        [changed, rule("b", ", published: false"), rule("d"), rule("same", ", name: door"), rule("still")].join("\n"),
      );
      const { preview, exitCode, stdout } = await summaryOf(stack);
      expect([preview, exitCode]).toEqual([0, 0]);
      expect(stdout).toBe(
        [
          "### Goes dark: 2 codes",
          `- \`${url("c")}\` → \`pages/c/index\`: deleted\n- \`${url("b")}\` → \`pages/b/index\`: unpublished`,
          "### Changed: 1 code",
          `- \`${url("a")}\`: \`pages/a/index\` → \`pages/new\``,
          "### New: 1 code",
          `- \`${url("d")}\` → \`pages/d/index\``,
          "Publishes: 2 needed, 95 left this month. Unchanged: 2 codes.",
        ].join("\n\n"),
      );
      expect((await summaryOf(stack, [], [])).stdout).toMatch(/95 left this month\.$/);
      expect(writes(emulator, before)).toEqual([]);
    }));

  test("tells why a run is refused, also as JSON, and what is repaired", () =>
    withStack(async (stack, emulator) => {
      stack.writeRules([rule("a"), rule("b")].join("\n"));
      await stack.up();
      emulator.deleteRules([{ account: ACCOUNT, prefix: url("a") }]);
      expect((await summaryOf(stack)).stdout).toContain("### Repaired in WeChat: 1 code");
      stack.writeRules("[]");
      const refused = await summaryOf(stack);
      expect([refused.preview === 0, refused.exitCode]).toEqual([false, 1]);
      expect(refused.stdout).toMatch(/^### Refused\n\n- This change deletes 2 of the stack's 2 rules/);
      const { version, errors, dark } = JSON.parse((await summaryOf(stack, ["--json"])).stdout) as Record<
        string,
        unknown
      >;
      expect({ version, errors, dark }).toEqual({
        version: 1,
        errors: [expect.stringContaining("This change deletes 2 of the stack's 2 rules")],
        dark: [],
      });
    }));

  test("tells which rule moves to another account, and what each account publishes; a run warns of each secret in clear", () =>
    withStack(async (stack, emulator) => {
      const [shop, old] = ["wxe5f52902cf4de896", "wx1111111111111111"];
      emulator.setQuotaLeft(7, shop);
      stack.set("wechat-qr-jump:accounts", { shop: { appId: shop }, old: { appId: old, appSecret: "in-clear" } });
      const secret = "wechat-qr-jump:accounts.shop.appSecret";
      await stack.succeed("config", "set", "--secret", "--path", secret, SECRET);
      stack.writeRules([rule("a"), rule("b")].join("\n"));
      await stack.up();
      const from = emulator.calls().length;
      stack.writeRules([rule("a", ", account: shop"), rule("b"), rule("c")].join("\n"));
      const { stdout } = await summaryOf(stack);
      expect(stdout.replace(/### Warnings\n\n.*\n\n/, "")).toBe(
        [
          "### Moved to another account: 1 code",
          `- \`${url("a")}\`: account ${ACCOUNT} → shop`,
          "### New: 1 code",
          `- \`${url("c")}\` → \`pages/c/index\``,
          "### Publishes",
          `- shop (${shop}): 1 needed, 7 left this month\n- ${ACCOUNT}: 1 needed, 98 left this month`,
          "Unchanged: 1 code.",
        ].join("\n\n"),
      );
      expect(stdout).toContain("- wechat-qr-jump:accounts.old.appSecret is in clear in the stack's file");
      expect(stdout).not.toContain(`${secret} is in clear`);
      expect(writes(emulator, from)).toEqual([]);
    }));

  test("is one sentence where the file is something else", () => {
    const run = (input: string): string => {
      try {
        execFileSync(process.execPath, [BIN, "summary", "-"], { input, stdio: ["pipe", "pipe", "pipe"] });
        return "";
      } catch (error) {
        return String((error as { stderr: Buffer }).stderr);
      }
    };
    for (const input of ["", "error: no stack", "[]", "{}", `{"steps": "${SECRET}"}`]) {
      expect(run(input)).toBe('stdin is not what "pulumi preview --json" prints; look at what that command says.\n');
    }
  });
});
