#!/usr/bin/env bash
# Fetches packages of npm that only tests need into the cache: Xero's own client for Node, for
# tests/sandbox/test_standin_node.py, and axe-core, which reads a page as a screen reader has to, for
# tests/screens/test_axe.py. Does nothing for one that is there. Without npm or a network it says so,
# and its test is skipped.
set -euo pipefail
version=20.0.0
axe_version=4.10.3
cache=${XDG_CACHE_HOME:-${HOME:?}/.cache}/acct_link
part=
trap 'rm -rf "$part"' EXIT

say() { printf '[node] %s\n' "$*"; }

# fetch NAME VERSION
fetch() {
    local name=$1 wanted=$2 folder=$cache/$1-$2
    [ ! -d "$folder/node_modules/$name" ] || return 0
    if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
        say "no node or npm: the test with $name will be skipped"
        return 0
    fi
    mkdir -p "$cache"
    part=$(mktemp -d "$folder.XXXXXX")
    say "$name $wanted: downloading"
    if timeout 300 npm install --prefix "$part" --ignore-scripts --no-audit --no-fund --no-package-lock \
        "$name@$wanted" >"$part/npm.log" 2>&1; then
        rm -rf "$folder"
        mv -T "$part" "$folder"
    else
        tail -3 "$part/npm.log" >&2
        rm -rf "$part"
        say "$name could not be had: the test with it will be skipped"
    fi
}

fetch xero-node "$version"
fetch axe-core "$axe_version"
