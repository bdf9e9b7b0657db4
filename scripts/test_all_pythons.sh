#!/bin/sh
# Run the tests that start no server with every other supported Python found on this machine.
# Each gets an environment of its own under .cache/, from the same pinned requirements. A Python that is not here is named, not tried.
set -eu
cd "$(dirname "$0")/.."
ours=$(.venv/bin/python -c 'import sys; print("%d.%d" % sys.version_info[:2])')
areas="tests/model tests/policy tests/rules tests/query tests/oracle tests/security tests/loaders tests/ledger tests/workflow tests/cli tests/api tests/web"
failed=""

find_python() { # a version manager may give a shim that only answers when the version is chosen
    for candidate in "python$1" "$HOME"/.pyenv/versions/"$1".*/bin/python; do
        if "$candidate" -c "import sys; sys.exit('%d.%d' % sys.version_info[:2] != '$1')" >/dev/null 2>&1; then
            echo "$candidate"
            return
        fi
    done
}

prepare() { # environment $1 with Python $2, unless it is there and newer than the requirements
    if [ -e "$1/.ready" ] && [ -z "$(find requirements/dev.txt -newer "$1/.ready")" ]; then return; fi
    "$2" -m venv --clear "$1" &&
        "$1/bin/python" -m pip --disable-pip-version-check --no-input install --quiet \
            --require-hashes --only-binary :all: -r requirements/dev.txt &&
        touch "$1/.ready"
}

try() { # environment $1
    # Engine, browser, Neo4j and PostgreSQL are the same under every Python.
    # shellcheck disable=SC2086  # the areas are words
    REQUIRE_ALL_TESTS="" "$1/bin/python" -m pytest -q -p no:cacheprovider -m "not slow and not neo4j and not browser and not postgres" \
        --ignore tests/cli/test_doctor.py --ignore tests/loaders/test_end_to_end.py $areas
}

for version in 3.11 3.12 3.13; do
    if [ "$version" = "$ours" ]; then continue; fi
    python=$(find_python "$version")
    if [ -z "$python" ]; then
        echo "python $version: not on this machine; NOT TRIED"
        continue
    fi
    echo "python $version ($("$python" --version)): $areas"
    home=.cache/python$version
    if ! prepare "$home" "$python" || ! try "$home"; then failed="$failed $version"; fi
done
if [ -n "$failed" ]; then
    echo "failed with python$failed" >&2
    exit 1
fi
