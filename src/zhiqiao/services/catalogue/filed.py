"""Patents that were filed from disclosures here (披露后申请的专利): when one comes in, its disclosure is told."""

from __future__ import annotations

from collections.abc import Iterable

from zhiqiao.records import jobs
from zhiqiao.records.models import Disclosure, Patent


def follow_filed(rows: Iterable[Patent]) -> None:
    """Job `link_disclosures` for those of these patents that a disclosure waits for. Inside the caller's
    transaction."""
    numbers = {row.application_number: row.pk for row in rows if row.office == "CN" and row.application_number}
    waiting = Disclosure.objects.filter(patent=None, application_number__in=list(numbers))
    if ids := sorted(numbers[one] for one in waiting.values_list("application_number", flat=True)):
        jobs.add("link_disclosures", ids=ids)
