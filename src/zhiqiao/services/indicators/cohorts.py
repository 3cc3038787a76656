"""Comparing cohorts (同类比较): how the kept values lie in each cohort that has changed."""

from __future__ import annotations

import numpy as np
from django.db import transaction

from zhiqiao.domain.grading.cohorts import spread_of
from zhiqiao.domain.grading.indicators import CODES
from zhiqiao.records import clock
from zhiqiao.records.models import IndicatorCohort, PatentIndicators
from zhiqiao.services.indicators import options


def compare_cohorts(*, version: str = "") -> int:
    """Take the spreads of every cohort that has become stale, each in its own transaction; returns how many."""
    use = options.in_use()
    stale = IndicatorCohort.objects.filter(is_stale=True, version=version or use.version)
    pks = list(stale.order_by("pk").values_list("pk", flat=True))
    for pk in pks:
        compare(pk)
    return len(pks)


@transaction.atomic
def compare(pk: int) -> None:
    """Take the spreads of one cohort."""
    use = options.in_use()
    # Marked first: what changes while the values are read makes it stale again.
    IndicatorCohort.objects.filter(pk=pk).update(is_stale=False)
    rows = list(PatentIndicators.objects.filter(cohort=pk).values_list(*CODES))
    table = np.array(rows, dtype=np.float64).reshape(len(rows), len(CODES))
    spreads = {}
    for place, code in enumerate(CODES):
        column = table[:, place]
        spread = spread_of(column[~np.isnan(column)], use)
        if spread is not None:
            spreads[code] = spread.as_json()
    IndicatorCohort.objects.filter(pk=pk).update(size=len(rows), spreads=spreads, as_of=clock.today())


def drop_empty() -> int:
    """Drop cohorts that hold no patent any more, as those of an earlier version."""
    return IndicatorCohort.objects.filter(members=None).delete()[0]
