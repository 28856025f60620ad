import type { JsonObject } from "./json";
import { Refusal } from "./refusal";
import { OK, type Success } from "./verdict";
import type { World } from "./world";

/** 1 to 32 characters; neither `%` nor Chinese. */
const SCENE = /^[\w!#$&'()*+,/:;=?@.~-]{1,32}$/;
const VERSIONS = ["release", "trial", "develop"];
const RESERVED = "scancode_time";

/** A JPEG of one pixel. */
const JPEG = Buffer.from(
  [
    "ffd8ffe000104a46494600010101004800480000",
    `ffdb004300${"ff".repeat(64)}`,
    "ffc0000b080001000101011100",
    `ffc400140001${"00".repeat(15)}03`,
    `ffc400141001${"00".repeat(15)}00`,
    "ffda0008010100003f0037ffd9",
  ].join(""),
  "hex",
);

/**
 * A mini program code as an image. With `check_path` (the default), only for a page of the released version.
 * @see https://developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/qrcode-link/qr-code/getUnlimitedQRCode.html
 */
export function codeCall(world: World, account: string, body: JsonObject): Success {
  if (isServiceAccount(world, account)) throw new Refusal(48001);
  checkScene(body["scene"]);
  checkOptions(body);
  checkPage(world, account, body["page"] ?? "", body["check_path"] ?? true);
  return { answer: OK, image: JPEG };
}

/** Only mini programs have pages. An account with service-account rules or parametric codes is none. */
function isServiceAccount({ options, rules, parametricCodes }: World, account: string): boolean {
  return (
    rules.of(account).hasServiceRules() || parametricCodes.has(account) || options.serviceAccounts.includes(account)
  );
}

function checkScene(scene: unknown): void {
  if (typeof scene !== "string" || scene === "" || scene.length > 32) throw new Refusal(40169);
  if (!SCENE.test(scene)) throw new Refusal(40129);
  if (scene.includes(RESERVED)) throw new Refusal(85096);
}

function checkOptions({ env_version: version = "release", check_path: checked = true, width = 430 }: JsonObject): void {
  const isWidth = typeof width === "number" && Number.isInteger(width) && width >= 280 && width <= 1280;
  if (!isWidth || typeof checked !== "boolean" || !VERSIONS.includes(version as string)) throw new Refusal(40097);
}

/** No page is the first page. WeChat looks at the released version, whichever one the code opens. */
function checkPage({ options }: World, account: string, page: unknown, mustExist: unknown): void {
  if (typeof page !== "string") throw new Refusal(40097);
  if (page.includes(RESERVED)) throw new Refusal(85096);
  if (/^\/|[?#]/.test(page)) throw new Refusal(41030);
  if (mustExist === false) return;
  const pages = options.pages[account];
  if (options.unreleased.includes(account) || (page !== "" && pages?.includes(page) === false))
    throw new Refusal(41030);
}
