import { isJsonObject, type JsonObject } from "./json";
import { Refusal } from "./refusal";
import type { Success } from "./verdict";
import type { World } from "./world";

/** What `action_name` says: for how long, and whether the scene is text. */
const ACTIONS = new Map([
  ["QR_SCENE", { isPermanent: false, isText: false }],
  ["QR_STR_SCENE", { isPermanent: false, isText: true }],
  ["QR_LIMIT_SCENE", { isPermanent: true, isText: false }],
  ["QR_LIMIT_STR_SCENE", { isPermanent: true, isText: true }],
]);
type Action = NonNullable<ReturnType<typeof ACTIONS.get>>;

const MAX_SCENE = 64;
const MAX_TEMPORARY_ID = 2 ** 32 - 1;
const MAX_PERMANENT_ID = 100_000;
/** Thirty days. */
const MAX_EXPIRE_S = 2_592_000;
/** What a temporary code gets that names no time. */
const DEFAULT_EXPIRE_S = 60;

/**
 * A parametric QR code of a service account. What is wrong with `expire_seconds` is not documented to be refused; here it is.
 * @see https://developers.weixin.qq.com/doc/service/api/qrcode/qrcodes/api_createqrcode.html
 */
export function parametricCodeCall(world: World, account: string, body: JsonObject): Success {
  if (!mayHaveCodes(world, account)) throw new Refusal(48001);
  const action = ACTIONS.get(String(body["action_name"]));
  if (!action) throw new Refusal(40052);
  const scene = sceneIn(body["action_info"], action);
  const expiresS = action.isPermanent ? undefined : expiryIn(body["expire_seconds"]);
  return create(world, account, scene, expiresS);
}

function create(world: World, account: string, scene: string | number, expiresS: number | undefined): Success {
  const { options, parametricCodes: codes } = world;
  const isPermanent = expiresS === undefined;
  const known = options.sameSceneSameUrl ? codes.find(account, scene, isPermanent) : undefined;
  if (isPermanent && !known && codes.countPermanent(account) >= world.optionsOf(account).permanentCodeLimit) {
    throw new Refusal(45029);
  }
  const url = known?.url ?? codes.nextUrl(account, scene);
  const ticket = `gQ${Buffer.from(`${account} ${url}`).toString("base64url")}`;
  return {
    answer: isPermanent ? { ticket, url } : { ticket, expire_seconds: expiresS, url },
    apply: () => {
      const endsAt = isPermanent ? null : world.now() + expiresS * 1_000;
      if (!known) codes.put({ account, scene, url, endsAt });
    },
  };
}

/** Only service accounts have parametric codes. An account that nothing is known of may be one. */
function mayHaveCodes({ options, rules }: World, account: string): boolean {
  const { pages, unreleased, personal, serviceAccounts } = options;
  const own = rules.of(account);
  if (serviceAccounts.includes(account) || own.hasServiceRules()) return true;
  const isMiniProgram = account in pages || unreleased.includes(account) || personal.includes(account);
  return !isMiniProgram && own.linkRules().length === 0;
}

function sceneIn(info: unknown, { isText, isPermanent }: Action): string | number {
  const scene = isJsonObject(info) ? info["scene"] : undefined;
  const value = isJsonObject(scene) ? scene[isText ? "scene_str" : "scene_id"] : undefined;
  if (isText) {
    if (typeof value !== "string" || value === "" || [...value].length > MAX_SCENE) throw new Refusal(40053);
    return value;
  }
  const isId = typeof value === "number" && Number.isInteger(value) && value > 0;
  if (!isId || value > (isPermanent ? MAX_PERMANENT_ID : MAX_TEMPORARY_ID)) throw new Refusal(40053);
  return value;
}

function expiryIn(value: unknown): number {
  if (value === undefined) return DEFAULT_EXPIRE_S;
  const isSpan = typeof value === "number" && Number.isInteger(value) && value > 0 && value <= MAX_EXPIRE_S;
  if (!isSpan) throw new Refusal(40097);
  return value;
}
