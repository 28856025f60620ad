// Reads what "wechat-qr-jump stacks --json" prints, and prints a Stack object of the Pulumi Kubernetes Operator for each stack:
// npx wechat-qr-jump stacks --json | node operator-stacks.mjs | kubectl apply -f -
import { readFileSync } from "node:fs";

const REPOSITORY = "https://git.example.com/shop/qr-codes.git";
const BACKEND = "s3://shop-pulumi-state?region=cn-north-1";
const IMAGE = "pulumi/pulumi:3.276.0-nonroot";

const { stacks } = JSON.parse(readFileSync(0, "utf8"));
const items = [...account(), ...stacks.map(({ stack }) => stackObject(stack))];
console.log(JSON.stringify({ apiVersion: "v1", kind: "List", items }, undefined, 2));

function stackObject(stack) {
  if (!/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(stack)) {
    throw new Error(
      `${stack} cannot be a name in Kubernetes: use small letters, digits and hyphens for the stack's name`,
    );
  }
  return {
    apiVersion: "pulumi.com/v1",
    kind: "Stack",
    metadata: { name: `qr-codes-${stack}`, namespace: "default" },
    spec: {
      serviceAccountName: "qr-codes",
      stack,
      projectRepo: REPOSITORY,
      branch: "main",
      // Deleting this Stack object must not delete printed codes.
      destroyOnFinalize: false,
      refresh: true,
      resyncFrequencySeconds: 86400,
      continueResyncOnCommitMatch: true,
      envRefs: {
        PULUMI_BACKEND_URL: { type: "Literal", literal: { value: BACKEND } },
        PULUMI_CONFIG_PASSPHRASE: { type: "Secret", secret: { name: "qr-codes", key: "passphrase" } },
      },
      workspaceTemplate: { spec: { image: IMAGE } },
    },
  };
}

/** The workspace pods' account, which lets them check who talks to them. */
function account() {
  const name = "qr-codes";
  const roleRef = { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "system:auth-delegator" };
  const subjects = [{ kind: "ServiceAccount", name, namespace: "default" }];
  return [
    { apiVersion: "v1", kind: "ServiceAccount", metadata: { name, namespace: "default" } },
    {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "ClusterRoleBinding",
      metadata: { name: `${name}-auth-delegator` },
      roleRef,
      subjects,
    },
  ];
}
