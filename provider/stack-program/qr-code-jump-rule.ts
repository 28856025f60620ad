import * as pulumi from "../pulumi/sdk";
import { Declarers } from "../rules/declarers";
import type { OpenVersion } from "../rules/rule";
import { t } from "../text/message";
import { visible } from "../text/visible";
import { forgetEarlierRun } from "./declaring";

/** The arguments of a QrCodeJumpRule. */
export interface QrCodeJumpRuleArgs {
  /**
   * The text of the printed QR code. If it starts with `http://weixin.qq.com/q/`, the rule is a service-account rule. Any other
   * http or https link of a domain you own makes it a link rule. A link that ends in `/` also matches everything below it.
   * Changing the prefix replaces the rule.
   */
  prefix: pulumi.Input<string>;
  /** Service-account rules only, and required there: the app id of the mini program to open, `wx` and 16 hexadecimal digits. */
  appid?: pulumi.Input<string>;
  /** The page to open, without a leading slash; may carry a query, e.g. `pages/shop/index?id=3`. */
  path: pulumi.Input<string>;
  /**
   * Link rules only: true if others may register longer prefixes below this one.
   * @default true
   */
  permitSubRule?: pulumi.Input<boolean>;
  /**
   * Link rules only: the version of the mini program that the `debugUrls` open.
   * @default "release"
   */
  openVersion?: pulumi.Input<OpenVersion>;
  /**
   * Link rules only: at most 5 full URLs under the prefix. They open the mini program for its testers while the rule is unpublished.
   * @default []
   */
  debugUrls?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * True if the rule works for everyone; otherwise only testers see it. Each publish uses one of about 100 a month.
   * @default true
   */
  published?: pulumi.Input<boolean>;
  /**
   * The account that the rule belongs to: a name under `wechat-qr-jump:accounts`, or an app id where the credentials serve any
   * account. A rule that gets another one moves there.
   * @default the account of the stack's own settings, or the only one there is
   */
  account?: pulumi.Input<string>;
}

/**
 * Loads the provider from the installed package, so that refresh, destroy and the deletion of a removed rule run the current
 * code. Kept constant and short, because Pulumi stores it in the state of every rule.
 */
const LOADER =
  'exports.handler=()=>require("module").createRequire(process.cwd()+"/")("pulumi-wechat-qr-jump/lifecycle").provider';

const declarers = new WeakMap<object, Declarers>();

/** The type of the resource. Pulumi's launcher for dynamic providers serves every type that starts like this. */
export const RULE_TYPE = "pulumi-nodejs:dynamic/wechat:QrCodeJumpRule";

/**
 * A rule "whoever scans this QR code with WeChat lands on this page of this mini program".
 *
 * @example
 * ```ts
 * import { QrCodeJumpRule } from "pulumi-wechat-qr-jump";
 *
 * new QrCodeJumpRule("shop-door", { prefix: "https://qr.example.com/shop/", path: "pages/shop/index" });
 * ```
 * @see https://developers.weixin.qq.com/miniprogram/dev/framework/open-ability/qr-code.html
 */
export class QrCodeJumpRule extends pulumi.CustomResource {
  /** As in {@link QrCodeJumpRuleArgs.prefix}; also the resource's id. */
  declare readonly prefix: pulumi.Output<string>;
  declare readonly appid: pulumi.Output<string | undefined>;
  declare readonly path: pulumi.Output<string>;
  declare readonly permitSubRule: pulumi.Output<boolean | undefined>;
  declare readonly openVersion: pulumi.Output<OpenVersion | undefined>;
  declare readonly debugUrls: pulumi.Output<string[] | undefined>;
  /** True if the rule works for everyone. */
  declare readonly published: pulumi.Output<boolean>;
  /** The app id of the account that owns the rule; undefined if only an access token was given. */
  declare readonly account: pulumi.Output<string | undefined>;

  /** @throws RunError if another resource of the program has the same prefix, where that is written as a plain string. */
  constructor(name: string, args: QrCodeJumpRuleArgs, options?: pulumi.CustomResourceOptions) {
    const outputs = { account: undefined };
    forgetEarlierRun();
    refuseSecond(name, args.prefix);
    super(RULE_TYPE, name, { ...outputs, ...args, __provider: LOADER }, options);
  }
}

/** Without an engine this is a program's own test, which may make a resource again and again. @throws RunError */
function refuseSecond(name: string, prefix: unknown): void {
  if (typeof prefix !== "string" || !pulumi.engineAddress()) return;
  const run = pulumi.thisRun();
  const ofRun = declarers.get(run) ?? new Declarers();
  declarers.set(run, ofRun);
  const problem = ofRun.add(prefix, {}, name);
  if (problem !== undefined) throw new pulumi.RunError(t`The resource ${visible(name)}: ${problem}.`);
}
