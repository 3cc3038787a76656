# Sourced by the test script: starts a PostgreSQL of its own in a temporary folder, for tests only.
# shellcheck shell=bash

postgres_dir=
postgres_url=

postgres_as() { # initdb and the server refuse root
    if [ "$(id -u)" = 0 ]; then su postgres -s /bin/sh -c "cd / && $1"; else sh -c "$1"; fi
}

postgres_start() {
    local bin port
    bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
    if [ -z "$bin" ]; then
        debian postgresql-15 || debian postgresql || return 1
        bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
    fi
    [ -d /usr/lib/postgresql/15/bin ] && bin=/usr/lib/postgresql/15/bin
    port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
    postgres_dir=$(mktemp -d)
    if [ "$(id -u)" = 0 ]; then chown postgres "$postgres_dir"; fi
    postgres_as "$bin/initdb -D $postgres_dir/data -A trust -U zhiqiao --locale=C.UTF-8 -E UTF8 --no-sync" >/dev/null || return 1
    cat >>"$postgres_dir/data/postgresql.conf" <<CONF
listen_addresses = '127.0.0.1'
port = $port
unix_socket_directories = '$postgres_dir'
fsync = off
synchronous_commit = off
full_page_writes = off
CONF
    postgres_as "$bin/pg_ctl -D $postgres_dir/data -l $postgres_dir/log -w start" >/dev/null || return 1
    postgres_bin=$bin
    postgres_url="postgres://zhiqiao@127.0.0.1:$port/postgres"
    echo "PostgreSQL $("$bin/postgres" --version | awk '{print $3}') runs at $postgres_url"
}

postgres_stop() {
    [ -n "$postgres_url" ] || return 0
    postgres_as "$postgres_bin/pg_ctl -D $postgres_dir/data -m immediate stop" >/dev/null 2>&1
    rm -rf "$postgres_dir"
}
