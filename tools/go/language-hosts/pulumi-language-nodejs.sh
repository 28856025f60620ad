#!/bin/sh
# Today's CLI tells its language host the options of Pulumi.yaml when it runs a program. The host that can be built from Go modules
# is older and takes them as flags; without this one it would load TypeScript into every program.
if grep -Eqs '^ +typescript: *false' Pulumi.yaml; then
  set -- -typescript=false "$@"
fi
exec "$0-from-go" "$@"
