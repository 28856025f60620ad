module qr-codes

go 1.26

require (
	example.com/pulumi-wechat-qr-jump/sdk/go v0.1.0
	github.com/pulumi/pulumi/sdk/v3 v3.276.0
)

replace example.com/pulumi-wechat-qr-jump/sdk/go => ./sdk/go
