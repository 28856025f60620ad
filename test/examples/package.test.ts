import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import execa from "execa";
import { packed, tarball } from "./example";

const bin = join(__dirname, "..", "..", "node_modules", ".bin");
const installed = join(packed, "node_modules", "pulumi-wechat-qr-jump");

const RULE = `new QrCodeJumpRule("door", { prefix: "https://qr.example.com/shop/", path: "pages/shop/index" });`;
const MISTAKE = `new QrCodeJumpRule("door", { prefix: "https://qr.example.com/shop/", page: "pages/shop/index" });`;

const MODES = [
  { module: "CommonJS", resolution: "node10", file: "program.ts" },
  { module: "Node16", resolution: "Node16", file: "program.cts" },
  { module: "Node16", resolution: "Node16", file: "program.mts" },
  { module: "NodeNext", resolution: "NodeNext", file: "program.mts" },
  { module: "ESNext", resolution: "bundler", file: "program.ts" },
];

type Manifest = Record<"main" | "types" | "exports" | "bin", unknown>;

describe("the packed tarball", () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "wechat-qr-jump-program-"));
    symlinkSync(join(packed, "node_modules"), join(folder, "node_modules"));
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("holds the compiled program, its types and documents, and nothing else", () => {
    const files = readdirSync(installed, { recursive: true, encoding: "utf8" }).filter((file) =>
      statSync(join(installed, file)).isFile(),
    );
    const expected =
      /^(dist\/.+\.(js|d\.ts)|dist\/LICENSES-OF-OTHERS|schema\/.+\.json|docs\/.+\.md|package\.json|LICENSE|(CHANGELOG|CONTRIBUTING|SECURITY|README(\.zh-CN)?)\.md)$/;
    expect(files.filter((file) => !expected.test(file))).toEqual([]);
    expect(files).toEqual(
      expect.arrayContaining([
        "CHANGELOG.md",
        "LICENSE",
        "README.md",
        "README.zh-CN.md",
        "docs/rules.md",
        "docs/zh/rules.md",
        "dist/program.js",
      ]),
    );
  });

  test("names only files that it holds as main, types, exports and commands", () => {
    const manifest = JSON.parse(readFileSync(join(installed, "package.json"), "utf8")) as Manifest;
    const named = texts([manifest.main, manifest.types, manifest.exports, manifest.bin ?? []]);
    const missing = named.filter(
      (path) => !path.includes("*") && !statSync(join(installed, path), { throwIfNoEntry: false }),
    );
    expect(named.length).toBeGreaterThan(4);
    expect(missing).toEqual([]);
  });

  test("has types and code that agree for every kind of import, as arethetypeswrong judges", async () => {
    await execa(join(bin, "attw"), [tarball, "--profile", "node16", "--no-definitely-typed"]);
  });

  test.each(MODES)(
    "compiles with module $module, resolution $resolution in $file, and refuses a misspelt field",
    async (mode) => {
      const load = `import { QrCodeJumpRule } from "pulumi-wechat-qr-jump";`;
      writeFileSync(
        join(folder, mode.file),
        [load, RULE, "// @ts-expect-error there is no such field", MISTAKE].join("\n"),
      );
      const options = ["--module", mode.module, "--moduleResolution", mode.resolution, "--target", "ES2022"];
      const flags = ["--strict", "--noEmit", "--skipLibCheck", "--types", "node"];
      await execa(join(bin, "tsc"), [...options, ...flags, mode.file], { cwd: folder });
    },
  );

  test.each([
    ["CommonJS", "program.cjs", `const { QrCodeJumpRule } = require("pulumi-wechat-qr-jump");`],
    ["an ES module", "program.mjs", `import { QrCodeJumpRule } from "pulumi-wechat-qr-jump";`],
  ])("declares a rule from plain JavaScript as %s", async (_, file, load) => {
    writeFileSync(join(folder, "mocks.cjs"), MOCKS);
    writeFileSync(join(folder, file), `${load}\n${RULE}\n`);
    const { stdout } = await execa(process.execPath, ["--require", "./mocks.cjs", file], { cwd: folder });
    expect(JSON.parse(stdout)).toMatchObject({
      type: "pulumi-nodejs:dynamic/wechat:QrCodeJumpRule",
      inputs: { prefix: "https://qr.example.com/shop/", path: "pages/shop/index" },
    });
  });

  test("loads its provider by the path that the states of earlier runs name", async () => {
    const code = `console.log(typeof require("module").createRequire(process.cwd()+"/")("pulumi-wechat-qr-jump/lifecycle").provider.create)`;
    const { stdout } = await execa(process.execPath, ["-e", code], { cwd: folder });
    expect(stdout).toBe("function");
  });
});

/** Puts Pulumi into its test mode, in which a declared resource is printed. */
const MOCKS = `
require("@pulumi/pulumi").runtime.setMocks({
  call: () => ({}),
  newResource: ({ type, name, inputs }) => {
    console.log(JSON.stringify({ type, inputs }));
    return { id: name, state: inputs };
  },
});
`;

function texts(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return Object.values(value as object).flatMap(texts);
}
