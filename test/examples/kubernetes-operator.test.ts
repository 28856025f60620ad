import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { SECRET } from "../engine/stack";
import { describeWithCli, live } from "../engine/support";
import { withExample, type Example } from "./example";

type EnvRef =
  { type: "Literal"; literal: { value: string } } | { type: "Secret"; secret: { name: string; key: string } };

interface StackObject {
  apiVersion: string;
  kind: string;
  metadata: { name: string };
  spec: { stack: string; refresh: boolean; destroyOnFinalize: boolean; serviceAccountName: string } & {
    envRefs: Record<string, EnvRef>;
  };
}

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
      const refresh = spec.refresh ? "--refresh" : "";
      const script = `pulumi install; pulumi stack select --create ${spec.stack}; pulumi up ${refresh} --yes --skip-preview --non-interactive`;
      expect(await example.shell(script, own)).toMatchObject({ exitCode: 0 });
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

/** What the operator makes of `envRefs`, where the Secret holds `secrets`. */
function environmentOf(refs: Record<string, EnvRef>, secrets: Record<string, string>): Record<string, string> {
  const valueOf = (ref: EnvRef) => (ref.type === "Literal" ? ref.literal.value : secrets[ref.secret.key]);
  return Object.fromEntries(Object.entries(refs).map(([name, ref]) => [name, valueOf(ref) ?? `no key for ${name}`]));
}
