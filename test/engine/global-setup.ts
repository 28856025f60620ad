import { NoPulumiError, obtainPulumi } from "../../tools/pulumi-cli";

/** Obtains the CLI once for all engine tests, and tells the workers where it is. */
export default async function setUp(): Promise<void> {
  try {
    process.env["WECHAT_QR_JUMP_PULUMI_BIN"] = (await obtainPulumi((line) => console.error(line))) ?? "";
  } catch (error) {
    if (!(error instanceof NoPulumiError) || process.env["CI"]) throw error;
    console.error(`\n${"!".repeat(78)}\nThe engine tests are SKIPPED. ${error.message}\n${"!".repeat(78)}\n`);
    process.env["WECHAT_QR_JUMP_NO_PULUMI"] = "1";
  }
}
