"""Showing a patent's indicators (指标展示): computed as it stands today, placed in its cohort as last compared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zhiqiao.domain.grading.cohorts import Cohort, Placed, cohort_of, compared, spread_from_json
from zhiqiao.domain.grading.high_value import Assessment, assessed
from zhiqiao.domain.grading.indicator_options import Options
from zhiqiao.domain.grading.indicators import measured
from zhiqiao.records import clock
from zhiqiao.records.indicator_facts import read_patents
from zhiqiao.records.models import IndicatorCohort, Patent
from zhiqiao.services.indicators import options
from zhiqiao.services.indicators.given import given_of


@dataclass(frozen=True)
class Shown:
    """Everything there is to say of one patent on one day. `cohort_size` is 0 and `compared_on` None where its cohort
    has not been compared yet."""

    options: Options
    as_of: date
    cohort: Cohort | None
    cohort_size: int
    compared_on: date | None
    parts: dict[str, Placed]
    high_value: Assessment


def of(patent: Patent, *, today: date | None = None) -> Shown | None:
    """The indicators and the five rules of a patent the caller may see; None where it is gone."""
    use, day = options.in_use(), today or clock.today()
    read, given = read_patents([patent.pk]), given_of([patent.pk])
    if not read:
        return None
    facts = read[0].facts
    cohort = cohort_of(facts, given.field_of(patent.pk))
    kept = None
    if cohort is not None:
        kept = IndicatorCohort.objects.filter(
            version=use.version, scheme=cohort.scheme, field=cohort.field, year=cohort.year
        ).first()
    spreads = {code: spread_from_json(one) for code, one in kept.spreads.items()} if kept else {}
    return Shown(
        use,
        day,
        cohort,
        kept.size if kept else 0,
        kept.as_of if kept else None,
        compared(measured(facts, day, use), spreads, use),
        assessed(given.high_value_facts(read[0]), day, use),
    )
