/** In every file of this command, so that it replaces only its own. */
export const MARK = "wechat-qr-jump export-codes";

export function isOwn(present: Buffer): boolean {
  return present.includes(MARK);
}
