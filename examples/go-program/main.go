package main

import (
	"example.com/pulumi-wechat-qr-jump/sdk/go/wechatqrjump"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		shop, err := wechatqrjump.NewQrCodeJumpRule(ctx, "shop", &wechatqrjump.QrCodeJumpRuleArgs{
			Prefix: pulumi.String("https://qr.example.com/shop/"),
			Path:   pulumi.String("pages/shop/index"),
		})
		if err != nil {
			return err
		}

		// For testers, who scan one of the DebugUrls, until it is published.
		_, err = wechatqrjump.NewQrCodeJumpRule(ctx, "spring", &wechatqrjump.QrCodeJumpRuleArgs{
			Prefix:    pulumi.String("https://qr.example.com/spring/"),
			Path:      pulumi.String("pages/spring/index"),
			Published: pulumi.Bool(false),
			DebugUrls: pulumi.ToStringArray([]string{"https://qr.example.com/spring/test"}),
		})
		if err != nil {
			return err
		}

		// A code of the service account, which opens a page of the mini program.
		_, err = wechatqrjump.NewQrCodeJumpRule(ctx, "door", &wechatqrjump.QrCodeJumpRuleArgs{
			Account: pulumi.String("official"),
			Prefix:  pulumi.String("http://weixin.qq.com/q/02P5KzM_door"),
			Appid:   pulumi.String("wx1111111111111111"),
			Path:    pulumi.String("pages/door/index"),
		})
		if err != nil {
			return err
		}

		ctx.Export("shopPrefix", shop.Prefix)
		return nil
	})
}
