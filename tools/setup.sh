# Sourced by zq: finds Python, makes the environment from the lock file, installs Debian packages where it may.
# shellcheck shell=bash

venv=$top/.venv

say() { printf '%s\n' "$*" >&2; }

find_python() {
    local name
    for name in "${PYTHON:-}" python3.13 python3.12 python3.11 python3 python3.14; do
        if [ -n "$name" ] && command -v "$name" >/dev/null 2>&1 &&
            "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    say "zq: Python 3.11 or newer is not here. Install it (Debian, Ubuntu: apt-get install python3 python3-venv) and call again."
    say "zq：未找到 Python 3.11 或更高版本，请先安装（Debian/Ubuntu：apt-get install python3 python3-venv）。"
    return 1
}

# Install Debian packages if we are allowed to; say what is missing and return 1 if not.
debian() {
    local packages=("$@") missing=() package sudo=()
    for package in "${packages[@]}"; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] && return 0
    if ! command -v apt-get >/dev/null 2>&1; then
        say "zq: not a Debian or Ubuntu machine; please install by hand: ${missing[*]}"
        return 1
    fi
    if [ "$(id -u)" != 0 ]; then
        if sudo -n true 2>/dev/null; then
            sudo=(sudo -n)
        else
            say "zq: may not install Debian packages here; please run: sudo apt-get install ${missing[*]}"
            return 1
        fi
    fi
    say "zq: installing ${missing[*]} …"
    "${sudo[@]}" apt-get update -qq >/dev/null 2>&1 || true
    "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null 2>&1 || {
        say "zq: apt-get could not install: ${missing[*]}"
        return 1
    }
}

# cluster: Java, Spark and Ray beside the development environment, for the tests that need them; once.
cluster() {
    local want stamp=$venv/.zq-cluster
    if ! java -version 2>&1 | grep -Eq 'version "(1[7-9]|[2-9][0-9])'; then
        debian openjdk-17-jre-headless || debian default-jre-headless || return 1
    fi
    want=$(cksum <requirements-cluster.lock | tr -d ' ')
    [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$want" ] && return 0
    say "zq: installing Spark and Ray for their tests (once) … 正在安装 Spark 与 Ray，供测试使用（仅首次）……"
    local install=("$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-cache-dir --require-hashes
        --only-binary :all:)
    awk '/^[a-z]/ { keep = /^setuptools==/ } keep' requirements-cluster.lock >"$venv/.zq-builder"
    "${install[@]}" -r "$venv/.zq-builder" &&
        "${install[@]}" --no-binary pyspark --no-build-isolation -r requirements-cluster.lock || return 1
    echo "$want" >"$stamp"
}

# environment run|dev: a virtual environment that equals the lock file; made again only when the lock changed.
environment() {
    local kind=$1 lock stamp want python
    lock=requirements.lock
    [ "$kind" = dev ] && lock=requirements-dev.lock
    want=$(cat "$lock" pyproject.toml | cksum | tr -d ' ')
    stamp=$venv/.zq-$kind
    [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$want" ] && return 0
    if [ ! -x "$venv/bin/python" ] || ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
        python=$(find_python)
        say "zq: making the environment with $("$python" --version) … 正在建立运行环境……"
        rm -rf "$venv"
        if ! "$python" -m venv "$venv" >/dev/null 2>&1; then
            rm -rf "$venv"
            debian "python$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv" || debian python3-venv || {
                say "zq: Python's venv module is missing, and it could not be installed."
                return 1
            }
            "$python" -m venv "$venv"
        fi
    fi
    say "zq: installing what the lock file names (once) … 正在安装依赖（仅首次）……"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r "$lock"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --editable .
    echo "$want" >"$stamp"
}
