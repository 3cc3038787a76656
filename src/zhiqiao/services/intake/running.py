"""Running an import (执行导入): chunk by chunk, one transaction each, going on where it stopped whatever happened.

What a chunk wrote and what it still has to be done (jobs) commit together with the states of its lines: killed at any
moment, a run has each line either waiting or wholly done.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from datetime import date

from django.db import DatabaseError, DataError, IntegrityError, transaction
from django.db.models import Count
from django.utils import timezone

from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.records import audit, clock
from zhiqiao.records.locks import one_catalogue_writer
from zhiqiao.records.models import ImportLine, ImportRun, User
from zhiqiao.services import demands
from zhiqiao.services.catalogue import Holding
from zhiqiao.services.intake import demand_lines, patent_lines
from zhiqiao.services.intake.corrections import mark_mended
from zhiqiao.services.intake.grouping import waiting_groups
from zhiqiao.services.intake.opening import require_own
from zhiqiao.services.intake.outcomes import Outcome, write
from zhiqiao.services.intake.raw import cells_of
from zhiqiao.services.intake.tables import ready_tables, tables_of

log = logging.getLogger(__name__)

CHUNK = 500
Progress = Callable[[int, int], None]


def run_import(run: ImportRun, *, by: User | None, progress: Progress | None = None) -> ImportRun:
    """Bring the waiting lines in; `progress` gets lines done and lines in all, after each chunk.

    Called again, it goes on with what still waits; with nothing waiting it changes nothing. Lines of tables whose
    columns are not understood keep waiting. Audit: `run_chunk` per chunk, `run_done`. Jobs: index and grade.
    Refused when no table can be read (`columns_are_understood`) or the run is not one's own.
    """
    require_own(run, by)
    run = ImportRun.objects.get(pk=run.pk)
    if not ready_tables(run):
        raise Refused([Problem("columns_are_understood", "map", run.file_name)])
    today = clock.today()
    groups = waiting_groups(run, today=today)
    total = run.lines_total
    done = total - run.lines.filter(state="waiting").count()
    if not groups and run.state == "done":
        return run
    ImportRun.objects.filter(pk=run.pk).update(
        state="running", failure={}, started_at=run.started_at or timezone.now(), finished_at=None
    )
    holding = Holding(by, run.organisation)
    if progress:
        progress(max(done, 0), total)
    try:
        for chunk in _chunks(groups):
            done += _bring_in_surely(run, chunk, holding, by=by, today=today)
            if progress:
                progress(min(done, total), total)
    except Exception as failure:
        ImportRun.objects.filter(pk=run.pk).update(
            state="failed", failure={"code": "run_was_cut_off", "given": f"{type(failure).__name__}: {failure}"[:300]}
        )
        raise
    return _finish(run, by)


def resume_run(run_id: int) -> None:
    """The job `run_import`: go on where the run stopped, for whoever opened it."""
    run = ImportRun.objects.select_related("by").filter(pk=run_id).first()
    if run is not None:
        run_import(run, by=run.by)


def _chunks(groups: Sequence[list[int]]) -> Iterator[list[list[int]]]:
    """Whole groups, some five hundred lines together."""
    chunk: list[list[int]] = []
    size = 0
    for group in groups:
        chunk.append(group)
        size += len(group)
        if size >= CHUNK:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _bring_in_surely(run: ImportRun, chunk: list[list[int]], holding: Holding, *, by: User | None, today: date) -> int:
    """One chunk. Should a line trip the database or our own code, its group alone is rejected, and the rest goes in."""
    try:
        return _bring_in(run, chunk, holding, by=by, today=today)
    except (DataError, IntegrityError):
        pass
    except DatabaseError:
        raise  # locked, full or gone: not the line's fault, and trying on would not help
    except Exception:
        log.exception("A chunk of run %s failed; its lines go one by one", run.pk)
    done = 0
    for group in chunk:
        try:
            done += _bring_in(run, [group], holding, by=by, today=today)
        except (DataError, IntegrityError, ValueError, TypeError, KeyError, AttributeError, IndexError) as failure:
            log.exception("Lines %s of run %s could not be stored", group, run.pk)
            done += _reject(run, group, failure)
    return done


@transaction.atomic
def _bring_in(run: ImportRun, chunk: list[list[int]], holding: Holding, *, by: User | None, today: date) -> int:
    """One chunk in one transaction; returns how many lines. A line done meanwhile by somebody else is left alone."""
    one_catalogue_writer()
    run = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    tables = tables_of(run)
    wanted = [pk for group in chunk for pk in group]
    waiting = {line.pk: line for line in ImportLine.objects.filter(pk__in=wanted, state="waiting")}
    groups = [lines for group in chunk if (lines := [waiting[pk] for pk in group if pk in waiting])]
    if run.what == "patents":
        outcomes = patent_lines.bring_in(run, groups, tables, by=by, today=today, holding=holding)
    else:
        outcomes = demand_lines.bring_in(run, groups, tables, by=by, today=today)
    _record(run, outcomes, by)
    return len(waiting)


def _record(run: ImportRun, outcomes: Sequence[Outcome], by: User | None) -> None:
    """The lines' states, the run's counts, the trail, and the lines that these mend."""
    counts = write(outcomes)
    for state in ("accepted", "rejected", "unchanged"):
        setattr(run, state, getattr(run, state) + counts[state])
    run.save(update_fields=["accepted", "rejected", "unchanged"])
    if run.corrects_id is not None:
        mark_mended([_key(one.line) for one in outcomes if one.state in {"accepted", "unchanged"}], by, run=run)
    changed = [one for one in outcomes if one.state == "accepted"]
    audit.record(
        "run_chunk",
        run,
        by=by,
        organisation=run.organisation,
        **{about: [getattr(one, about) for one in changed if getattr(one, about)] for about in _abouts(run)},
        counts=dict(counts),
    )


def _abouts(run: ImportRun) -> tuple[str, ...]:
    """What the chunk's event lists."""
    return {"patents": ("patent",), "needs": ("need", "enterprise")}.get(run.what, ("enterprise",))


def _key(line: ImportLine) -> object:
    """The hidden key: the last cell of a corrected line."""
    cells = cells_of(line.raw)
    return cells[-1] if cells else None


@transaction.atomic
def _reject(run: ImportRun, group: Sequence[int], failure: Exception) -> int:
    """Lines that could not be stored (`line_can_be_stored`)."""
    run = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    lines = list(ImportLine.objects.filter(pk__in=group, state="waiting"))
    problem = Problem("line_can_be_stored", given=type(failure).__name__)
    counts = write([Outcome(line, "rejected", [problem]) for line in lines])
    run.rejected += counts["rejected"]
    run.save(update_fields=["rejected"])
    return len(lines)


def _finish(run: ImportRun, by: User | None) -> ImportRun:
    """Close the run, link firms to the parties now known, and make the counts those of the lines."""
    with transaction.atomic():
        run = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
        counts = dict(run.lines.order_by().values_list("state").annotate(many=Count("pk")))
        run.accepted = counts.get("accepted", 0)
        run.rejected = counts.get("rejected", 0)
        run.unchanged = counts.get("unchanged", 0)
        left = run.lines.filter(state="waiting", table__in=_asked_about(run)).exists()
        run.state = "new" if left else "done"
        run.finished_at = None if left else timezone.now()
        run.save(update_fields=["accepted", "rejected", "unchanged", "state", "finished_at"])
        audit.record(
            "run_done",
            run,
            by=by,
            organisation=run.organisation,
            accepted=run.accepted,
            rejected=run.rejected,
            unchanged=run.unchanged,
        )
        demands.link_parties()
    return run


def _asked_about(run: ImportRun) -> list[int]:
    """Tables that are ours to read."""
    return [number for number, table in enumerate(tables_of(run)) if not table.left_out]
