#!/usr/bin/env bash
# Makes .venv: Python with Odoo 19, the project's needs and its tools. Does nothing when there is nothing to do.
#   dev/setup.sh             all that the demo and most tests need
#   dev/setup.sh --browser   Chromium and wkhtmltopdf too, for the browser tests and the screenshots
# Variables:
#   ODOO_PYTHON      a Python that can import Odoo 19: that Odoo is used and none is downloaded
#   PYTHON           the Python to build on otherwise (python3)
#   XDG_CACHE_HOME   downloads are kept in its folder acct_link (~/.cache)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

cache=${XDG_CACHE_HOME:-${HOME:?}/.cache}/acct_link
odoo=$cache/odoo-19
python=${ODOO_PYTHON:-${PYTHON:-python3}}

say() { printf '[setup %3ds] %s\n' "$SECONDS" "$*"; }
die() { printf 'setup: %s\n' "$*" >&2; exit 1; }

# pip, silent unless it fails
pip() {
    .venv/bin/python -m pip "$1" -q --disable-pip-version-check "${@:2}" >.venv/pip.log 2>&1 ||
        { grep -v ^WARNING .venv/pip.log >&2; return 1; }
}

find_python() {
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null ||
        die "$python is not a Python 3.10 or newer. Install one, or name one: make setup PYTHON=/path/to/python"
    "$python" -c 'import venv, ensurepip' 2>/dev/null ||
        die "$python cannot make virtual environments. As root: apt-get install python3-venv"
    [ -z "${ODOO_PYTHON:-}" ] ||
        "$python" -c 'from odoo import release; assert release.version_info[:2] == (19, 0)' 2>/dev/null ||
        die "ODOO_PYTHON=$ODOO_PYTHON cannot import Odoo 19.0. Name the Python that runs your Odoo, or unset the variable."
}

# The machine's own Debian mirror; its package lists may be missing, then the name of the release decides.
find_mirror() {
    local codename
    codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
    {
        apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' 'Label: Debian'
        apt-get indextargets --no-release-info --format '$(RELEASE) $(REPO_URI)' 'Created-By: Packages' |
            sed -n "s/^$codename //p"
    } | sed -n 1p
}

# Unpacks Debian's odoo-19, and the fonts and scripts it links to, into the cache. Nothing is installed.
# They keep their places below usr/, so the package's relative links hold.
fetch_odoo() {
    local work=$cache/odoo.part keyring=/usr/share/keyrings/debian-archive-keyring.gpg mirror
    command -v dpkg-deb >/dev/null ||
        die "only Debian's tools can fetch Odoo. Install Odoo 19 yourself and set ODOO_PYTHON to its Python."
    [ -r "$keyring" ] || die "$keyring is missing. As root: apt-get install debian-archive-keyring"
    mirror=$(find_mirror)
    [ -n "$mirror" ] || die "apt knows no Debian mirror. As root, put one into the apt sources and run: apt-get update"
    rm -rf "$work"
    mkdir -p "$work"/{lists,archives,debs}/partial
    # Font Awesome must be 4.7, which the stable release has and sid no longer does.
    printf "deb [signed-by=$keyring] $mirror %s main\n" sid bookworm >"$work/sources.list"
    local apt=(
        apt-get -qq -o "Dir::Etc::SourceList=$work/sources.list" -o Dir::Etc::SourceParts=-
        -o "Dir::State::Lists=$work/lists" -o Dir::State::Status=/dev/null
        -o "Dir::Cache=$work" -o "Dir::Cache::Archives=$work/archives"
        -o Acquire::Languages=none -o APT::Sandbox::User=root
    )
    say "Odoo 19: downloading the Debian packages (130 MB)"
    "${apt[@]}" update || die "the package lists of $mirror could not be read. Is the network there?"
    (cd "$work/debs" && "${apt[@]}" download fonts-font-awesome/bookworm \
        {odoo-19,libjs-jquery,libjs-jquery-form,libjs-underscore}/sid \
        {fonts-roboto-unhinted,fonts-montserrat,fonts-ocr-b}/sid) ||
        die "$mirror did not give the packages. Try again, or install Odoo 19 yourself and set ODOO_PYTHON."
    say "Odoo 19: unpacking (1.2 GB)"
    for deb in "$work"/debs/*.deb; do
        dpkg-deb -x "$deb" "$work/tree"
    done
    mv -T "$work/tree" "$odoo"
    rm -rf "$work"
    say "Odoo 19: ready"
}

# Everything constraints.txt lists, as wheels, so that the next checkout needs no index.
fetch_wheels() {
    say "Python packages: downloading"
    rm -rf "$wheels.part"
    pip wheel --no-deps --use-pep517 -w "$wheels.part" -r constraints.txt ||
        die "pip could not get the packages of constraints.txt; its message stands above."
    mv -T "$wheels.part" "$wheels"
    say "Python packages: ready"
}

build() {
    mkdir -p "$cache"
    exec 9>"$cache/lock"
    flock -n 9 || { say "waiting for the set-up of another checkout"; flock 9; }

    # The database server runs from .venv.
    [ ! -x .venv/bin/python ] || .venv/bin/python dev/database.py stop 2>/dev/null || true
    rm -rf .venv
    "$python" -m venv .venv
    wheels=$cache/wheels-$({ .venv/bin/python -V; cat constraints.txt; } | sha256sum | cut -c 1-12)

    local odoo_pid= odoo_paths=$odoo/usr/lib/python3/dist-packages
    if [ -n "${ODOO_PYTHON:-}" ]; then
        # Where it finds Odoo and what Odoo needs, in its own order.
        odoo_paths=$("$ODOO_PYTHON" -c 'import odoo.release, os, site, sys
home = os.path.dirname(os.path.dirname(os.path.abspath(odoo.release.__file__)))
print(*dict.fromkeys([home, *(p for p in sys.path if p.endswith("-packages"))]), sep="\n")')
    elif [ ! -d "$odoo" ]; then
        fetch_odoo &
        odoo_pid=$!
    fi
    [ -d "$wheels" ] || fetch_wheels
    ln -s "$wheels" .venv/wheels
    [ -z "$odoo_pid" ] || wait "$odoo_pid"

    local packages
    packages=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
    while read -r path; do
        printf 'import site; site.addsitedir(%s)\n' "'$path'"
    done <<<"$odoo_paths" >"$packages/odoo.pth"

    say "Python packages: installing"
    # Odoo asks for psycopg2, which is built from source; psycopg2-binary, in requirements-dev.txt, stands in for it.
    .venv/bin/python -c 'from importlib.metadata import requires
for line in requires("odoo") or ():
    if "extra ==" not in line and not line.startswith("psycopg2"): print(line)' >.venv/odoo-requires.txt
    pip install --no-compile --no-index --find-links "$wheels" \
        -c constraints.txt -r requirements-dev.txt -r .venv/odoo-requires.txt ||
        die "the packages do not fit together; pip's message stands above. constraints.txt has to be made anew."
    pip install --no-compile --no-index --find-links "$wheels" --no-deps -r requirements-addons.txt
    echo "$stamp" >.venv/stamp
    say "done: .venv/bin/python -m odoo"
}

install_programs() {
    local missing=()
    # any of which Odoo's tests take
    command -v chromium chromium-browser google-chrome google-chrome-stable >/dev/null || missing+=(chromium)
    command -v wkhtmltopdf >/dev/null || missing+=(wkhtmltopdf)
    [ ${#missing[@]} != 0 ] || return 0
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        say "installing for the browser tests: ${missing[*]}"
        { apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "${missing[@]}"; } \
            >/dev/null || die "${missing[*]} could not be installed; apt's message stands above."
    else
        say "Tests that need ${missing[*]} will be skipped. As root: apt-get install ${missing[*]}"
    fi
}

stamp=$(
    { echo "$PWD" "$python"; cat dev/setup.sh constraints.txt requirements.txt requirements-{dev,addons}.txt; } |
        sha256sum
)
if [ "$(cat .venv/stamp 2>/dev/null)" != "$stamp" ] || ! .venv/bin/python -c 'import odoo' 2>/dev/null; then
    find_python
    build
fi
[ "${1:-}" != --browser ] || install_programs
