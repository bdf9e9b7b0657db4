#!/bin/sh
# Run the pure tests (model, policy, propagation, rules, command line) with every other supported Python found on this machine.
# Each gets an environment of its own under .cache/, from the same pinned requirements.
set -eu
cd "$(dirname "$0")/.."
ours=$(.venv/bin/python -c 'import sys; print("%d.%d" % sys.version_info[:2])')
areas=""
for area in model policy propagation rules cli; do
    if [ -d "tests/$area" ]; then areas="$areas tests/$area"; fi
done

find_python() { # a version manager may give a shim that only answers when the version is chosen
    for candidate in "python$1" "$HOME"/.pyenv/versions/"$1".*/bin/python; do
        if "$candidate" -c "import sys; sys.exit('%d.%d' % sys.version_info[:2] != '$1')" >/dev/null 2>&1; then
            echo "$candidate"
            return
        fi
    done
}

for version in 3.11 3.12 3.13; do
    if [ "$version" = "$ours" ]; then continue; fi
    python=$(find_python "$version")
    if [ -z "$python" ]; then
        echo "python $version: not on this machine; not tried"
        continue
    fi
    home=.cache/python$version
    if [ ! -e "$home/.ready" ] || [ requirements/dev.txt -nt "$home/.ready" ]; then
        "$python" -m venv "$home"
        "$home/bin/python" -m pip --disable-pip-version-check --no-input install --quiet \
            --require-hashes --only-binary :all: -r requirements/dev.txt
        touch "$home/.ready"
    fi
    echo "python $version:$areas"
    # The doctor's tests start the engine, which is the same Java under every Python.
    # shellcheck disable=SC2086  # the areas are words
    "$home/bin/python" -m pytest -q -m "not slow and not neo4j and not browser and not postgres" --ignore-glob "*/test_doctor.py" $areas
done
