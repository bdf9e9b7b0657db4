#!/bin/sh
# Create .venv from the hash-pinned requirements: "setup.sh runtime" for running, "setup.sh dev" for checking and testing too.
# Needs python3 (3.11 to 3.13) with its venv module, and nothing else. PYTHON=… chooses the interpreter.
set -eu
kind=${1:?usage: setup.sh runtime|dev}
cd "$(dirname "$0")/.."

fail() {
    echo "setup: $1" >&2
    exit 1
}

suits() { # a Python that runs and is of a version we support
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' >/dev/null 2>&1
}

find_python() {
    for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
        if suits "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    fail "no Python from 3.11 to 3.13 found (tried: ${PYTHON:-python3, python3.13, python3.12, python3.11}).
  Install one (Debian 12 or later, Ubuntu 24.04 or later: apt-get install python3 python3-venv), or name it: make setup PYTHON=/path/to/python3.12"
}

check_machine() { # the wheel of the graph engine needs glibc 2.34; the environment needs room
    "$1" - "$2" <<'PYTHON' || exit 1
import os, platform, shutil, sys

library, version = platform.libc_ver()
if sys.platform == "linux":
    if library != "glibc":
        sys.exit("setup: this system has no glibc; the embedded graph engine needs glibc 2.34 or later (Debian 12, Ubuntu 22.04).")
    if tuple(map(int, version.split(".")[:2])) < (2, 34):
        sys.exit(f"setup: glibc {version} is too old; the embedded graph engine needs 2.34 or later (Debian 12, Ubuntu 22.04).")
free, needed = shutil.disk_usage(os.curdir).free // 2**20, int(sys.argv[1])
if free < needed:
    sys.exit(f"setup: {free} MiB are free here and about {needed} MiB are needed; make room and try again.")
PYTHON
}

create_environment() {
    python=$(find_python)
    "$python" -c 'import venv, ensurepip' >/dev/null 2>&1 ||
        fail "$python has no venv module. On Debian or Ubuntu: apt-get install python3-venv"
    echo "setup: creating .venv with $("$python" --version)"
    "$python" -m venv --clear .venv || fail "could not create .venv (see above)."
}

if ! suits .venv/bin/python; then
    create_environment
fi
if [ "$kind" = dev ]; then needed=2200; else needed=1400; fi
[ -e ".venv/.$kind" ] || check_machine .venv/bin/python "$needed"

echo "setup: installing requirements/$kind.txt (the first time this takes a few minutes)"
pip=".venv/bin/python -m pip --disable-pip-version-check --no-input install --quiet"
$pip --require-hashes --only-binary :all: -r "requirements/$kind.txt" ||
    fail "the requirements could not be installed (see above); the same command again goes on where it stopped."
$pip --no-deps --no-build-isolation -e . || fail "graph-service itself could not be installed (see above)."
touch .venv/.runtime ".venv/.$kind"
echo "setup: done; the command is .venv/bin/graph-service"
