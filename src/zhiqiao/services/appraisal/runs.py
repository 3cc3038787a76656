"""Runs over many patents (批量分级): all of them, or those for which a boundary of time has passed.

A run writes how far it has come together with the grades, chunk by chunk: killed, or stopped by a full disk, it has
lost nothing, and the same call goes on where it stopped. Two who call at once share the work.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from datetime import date

from django.db import DatabaseError, transaction
from django.utils import timezone

from zhiqiao.domain.grading import ageing
from zhiqiao.domain.grading.causes import Cause
from zhiqiao.domain.grading.criteria import ENDED
from zhiqiao.domain.grading.rubric import FIRST
from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.records import clock, jobs
from zhiqiao.records.bulk import collecting_seldom
from zhiqiao.records.models import Grade, GradeRun, Patent, User
from zhiqiao.records.space import is_full
from zhiqiao.services.appraisal import grading

Progress = Callable[[int, int], None]


def grade_all(progress: Progress | None = None, *, by: User | None = None, afresh: bool = False) -> int:
    """Grade every patent; returns how many new grades were kept, in this call. `progress` gets how many are done, of
    how many.

    Goes on with the run that was broken off, if there is one under the same rubric; `afresh` begins again. Jobs that
    waited to grade some of them before it began are fulfilled with it. Refused (`database_has_room`) on a full disk.
    """
    run = open_run(Cause.ALL, by, afresh=afresh)
    return gone_through(run, None, progress, by)


def grade_aged(progress: Progress | None = None, *, by: User | None = None, today: date | None = None) -> int:
    """Grade the patents for which a boundary of time has passed since the last review by date; returns how many new
    grades were kept.

    They are looked up by their dates (`domain.grading.ageing`); where no review is known, or the last is a year ago,
    all are graded. Refused as `grade_all` is.
    """
    day = today or clock.today()
    run = open_run(Cause.AGE, by, day=day)
    if run.since is None or ageing.all_of_them(run.since, run.day):
        return gone_through(run, None, progress, by, day)
    return gone_through(run, aged(run.since, run.day), progress, by, day)


def broken_off() -> list[GradeRun]:
    """Runs that have not come to their end: one that runs now, or was killed."""
    return list(GradeRun.objects.filter(state="open"))


@transaction.atomic
def open_run(cause: Cause, by: User | None, *, day: date | None = None, afresh: bool = False) -> GradeRun:
    """The open run of this cause, or a new one; one under another rubric has nothing left to go on with."""
    day = day or clock.today()
    standing = GradeRun.objects.select_for_update().filter(cause=cause, state="open").first()
    if standing is not None:
        goes_on = standing.rubric == FIRST.id and (cause is Cause.ALL or standing.day == day)
        if goes_on and not afresh:
            return standing
        end(standing.pk, "given_up")
    return GradeRun.objects.create(
        cause=cause,
        rubric=FIRST.id,
        since=last_review(standing) if cause is Cause.AGE else None,
        day=day,
        fulfils=jobs.waiting_for("grade_patents") if cause is Cause.ALL else [],
        by=by if by is not None and by.pk else None,
    )


def end(run: int, state: str) -> None:
    """Close a run that is open."""
    GradeRun.objects.filter(pk=run, state="open").update(state=state, ended_at=timezone.now())


def last_review(broken: GradeRun | None) -> date | None:
    """The day up to which all boundaries have been looked at: where the run that was broken off began to look, else
    that of the last run that came to its end, else that of the first grade; None where nothing was ever graded."""
    if broken is not None:
        return broken.since
    last = GradeRun.objects.filter(state="done").order_by("-day").first()
    if last is not None:
        return last.day
    first = Grade.objects.order_by("pk").first()
    return timezone.localdate(first.made_at) if first else None


def aged(since: date, until: date) -> list[int]:
    """Ids of the patents, in order, whose dates lie in one of the spans: each span is looked up in an index."""
    alive = Patent.objects.exclude(legal_state__in=[str(state) for state in ENDED])
    found: set[int] = set()
    for span in ageing.spans(since, until):
        rows = alive.filter(**{f"{span.name}__range": (span.first, span.last)})
        if span.paid_to_year is not None:
            rows = rows.filter(annuity_paid_to_year=span.paid_to_year)
        found.update(rows.order_by().values_list("pk", flat=True))
    return sorted(found)


def gone_through(
    run: GradeRun, ids: Sequence[int] | None, progress: Progress | None, by: User | None, day: date | None = None
) -> int:
    """Grade chunk by chunk to the end; `ids` in order, None for all. Returns how many new grades were kept."""
    began, made = run.made, 0
    try:
        GradeRun.objects.filter(pk=run.pk).update(total=Patent.objects.count() if ids is None else len(ids))
        with collecting_seldom():
            while (at := next_chunk(run.pk, ids, by, day)) is not None:
                made = at.made - began
                if progress:
                    progress(at.done, max(at.total, at.done))
        with transaction.atomic():
            end(run.pk, "done")
            jobs.fulfil(run.fulfils)
    except (DatabaseError, OSError) as failure:
        if not is_full(failure):
            raise
        raise Refused([room_problem(run.pk)]) from failure
    return made


def room_problem(run: int) -> Problem:
    """How far it came before there was no room; what is kept can still be read."""
    at = GradeRun.objects.get(pk=run)
    return Problem("database_has_room", given=str(at.done), data={"total": at.total})


@transaction.atomic
def next_chunk(pk: int, ids: Sequence[int] | None, by: User | None, day: date | None) -> GradeRun | None:
    """Grade the patents that come next, and move the position, both or neither; the run as it stands then, or None at
    its end. The run's row is locked: who comes second takes the chunk after."""
    run = GradeRun.objects.select_for_update().get(pk=pk)
    if run.state != "open":
        return None
    if ids is None:
        after = Patent.objects.filter(pk__gt=run.position).order_by("pk").values_list("pk", flat=True)
        chunk = list(after[: grading.CHUNK])
    else:
        start = bisect_right(ids, run.position)
        chunk = list(ids[start : start + grading.CHUNK])
    if not chunk:
        return None
    done = grading.Graded()
    grading.grade_chunk(chunk, run.cause, by, day or clock.today(), done)
    run.position, run.done, run.made = chunk[-1], run.done + len(chunk), run.made + done.made
    run.save(update_fields=["position", "done", "made"])
    return run
