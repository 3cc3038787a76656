#!/usr/bin/env bash
# Writes requirements.lock (to run) and requirements-dev.lock (to develop) from pyproject.toml, with hashes, for every
# supported Python and system. Needs uv; makes a throw-away environment for it.
set -euo pipefail
top=$(cd "$(dirname "$0")/.." && pwd)
cd "$top"
. tools/setup.sh
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
"$(find_python)" -m venv "$scratch/venv"
"$scratch/venv/bin/pip" install --quiet --disable-pip-version-check uv
compile=("$scratch/venv/bin/uv" pip compile pyproject.toml --extra postgres --quiet --universal --python-version 3.11 --generate-hashes
    --no-emit-index-url --no-header --custom-compile-command "./zq lock")
"${compile[@]}" --output-file requirements.lock
"${compile[@]}" --group dev --output-file requirements-dev.lock
