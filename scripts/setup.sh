#!/bin/sh
# Make .venv fit requirements.txt ("run") or requirements-dev.txt ("dev").
# Done again only when the lists or the Python changed, so that a second start needs no network.
set -eu
cd "$(dirname "$0")/.."
want=${1:-dev}
venv=.venv

# Somebody shares one environment between checkouts: it is theirs to keep.
[ -L "$venv" ] && exit 0

case $want in
run) list=requirements.txt ;;
dev) list=requirements-dev.txt ;;
*) echo "scripts/setup.sh run|dev" >&2; exit 2 ;;
esac

works() { # a Python that runs, is 3.11 or newer, and can make environments
    "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

# Two targets may start together: the second waits and finds the work done.
exec 9>.setup.lock
flock 9 2>/dev/null || :

current() { # the stamp that list $1 would leave
    { cat "$1"; "$venv/bin/python" -VV; pwd -P; } 2>/dev/null | sha256sum | cut -d' ' -f1
}
fits() { [ -x "$venv/bin/python" ] && [ "$(cat "$venv/.stamp-$1" 2>/dev/null)" = "$(current "$2")" ]; }

fits dev requirements-dev.txt && [ "$want" = dev ] && exit 0
if [ "$want" = run ]; then
    fits run requirements.txt && exit 0
fi

if [ ! -x "$venv/bin/python" ] || ! "$venv/bin/python" -c 'import pip' 2>/dev/null \
    || { [ -f "$venv/.home" ] && [ "$(cat "$venv/.home")" != "$(pwd -P)" ]; }; then
    python=
    for candidate in ${PYTHON:-} python3.11 python3 python3.12 python3.13 /usr/bin/python3; do
        if works "$candidate"; then python=$candidate; break; fi
    done
    if [ -z "$python" ]; then
        echo "Chung Tay needs Python 3.11 with its venv module:" >&2
        echo "    apt-get install -y python3 python3-venv" >&2
        exit 2
    fi
    echo "Making the environment .venv ($("$python" -V)) …"
    rm -rf "$venv"
    "$python" -m venv "$venv"
fi
pwd -P >"$venv/.home"

echo "Installing $list …"
quiet="--quiet --disable-pip-version-check"
if "$venv/bin/python" -m pip install $quiet --require-hashes -r requirements-setup.txt &&
    UV_LINK_MODE=${UV_LINK_MODE:-copy} "$venv/bin/uv" pip install --quiet --python "$venv/bin/python" \
        --compile-bytecode --require-hashes -r "$list"; then :
else
    echo "uv did not manage it, trying pip …"
    "$venv/bin/python" -m pip install $quiet --require-hashes --no-deps -r "$list"
fi
current "$list" >"$venv/.stamp-$want"
# The development list holds everything that running needs.
[ "$want" = dev ] && current requirements.txt >"$venv/.stamp-run"
exit 0
