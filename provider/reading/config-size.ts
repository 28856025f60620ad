import { t } from "../text/message";

/** Linux's limit for one environment variable; Pulumi passes the config in one. */
const LIMIT_BYTES = 128 * 1024;
const NAME_BYTES = "PULUMI_CONFIG=".length + 1;
const DOUBTFUL_SHARE = 0.75;

/**
 * Why a stack's config is too large or soon will be. Beyond the limit, every command of Pulumi fails with "argument list too
 * long" before any of our programs runs.
 *
 * @param config the whole config by full key.
 */
export function configSize(config: Record<string, string | undefined>): { isTooLarge: boolean; doubt?: string } {
  const json = JSON.stringify(config);
  // Pulumi's JSON escapes these three, e.g. as \u0026.
  const escaped = json.match(/[&<>]/g)?.length ?? 0;
  const bytes = NAME_BYTES + Buffer.byteLength(json) + 5 * escaped;
  const isTooLarge = bytes > LIMIT_BYTES;
  if (bytes <= DOUBTFUL_SHARE * LIMIT_BYTES) return { isTooLarge };
  const kib = (n: number): string => (n / 1024).toFixed(0);
  return {
    isTooLarge,
    doubt: t`the stack's config takes ${kib(bytes)} of the ${kib(LIMIT_BYTES)} KiB that Pulumi can hand over, and beyond them every command fails with "argument list too long";
      move the rules to files of their own and name those in the config: wechat-qr-jump:rulesFiles: [rules/*.yaml]`,
  };
}
