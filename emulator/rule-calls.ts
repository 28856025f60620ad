import { createHash } from "node:crypto";
import { addRule } from "./add-rule";
import type { RuleEndpoint } from "./endpoints";
import type { JsonObject } from "./json";
import { isServicePrefix } from "./links";
import { getRules } from "./read-rules";
import { Refusal } from "./refusal";
import { textIn } from "./rule-fields";
import { OK, type Success } from "./verdict";
import type { World } from "./world";

export function ruleCall(world: World, account: string, endpoint: RuleEndpoint, body: JsonObject): Success {
  switch (endpoint) {
    case "qrcodejumpadd":
      return addRule(world, account, body);
    case "qrcodejumppublish":
      return publishRule(world, account, body);
    case "qrcodejumpget":
      return getRules(world, account, body);
    case "qrcodejumpdelete":
      return deleteRule(world, account, body);
    case "qrcodejumpdownload":
      return ownershipFile(account);
  }
}

/** Publishing a published rule also costs quota. This is undocumented, so the worst is assumed. */
function publishRule(world: World, account: string, body: JsonObject): Success {
  const { rules, quota, options } = world;
  const rule = rules.find(account, textIn(body["prefix"]));
  if (!rule) throw new Refusal(40097);
  if (rule.damaged) throw new Refusal(85095);
  if (options.unreleased.includes(rule.appid ?? account)) throw new Refusal(85074);
  if (quota.left(account, world.optionsOf(account).publishQuota) === 0) throw new Refusal(886000);
  return {
    answer: OK,
    apply: () => {
      quota.use(account, 1);
      rules.put(account, { ...rule, state: 2 }, world.now());
    },
  };
}

function deleteRule(world: World, account: string, body: JsonObject): Success {
  const prefix = textIn(body["prefix"]);
  const rule = world.rules.find(account, prefix);
  const appid = body["appid"] ?? "";
  const found = rule !== undefined && appid === (isServicePrefix(prefix) ? rule.appid : "");
  if (found) return { answer: OK, apply: () => void world.rules.remove(account, prefix, world.now()) };
  if (world.options.deleteMissing === "error") throw new Refusal(40097);
  return { answer: OK };
}

/** Always the same file for an account, in mixed letter case as real ones are. */
function ownershipFile(account: string): Success {
  const digest = createHash("sha256").update(account).digest();
  const name = digest.toString("base64").replace(/[^A-Za-z0-9]/g, "");
  return {
    answer: { ...OK, file_name: `${name.slice(0, 10)}.txt`, file_content: digest.toString("hex").slice(0, 32) },
  };
}
