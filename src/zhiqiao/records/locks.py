"""Locks (写入锁): writes that must not run side by side. SQLite has one writer anyway; PostgreSQL is asked."""

from __future__ import annotations

from django.db import connection

CATALOGUE = 0x5A51_0001


def one_catalogue_writer() -> None:
    """Until the transaction ends nobody else merges patents or parties, so that no patent is made twice."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CATALOGUE])
