#!/usr/bin/env bash
# The component token lives two hours, so it is fetched for each run and never stored.
set -euo pipefail
export WECHAT_COMPONENT_APP_ID=${WECHAT_COMPONENT_APP_ID:-$(pulumi config get wechat-qr-jump:componentAppId)}
WECHAT_COMPONENT_ACCESS_TOKEN=$(node component-token.mjs)
export WECHAT_COMPONENT_ACCESS_TOKEN
pulumi "$@"
