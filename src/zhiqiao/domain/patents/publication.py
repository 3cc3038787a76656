"""Publication (公布): whether a patent is already open to everybody, so that its record may be shown to all."""

from __future__ import annotations

from datetime import date, timedelta

from zhiqiao.domain.codes import LegalState

SECRET_FOR = timedelta(days=549)
"""专利法 art 34: an invention is laid open at the latest eighteen months after filing."""

OPEN_STATES = frozenset(
    {LegalState.GRANTED, LegalState.LAPSED, LegalState.EXPIRED, LegalState.INVALIDATED, LegalState.ABANDONED}
)


def is_published(
    *,
    has_documents: bool,
    publication_date: date | None,
    grant_date: date | None,
    legal_state: LegalState,
    application_date: date | None,
    today: date,
) -> bool:
    """Whether the patent is published (已公布), as far as the facts tell; when in doubt, a recent filing is secret.

    Published is what has a published document, a date of publication or grant, or a state that only a granted
    patent has (专利法 arts 34, 39, 40). A pending, withdrawn or unknown case without any of these is secret, save
    that an unknown one filed more than eighteen months ago, or with no filing date at all, counts as published.
    """
    if has_documents or legal_state in OPEN_STATES:
        return True
    if any(day is not None and day <= today for day in (publication_date, grant_date)):
        return True
    if legal_state is LegalState.UNKNOWN:
        return application_date is None or application_date + SECRET_FOR < today
    return False
