import fc from "fast-check";
import { fileNames, type Named } from "../../provider/cli/export-codes/file-names";

const named = (...names: string[]): Named[] =>
  names.map((name, n) => ({ name, prefix: `https://qr.example.com/${n}` }));

/** Names that are hard for a file system, and any others. */
const someName = fc.oneof(
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 60 }),
  fc.string({ unit: fc.constantFrom(..."./\\:aAéE\u0301 -门店ß京=👨‍👩‍👧"), minLength: 1, maxLength: 12 }),
  fc.string({ unit: fc.constantFrom("门店", "🏪", "é", "x"), minLength: 40, maxLength: 90 }),
  fc.constantFrom("CON", "nul", "aux.svg", "COM1 .x", "../../x", "..", "-rf", ".hidden", "a.", "shop-0123456789"),
);
const someRules = fc
  .uniqueArray(fc.webUrl({ withQueryParameters: true }), { maxLength: 20 })
  .chain((prefixes) =>
    fc.tuple(...prefixes.map((prefix) => fc.record({ name: someName, prefix: fc.constant(prefix) }))),
  );

/** As a file system that knows no capitals and one way to write each accent. */
const seen = (name: string): string => name.normalize("NFD").toUpperCase().toLowerCase().normalize("NFC");

describe("file names of exported codes", () => {
  test("are the rule's names, Chinese as it is, and else the prefix", () => {
    expect(
      fileNames([
        { name: "北京朝阳店", prefix: "https://qr.example.com/1" },
        { name: "East Gate (2)", prefix: "https://qr.example.com/2" },
        { name: "https://qr.example.com/shop/?id=", prefix: "https://qr.example.com/shop/?id=" },
      ]),
    ).toEqual(["北京朝阳店", "East Gate (2)", "qr.example.com-shop-id="]);
  });

  test.each([
    ["CON", "_CON"],
    ["aux.svg", "_aux.svg"],
    ["Console", "Console"],
    ["../../etc/passwd", "etc-passwd"],
    ["C:\\Windows\\x", "C-Windows-x"],
    [".hidden", "hidden"],
    ["-rf", "rf"],
    ["=1+1", "1+1"],
    ["shop. ", "shop"],
    ["two\tparts\u200b", "two-parts"],
    ["e\u0301", "é"],
    ["北\ufffd门", "北-门"],
  ])("of %j is %j", (name, expected) => {
    expect(fileNames(named(name))).toEqual([expected]);
  });

  test("end in a hash of the prefix where they would not be unique", () => {
    const twice = fileNames(named("Shop", "shop", "door"));
    expect(twice).toEqual([
      expect.stringMatching(/^Shop-[0-9a-f]{10}$/),
      expect.stringMatching(/^shop-[0-9a-f]{10}$/),
      "door",
    ]);
    expect(fileNames(named("...", "???"))).toEqual([
      expect.stringMatching(/^code-[0-9a-f]{10}$/),
      expect.stringMatching(/^code-[0-9a-f]{10}$/),
    ]);
  });

  test("of a rule does not change where its neighbours come in another order", () => {
    fc.assert(
      fc.property(someRules, (rules) => {
        expect(fileNames([...rules].reverse()).reverse()).toEqual(fileNames(rules));
      }),
    );
  });

  test("are safe on every system, not too long, whole, and unique, whatever the names", () => {
    fc.assert(
      fc.property(someRules, (rules) => {
        const names = fileNames(rules);
        expect(new Set(names.map(seen)).size).toBe(rules.length);
        for (const name of names) {
          const file = `${name}.svg`;
          expect(Buffer.byteLength(file)).toBeLessThanOrEqual(100);
          expect(file).not.toMatch(/[<>:"/\\|?*\p{Cc}\p{Cs}]|^[\s.~=+@-]|\uFFFD/u);
          expect(name).not.toMatch(/[\s.]$|^(con|prn|aux|nul|com\d|lpt\d)\s*(\.|$)/i);
          expect(name).toBe(name.normalize("NFC"));
        }
      }),
      { numRuns: 300 },
    );
  });

  test("are cut between characters", () => {
    const family = "👨‍👩‍👧";
    const [name = ""] = fileNames(named("京".repeat(40)));
    expect(name).toMatch(/^京{28}-[0-9a-f]{10}$/);
    const accents = "e\u0323\u0301";
    expect(fileNames(named(accents.repeat(40)))[0]).toMatch(/^(ẹ\u0301)+-[0-9a-f]{10}$/);
    expect(fileNames(named(`${family}${"店".repeat(40)}`))[0]).toMatch(/^👨👩👧店+-[0-9a-f]{10}$/);
  });
});
