import fc from "fast-check";
import { stringify } from "yaml";
import { readRulesOfStackFile, type RulesRead } from "../../provider/reading/read-rules";
import { parseDeclaredRule } from "../../provider/rules/check-rule";
import { covers, PrefixIndex } from "../../provider/rules/coverage";
import { useProject } from "./project-folder";
import { CODE, LINK, SHOP } from "./support";

const project = useProject();

function readFile(text: string | Buffer): RulesRead {
  project.write("rules.yaml", text);
  project.write("Pulumi.dev.yaml", "config:\n  wechat-qr-jump:rulesFiles: [rules.yaml]\n");
  return readRulesOfStackFile(project.folder, "dev", {});
}

const GOOD = `x-shop: &shop
  appid: ${SHOP} # 商店
  published: false
rules:
  - prefix: ${CODE}
    <<: *shop
    path: "pages/index/index?id=3"
  - {prefix: '${LINK}', path: pages/shop, openVersion: trial, debugUrls: ["${LINK}1"]}
`;

const piece = fc.oneof(
  fc.constantFrom(
    "\t",
    "\n",
    "\r\n",
    ":",
    "- ",
    "&a ",
    "*a",
    "*shop",
    "<<: ",
    "{",
    "}",
    "[",
    "]",
    '"',
    "'",
    "|",
    ">",
    "#",
    "? ",
  ),
  fc.constantFrom(
    "!!binary ",
    "--- ",
    "...",
    "%YAML 1.1\n",
    "null",
    "true",
    "1e999",
    "__proto__: ",
    "\u0000",
    "\ufeff",
    "\u2028",
    "💥",
  ),
  fc.constantFrom("published: ", "openVersion: 2\n", "prefix: https://[/\n", "debugUrls: [", "is_edit: 0\n"),
  fc.string({ unit: "binary", maxLength: 5 }),
);
const mutation = fc.record({ at: fc.nat(GOOD.length), cut: fc.nat(12), piece });
const mutated = fc
  .array(mutation, { minLength: 1, maxLength: 8 })
  .map((all) => all.reduce((text, { at, cut, piece }) => text.slice(0, at) + piece + text.slice(at + cut), GOOD));

function expectPlaces({ problems, warnings, rules }: RulesRead, text: string): void {
  const lines = text.split("\n");
  for (const { at, reason, text: shown } of [...problems, ...warnings]) {
    expect(reason).toMatch(/\S/);
    expect(shown.split("\n")[0]).toMatch(/^(rules|Pulumi\.dev)\.yaml(:\d+:\d+)?: .*[.?!]$/);
    if (at?.file !== "rules.yaml") continue;
    expect(at.line).toBeGreaterThanOrEqual(1);
    expect(at.line).toBeLessThanOrEqual(lines.length);
    expect(at.column).toBeGreaterThanOrEqual(1);
    expect(at.column).toBeLessThanOrEqual((lines[at.line - 1] ?? "").length + 1);
  }
  for (const { at } of rules) expect(at?.line).toBeGreaterThanOrEqual(1);
}

test("any change to a good file is read without a crash, and every problem has a place inside the file", () => {
  expect(readFile(GOOD)).toMatchObject({ problems: [], rules: [{}, {}] });
  fc.assert(
    fc.property(mutated, (text) =>
      expectPlaces(
        readFile(text),
        Buffer.from(text)
          .toString()
          .replace(/^\ufeff/, ""),
      ),
    ),
    { numRuns: 400 },
  );
});

test("any bytes at all are read without a crash", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => void readFile(Buffer.from(bytes))),
    { numRuns: 200 },
  );
  for (const text of ["[".repeat(20_000), "{a: ".repeat(5_000), "- ".repeat(5_000), `${"&a [*a, ".repeat(50)}`]) {
    expect(readFile(text).problems.length).toBeGreaterThan(0);
  }
});

test("a text that grows without end through aliases is answered in no time", () => {
  const levels = Array.from({ length: 40 }, (_, n) => `x-${n + 1}: &a${n + 1} [*a${n}, *a${n}]\n`).join("");
  const bomb = `x-0: &a0 [lol]\n${levels}rules: [{prefix: ${LINK}, path: *a40, openVersion: *a40, debugUrls: *a40, z: *a40}, *a40]`;
  expect(readFile(bomb).problems.map(({ reason }) => reason)).toEqual([expect.stringContaining("multiply")]);
});

const segment = fc.stringMatching(/^[a-z0-9_.~%20-]{1,8}$/).filter((text) => !/^\.+$|%/.test(text));
const linkFields = fc.record(
  {
    path: fc.constant("pages/index/index?id=3"),
    permitSubRule: fc.boolean(),
    openVersion: fc.constantFrom("development", "trial", "release"),
    published: fc.boolean(),
    protect: fc.boolean(),
  },
  { requiredKeys: ["path"] },
);
const rules = fc
  .uniqueArray(segment, { maxLength: 100 })
  .chain((names) =>
    fc.tuple(...names.map((name) => linkFields.map((f) => ({ prefix: `https://h.example/${name}`, ...f })))),
  );

test("any correct rules written as YAML are read as they are, in their order", () => {
  fc.assert(
    fc.property(rules, fc.boolean(), (written, isFlow) => {
      const read = readFile(stringify(written, { collectionStyle: isFlow ? "flow" : "any" }));
      expect(read.problems.map(({ text }) => text)).toEqual([]);
      expect(read.rules.map(({ args }) => args)).toEqual(written.map((rule) => parseDeclaredRule(rule).declared?.args));
    }),
    { numRuns: 50 },
  );
});

test("the index of prefixes finds exactly those that cover an address", () => {
  const address = fc
    .tuple(
      fc.constantFrom("http://h.example", "https://h.example", "https://h.example:8080"),
      fc.array(fc.constantFrom("a", "b", "%20"), { maxLength: 3 }),
      fc.constantFrom("", "/", "?", "?id=1", "?id=12", "/?id=1", "?x=/"),
    )
    .map(([host, parts, end]) => [host, ...parts].join("/") + end);
  fc.assert(
    fc.property(fc.uniqueArray(address, { maxLength: 40 }), address, (prefixes, url) => {
      const index = new PrefixIndex<string>();
      for (const prefix of prefixes) index.add(prefix, prefix);
      expect(index.covering(url).sort()).toEqual(prefixes.filter((prefix) => covers(prefix, url)).sort());
    }),
  );
});
