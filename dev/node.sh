#!/usr/bin/env bash
# Fetches Xero's own client for Node into the cache, for tests/sandbox/test_standin_node.py. Does nothing when it is
# there. Without npm or a network it says so, and the test is skipped.
set -euo pipefail
version=20.0.0
folder=${XDG_CACHE_HOME:-${HOME:?}/.cache}/acct_link/xero-node-$version

say() { printf '[node] %s\n' "$*"; }

[ ! -d "$folder/node_modules/xero-node" ] || exit 0
if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
    say "no node or npm: the test with Xero's client for Node will be skipped"
    exit 0
fi
mkdir -p "$(dirname "$folder")"
part=$(mktemp -d "$folder.XXXXXX")
trap 'rm -rf "$part"' EXIT
say "xero-node $version: downloading"
if timeout 300 npm install --prefix "$part" --ignore-scripts --no-audit --no-fund --no-package-lock \
    "xero-node@$version" >"$part/npm.log" 2>&1; then
    rm -rf "$folder"
    mv -T "$part" "$folder"
else
    tail -3 "$part/npm.log" >&2
    say "xero-node could not be had: the test with it will be skipped"
fi
