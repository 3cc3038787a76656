"""Writes the trail (审计). Called inside the transaction of the write it tells of; never elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils import timezone

from zhiqiao.records.bulk import insert_rows
from zhiqiao.records.models import AuditEvent


def record(verb: str, subject: Any, *, by: Any = None, organisation: Any = None, **data: Any) -> AuditEvent:
    """Append one event. `subject` is a saved row; `data` must be JSON."""
    return AuditEvent.objects.create(
        verb=verb,
        subject=f"{subject._meta.model_name}:{subject.pk}",
        by=by if by is not None and by.is_authenticated else None,
        organisation=organisation,
        data=data,
    )


def record_many(
    verb: str, subject: type[models.Model], told: Iterable[tuple[int, dict[str, Any]]], *, by: Any = None
) -> None:
    """Append one event for each (id, data) of a table's rows, all at once; for writes that touch many rows."""
    actor = by.pk if by is not None and by.is_authenticated else None
    now, name = timezone.now(), subject._meta.model_name
    insert_rows(
        AuditEvent,
        ("at", "by_id", "verb", "subject", "data"),
        [(now, actor, verb, f"{name}:{pk}", data) for pk, data in told],
    )
