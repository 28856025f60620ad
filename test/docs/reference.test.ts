import { SETTING_NAMES } from "../../provider/settings/table";
import { CODES } from "../../provider/wechat/error-codes";
import { codeFields, stackFields } from "../../provider/rules/file-fields";
import { linkRule, serviceAccountRule } from "../../provider/rules/rule-schema";
import { settingsList } from "../../tools/settings-list";
import { codes, listed, read } from "./pages";

describe("the reference says what the code says", () => {
  test("docs/rules.md has each field of a rule, with its default", () => {
    const shapes = { ...serviceAccountRule.shape, ...linkRule.shape, ...stackFields, ...codeFields };
    const documented = listed(read("docs/rules.md"));
    const expected = Object.entries(shapes).map(([name, field]) => {
      const { data: value, success } = field.safeParse(undefined);
      return `\`${name}\`: ${success && value !== undefined ? `\`${typeof value === "string" ? value : JSON.stringify(value)}\`` : ""}`;
    });
    expect(expected.length).toBeGreaterThan(9);
    expect(documented.sort()).toEqual(expected.sort());
  });

  test("docs/settings.md has the list that npm run schema makes from the table of settings", () => {
    expect(settingsList().split("\n")).toHaveLength(SETTING_NAMES.length);
    expect(read("docs/settings.md")).toContain(settingsList());
  });

  test("docs/errors.md has each code that errors explain", () => {
    const documented = listed(read("docs/errors.md")).flatMap((numbers) => numbers.split(", "));
    expect(documented.sort()).toEqual(Object.keys(CODES).sort());
  });

  test("docs/development.md says of each package and override why it is there, and of no other", () => {
    const manifest = JSON.parse(read("package.json")) as Record<string, Record<string, string>>;
    const { dependencies = {}, devDependencies = {}, overrides = {} } = manifest;
    const section = read("docs/development.md").split("## Dependencies")[1] ?? "";
    const documented = [...section.matchAll(/^- (.+?)(:| with)/gm)].flatMap(([, names = ""]) => codes(names));
    const expected = Object.keys({ ...dependencies, ...devDependencies }).concat(Object.keys(overrides));
    expect(documented.sort()).toEqual(expected.sort());
  });
});
