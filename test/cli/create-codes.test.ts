import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expectChinese } from "../unit/chinese-support";
import { COMMAND, CREATE, doorsTable, expectWhole, finish, JOURNAL, withDoors, writtenRules } from "./code-project";
import { ACCOUNT, APPID, BIN, SECRET, withProject, type Project } from "./support";
import { HAS_TERMINALS, inTerminal, type Step } from "./terminal";

describe("create-codes", () => {
  test("makes a code for each row, one call each, and writes a rule with what WeChat gave", () =>
    withDoors(3, async (project, emulator) => {
      const { exitCode, stdout, stderr } = await project.run([...COMMAND, "--yes"]);
      expect({ exitCode, stdout }).toEqual({
        exitCode: 0,
        stdout:
          "rules/doors.yaml: added 3 rules with new codes.\n" +
          '"wechat-qr-jump export-codes" writes their pictures; the next "pulumi up" makes the rules in WeChat.',
      });
      expect(stderr).toBe(
        "3 permanent codes will be made in WeChat. An account can have 100,000 ever: WeChat takes none back, and does not say how many are left.\n" +
          "Publishing the rules takes 3 publishes; WeChat gives an account about 100 a month.",
      );
      expect(emulator.parametricCodes().map(({ account, scene, endsAt }) => [account, scene, endsAt])).toEqual(
        [0, 1, 2].map((n) => [ACCOUNT, `door-${n}`, null]),
      );
      expect(writtenRules(project)).toEqual(
        emulator.parametricCodes().map(({ url, scene }, n) => ({
          prefix: url,
          appid: APPID,
          path: `pages/door/index?id=${n}`,
          name: `上海${n}号门`,
          scene,
        })),
      );
      expect(emulator.calls().map(({ endpoint }) => endpoint)).toEqual(["stable_token", CREATE, CREATE, CREATE]);
      expectWhole(project, 3, []);
      expect(readdirSync(join(project.folder, "rules"))).toEqual(["doors.yaml"]);
      expect((await project.run(["check"])).stdout).toBe("Pulumi.dev.yaml: 3 rules, no mistakes.");

      const again = await project.run([...COMMAND, "--yes"]);
      expect(again).toMatchObject({
        exitCode: 0,
        stdout: "Nothing to make: the stack has a rule for 3 scenes of the table.",
      });
      project.write("doors.csv", doorsTable(4));
      expect((await project.run([...COMMAND, "--yes"])).stdout).toContain("added 1 rule with new codes");
      expectWhole(project, 4, []);
      expect(emulator.parametricCodes()).toHaveLength(4);
    }));

  test("writes a table of rules too, with temporary codes, of which check warns before and after their end", () =>
    withDoors(2, async (project, emulator) => {
      const command = ["create-codes", "--from", "doors.csv", "--file", "doors-rules.csv", "--yes"];
      const answer = await project.run([...command, "--expires", "7d", "--json"]);
      const result = JSON.parse(answer.stdout) as { file: string; added: { expires: string }[] };
      expect(result).toMatchObject({ version: 1, file: "doors-rules.csv", alreadyMade: 0, left: [], mayBeMade: [] });
      const [first] = emulator.parametricCodes();
      const expires = result.added[0]?.expires ?? "";
      expect(Math.abs(Date.parse(expires) - (first?.endsAt ?? 0))).toBeLessThan(3_000);
      expect(project.read("doors-rules.csv")).toContain(
        `\uFEFFname,prefix,appid,path,scene,expires\r\n上海0号门,${first?.url},${APPID},pages/door/index?id=0,door-0,${expires}\r\n`,
      );
      const { exitCode, stderr, stdout } = await project.run(["check"]);
      expect(exitCode).toBe(0);
      expect(stderr + stdout).toContain(`doors-rules.csv:2:`);
      expect(stderr + stdout).toContain(
        `this temporary code stops working at ${expires}; put another one in its place`,
      );
      project.write("doors-rules.csv", project.read("doors-rules.csv").replaceAll(/202\d-/g, "2020-"));
      const late = await project.run(["check"]);
      expect(late.stderr + late.stdout).toMatch(/this temporary code stopped working at 2020-.*; remove the rule/);
    }));

  test("--dry-run says what would be made, calls nobody and writes nothing", () =>
    withDoors(2, async (project, emulator) => {
      const before = readdirSync(project.folder);
      const { exitCode, stdout } = await project.run([...COMMAND, "--dry-run"], { WECHAT_APP_SECRET: "" });
      expect(exitCode).toBe(0);
      expect(stdout).toMatch(
        /^2 permanent codes will be made in WeChat\..*\n.*\nNothing was made: this was a dry run\.$/,
      );
      expect(emulator.calls()).toEqual([]);
      expect(readdirSync(project.folder)).toEqual(before);
      const json = await project.run([...COMMAND, "--dry-run", "--json"]);
      expect(JSON.parse(json.stdout)).toMatchObject({ dryRun: true, toMake: ["door-0", "door-1"], alreadyMade: 0 });
    }));

  test("makes nothing where nobody can be asked", () =>
    withDoors(2, async (project, emulator) => {
      const sentence =
        "create-codes writes to WeChat, and nobody can be asked here; add --yes, or --dry-run to see what it would make.";
      expect(await project.fail(COMMAND, {}, 2)).toBe(sentence);
      const json = await project.run([...COMMAND, "--json"]);
      expect(json.exitCode).toBe(2);
      expect(JSON.parse(json.stdout)).toEqual({ version: 1, error: sentence });
      expect(emulator.calls()).toEqual([]);
    }));

  test("names every mistake of the table at its cell, and makes nothing", () =>
    withDoors(0, async (project, emulator) => {
      const long = "x".repeat(65);
      const table =
        "scene,name,appid,path,prefix,account,expires\n" +
        `a,一号门,${APPID},/pages/door/index,,,\n` +
        `a,二号门,wx12,pages/door/index,,,\n` +
        `,三号门,${APPID},pages/door/index,,,\n` +
        `${long},一号门,${APPID},pages/door/index,,,\n` +
        `b,,${APPID},pages/door/index,http://weixin.qq.com/q/02x,,\n` +
        `c,,${APPID},pages/door/index,,shop,2026-12-31\n`;
      project.write("doors.csv", table);
      const { exitCode, stderr } = await project.run([...COMMAND, "--yes"]);
      expect(exitCode).toBe(1);
      const lines = stderr.split("\n").filter((line) => line.startsWith("doors.csv:"));
      expect(lines).toEqual([
        'doors.csv:2:26: path starts with "/"; write it without, e.g. pages/index/index.',
        expect.stringMatching(/^doors\.csv:3:7: appid is not an app id; /) as string,
        "doors.csv:4:1: scene is missing; write 1 to 64 characters that no other code has, e.g. door-17.",
        "doors.csv:5:1: scene must have 1 to 64 characters.",
        "doors.csv:6:40: prefix is what WeChat gives each new code; remove it, or write this rule into a rules file.",
        "doors.csv:7:41: account cannot be here: one run makes codes of one account; remove it, and name the account with --account.",
        "doors.csv:7:46: expires cannot be here: it follows from --expires; remove it.",
        "doors.csv:3:1: scene a is already at doors.csv:2:1; give each code its own.",
        "doors.csv:5:67: name 一号门 is already at doors.csv:2:1; give each rule its own.",
      ]);
      expect(emulator.calls()).toEqual([]);
    }));

  test.each([
    ["--expires", "31d", "--expires 31d is not a span of at most 30 days; write 30d, 12h or 45m."],
    ["--expires", "30", "--expires 30 is not a span of at most 30 days; write 30d, 12h or 45m."],
    ["--file", "doors.csv", "--from and --file name the same file; the rules go into a file of their own."],
    [
      "--file",
      "doors.txt",
      "--file doors.txt is neither a YAML file nor a table; give it a name that ends in .yaml or .csv.",
    ],
    ["--account", "shop", "--account shop: this stack has one account, wx0123456789abcdef; leave the option out."],
  ])("refuses %s %s as wrong usage", (option, value, sentence) =>
    withDoors(1, async (project, emulator) => {
      const others = option === "--file" ? ["create-codes", "--from", "doors.csv"] : COMMAND;
      expect(await project.fail([...others, option, value, "--yes"], {}, 2)).toBe(sentence);
      expect(emulator.calls()).toEqual([]);
    }),
  );

  test("refuses before anything is made what could not be written afterwards", () =>
    withDoors(1, async (project, emulator) => {
      mkdirSync(join(project.folder, "rules"));
      project.write("rules/doors.csv", "prefix,appid,path\n");
      const table = ["create-codes", "--from", "doors.csv", "--file", "rules/doors.csv", "--yes"];
      expect(await project.fail(table)).toBe(
        "rules/doors.csv cannot be added to: its first row has no name, scene, which these rules need; add that, with a comma before it. Nothing was written to it.",
      );
      project.write("rules/doors.yaml", "rules: [] # none\nrules: []\n");
      expect((await project.run([...COMMAND, "--yes"])).exitCode).toBe(1);
      project.write(
        "rules/doors.yaml",
        `- {prefix: "http://weixin.qq.com/q/02x", appid: ${APPID}, path: p, name: 上海0号门}\n`,
      );
      expect((await project.run([...COMMAND, "--yes"])).stderr).toContain(
        "doors.csv:2:8: name 上海0号门 is that of the rule http://weixin.qq.com/q/02x; give each rule its own.",
      );
      expect(emulator.calls()).toEqual([]);
    }));

  test("a table that the stack reads as rules is refused", () =>
    withDoors(1, async (project) => {
      project.config("  wechat-qr-jump:rulesFiles: ['*.csv']\n");
      expect(await project.fail([...COMMAND, "--yes"], {}, 2)).toBe(
        "--from doors.csv is a rules file of the stack: wechat-qr-jump:rulesFiles names it; put the table elsewhere.",
      );
    }));

  test("a code that another rule has already is said, and nothing is added for it", () =>
    withDoors(
      2,
      async (project, emulator) => {
        await project.run([...COMMAND, "--yes"]);
        const [first] = emulator.parametricCodes();
        project.write(
          "rules/doors.yaml",
          project.read("rules/doors.yaml").replace("  name: 上海0号门\n  scene: door-0", "  scene: old"),
        );
        const { exitCode, stdout } = await project.run([...COMMAND, "--yes"]);
        expect(exitCode).toBe(1);
        expect(stdout).toContain(
          `Scene door-0: WeChat gave it the code ${first?.url}, which another rule of the stack has; nothing was added for it.`,
        );
        expect(writtenRules(project)).toHaveLength(2);
      },
      { sameSceneSameUrl: true },
    ));

  test.each([
    [48001, { pages: { [ACCOUNT]: [] } }, "only a certified service account makes such codes"],
    [45029, { permanentCodeLimit: 1 }, "make temporary ones with --expires 30d"],
    [40164, { ipAllowList: ["198.51.100.1"] }, "203.0.113.7"],
  ])("says what to do about %i, and goes on where that is mended", (code, options, remedy) =>
    withDoors(2, async (project, emulator) => {
      emulator.setOptions(options);
      const { exitCode, stdout } = await project.run([...COMMAND, "--yes"]);
      expect(exitCode).toBe(1);
      expect(stdout).toContain(String(code));
      expect(stdout).toContain(remedy);
      expect(stdout).toContain("it goes on there and makes no code twice.");
      emulator.reset();
      emulator.setOptions({});
      const made = writtenRules(project).length;
      await project.run([...COMMAND, "--yes"]);
      expect(writtenRules(project)).toHaveLength(2);
      expect(emulator.parametricCodes()).toHaveLength(2 - made);
    }),
  );

  test("keeps within WeChat's pace, and says how far it is", () =>
    withDoors(30, async (project, emulator) => {
      const { exitCode, stderr } = await project.run([...COMMAND, "--yes"]);
      expect(exitCode).toBe(0);
      expect(stderr).toMatch(/\d+ of 30 codes done, \d\.\d a second, \d+ s left/);
      expect(emulator.calls().filter(({ errcode }) => errcode === 44990)).toEqual([]);
      expectWhole(project, 30, []);
    }));

  test("a broken-off run of another account is finished first; one that cannot be read is kept", () =>
    withDoors(2, async (project, emulator) => {
      emulator.setFaults([{ kind: "reset", when: "after", match: { endpoint: CREATE, nth: 2 } }]);
      await project.run([...COMMAND, "--yes"]);
      const journal = project.read(JOURNAL);
      const check = await project.run(["check"]);
      expect(check.stdout + check.stderr).toContain(
        `warning: ${JOURNAL}: create-codes was broken off, and made codes may have no rule yet; run the same command again.`,
      );
      const other = { WECHAT_APP_ID: "wx0000000000000001" };
      expect(await project.fail([...COMMAND, "--yes"], other)).toMatch(
        /^An unfinished run has made codes for another account \(wx0123456789abcdef\), which are in .*\.doors\.yaml\.codes; finish it first/,
      );
      project.write(JOURNAL, `half a line\n${journal}`);
      expect(await project.fail([...COMMAND, "--yes"])).toMatch(
        /\.doors\.yaml\.codes:1 cannot be read; the file has codes/,
      );
      project.write(JOURNAL, journal);
      expectWhole(project, 2, [...(await finish(project)), "door-1"]);
    }));

  test("what was made is not lost where the rules file is broken meanwhile", () =>
    withDoors(3, async (project, emulator) => {
      emulator.setOptions({ latencyMs: 400 });
      const running = project.run([...COMMAND, "--yes"]);
      while (emulator.parametricCodes().length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
      writeFileSync(join(project.folder, "rules", "doors.yaml"), "- prefix: [\n");
      const { exitCode, stderr } = await running;
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(
        /Nothing is lost: .*\.doors\.yaml\.codes has 3 codes\. Run the same command again when that is mended\./,
      );
      rmSync(join(project.folder, "rules", "doors.yaml"));
      emulator.setOptions({ latencyMs: 0 });
      expectWhole(project, 3, await finish(project));
      expect(emulator.parametricCodes()).toHaveLength(3);
    }));

  test("two runs at once: the second waits, and makes nothing twice", () =>
    withDoors(6, async (project, emulator) => {
      emulator.setOptions({ latencyMs: 300 });
      const both = await Promise.all([project.run([...COMMAND, "--yes"]), project.run([...COMMAND, "--yes"])]);
      expect(both.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
      expect(both.map(({ stderr }) => stderr).join()).toContain("Waiting for another create-codes to end.");
      expectWhole(project, 6, []);
      expect(emulator.parametricCodes()).toHaveLength(6);
    }));

  test("makes them for one of several accounts, whose name is in the rules", () =>
    withProject(
      async (project) => {
        const official = "wx00000000000000b1";
        project.write(
          "Pulumi.dev.yaml",
          `config:\n  wechat-qr-jump:endpoint: ${project.emulator.url}\n  wechat-qr-jump:accounts:\n    official: {appId: ${official}}\n    shop: {appId: ${APPID}}\n`,
        );
        project.write("doors.csv", doorsTable(1));
        expect(await project.fail([...COMMAND, "--yes"], {}, 2)).toContain("Say which account with --account");
        const env = { WECHAT_OFFICIAL_APP_SECRET: "emulator-secret", WECHAT_SHOP_APP_SECRET: "emulator-secret" };
        const { exitCode, stderr } = await project.run([...COMMAND, "--account", "official", "--yes"], env);
        expect(exitCode).toBe(0);
        expect(stderr).toContain(`will be made in WeChat for official (${official}).`);
        expect(project.emulator.parametricCodes()).toMatchObject([{ account: official }]);
        expect(writtenRules(project)).toMatchObject([{ scene: "door-0", account: "official" }]);
        expect((await project.run(["check"])).stdout).toContain("1 rule, no mistakes");
      },
      {},
      [CREATE],
    ));

  test("speaks Chinese", () =>
    withDoors(2, async (project, emulator) => {
      emulator.setFaults([{ kind: "html", when: "after", match: { endpoint: CREATE, nth: 2 } }]);
      const env = { WECHAT_LANG: "zh" };
      const first = await project.run([...COMMAND, "--yes"], env);
      const second = await project.run([...COMMAND, "--yes"], env);
      for (const text of [first.stdout, first.stderr, second.stdout, second.stderr]) expectChinese(text);
      expectWhole(project, 2, ["door-1"]);
      expect(existsSync(join(project.folder, JOURNAL))).toBe(false);
    }));
});

const ENTER = "\r";
const RIGHT = "\u001b[C";
const describeInTerminal = HAS_TERMINALS ? describe : describe.skip;

describeInTerminal("create-codes in a terminal", () => {
  async function asked(project: Project, steps: Step[]): Promise<{ exitCode: number; shown: string }> {
    const { PATH, HOME } = process.env;
    const ended = await inTerminal(
      `'${process.execPath}' '${BIN}' ${COMMAND.join(" ")}`,
      { cwd: project.folder, env: { PATH, HOME, WECHAT_APP_SECRET: SECRET } },
      steps,
    );
    project.transcript += ended.shown;
    return ended;
  }

  test("says what it will make, and makes it after a yes", () =>
    withDoors(2, async (project, emulator) => {
      const { exitCode, shown } = await asked(project, [["Make them?", ENTER]]);
      expect(exitCode).toBe(0);
      expect(shown).toMatch(/2 permanent codes will be made in WeChat[^]*Make them\?[^]*added 2 rules with new codes/);
      expectWhole(project, 2, []);
      expect(emulator.parametricCodes()).toHaveLength(2);
    }));

  test.each([
    ["no", `${RIGHT}${ENTER}`, "Nothing was made."],
    ["Ctrl-C", "\u0003", "Interrupted; nothing was written."],
  ])("makes nothing after %s", (_, typed, sentence) =>
    withDoors(2, async (project, emulator) => {
      const { exitCode, shown } = await asked(project, [["Make them?", typed]]);
      expect(exitCode).toBe(1);
      expect(shown).toContain(sentence);
      expect(emulator.calls()).toEqual([]);
      expect(existsSync(join(project.folder, "rules", "doors.yaml"))).toBe(false);
    }),
  );
});
