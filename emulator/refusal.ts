import { randomBytes } from "node:crypto";

/**
 * The text of each refusal: as seen in real answers, otherwise from WeChat's global table of error codes. 85076 and 886000 were
 * seen without any text.
 */
const TEXTS = new Map<number, string>([
  [-1, "system error"],
  [40001, "invalid credential, access_token is invalid or not latest"],
  [40002, "invalid grant_type"],
  [40013, "invalid appid"],
  [40014, "invalid access_token"],
  [40052, "invalid action name"],
  [40053, "invalid action info, please check document"],
  [40066, "invalid url"],
  [40097, "invalid args"],
  [40125, "invalid appsecret"],
  [40129, "invalid scene"],
  [40164, "invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist"],
  [40166, "invalid weapp appid"],
  [40170, "args count exceed count limit"],
  [40169, "invalid length for scene, or the data is not json string"],
  [41001, "access_token missing"],
  [41002, "appid missing"],
  [41004, "appsecret missing"],
  [41030, "invalid page"],
  [42001, "access_token expired"],
  [43001, "require GET method"],
  [43002, "require POST method"],
  [44002, "empty post data"],
  [44990, "reach max api second frequence limit"],
  [45009, "reach max api daily quota limit"],
  [45029, "qrcode count out of limit"],
  [45011, "api minute-quota reach limit, must slower, retry next minute"],
  [47001, "data format error"],
  [48001, "api unauthorized"],
  [61003, "component is not authorized by this account"],
  [61004, "access clientip is not registered requestIP: 203.0.113.7"],
  [61005, "component ticket is expired"],
  [61006, "component ticket is invalid"],
  [61007, "api is unauthorized to component"],
  [61023, "refresh_token is invalid"],
  [85066, "illegal prefix"],
  [85068, "test url is not the sub prefix"],
  [85069, "check confirm file fail"],
  [85070, "link is in blacklist"],
  [85071, "prefix already added"],
  [85072, "prefix owned by other"],
  [85073, "rule quota limit"],
  [85074, "weapp not released"],
  [85075, "can not access"],
  [85076, ""],
  [85095, "data damaged, delete the rule and add it again"],
  [85096, "not allow include scancode_time field"],
  [886000, ""],
  [886001, "system busy"],
]);

/** Thrown to refuse a call; becomes the answer's errcode and errmsg. */
export class Refusal extends Error {
  constructor(
    readonly errcode: number,
    text: string = TEXTS.get(errcode) ?? "unknown error",
  ) {
    super(text);
  }
}

/** The body of a refusal. Its text ends with the request id that WeChat's support asks for. */
export function refusalBody(refusal: Refusal, nowMs: number): { errcode: number; errmsg: string } {
  const seconds = Math.floor(nowMs / 1000)
    .toString(16)
    .padStart(8, "0")
    .slice(-8);
  const rid = [seconds, randomBytes(4).toString("hex"), randomBytes(4).toString("hex")].join("-");
  return { errcode: refusal.errcode, errmsg: `${refusal.message} rid: ${rid}` };
}
