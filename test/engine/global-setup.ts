import { NoPulumiError, obtainPulumi, withPulumi } from "../../tools/pulumi-cli";
import { MADE_STACK, makeStack } from "./made-stack";
import { PASSPHRASE, SECRET } from "./stack";

/** Obtains the CLI once for all engine tests, tells the workers where it is, and makes the stack that they copy. */
export default async function setUp(): Promise<void> {
  try {
    const bin = await obtainPulumi((line) => console.error(line));
    process.env["WECHAT_QR_JUMP_PULUMI_BIN"] = bin ?? "";
    process.env[MADE_STACK] ??= JSON.stringify(
      await makeStack(SECRET, PASSPHRASE, withPulumi(bin, { ...process.env })),
    );
  } catch (error) {
    if (!(error instanceof NoPulumiError) || process.env["CI"]) throw error;
    console.error(`\n${"!".repeat(78)}\nThe engine tests are SKIPPED. ${error.message}\n${"!".repeat(78)}\n`);
    process.env["WECHAT_QR_JUMP_NO_PULUMI"] = "1";
  }
}
