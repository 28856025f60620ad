/** Where a Stack object of the Pulumi Kubernetes Operator takes a variable from. */
export type EnvRef =
  { type: "Literal"; literal: { value: string } } | { type: "Secret"; secret: { name: string; key: string } };

export interface StackObject {
  apiVersion: string;
  kind: string;
  metadata: { name: string };
  spec: { stack: string; refresh: boolean; destroyOnFinalize: boolean; serviceAccountName: string } & {
    envRefs: Record<string, EnvRef>;
  };
}

/** What the operator makes of `envRefs`, where the Secret holds `secrets`. */
export function environmentOf(refs: Record<string, EnvRef>, secrets: Record<string, string>): Record<string, string> {
  const valueOf = (ref: EnvRef) => (ref.type === "Literal" ? ref.literal.value : secrets[ref.secret.key]);
  return Object.fromEntries(Object.entries(refs).map(([name, ref]) => [name, valueOf(ref) ?? `no key for ${name}`]));
}

/** What the operator runs for an object. */
export function operatorRun({ stack, refresh }: StackObject["spec"]): string {
  const up = `pulumi up ${refresh ? "--refresh" : ""} --yes --skip-preview --non-interactive`;
  return `pulumi install; pulumi stack select --create ${stack}; ${up}`;
}
