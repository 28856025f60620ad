import { readOptions } from "../../bench/options";

const names = (args: string): unknown => {
  const options = readOptions(args.split(" ").filter(Boolean));
  if (options === "help") return options;
  const { contestants, phases, scenarios, rules, startUp } = options;
  return { contestants, phases, scenarios: scenarios.map(({ name }) => name), rules, startUp };
};

describe("the options of the benchmark", () => {
  test("are everything with 1,000 rules where none is given", () => {
    expect(names("")).toEqual({
      contestants: ["ours", "documented", "script", "engine"],
      phases: ["apply", "no-op", "refresh", "change", "remove", "destroy"],
      scenarios: ["second", "minute", "second-account", "minute-account", "link"],
      rules: [1_000],
      startUp: true,
    });
  });

  test("narrow each other down by kind", () => {
    expect(names("--only second,ours --only apply --rules 1,50 --rules 100")).toEqual({
      contestants: ["ours"],
      phases: ["apply"],
      scenarios: ["second"],
      rules: [1, 50, 100],
      startUp: false,
    });
  });

  test("can be nothing but the start-up", () => {
    expect(names("--only start-up")).toMatchObject({ rules: [], startUp: true });
  });

  test.each([
    ["--only nobody", /^--only knows .*, not "nobody"\.$/],
    ["--rules 0", '--rules must be a whole number from 1 on, not "0".'],
    ["--repeat often", '--repeat must be a whole number from 1 on, not "often".'],
    ["--fast", /^Unknown option '--fast'; see --help\.$/],
  ])("that make no sense are refused in one sentence: %s", (args, message) => {
    expect(() => names(args)).toThrow(message);
  });
});
