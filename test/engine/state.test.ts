import { describeWithCli, withStack } from "./support";

interface Stored {
  deployment: { resources: { type: string; stackTrace?: unknown[] }[] };
}

describeWithCli("the state of a rule", () => {
  // The engine writes the whole state around every step, so each byte a rule counts with the square of their number.
  test("carries only the frames of our own code that Pulumi records with it", async () => {
    await withStack(async (stack) => {
      stack.writeRules("- {prefix: https://qr.example.com/shop/, path: pages/shop/index}");
      await stack.up();
      const { deployment } = JSON.parse(await stack.exported()) as Stored;
      const rule = deployment.resources.find(({ type }) => type.endsWith(":QrCodeJumpRule"));
      expect(rule?.stackTrace?.length).toBeLessThanOrEqual(4);
      expect(JSON.stringify(rule?.stackTrace)).not.toContain("node_modules");
    });
  });
});
