#!/usr/bin/env bash
# Make this machine ready: Debian packages where something is missing, then the virtual environment.
# usage: tools/setup.sh demo|test
# `demo` needs Tesseract with Vietnamese; `test` also a PostgreSQL server, Chromium and a font to draw pages with.
set -euo pipefail
cd "$(dirname "$0")/.."
purpose=${1:?usage: tools/setup.sh demo|test}
venv=.venv

fail() {
    printf '\nSet-up stopped: %s\n' "$1" >&2
    printf 'What to do: %s\n' "$2" >&2
    exit 3
}

find_python() {
    local candidate
    for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
    fail "no Python 3.11 or newer was found." \
        "install one (Debian 12 and Ubuntu 24.04 bring it: apt-get install python3), or name it: make demo PYTHON=/path/to/python3"
}

has_postgresql() { command -v initdb || compgen -G '/usr/lib/postgresql/*/bin/initdb'; }
has_browser() { command -v chromium || command -v chromium-browser || command -v google-chrome; }
has_font() { [ -e /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf ]; }
has_vietnamese() { tesseract --list-langs 2>/dev/null | grep -qx vie; }

missing_packages() {
    command -v tesseract >/dev/null || echo tesseract-ocr
    has_vietnamese || echo tesseract-ocr-vie
    [ -x "$venv/bin/python" ] || "$python" -c 'import ensurepip, venv' 2>/dev/null ||
        "$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'
    [ "$purpose" = test ] || return 0
    has_postgresql >/dev/null || echo postgresql
    has_browser >/dev/null || echo chromium
    has_font || echo fonts-dejavu-core
}

install_packages() {
    local root=() hand="apt-get update && apt-get install --no-install-recommends $*"
    command -v apt-get >/dev/null ||
        fail "this machine has no apt-get, and these are missing: $*." "install them by this system's own means, then run make again."
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || fail "these are missing: $*, and there is no sudo." "run as root: $hand"
        root=(sudo)
    fi
    echo "Installing Debian packages: $*"
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq update ||
        fail "apt-get update failed (see above)." "check the network and /etc/apt/sources.list, then run make again; or by hand: $hand"
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install "$@" >/dev/null ||
        fail "apt-get could not install: $* (see above)." "run by hand to see why: $hand"
}

make_venv() {
    "$venv/bin/python" -c 'import pip' 2>/dev/null && return
    echo "Making the virtual environment $venv with $python"
    "$python" -m venv --clear "$venv" ||
        fail "$python could not make a virtual environment (see above)." "remove $venv and run make again."
}

install_project() {
    local stamp=$venv/$purpose.stamp what=.
    [ "$purpose" = test ] && what='.[dev]'
    if [ "$stamp" -nt setup.cfg ] && [ "$stamp" -nt pyproject.toml ]; then
        return
    fi
    echo "Installing hoso and the packages it needs into $venv"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --editable "$what" ||
        fail "pip could not install the packages (see above)." "check the network and pip's settings ($venv/bin/pip config list), then run make again."
    touch "$stamp"
}

python=$(find_python)
mapfile -t missing < <(missing_packages)
if [ "${#missing[@]}" -gt 0 ]; then
    install_packages "${missing[@]}"
    mapfile -t missing < <(missing_packages)
    [ "${#missing[@]}" -eq 0 ] || fail "still missing after installing: ${missing[*]}." "see what apt-get said above."
fi
make_venv
install_project
