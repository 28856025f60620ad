import { readStackRules } from "../../provider/stack-rules";
import { CODE, LINK, linkRule, SHOP, serviceRule } from "./support";

const FILE = "Pulumi.dev.yaml";
const KEY = "wechat-qr-jump:rules";
const HOW = `write under "config:", as a list:\n  ${KEY}:\n    - prefix: https://qr.example.com/shop/\n      path: pages/shop/index\n`;

const read = (rules: unknown) => readStackRules(JSON.stringify(rules), FILE);
const problemsOf = (rules: unknown) => {
  const { problems } = read(rules);
  expect(problems.every((problem) => problem.endsWith("."))).toBe(true);
  return problems;
};

const link = { prefix: LINK, path: "pages/shop/index" };
const service = { prefix: CODE, appid: SHOP, path: "pages/index/index" };

describe("rules that are in order", () => {
  test("are named after their prefixes and have every default, in the order of the list", () => {
    expect(read([service, link])).toEqual({
      rules: [
        { name: CODE, args: serviceRule(), options: {} },
        { name: LINK, args: linkRule(), options: {} },
      ],
      problems: [],
    });
  });

  test("may have a name of their own", () => {
    expect(read([{ ...link, name: "shop-door" }])).toEqual({
      rules: [{ name: "shop-door", args: linkRule(), options: {} }],
      problems: [],
    });
  });

  test("pass on Pulumi's options where they are true, and not as fields of the rule", () => {
    const [both, none] = read([
      { ...link, protect: true, retainOnDelete: true },
      { ...service, protect: false, retainOnDelete: false },
    ]).rules;
    expect(both).toEqual({ name: LINK, args: linkRule(), options: { protect: true, retainOnDelete: true } });
    expect(none).toEqual({ name: CODE, args: serviceRule(), options: {} });
  });
});

describe("a list that is none", () => {
  test("is told apart when it is missing, showing what to write", () => {
    const absent = `${FILE}: there are no rules; ${HOW}`;
    expect(readStackRules(undefined, FILE)).toEqual({ rules: [], problems: [], absent });
  });

  test.each(["", "rules/*.yaml", "[", "{}", "7", "null", '"[]"'])("is refused when it is %p", (config) => {
    expect(readStackRules(config, FILE)).toEqual({
      rules: [],
      problems: [`${FILE}: ${KEY} is not a list; ${HOW}`],
    });
  });

  test("may be empty, which the guard against mass deletion judges", () => {
    expect(read([])).toEqual({ rules: [], problems: [] });
  });
});

describe("a rule that is not in order", () => {
  test("is named by file, place in the list and prefix, beside rules that are in order", () => {
    const { rules, problems } = read([link, { ...service, path: "/pages/index" }]);
    expect(rules.map(({ name }) => name)).toEqual([LINK]);
    expect(problems).toEqual([
      `${FILE}: ${KEY}[1] (${CODE}): path starts with "/"; write it without, e.g. pages/index/index.`,
    ]);
  });

  test("is named by its place alone where it has no prefix", () => {
    expect(problemsOf([link, { path: "p" }])).toEqual([
      `${FILE}: ${KEY}[1]: prefix is missing; write the text of the printed QR code, e.g. https://qr.example.com/shop/.`,
    ]);
  });

  test.each(["https://qr.example.com/", 7, null, [link], true])("is refused when it is %p", (entry) => {
    expect(problemsOf([entry])).toEqual([`${FILE}: ${KEY}[0] is not a rule; write "prefix:" and "path:" in it.`]);
  });

  test.each(["", 7, ["x"], null])("is refused when its name is %p", (name) => {
    expect(problemsOf([{ ...link, name }])).toEqual([
      `${FILE}: ${KEY}[0] (${LINK}): name must be text, the name of the Pulumi resource.`,
    ]);
  });

  test.each(["protect", "retainOnDelete"])("is refused when its %s is no boolean", (option) => {
    expect(problemsOf([{ ...link, [option]: "true" }])).toEqual([
      `${FILE}: ${KEY}[0] (${LINK}): ${option} must be true or false.`,
    ]);
  });

  test("has a sentence for everything that is wrong with it, and so has the next", () => {
    const problems = problemsOf([{ ...link, path: "", pathe: "x", name: "", protect: 1 }, "x", { path: "p" }]);
    expect(problems.map((problem) => /\[(\d)\]/.exec(problem)?.[1])).toEqual(["0", "0", "0", "0", "1", "2"]);
  });
});

describe("rules that are declared twice", () => {
  test("are refused once for each repeated prefix, however often and under whatever names", () => {
    expect(problemsOf([link, { ...link, name: "again", path: "p" }, service, { ...link, name: "third" }])).toEqual([
      `${FILE}: ${KEY} has several rules with the prefix ${LINK}; keep one.`,
    ]);
  });

  test("are refused once for each repeated name", () => {
    expect(
      problemsOf([
        { ...link, name: "door" },
        { ...service, name: "door" },
      ]),
    ).toEqual([`${FILE}: ${KEY} has several rules with the name door; give each its own.`]);
  });

  test("are refused when one is named after the prefix of the other", () => {
    expect(problemsOf([{ ...link, name: CODE }, service])).toEqual([
      `${FILE}: ${KEY} has several rules with the name ${CODE}; give each its own.`,
    ]);
  });
});
