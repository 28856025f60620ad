import pulumi
import pulumi_wechat_qr_jump as wechat

codes = wechat.RuleSet(
    "codes",
    rules=[
        wechat.DeclaredRuleArgs(
            name="shop",
            prefix="https://qr.example.com/shop/",
            path="pages/shop/index",
        ),
        # For testers, who scan one of the debug_urls, until it is published.
        wechat.DeclaredRuleArgs(
            name="spring",
            prefix="https://qr.example.com/spring/",
            path="pages/spring/index",
            published=False,
            debug_urls=["https://qr.example.com/spring/test"],
        ),
        # A code of the service account, which opens a page of the mini program.
        wechat.DeclaredRuleArgs(
            name="door",
            account="official",
            prefix="http://weixin.qq.com/q/02P5KzM_door",
            appid="wx1111111111111111",
            path="pages/door/index",
        ),
    ],
)

pulumi.export("ruleCount", codes.rule_count)
