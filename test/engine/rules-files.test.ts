import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Stack } from "./stack";
import { describeWithCli, live, withStack, writes } from "./support";

const FILES = "wechat-qr-jump:rulesFiles";

function writeFile(stack: Stack, path: string, text: string): void {
  const file = join(stack.folder, path);
  mkdirSync(join(file, ".."), { recursive: true });
  writeFileSync(file, text);
}

describeWithCli("rules in files of their own", () => {
  test("are declared together with those of the stack's file, and a rule cut from a file is deleted", () =>
    withStack(async (stack, emulator) => {
      stack.set(FILES, ["rules/*.yaml"]);
      stack.writeRules("- {prefix: https://qr.example.com/bus, path: pages/bus/index}");
      const cafe = "- {prefix: https://qr.example.com/cafe, path: pages/cafe/index}\n";
      writeFile(stack, "rules/cafe.yaml", `${cafe}- {prefix: https://qr.example.com/bar, path: pages/bar/index}\n`);
      writeFile(
        stack,
        "rules/shop.yaml",
        "rules:\n  - {prefix: https://qr.example.com/shop/, path: pages/shop/index}\n",
      );
      await stack.up();
      expect(Object.values(live(emulator)).sort()).toEqual(
        ["bar", "bus", "cafe", "shop"].map((name) => `pages/${name}/index`),
      );

      const before = emulator.calls().length;
      writeFile(stack, "rules/cafe.yaml", cafe);
      await stack.up();
      expect(writes(emulator, before)).toEqual([["qrcodejumpdelete", { prefix: "https://qr.example.com/bar" }]]);
      expect(await stack.up()).toMatch(/4 unchanged/);
    }));

  test("are all checked at preview, with the place, the line and a caret of every mistake in every file", () =>
    withStack(async (stack, emulator) => {
      stack.set(FILES, ["rules/*.yaml", "teams/*.yaml"]);
      stack.writeRules("- {prefix: https://qr.example.com/bus, path: /pages/bus/index}");
      writeFile(stack, "rules/cafe.yaml", "- prefix: https://qr.example.com/bus\n  path: pages/cafe\n  is_edit: 0\n");
      writeFile(stack, "rules/shop.yaml", "rules:\n\t- x\n");
      const output = await stack.fail(["preview"]);
      expect(output).toMatch(/Pulumi.dev.yaml:\d+:\d+: no file in \S+ matches teams\/\*.yaml\./);
      expect(output).toMatch(/Pulumi.dev.yaml:\d+:\d+: path starts with "\/"/);
      expect(output).toMatch(
        /rules\/cafe.yaml:1:11: prefix https:\/\/qr.example.com\/bus is already at Pulumi.dev.yaml:\d+:\d+;/,
      );
      expect(output).toMatch(
        /rules\/cafe.yaml:3:3: is_edit is not a field of a rule; .*\n\s+3 \| {3}is_edit: 0\n\s+\| {3}\^/,
      );
      expect(output).toMatch(/rules\/shop.yaml:2:1: YAML is indented with blanks/);
      expect(output).not.toMatch(/^\s+at /m);
      expect(emulator.calls()).toEqual([]);
    }));

  test("keep their places where the stack's file lies elsewhere, and are named by number where it is unknown", () =>
    withStack(async (stack) => {
      stack.writeRules("- {prefix: https://qr.example.com/bus, path: /pages/bus/index}");
      mkdirSync(join(stack.folder, "stacks"));
      copyFileSync(stack.file, join(stack.folder, "stacks", "Pulumi.dev.yaml"));
      renameSync(stack.file, join(stack.folder, "other.yaml"));
      expect(await stack.fail(["preview", "--config-file", "other.yaml"])).toContain(
        'wechat-qr-jump:rules[0] (https://qr.example.com/bus): path starts with "/"',
      );
      writeFile(stack, "Pulumi.yaml", PROJECT);
      expect(await stack.fail(["preview"])).toMatch(/stacks\/Pulumi.dev.yaml:\d+:\d+: path starts with "\/"/);
    }));

  test("are not deleted because no glob matches them any more: renamed, moved into a folder, or no file", () =>
    withStack(async (stack, emulator) => {
      stack.set(FILES, ["rules/*.yaml"]);
      for (const name of ["bus", "cafe", "shop"]) writeFile(stack, `rules/${name}.yaml`, ruleOf(name));
      await stack.up();
      const before = live(emulator);
      const renamed = ["shop.yml", "shop.json", "SHOP.YAML", ".shop.yaml", "old/shop.yaml"];
      mkdirSync(join(stack.folder, "rules", "old"));
      for (const name of renamed) {
        renameSync(join(stack.folder, "rules/shop.yaml"), join(stack.folder, "rules", name));
        const why = `rules/${name} lies where rules/*.yaml looks, but no entry of rulesFiles matches it`;
        const texts = [await stack.fail(["preview"]), await stack.fail(["up", "--yes", "--skip-preview"])];
        for (const text of texts) expect(text).toMatch(new RegExp(`Pulumi\\.dev\\.yaml:\\d+:\\d+: ${escaped(why)}`));
        renameSync(join(stack.folder, "rules", name), join(stack.folder, "rules/shop.yaml"));
      }
      rmSync(join(stack.folder, "rules/shop.yaml"));
      execFileSync("mkfifo", [join(stack.folder, "rules/shop.yml")]);
      expect(await stack.fail(["up", "--yes", "--skip-preview"])).toContain("rules/shop.yml lies where rules/*.yaml");
      expect(live(emulator)).toEqual(before);

      stack.set(FILES, ["rules/*.yaml", "!rules/shop.yml"]);
      await stack.up();
      expect(Object.keys(live(emulator)).sort()).toEqual(Object.keys(before).sort().slice(0, 2));
    }));

  test("may be read by a glob in the project's own folder, beside files of Pulumi, npm and editors", () =>
    withStack(async (stack, emulator) => {
      stack.set(FILES, ["*.yaml", "!Pulumi*.yaml"]);
      writeFile(stack, "shop.yaml", ruleOf("shop"));
      symlinkSync("somebody@host.1:2", join(stack.folder, ".#shop.yaml"));
      await stack.up();
      expect(await stack.up()).toMatch(/2 unchanged/);
      expect(Object.values(live(emulator))).toEqual(["pages/shop/index"]);
      stack.set(FILES, ["*.yaml"]);
      expect(await stack.fail(["preview"])).toContain(
        'this is a file of Pulumi, not of rules; write "!Pulumi*.yaml" into rulesFiles to leave it out.',
      );
    }));

  test(
    "may be more than stack config can hold",
    () =>
      withStack(async (stack, emulator) => {
        stack.set(FILES, ["rules/*.yaml"]);
        for (let file = 0; file < 15; file++) {
          const rules = Array.from({ length: 100 }, (_, n) => codeRule(`${file}_${n}`));
          writeFile(stack, `rules/team-${file}.yaml`, rules.join(""));
        }
        emulator.setOptions({ limit: "off", publishQuota: 5000 });
        expect(await stack.succeed("preview")).toMatch(/1501 to create/);
      }),
    600_000,
  );
});

function ruleOf(name: string): string {
  return `- {prefix: https://qr.example.com/${name}, path: pages/${name}/index}\n`;
}

function escaped(text: string): string {
  return text.replace(/[.*]/g, "\\$&");
}

const PROJECT = `name: wechat-qr-jump
runtime: {name: nodejs, options: {typescript: false}}
main: dist/program.js
stackConfigDir: stacks
`;

function codeRule(name: string): string {
  return `- {prefix: http://weixin.qq.com/q/02P5KzM_${name}, appid: wxe5f52902cf4de896, path: pages/index/index?table=${name}}\n`;
}
