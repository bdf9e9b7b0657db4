#!/bin/sh
# Mutation tests of graph_service/policy and graph_service/propagation; docs/mutation.md says what they found.
# mutmut gets an environment of its own under .cache/, in which the packages of .venv can be imported. SAMPLE=20 takes 20 mutants of
# each module, without it all; what a run has decided stays in mutants/, so that the same command goes on where it stopped.
set -eu
cd "$(dirname "$0")/.."
home=.cache/mutants
version=${MUTMUT_VERSION:?which mutmut}
if [ ! -e "$home/.ready-$version" ]; then
    .venv/bin/python -m venv --clear "$home"
    "$home/bin/python" -m pip --disable-pip-version-check --no-input install --quiet "mutmut==$version"
    .venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))' >"$("$home/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/project.pth"
    touch "$home/.ready-$version"
fi
# One thread each: many processes run side by side.
PYTHONPATH="" POLARS_MAX_THREADS=1 nice -n 15 "$home/bin/python" scripts/mutants.py "${SAMPLE:-0}" "${CHILDREN:-2}"
