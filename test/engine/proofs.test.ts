import { describeWithCli, live, publishesSpent, withStack } from "./support";

const INDEX = "pages/index/index";
const codes = Array.from({ length: 8 }, (_, n) => `http://weixin.qq.com/q/02P5KzM_${n}`);
const yaml = codes.map((prefix) => `- {prefix: "${prefix}", path: ${INDEX}, appid: wxe5f52902cf4de896}`).join("\n");
const publishDoesNothing = { kind: "okButNotApplied", match: { endpoint: "qrcodejumppublish", nth: 8 } } as const;

const oneLine = (text: string): string => text.replace(/\s+/g, " ");

describeWithCli("a publish that is answered ok and does nothing", () => {
  test("is sent again by the provider, which reads what it has made", () =>
    withStack(async (stack, emulator) => {
      emulator.setFaults([publishDoesNothing]);
      stack.writeRules(yaml);
      expect(await stack.up()).not.toContain("warning");
      expect(live(emulator)).toEqual(Object.fromEntries(codes.map((prefix) => [prefix, INDEX])));
      expect(publishesSpent(emulator)).toBe(codes.length);
    }));

  test("is named by the program where each read takes the place of another call, and mended by the next run", () =>
    withStack(
      async (stack, emulator) => {
        emulator.setFaults([publishDoesNothing]);
        stack.writeRules(yaml);
        const output = oneLine(await stack.up());
        const [dead, ...others] = Object.entries(live(emulator)).filter(([, page]) => page !== INDEX);
        expect(others).toEqual([]);
        expect(output).toContain(`warning: ${dead?.[0]} is not as it is declared: as of`);
        await stack.up();
        expect(live(emulator)).toEqual(Object.fromEntries(codes.map((prefix) => [prefix, INDEX])));
      },
      { limit: "per-account" },
    ));
});
