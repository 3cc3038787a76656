#!/usr/bin/env bash
# Writes requirements.lock (to run), requirements-dev.lock (to develop), requirements-quality.lock (what the second model
# needs besides) and requirements-cluster.lock (Spark and Ray, for the tests of these) from pyproject.toml, with hashes,
# for every supported Python and system. Needs uv; makes a throw-away environment for it. `lock.sh cluster` writes the
# last one only.
set -euo pipefail
top=$(cd "$(dirname "$0")/.." && pwd)
cd "$top"
. tools/setup.sh
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
"$(find_python)" -m venv "$scratch/venv"
"$scratch/venv/bin/pip" install --quiet --disable-pip-version-check uv
compile=("$scratch/venv/bin/uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes
    --no-emit-index-url --no-header --custom-compile-command "./zq lock")
if [ "${1:-}" != cluster ]; then
    "${compile[@]}" pyproject.toml --extra postgres --output-file requirements.lock
    "${compile[@]}" pyproject.toml --extra postgres --extra quality --group dev --output-file requirements-dev.lock
    "${compile[@]}" pyproject.toml --extra postgres --extra quality --constraint requirements-dev.lock \
        --output-file requirements-quality.lock
fi
# Beside the development environment, in its versions; pyspark is built from source, by a setuptools of known hash.
"$(find_python)" - <<'PYTHON' >"$scratch/cluster.in"
import tomllib

with open("pyproject.toml", "rb") as file:
    extras = tomllib.load(file)["project"]["optional-dependencies"]
print(*extras["spark"], *extras["ray"], "setuptools>=77", sep="\n")
PYTHON
"${compile[@]}" "$scratch/cluster.in" --no-annotate --constraint requirements-dev.lock --output-file requirements-cluster.lock
