package main

import (
	"example.com/pulumi-wechat-qr-jump/sdk/go/wechatqrjump"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		codes, err := wechatqrjump.NewRuleSet(ctx, "codes", &wechatqrjump.RuleSetArgs{
			Rules: wechatqrjump.DeclaredRuleArray{
				wechatqrjump.DeclaredRuleArgs{
					Name:   pulumi.String("shop"),
					Prefix: pulumi.String("https://qr.example.com/shop/"),
					Path:   pulumi.String("pages/shop/index"),
				},
				// For testers, who scan one of the DebugUrls, until it is published.
				wechatqrjump.DeclaredRuleArgs{
					Name:      pulumi.String("spring"),
					Prefix:    pulumi.String("https://qr.example.com/spring/"),
					Path:      pulumi.String("pages/spring/index"),
					Published: pulumi.Bool(false),
					DebugUrls: pulumi.ToStringArray([]string{"https://qr.example.com/spring/test"}),
				},
				// A code of the service account, which opens a page of the mini program.
				wechatqrjump.DeclaredRuleArgs{
					Name:    pulumi.String("door"),
					Account: pulumi.String("official"),
					Prefix:  pulumi.String("http://weixin.qq.com/q/02P5KzM_door"),
					Appid:   pulumi.String("wx1111111111111111"),
					Path:    pulumi.String("pages/door/index"),
				},
			},
		})
		if err != nil {
			return err
		}
		ctx.Export("ruleCount", codes.RuleCount)
		return nil
	})
}
