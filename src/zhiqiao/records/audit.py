"""Writes the trail (审计). Called inside the transaction of the write it tells of; never elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

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


def record_many(verb: str, told: Iterable[tuple[Any, dict[str, Any]]], *, by: Any = None) -> None:
    """Append one event for each (subject, data), all at once; for writes that touch many rows."""
    actor = by if by is not None and by.is_authenticated else None
    AuditEvent.objects.bulk_create(
        AuditEvent(verb=verb, subject=f"{subject._meta.model_name}:{subject.pk}", by=actor, data=data)
        for subject, data in told
    )
