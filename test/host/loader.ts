import * as pulumi from "@pulumi/pulumi";
import { QrCodeJumpRule } from "../../provider";

/** The text that a rule's resource hands to Pulumi as `__provider`, taken from a resource that is declared against mocks. */
export async function loaderText(): Promise<string> {
  let text = "";
  await pulumi.runtime.setMocks({
    call: () => ({}),
    newResource: ({ inputs, id }) => {
      text = (inputs as { __provider: string }).__provider;
      return { id: id ?? "id", state: inputs as object };
    },
  });
  const rule = new QrCodeJumpRule("rule", { prefix: "https://qr.example.com/a", path: "pages/a" });
  await new Promise((resolve) => rule.urn.apply(resolve));
  return text;
}
