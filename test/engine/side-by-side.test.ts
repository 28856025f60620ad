import { describeWithCli, live, publishesSpent, withStack } from "./support";

const COUNT = 15;

const rules = (folder: string): string =>
  Array.from(
    { length: COUNT },
    (_, n) => `- {prefix: "https://qr.example.com/${folder}/${n}/", path: pages/index}`,
  ).join("\n");

describeWithCli("two stacks of one account", () => {
  test("run at once although they share its limits: what WeChat refuses for the second is sent again", () =>
    withStack(
      async (one, emulator) => {
        const other = await one.beside("other");
        one.writeRules(rules("one"));
        other.writeRules(rules("other"));
        await Promise.all([one.up(), other.up()]);
        expect(emulator.calls().filter(({ errcode }) => errcode === 44990).length).toBeGreaterThan(0);
        expect(Object.values(live(emulator))).toEqual(Array.from({ length: 2 * COUNT }, () => "pages/index"));
        expect(publishesSpent(emulator)).toBe(2 * COUNT);
        expect(other.leaks()).toEqual([]);
      },
      { limit: "per-account" },
    ));
});
