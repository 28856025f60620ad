import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rulesFileFor } from "../../provider/cli/init/imported-rules";
import { isReadByOthers } from "../../provider/reading/files-of-others";
import type { Rule } from "../../provider/rules/rule";
import { linkRule } from "./support";

describe("a file of rules beside another stack", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "wechat-qr-jump-stacks-"));
    writeFileSync(join(folder, "Pulumi.yaml"), "name: codes\nruntime: nodejs\n");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const otherReads = (...patterns: string[]): void =>
    writeFileSync(
      join(folder, "Pulumi.prod.yaml"),
      JSON.stringify({ config: { "wechat-qr-jump:rulesFiles": patterns } }),
    );
  const stack = (): { folder: string; name: string; file: string } => ({
    folder,
    name: "org/dev",
    file: "Pulumi.dev.yaml",
  });
  const many: Rule[] = Array.from({ length: 1500 }, (_, n) =>
    linkRule({ prefix: `https://qr.example.com/${n}`, path: `pages/a-rather-long-name-of-a-page/index?id=${n}` }),
  );

  test.each<[string[], boolean]>([
    [["rules/*.yaml"], true],
    [["rules/**/*.yaml"], true],
    [["**/*.dev.yaml"], true],
    [["rules/imported.dev.yaml"], true],
    [["./rules/imported.dev.yaml"], true],
    [["rules/{imported,other}.*.yaml"], true],
    [["rules/*.yaml", "!rules/imported.*"], false],
    [["*.yaml"], false],
    [["rules/*/*.yaml"], false],
    [["rules/imported.prod.yaml"], false],
    [[], false],
  ])("is read by %j: %s, though it is not there yet", (patterns, expected) => {
    otherReads(...patterns);
    const path = join(folder, "rules", "imported.dev.yaml");
    expect(isReadByOthers(path, folder, join(folder, "Pulumi.dev.yaml"))).toBe(expected);
    expect(isReadByOthers(path, folder, join(folder, "Pulumi.prod.yaml"))).toBe(false);
  });

  test("goes where no other stack reads it", () => {
    expect(rulesFileFor(stack(), many.slice(0, 3), {})).toBeUndefined();
    expect(rulesFileFor(stack(), many, {})).toBe("rules/imported.dev.yaml");
    otherReads("rules/imported.dev.yaml");
    expect(rulesFileFor(stack(), many, {})).toBe("rules/imported.dev-2.yaml");
    otherReads("rules/*.yaml");
    expect(rulesFileFor(stack(), many, {})).toBe("rules/dev/imported.yaml");
    otherReads("rules/**");
    expect(rulesFileFor(stack(), many, {})).toBe("imported.dev.yaml");
    otherReads("**/*.yaml");
    expect(() => rulesFileFor(stack(), many, {})).toThrow(
      "There is no place for a rules file of stack org/dev: the other stacks read every place; narrow the globs in their rulesFiles.",
    );
  });
});
