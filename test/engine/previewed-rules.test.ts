import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { startEmulator, type Emulator } from "../../emulator";
import { ACCOUNT, Stack } from "./stack";
import { describeWithCli, live, writes } from "./support";

/** Of util-linux: gives a command a terminal of its own. */
const itInTerminal = process.platform === "linux" && existsSync("/usr/bin/script") ? it : it.skip;
/** The prompt stands at "no". */
const UP_AND_ENTER = "\u001b[A\r";
const NAMES = Array.from({ length: 12 }, (_, n) => `${n}`);
const ruleOf = (name: string) => `- {prefix: https://qr.example.com/${name}, path: pages/index/index}\n`;

let emulator: Emulator;
let stack: Stack;

const write = (path: string, text: string): void => writeFileSync(join(stack.folder, path), text);
const read = (path: string): string => readFileSync(join(stack.folder, path), "utf8");

/** What runs leave in the user's folder: nothing, but for a preview that nobody has said yes to. */
const left = (): string[] => {
  const folder = join(stack.folder, "tmp", `wechat-qr-jump-${userInfo().uid}`);
  return existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith("previewed")) : [];
};

/** Edits the project once, while the preview looks at WeChat: its program has read the rules by then. */
function editDuringPreview(shell: string): void {
  write("edit.sh", shell);
}

function ownProgram(code: string): void {
  write("own.js", `const { declareRules } = require("pulumi-wechat-qr-jump"), fs = require("fs");\n${code}`);
  write("Pulumi.yaml", read("Pulumi.yaml").replace("main: program.js", "main: own.js"));
}

/** @returns what it printed, in one line. */
async function keepsAll(...args: string[]): Promise<string> {
  const before = emulator.calls().length;
  const output = await stack.fail(args);
  expect(output).toContain("Previewing update");
  expect(writes(emulator, before)).toEqual([]);
  expect(Object.keys(live(emulator))).toHaveLength(12);
  expect(await stack.resources()).toHaveLength(12);
  return output.replace(/\s+/g, " ");
}

describeWithCli("up, whose update reads other rules than its preview did", () => {
  beforeEach(async () => {
    emulator = await startEmulator();
    stack = await Stack.create(emulator);
    stack.env = { TMPDIR: join(stack.folder, "tmp") };
    mkdirSync(join(stack.folder, "tmp"));
    mkdirSync(join(stack.folder, "rules"));
    for (const name of NAMES) write(`rules/${name}.yaml`, ruleOf(name));
    stack.set("wechat-qr-jump:rulesFiles", ["rules/*.yaml"]);
    stack.unset("wechat-qr-jump:appSecret");
    write("token", emulator.issueToken(ACCOUNT));
    const folder = stack.folder;
    const once = `mv ${folder}/edit.sh ${folder}/edited.sh 2>/dev/null && (cd ${folder} && sh edited.sh)`;
    stack.set("wechat-qr-jump:accessTokenCommand", `${once}; cat ${folder}/token`);
    await stack.up();
    expect(Object.keys(live(emulator))).toHaveLength(12);
  });
  afterEach(async () => {
    expect(stack.leaks().filter((place) => !place.endsWith("/token"))).toEqual([]);
    stack.dispose();
    await emulator.close();
  });

  test.each([
    [
      "a file is removed",
      "rm rules/3.yaml rules/7.yaml",
      "removed https://qr.example.com/3, https://qr.example.com/7.",
    ],
    [
      "a file is half written",
      ": > rules/3.yaml; cp rules/4.yaml x; echo '[]' > rules/3.yaml",
      "removed https://qr.example.com/3.",
    ],
    ["a rule is changed", "sed -i s,pages/index,pages/other, rules/3.yaml", "changed https://qr.example.com/3."],
    [
      "one is replaced by another and one is changed",
      "sed -i s,com/3,com/x, rules/3.yaml; sed -i 's/}/, published: false}/' rules/4.yaml",
      "removed https://qr.example.com/3; added https://qr.example.com/x; changed https://qr.example.com/4.",
    ],
  ])("refuses before anything is changed where %s, and says which", async (_, shell, which) => {
    editDuringPreview(shell);
    expect(await keepsAll("up", "--yes")).toContain(
      `The rules have changed since the preview: ${which} Nothing was changed in WeChat; run "pulumi up" again.`,
    );
    expect(left()).toEqual([]);
  });

  itInTerminal("refuses in a terminal too, where a file goes while the preview waits for yes", async () => {
    const cli = spawn("script", ["-qec", "pulumi up --color never", "/dev/null"], {
      cwd: stack.folder,
      env: { ...stack.environment(), TERM: "xterm" },
    });
    let output = "";
    cli.stdout.on("data", (text: Buffer) => {
      output += text.toString();
      if (!output.includes("Do you want to perform") || !existsSync(join(stack.folder, "rules/3.yaml"))) return;
      rmSync(join(stack.folder, "rules/3.yaml"));
      setTimeout(() => cli.stdin.write(UP_AND_ENTER), 500);
    });
    await once(cli, "close");
    stack.transcript += output;
    expect(output).toContain("perform this update? yes");
    expect(output).toContain("The rules have changed since the preview: removed https://qr.example.com/3.");
    expect(Object.keys(live(emulator))).toHaveLength(12);
  });

  test("goes on where nothing differs, the same rules stand elsewhere, or there was no preview", async () => {
    write("rules/3.yaml", ruleOf("x"));
    editDuringPreview("cat rules/4.yaml >> rules/5.yaml; rm rules/4.yaml; echo >> rules/6.yaml");
    await stack.succeed("up", "--yes");
    expect(Object.keys(live(emulator))).toContain("https://qr.example.com/x");
    expect(existsSync(join(stack.folder, "edited.sh"))).toBe(true);
    await stack.succeed("preview");
    expect(left()).toHaveLength(1);
    write("rules/3.yaml", ruleOf("3"));
    await stack.up();
    await stack.succeed("up", "--yes");
    await stack.succeed("refresh", "--yes", "--run-program");
    expect(left()).toHaveLength(1);
    expect(Object.keys(live(emulator)).sort()).toEqual(NAMES.map((name) => `https://qr.example.com/${name}`).sort());
  });

  test("refuses the same in a program of one's own, also where a whole list is gone", async () => {
    ownProgram(`
      const files = () => fs.readdirSync("rules").sort();
      const rules = (file) => [{ prefix: "https://qr.example.com/" + file.replace(".yaml", ""), path: "pages/index/index" }];
      module.exports = async () => {
        if (!fs.existsSync("lists")) return void (await declareRules(files().flatMap(rules)));
        for (const file of files()) await declareRules(rules(file));
      };`);
    editDuringPreview("rm rules/3.yaml");
    expect(await keepsAll("up", "--yes")).toContain(
      "The rules have changed since the preview: removed https://qr.example.com/3. Nothing",
    );
    write("rules/3.yaml", "");
    // The guard counts each list against the whole stack.
    stack.env["WECHAT_MAX_DELETES"] = "12";
    write("lists", "");
    await stack.succeed("up", "--yes");
    editDuringPreview("rm rules/9.yaml");
    expect(await keepsAll("up", "--yes")).toContain("the program declared fewer lists of rules than in the preview");
  });
});
