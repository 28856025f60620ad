import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describeWithCli } from "../engine/support";
import { ACCOUNT, SECRET, withFolder, type Folder } from "./init-folder";

const FLAGS = ["--account", ACCOUNT, "--no-import", "--yes"];
const ARGS = ["--stack", "dev", ...FLAGS];
const GIVEN = { WECHAT_APP_SECRET: SECRET };

describeWithCli("init where the Pulumi CLI fails", () => {
  test.each<[string, string, RegExp]>([
    [
      "too old",
      "echo 'error: unknown flag: --json' >&2; exit 1",
      /^The Pulumi CLI is too old \(unknown flag: --json\);/,
    ],
    [
      "killed",
      "kill -9 $$",
      /^The Pulumi CLI does not work: "pulumi whoami" was ended by signal SIGKILL; run it by hand to see why\.$/,
    ],
    [
      "without its state",
      "export PULUMI_BACKEND_URL=file:///no-such",
      /^The Pulumi CLI cannot be used here: "pulumi whoami" says "unable to open state directory .*"; fix that/,
    ],
  ])("tells a CLI that is %s from a missing login", (_, script, expected) =>
    withFolder(async (folder) => {
      folder.beforePulumi(script);
      const { exitCode, stderr } = await folder.init(ARGS, GIVEN);
      expect(stderr).toMatch(expected);
      expect({ exitCode, files: folder.files }).toEqual({ exitCode: 1, files: [] });
    }),
  );

  test("gives the reasons of an error of several lines", () =>
    withFolder(async (folder) => {
      const said = String.raw`error: 2 errors occurred:\n\t* the name is taken\n\t* error: it is late\n\n`;
      folder.beforePulumi(`[ "$1 $2" = "stack init" ] && { printf '${said}' >&2; exit 1; }`);
      const { stderr } = await folder.init(ARGS, GIVEN);
      expect(stderr).toBe(
        '"pulumi stack init" failed: the name is taken; it is late. What was written was taken back.',
      );
    }));

  test("names the variables of a passphrase that is not there", () =>
    withFolder(async (folder) => {
      folder.beforePulumi(`[ "$1 $2" = "stack init" ] && unset PULUMI_CONFIG_PASSPHRASE`);
      const { stderr } = await folder.init(ARGS, GIVEN);
      expect(stderr).toMatch(/PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE/);
    }));
});

describeWithCli("init with names that cannot be right", () => {
  test("takes names with blanks around them as they are meant", () =>
    withFolder(async (folder) => {
      const flags = ["--stack", " dev ", "--account", ` ${ACCOUNT} `, "--no-import", "--yes"];
      expect((await folder.init(flags, GIVEN)).exitCode).toBe(0);
      expect(folder.read("Pulumi.dev.yaml")).toContain(`wechat-qr-jump:appId: ${ACCOUNT}\n`);
    }));

  test.each(["-c", "-h", "..", ".", "org/..", "org/-c", "a".repeat(101), "a/b/c/d"])("refuses a stack %s", (name) =>
    withFolder(async (folder) => {
      const { exitCode, stderr } = await folder.init(["--stack", name, ...FLAGS], GIVEN);
      expect(stderr).toContain(`--stack ${name} cannot be the name of a stack: it must have letters`);
      expect({ exitCode, files: folder.files }).toEqual({ exitCode: 2, files: [] });
    }),
  );
});

describeWithCli("init in a folder that cannot be a project of rules", () => {
  const put =
    (file: string, text: string) =>
    (folder: Folder): void =>
      folder.put(file, text);

  test.each<[string, (folder: Folder) => void, RegExp]>([
    [
      "another runtime",
      put("Pulumi.yml", "name: codes\nruntime: python\n"),
      /^Pulumi\.yml:2:10: rules need the runtime nodejs; make their stack in a project of its own\.$/,
    ],
    ["no YAML", put("Pulumi.yaml", "name: [\n"), /^Pulumi\.yaml:\d+:\d+: /],
    ["no JSON", put("package.json", "{"), /^package\.json is not valid JSON; fix it, and run this again\.$/],
    [
      "a folder",
      (folder) => mkdirSync(join(folder.folder, "package.json")),
      /^package\.json is there, but is no file that can be read;/,
    ],
    [
      "a link to nothing",
      (folder) => symlinkSync("no-such", join(folder.folder, ".gitignore")),
      /^\.gitignore is there, but is no file that can be read;/,
    ],
  ])("refuses %s", (_, lay, expected) =>
    withFolder(async (folder) => {
      lay(folder);
      const before = folder.files;
      const { exitCode, stderr } = await folder.init(ARGS, GIVEN);
      expect(stderr).toMatch(expected);
      expect({ exitCode, files: folder.files }).toEqual({ exitCode: 1, files: before });
    }),
  );

  test("leaves a stack with several accounts alone, and says what to do", () =>
    withFolder(async (folder) => {
      folder.put("Pulumi.yaml", "name: codes\nruntime: nodejs\n");
      const yaml = "config:\n  wechat-qr-jump:accounts:\n    shop: { appId: wxe5f52902cf4de896 }\n";
      folder.put("Pulumi.dev.yaml", yaml);
      const { exitCode, stderr } = await folder.init(ARGS, GIVEN);
      expect({ exitCode, stderr }).toEqual({
        exitCode: 1,
        stderr:
          'Pulumi.dev.yaml has several accounts (wechat-qr-jump:accounts), and init is for one, so nothing was written; add an account there, and check it with "wechat-qr-jump doctor --stack dev".',
      });
      expect(folder.read("Pulumi.dev.yaml")).toBe(yaml);
    }));

  test.each<[string, string, boolean]>([
    ["says that a program must declare the rules", "export {};\n", true],
    ["sees a program that uses the package", 'import { declareRules } from "pulumi-wechat-qr-jump";\n', false],
  ])("%s", (_, program, isSaid) =>
    withFolder(async (folder) => {
      folder.put("Pulumi.yaml", "name: codes\nruntime: {name: nodejs}\n");
      folder.put("index.ts", program);
      const { stdout } = await folder.init(ARGS, GIVEN);
      expect(stdout.includes("it must call declareRules")).toBe(isSaid);
      expect(stdout).toContain("Left as they were: Pulumi.yaml.");
    }),
  );
});
