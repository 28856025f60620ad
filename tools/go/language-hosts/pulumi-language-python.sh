#!/bin/sh
# As for Node.js: the older host takes the virtual environment that Pulumi.yaml names as a flag.
virtualenv=$(sed -n 's/^ *virtualenv: *//p' Pulumi.yaml 2>/dev/null)
if [ -n "$virtualenv" ]; then
  set -- "-virtualenv=$virtualenv" "-root=$PWD" "$@"
fi
exec "$0-from-go" "$@"
