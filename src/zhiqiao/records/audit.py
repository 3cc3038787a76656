"""Writes the trail (审计). Called inside the transaction of the write it tells of; never elsewhere."""

from __future__ import annotations

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
