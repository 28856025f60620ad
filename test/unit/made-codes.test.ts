import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeCodes } from "../../provider/cli/create-codes/making";
import { MadeCodes, type MadeCode } from "../../provider/cli/create-codes/made-codes";

let folder: string;
let rulesFile: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "made-codes-"));
  rulesFile = join(folder, "rules", "doors.yaml");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const code = (scene: string): MadeCode => ({ scene, rule: { prefix: `http://weixin.qq.com/q/02${scene}`, scene } });

describe("the codes of an unfinished run", () => {
  test("are on disk one by one, and there for the next run", () => {
    const codes = new MadeCodes(rulesFile);
    expect(existsSync(codes.path)).toBe(false);
    codes.begin("wx0123456789abcdef");
    codes.asking("a");
    codes.got(code("a"));
    codes.asking("b");
    codes.refused("b");
    codes.asking("c");
    expect(readFileSync(codes.path, "utf8").split("\n")).toHaveLength(7);
    const next = new MadeCodes(rulesFile);
    expect(next).toMatchObject({ account: "wx0123456789abcdef", made: [code("a")], unanswered: ["c"] });
    next.begin("wx0123456789abcdef");
    next.asking("c");
    next.got(code("c"));
    const last = new MadeCodes(rulesFile);
    expect(last).toMatchObject({ made: [code("a"), code("c")], unanswered: ["c"] });
    last.remove();
    expect(existsSync(codes.path)).toBe(false);
    for (const each of [codes, next]) each.close();
  });

  test("a line that is half written counts as not written, and the next is whole", () => {
    const codes = new MadeCodes(rulesFile);
    codes.begin(null);
    codes.asking("a");
    codes.close();
    appendFileSync(codes.path, '{"made":"a","rule":{"pre');
    const next = new MadeCodes(rulesFile);
    expect(next).toMatchObject({ account: null, made: [], unanswered: ["a"] });
    next.asking("a");
    next.got(code("a"));
    next.close();
    expect(new MadeCodes(rulesFile)).toMatchObject({ made: [code("a")], unanswered: ["a"] });
  });

  test.each(["", "{}", '{"made":"a"}', "[]", '{"asked":7}'])(
    "a line %p that cannot be one is named, not skipped",
    (line) => {
      const codes = new MadeCodes(rulesFile);
      codes.begin(null);
      codes.close();
      writeFileSync(codes.path, `${readFileSync(codes.path, "utf8")}${line}\n{"asked":"b"}\n`);
      expect(() => new MadeCodes(rulesFile)).toThrow(`${codes.path}:2 cannot be read`);
    },
  );
});

describe("making codes", () => {
  const wanted = ["a", "b", "c"].map((scene) => ({ scene, fields: { appid: "wxe5f52902cf4de896", path: "pages/a" } }));
  const never = new AbortController().signal;
  const making = {
    account: null,
    interruption: { signal: never, hurry: never },
    isAlone: () => true,
    expiresS: undefined,
    common: {},
    print: () => undefined,
  };

  test("a full disk: the code that is on no disk is in the message, and nothing more is made", async () => {
    const journal = new MadeCodes(rulesFile);
    const created: string[] = [];
    const codes = {
      create: (scene: string) => {
        created.push(scene);
        journal.got = () => {
          throw Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" });
        };
        return Promise.resolve({ prefix: `http://weixin.qq.com/q/02${scene}`, expiresS: undefined });
      },
    };
    const stopped = await makeCodes(wanted, { ...making, codes, journal });
    expect(stopped).toBe(
      `${journal.path} cannot be written (ENOSPC); make room, or fix its permissions. The code of scene a was made and has this prefix, which is on no disk: http://weixin.qq.com/q/02a`,
    );
    expect(created).toEqual(["a"]);
    expect(new MadeCodes(rulesFile).unanswered).toEqual(["a"]);
    journal.close();
  });

  test("a full disk before the first call: nothing is asked for", async () => {
    const journal = new MadeCodes(rulesFile);
    journal.asking = () => {
      throw Object.assign(new Error("no space"), { code: "ENOSPC" });
    };
    const codes = { create: () => Promise.reject(new Error("must not be called")) };
    expect(await makeCodes(wanted, { ...making, codes, journal })).toMatch(/^.*\.codes cannot be written \(ENOSPC\)/);
    journal.close();
  });

  test("the second Ctrl-C leaves at once, and the code in hand counts as perhaps made", async () => {
    const journal = new MadeCodes(rulesFile);
    const [first, second] = [new AbortController(), new AbortController()];
    const codes = {
      create: () => {
        first.abort();
        second.abort();
        return new Promise<never>(() => undefined);
      },
    };
    const interruption = { signal: first.signal, hurry: second.signal };
    const stopped = await makeCodes(wanted, { ...making, codes, journal, interruption });
    expect(stopped).toBe("Interrupted. WeChat may have made a code for scene a that nobody knows.");
    expect(journal.unanswered).toEqual(["a"]);
    journal.close();
  });

  test("stops where another run may have begun", async () => {
    const journal = new MadeCodes(rulesFile);
    let calls = 0;
    const codes = {
      create: (scene: string) => {
        calls += 1;
        return Promise.resolve({ prefix: `http://weixin.qq.com/q/02${scene}`, expiresS: undefined });
      },
    };
    const stopped = await makeCodes(wanted, { ...making, codes, journal, isAlone: () => calls === 0 });
    expect(stopped).toMatch(/another run may have begun/);
    expect(journal.made.map(({ scene }) => scene)).toEqual(["a"]);
    journal.close();
  });
});
