import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { SECRET } from "../engine/stack";
import { describeWithCli, live } from "../engine/support";
import { withExample, type Example } from "./example";
import { environmentOf, operatorRun, type StackObject } from "./operator";

describeWithCli("the example kubernetes-operator", () => {
  test("makes the rules live with what the Stack object hands over: the stack's name, the environment and its secrets", () =>
    withExample("kubernetes-operator", async (example, emulator) => {
      const { spec } = stackObject(example);
      const secrets = { passphrase: "horse", appSecret: SECRET };
      // The bucket's place is taken by a folder; shared-backend shows the bucket.
      const { PULUMI_BACKEND_URL: bucket, ...env } = environmentOf(spec.envRefs, secrets);
      expect(bucket).toMatch(/^s3:\/\//);
      const dryRun = { npm_config_dry_run: "true", npm_config_ignore_scripts: "true" };
      const own = { ...env, ...dryRun, PULUMI_STACK: undefined, WECHAT_ENDPOINT: emulator.url };
      example.linkPackages();
      expect(await example.shell(operatorRun(spec), own)).toMatchObject({ exitCode: 0 });
      expect(live(emulator)).toEqual({ "https://qr.example.com/shop/": "pages/shop/index" });
    }));

  test("leaves the rules live when the Stack object is deleted, and names the service account that it declares", () =>
    withExample("kubernetes-operator", async (example) => {
      const { spec } = stackObject(example);
      expect(spec.destroyOnFinalize).toBe(false);
      expect(objects(example)).toContainEqual(
        expect.objectContaining({ kind: "ServiceAccount", metadata: { name: spec.serviceAccountName } }),
      );
    }));
});

function objects(example: Example): StackObject[] {
  const documents = parseAllDocuments(readFileSync(join(example.folder, "stack.yaml"), "utf8"));
  return documents.map((document) => document.toJS() as StackObject);
}

function stackObject(example: Example): StackObject {
  const found = objects(example).find(({ apiVersion, kind }) => apiVersion === "pulumi.com/v1" && kind === "Stack");
  if (!found) throw new Error("there is no Stack object");
  return found;
}
