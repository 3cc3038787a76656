#!/usr/bin/env bash
# Every check and every test: static checks, the whole suite on SQLite, the service suite again on a real PostgreSQL,
# and the journeys in a real Chromium. On a machine where Debian's packages cannot be installed it says what is left out;
# in CI (CI=true) that is a failure.
set -uo pipefail
top=$(cd "$(dirname "$0")/.." && pwd)
cd "$top" || exit 1
. tools/setup.sh
export ZHIQIAO_HOME
ZHIQIAO_HOME=$(mktemp -d)
missing=()
failed=()

step() {
    local name=$1
    shift
    printf '\n=== %s\n' "$name"
    "$@" || failed+=("$name")
}

browser() { command -v chromium || command -v chromium-browser || command -v google-chrome; }

if browser >/dev/null || debian chromium; then
    # libatomic1: the browser driver's own Node.js needs it, and a minimal Debian has none.
    debian fonts-noto-cjk libatomic1 || missing+=("Chinese fonts or libatomic1 (fonts-noto-cjk, libatomic1)")
else
    missing+=("Chromium: the journeys are left out")
fi
. tools/postgres.sh
if ! postgres_start; then missing+=("PostgreSQL: the service suite runs on SQLite only"); fi
if ! cluster; then missing+=("Java, Spark or Ray: their tests are left out"); fi
trap 'postgres_stop; rm -rf "$ZHIQIAO_HOME"' EXIT

ZHIQIAO_BROWSER=$(browser || true)
export ZHIQIAO_BROWSER

if [ $# -gt 0 ]; then
    step "chosen tests" "$venv/bin/python" -m pytest "$@"
else
    step "checks" tools/check.sh
    step "all tests, SQLite" "$venv/bin/python" -m pytest
    if [ -n "${postgres_url:-}" ]; then
        step "service tests, PostgreSQL" env ZHIQIAO_DATABASE_URL="$postgres_url" "$venv/bin/python" -m pytest tests/services
    fi
fi

echo
for what in ${missing[@]+"${missing[@]}"}; do echo "NOT HERE: $what"; done
for what in ${failed[@]+"${failed[@]}"}; do echo "FAILED: $what"; done
[ ${#missing[@]} -gt 0 ] && [ "${CI:-}" = true ] && exit 1
[ ${#failed[@]} -eq 0 ]
