import { describeWithCli, withStack } from "./support";

interface Stored {
  deployment: { resources: { type: string }[] };
}

describeWithCli("the state of a rule", () => {
  // The engine writes the whole state around every step, so each byte a rule counts with the square of their number.
  test("carries no stack trace: it would only show frames of our own code", async () => {
    await withStack(async (stack) => {
      stack.writeRules("- {prefix: https://qr.example.com/shop/, path: pages/shop/index}");
      await stack.up();
      const { deployment } = JSON.parse(await stack.exported()) as Stored;
      const rule = deployment.resources.find(({ type }) => type.endsWith(":QrCodeJumpRule"));
      expect(rule).toBeDefined();
      expect(Object.keys(rule ?? {}).filter((key) => /stack|source/i.test(key))).toEqual([]);
    });
  });
});
