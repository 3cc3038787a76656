#!/usr/bin/env bash
# Lint, format, types and import contracts. One command a line: in a chain of && only the last one would stop the script.
set -euo pipefail
bin=$(cd "$(dirname "$0")/.." && pwd)/.venv/bin
export ZHIQIAO_HOME="${ZHIQIAO_HOME:-$(mktemp -d)}"
echo "== ruff"
"$bin/ruff" check .
"$bin/ruff" format --check .
echo "== import contracts"
"$bin/lint-imports" --no-cache
echo "== types"
"$bin/mypy"
