import { YamlSource } from "../../reading/yaml-source";

/** How a stack's file says that its secrets are encrypted. */
export interface Encryption {
  /** As `pulumi stack init --secrets-provider` takes it; undefined leaves it to Pulumi. */
  provider: string | undefined;
  key: unknown;
  salt: unknown;
}

/** @param text of the stack's file; undefined for none. */
export function encryptionOf(text: string | undefined): Encryption {
  const value = new YamlSource("", text ?? "", true).value;
  const { secretsprovider, encryptedkey, encryptionsalt } = (value ?? {}) as Record<string, unknown>;
  const named = typeof secretsprovider === "string" && secretsprovider !== "" ? secretsprovider : undefined;
  return {
    provider: named ?? (encryptionsalt === undefined ? undefined : "passphrase"),
    key: encryptedkey,
    salt: encryptionsalt,
  };
}

/** True if what was encrypted before can still be decrypted. */
export function isSameEncryption(before: Encryption, now: Encryption): boolean {
  const isKept = (was: unknown, is: unknown): boolean => was === undefined || was === is;
  return (
    isKept(before.key, now.key) &&
    isKept(before.salt, now.salt) &&
    (before.provider === "passphrase" || isKept(before.provider, now.provider))
  );
}
