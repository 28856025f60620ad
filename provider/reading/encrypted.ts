/** Pulumi names the keys there whose values, or parts of them, it has decrypted. */
const SECRET_KEYS = "PULUMI_CONFIG_SECRET_KEYS";

/** Whether a key's value is encrypted in the stack's file, as a whole or, once Pulumi has decrypted it, in part. */
export function isEncrypted(key: string, value: string | undefined, env: NodeJS.ProcessEnv): boolean {
  return value?.startsWith('{"secure":') === true || secretKeys(env).includes(key);
}

function secretKeys(env: NodeJS.ProcessEnv): unknown[] {
  try {
    const keys: unknown = JSON.parse(env[SECRET_KEYS] ?? "[]");
    return Array.isArray(keys) ? keys : [];
  } catch {
    return [];
  }
}

/** Whether a value as written in the file has an encrypted one in it. */
export function hasEncrypted(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return "secure" in value || Object.values(value).some(hasEncrypted);
}
