import { copyFileSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
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
  it("are declared together with those of the stack's file, and a rule cut from a file is deleted", () =>
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

  it("are all checked at preview, with the place, the line and a caret of every mistake in every file", () =>
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

  it("keep their places where the stack's file lies elsewhere, and are named by number where it is unknown", () =>
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

  it(
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

const PROJECT = `name: wechat-qr-jump
runtime: {name: nodejs, options: {typescript: false}}
main: dist/program.js
stackConfigDir: stacks
`;

function codeRule(name: string): string {
  return `- {prefix: http://weixin.qq.com/q/02P5KzM_${name}, appid: wxe5f52902cf4de896, path: pages/index/index?table=${name}}\n`;
}
