import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ChangeNotes, dropChanges, journalOf, readChanges, type Change } from "../../provider/pulumi/journal";
import type { Rule } from "../../provider/rules/rule";
import { Accounts } from "../../provider/settings/accounts";
import { readGuards, readSettings } from "../../provider/settings/settings";
import { partsOf } from "../../provider/stack-program/account-parts";
import { lookAtAccounts } from "../../provider/stack-program/stack-look";
import { ACCOUNT, CAFE, linkRule, plant, requests, serviceRule, sessionOn, SHOP, useEmulator } from "./support";

const emulator = useEmulator();
let home: string;
let journal: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "journal-"));
  journal = journalOf("organization/project/dev", { PULUMI_HOME: home });
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const old = linkRule();
const want = linkRule({ path: "pages/new/index" });
const change = (more: Partial<Change> = {}): Change => ({ at: Date.now(), account: ACCOUNT, old, want, ...more });

describe("the notes of changes", () => {
  test("are written at once, in a file of the user's own for each stack, and read back", async () => {
    const notes = new ChangeNotes(journal);
    const all = Array.from({ length: 50 }, (_, n) => change({ at: Date.now() + n }));
    await Promise.all(all.map((one) => notes.note(one)));
    await notes.note(change({ old: undefined }));
    expect(readChanges(journal)).toHaveLength(51);
    expect(readChanges(journal).slice(0, 50)).toEqual(all);
    expect(statSync(journal).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(journal)).mode & 0o777).toBe(0o700);
    expect(journalOf("organization/project/prod", { PULUMI_HOME: home })).not.toBe(journal);
    expect(journalOf("organization/other/dev", { PULUMI_HOME: home })).not.toBe(journal);
  });

  test("survive a line that was cut off, and are forgotten after 30 days", async () => {
    await new ChangeNotes(journal).note(change());
    writeFileSync(journal, `${readFileSync(journal, "utf8")}\n{"at": 17`);
    await new ChangeNotes(journal).note(change());
    expect(readChanges(journal)).toHaveLength(2);
    expect(readChanges(journal, Date.now() + 31 * 24 * 3_600_000)).toEqual([]);
  });

  test("are read as far as they are notes, from a file of a size that notes may have", async () => {
    await new ChangeNotes(journal).note(change());
    const text = readFileSync(journal, "utf8");
    writeFileSync(
      journal,
      `null\n7\n{"at":${Date.now()}}\n{"want":{"prefix":"x"}}\n{"at":"1","want":{"prefix":"x"}}${text}\n`,
    );
    expect(readChanges(journal)).toHaveLength(1);
    truncateSync(journal, 65 * 1024 * 1024);
    expect(readChanges(journal)).toEqual([]);
  });

  test("are waited for no longer than a second, and read from nothing but a file", async () => {
    await new ChangeNotes(journal).note(change());
    const text = readFileSync(journal, "utf8");
    rmSync(journal);
    execFileSync("mkfifo", [journal]);
    await new ChangeNotes(journal).note(change());
    const writer = spawn("sh", ["-c", 'printf "%s\n" "$0" > "$1"', text, journal]);
    expect(readChanges(journal)).toEqual([]);
    writer.kill();
    // Lets the open of the first note end.
    await once(spawn("cat", [journal]), "close");
  });

  test("are done without where they cannot be written or read", async () => {
    writeFileSync(join(home, "file"), "");
    const nowhere = join(home, "file", "a", "b.jsonl");
    await new ChangeNotes(nowhere).note(change());
    expect(readChanges(nowhere)).toEqual([]);
    dropChanges(nowhere, new Set([change()]));
  });

  test("are forgotten one by one: what was noted meanwhile stays", async () => {
    const [done, other] = [change(), change({ want: linkRule({ path: "pages/else/index" }) })];
    await new ChangeNotes(journal).note(done);
    const read = readChanges(journal);
    await new ChangeNotes(journal).note(other);
    dropChanges(journal, new Set(read));
    expect(readChanges(journal)).toEqual([other]);
    dropChanges(journal, new Set([other]));
    expect(existsSync(journal)).toBe(false);
  });
});

describe("the look for drift", () => {
  const look = (rules: Rule[], recorded: Rule[], { onDrift = "warn", isPreview = false, account = ACCOUNT } = {}) => {
    const config = { appId: account, appSecret: "s", onDrift } as Record<string, string>;
    const get = (key: string) => config[key.replace("wechat-qr-jump:", "")];
    const [accounts, settings] = [new Accounts(get, {}), readSettings(get, {})];
    const declared = rules.map((args) => ({ name: args.prefix, args, options: {}, at: undefined }));
    const recordedRules = recorded.map((rule) => ({ name: rule.prefix, rule, account }));
    const { client, live } = sessionOn(emulator());
    const opened = new Map([[undefined, { settings, client, live, odd: new Map<string, string>() }]]);
    const plan = {
      guards: readGuards(get, {}),
      stored: () => Promise.resolve({ unreadable: "not asked" }),
      elsewhere: () => [],
    };
    const parts = partsOf(accounts, declared, recordedRules);
    return lookAtAccounts(plan, parts, { opened, failed: new Map(), blind: new Map() }, accounts, journal, isPreview);
  };
  const note = (...changes: Change[]) =>
    writeFileSync(journal, changes.map((one) => `${JSON.stringify(one)}\n`).join(""));

  beforeEach(() => new ChangeNotes(journal).note(change()).then(() => note()));

  test("takes a page that the stack's own interrupted change left for its own, of its account alone", async () => {
    plant(emulator(), want);
    note(change());
    expect((await look([old], [old])).change).toEqual([want]);
    expect((await look([old], [old], { account: SHOP })).change).toEqual([]);
    note(change({ old: linkRule({ path: "pages/older/index" }) }));
    expect((await look([old], [old])).change).toEqual([]);
    note(change({ want: linkRule({ path: "pages/else/index" }) }));
    expect((await look([old], [old])).change).toEqual([]);
  });

  test("asks for the mini program of an interrupted change, and for none without one", async () => {
    const [shop, cafe] = [serviceRule(), serviceRule({ appid: CAFE })];
    plant(emulator(), cafe);
    note(change({ old: shop, want: cafe }));
    expect((await look([shop], [shop])).change).toEqual([cafe]);
    note();
    emulator().reset();
    plant(emulator(), shop);
    await look([shop], [shop]);
    expect(requests(emulator())).toHaveLength(1);
  });

  test("forgets a change once the state and WeChat agree, and not in a preview", async () => {
    plant(emulator(), want);
    note(change());
    await look([want], [want], { isPreview: true });
    expect(readChanges(journal)).toHaveLength(1);
    await look([want], [want]);
    expect(existsSync(journal)).toBe(false);
  });

  test("takes a change of nobody knows which account for its own", async () => {
    plant(emulator(), want);
    note(change({ account: undefined }));
    expect((await look([old], [old])).change).toEqual([want]);
  });

  test("asks once more for a rule that a list lacks, and for none that the YAML adds", async () => {
    expect((await look([old], [old])).change).toEqual([old]);
    // The whole list, then by prefix for the guards and for the drift.
    expect(requests(emulator())).toHaveLength(3);
    emulator().reset();
    await look([old], []);
    expect(requests(emulator())).toHaveLength(1);
  });

  test("finds a rule with the mini program of another rule", async () => {
    const [shop, cafe] = [serviceRule(), serviceRule({ appid: CAFE })];
    const other = serviceRule({ prefix: `${shop.prefix}2`, appid: CAFE });
    plant(emulator(), cafe, other);
    expect((await look([shop, other], [shop, other], { onDrift: "heal" })).change).toEqual([cafe]);
  });

  test("keeps notes of rules that are declared and not live yet, or recorded and not deleted yet", async () => {
    const other = linkRule({ prefix: "https://qr.example.com/other" });
    note(change({ old: undefined }));
    await look([want, other], [other]);
    expect(readChanges(journal)).toHaveLength(1);
    note(change());
    plant(emulator(), want, other);
    await look([other], [old, other]);
    expect(readChanges(journal)).toHaveLength(1);
  });

  test("keeps notes of what it cannot see, and forgets a change of a rule that nobody has any more", async () => {
    const added = serviceRule();
    note(change({ old: undefined, want: added }));
    plant(emulator(), old);
    await look([old], [old]);
    expect(readChanges(journal)).toHaveLength(1);
    expect(requests(emulator())).toHaveLength(1);
    note(change({ old: added, want: serviceRule({ path: "pages/new/index" }) }));
    await look([old], [old]);
    expect(readChanges(journal)).toEqual([]);
  });

  test("keeps the notes of other accounts, and of what is not settled", async () => {
    plant(emulator(), linkRule({ path: "pages/third/index" }));
    note(change(), change({ account: SHOP }));
    await look([old], [old]);
    expect(readChanges(journal)).toHaveLength(2);
    plant(emulator(), want);
    await look([want], [want]);
    expect(readChanges(journal)).toMatchObject([{ account: SHOP }]);
  });

  test("names no rule that an interrupted run only changed", async () => {
    const other = linkRule({ prefix: "https://qr.example.com/other" });
    plant(emulator(), other, want);
    note(change());
    expect((await look([other], [other])).warnings).toEqual([]);
  });

  test("names a rule that an interrupted run added and nobody declares, until it is gone", async () => {
    const added = linkRule({ prefix: "https://qr.example.com/added" });
    plant(emulator(), old, added);
    const notes = [change({ old: undefined, want: added }), change({ old: undefined, want: added })];
    note(...notes, change({ old: linkRule({ prefix: "x" }), want: linkRule({ prefix: "x" }) }));
    for (let times = 0; times < 2; times++) {
      expect((await look([old], [old])).warnings).toEqual([
        expect.stringContaining(`${added.prefix} was added by a run`),
      ]);
    }
    expect((await look([old], [old, added])).warnings).toEqual([]);
    note(...notes);
    expect((await look([old, added], [old])).warnings).toEqual([]);
    emulator().reset();
    plant(emulator(), old);
    expect((await look([old], [old])).warnings).toEqual([]);
    expect(readChanges(journal)).toEqual([]);
  });
});
