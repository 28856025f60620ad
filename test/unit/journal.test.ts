import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { lookForDrift } from "../../provider/drift-look";
import { ChangeNotes, journalOf, keepChanges, readChanges, type Change } from "../../provider/journal";
import type { Rule } from "../../provider/rule";
import { readSettings } from "../../provider/settings";
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

  test("are done without where they cannot be written or read", async () => {
    writeFileSync(join(home, "file"), "");
    const nowhere = join(home, "file", "a", "b.jsonl");
    await new ChangeNotes(nowhere).note(change());
    expect(readChanges(nowhere)).toEqual([]);
    keepChanges(nowhere, [change()]);
  });
});

describe("the look for drift", () => {
  const look = (rules: Rule[], recorded: Rule[], { onDrift = "warn", isPreview = false, account = ACCOUNT } = {}) => {
    const config = { appId: account, appSecret: "s", onDrift } as Record<string, string>;
    return lookForDrift(
      {
        rules: rules.map((args) => ({ name: args.prefix, args })),
        recorded: recorded.map((rule) => ({ name: rule.prefix, rule, account: ACCOUNT })),
      },
      sessionOn(emulator()).live,
      readSettings((key) => config[key.replace("wechat-qr-jump:", "")], {}),
      journal,
      isPreview,
    );
  };
  const note = (...changes: Change[]) => keepChanges(journal, changes);

  beforeEach(() => new ChangeNotes(journal).note(change()).then(() => keepChanges(journal, [])));

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
    expect(readChanges(journal)).toEqual([]);
  });

  test("keeps the notes of other accounts, and of what is not settled", async () => {
    plant(emulator(), linkRule({ path: "pages/third/index" }));
    note(change(), change({ account: SHOP }));
    await look([old], [old]);
    expect(readChanges(journal)).toHaveLength(2);
  });

  test("names a rule that an interrupted run added and nobody declares, until it is gone", async () => {
    const added = linkRule({ prefix: "https://qr.example.com/added" });
    plant(emulator(), old, added);
    note(change({ old: undefined, want: added }));
    expect((await look([old], [old])).warnings).toEqual([
      expect.stringContaining(`${added.prefix} was added by a run`),
    ]);
    expect((await look([old, added], [old])).warnings).toEqual([]);
    emulator().reset();
    plant(emulator(), old);
    expect((await look([old], [old])).warnings).toEqual([]);
    expect(readChanges(journal)).toEqual([]);
  });
});
