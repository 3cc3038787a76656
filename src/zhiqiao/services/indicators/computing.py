"""Computing the indicators (指标计算): of what a change touched, or of the whole stock, chunk by chunk, resumable.

Not responsible for the rules (`domain.grading`) nor for comparing cohorts (`cohorts`). A patent has one row; computing
it again replaces the row, so doing it twice is as doing it once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from zhiqiao.domain.grading.cohorts import Cohort, cohort_of
from zhiqiao.domain.grading.high_value import assessed
from zhiqiao.domain.grading.indicator_options import Options
from zhiqiao.domain.grading.indicators import CODES, Flag, Indicator, measured
from zhiqiao.records import audit, clock, jobs
from zhiqiao.records.bulk import collecting_seldom, insert_rows
from zhiqiao.records.indicator_facts import Read, around, read_patents
from zhiqiao.records.models import IndicatorCohort, IndicatorRun, Patent, PatentIndicators, User
from zhiqiao.services.indicators import cohorts, options
from zhiqiao.services.indicators.given import Given, given_of

CHUNK = 2000
"""Patents computed in one transaction."""
BIT = {code: 1 << place for place, code in enumerate(CODES)}
RULE_COLUMNS = ("strategic_industry", "overseas_family", "maintained_over_ten_years", "large_pledge", "award_won")
COLUMNS = (
    "patent_id", "version", "as_of", "cohort_id", *CODES, "truncated", "partial", "is_valid_invention",
    *RULE_COLUMNS, "is_high_value",
)  # fmt: skip


def compute(ids: Sequence[int], *, today: date | None = None) -> int:
    """Compute these patents, those they cite and those that cite them; returns how many rows were written.

    Ids of patents that are gone are passed over. Job: `compare_cohorts`, once, for the cohorts this touched.
    """
    use, day = options.in_use(), today or clock.today()
    wanted, written = sorted(around(ids)), 0
    for start in range(0, len(wanted), CHUNK):
        with transaction.atomic():
            written += compute_chunk(wanted[start : start + CHUNK], day, use)
            if written and not jobs.waiting_for("compare_cohorts"):
                jobs.add("compare_cohorts")
    return written


def compute_all(progress: Callable[[int, int], None] | None = None, *, by: User | None = None) -> IndicatorRun:
    """Compute the whole stock, then compare all cohorts; a run that was cut off goes on where it stood.

    Each chunk is written together with the run's position, so what a killed process or a full disk interrupts is lost
    by at most the chunk in hand, which is done again. Audit: `indicators_computed`. Jobs that waited to compute some of
    the patents are fulfilled by a run that began after them.
    """
    use = options.in_use()
    waiting = jobs.waiting_for("compute_indicators", "compare_cohorts")
    run = _run_of(use, by)
    if run.done:  # it went on: what was done before may have changed since
        waiting = []
    total = Patent.objects.count()
    with collecting_seldom():
        while _next_chunk(run, use):
            if progress:
                progress(run.done, total)
    cohorts.compare_cohorts(version=use.version)
    with transaction.atomic():
        cohorts.drop_empty()
        run.state, run.finished_at = "done", timezone.now()
        run.save(update_fields=["state", "finished_at"])
        audit.record("indicators_computed", run, by=by, version=run.version, patents=run.done)
    jobs.fulfil(waiting)
    return run


def compute_all_later(by: int | None = None) -> None:
    """The same as a job; `by` is the id of who asked."""
    compute_all(by=User.objects.filter(pk=by).first() if by else None)


def standing() -> IndicatorRun | None:
    """The newest run over the whole stock, None where there never was one."""
    return IndicatorRun.objects.order_by("-pk").first()


@transaction.atomic
def _run_of(use: Options, by: User | None) -> IndicatorRun:
    """The run that was cut off, if it was under the same options; else a new one."""
    cut_off = IndicatorRun.objects.filter(state="running").order_by("-pk").first()
    if cut_off is not None and cut_off.version == use.version:
        return cut_off
    return IndicatorRun.objects.create(version=use.version, as_of=clock.today(), by=by)


@transaction.atomic
def _next_chunk(run: IndicatorRun, use: Options) -> bool:
    """Do the next chunk of a run; False where nothing is left. Two workers at one run share its chunks."""
    rows = IndicatorRun.objects.filter(pk=run.pk)
    if connection.features.has_select_for_update:
        rows = rows.select_for_update()
    run.position, run.done = rows.values_list("position", "done").get()
    ids = list(Patent.objects.filter(pk__gt=run.position).order_by("pk").values_list("pk", flat=True)[:CHUNK])
    if not ids:
        return False
    compute_chunk(ids, run.as_of, use)
    run.position, run.done = ids[-1], run.done + len(ids)
    run.save(update_fields=["position", "done"])
    return True


def compute_chunk(ids: Sequence[int], day: date, use: Options) -> int:
    """Compute some patents inside the caller's transaction; their cohorts, old and new, become stale."""
    read, given = read_patents(ids), given_of(ids)
    drafts = [_draft(one, given, day, use) for one in read]
    known = _cohorts({cohort for cohort, _values in drafts if cohort is not None}, use)
    before = PatentIndicators.objects.filter(patent__in=ids)
    touched = {pk for pk in before.order_by().values_list("cohort", flat=True).distinct() if pk}
    before.delete()
    rows: list[tuple[Any, ...]] = []
    for one, (cohort, values) in zip(read, drafts, strict=True):
        rows.append((one.facts.id, use.version, day, known[cohort] if cohort else None, *values))
    insert_rows(PatentIndicators, COLUMNS, rows)
    IndicatorCohort.objects.filter(pk__in=touched | set(known.values()), is_stale=False).update(is_stale=True)
    return len(rows)


def _draft(one: Read, given: Given, day: date, use: Options) -> tuple[Cohort | None, tuple[Any, ...]]:
    """The cohort of a patent and its values in the order of the columns after it."""
    found = measured(one.facts, day, use)
    judged = assessed(given.high_value_facts(one), day, use)
    return cohort_of(one.facts, given.field_of(one.facts.id)), (
        *(found[code].value for code in CODES),
        _bits(found, Flag.TRUNCATED),
        _bits(found, Flag.PARTIAL),
        judged.valid.holds,
        *(verdict.holds for verdict in judged.verdicts),
        judged.holds,
    )


def _bits(found: dict[str, Indicator], flag: Flag) -> int:
    """Which indicators carry a flag, as a number with a bit for each."""
    return sum(BIT[code] for code, one in found.items() if flag in one.flags)


def _cohorts(wanted: set[Cohort], use: Options) -> dict[Cohort, int]:
    """Ids of cohorts, made where they are new."""
    rows: list[tuple[Any, ...]] = [
        (use.version, one.scheme, one.field, one.year, 0, {}, True) for one in sorted(wanted, key=repr)
    ]
    columns = ("version", "scheme", "field", "year", "size", "spreads", "is_stale")
    insert_rows(IndicatorCohort, columns, rows, known="ignore")
    known = IndicatorCohort.objects.filter(version=use.version, year__in={one.year for one in wanted})
    found = {
        Cohort(scheme, field, year): pk
        for pk, scheme, field, year in known.order_by().values_list("pk", "scheme", "field", "year")
    }
    return {one: found[one] for one in wanted}
