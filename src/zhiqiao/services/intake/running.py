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
from zhiqiao.domain.procedures.register import every
from zhiqiao.records import audit, clock
from zhiqiao.records.bulk import collecting_seldom
from zhiqiao.records.locks import one_catalogue_writer
from zhiqiao.records.models import ImportRun, User
from zhiqiao.services import demands
from zhiqiao.services.catalogue import Holding
from zhiqiao.services.intake import account_lines, case_lines, demand_lines, event_lines, patent_lines, register_lines
from zhiqiao.services.intake.ahead import Ahead, Ready, read_chunks, reading_ahead, unread_chunks
from zhiqiao.services.intake.corrections import mark_mended
from zhiqiao.services.intake.grouping import waiting_groups
from zhiqiao.services.intake.opening import require_own
from zhiqiao.services.intake.outcomes import Line, Outcome, lines_of, still_waiting, write
from zhiqiao.services.intake.raw import cells_of
from zhiqiao.services.intake.tables import ready_tables, tables_of

log = logging.getLogger(__name__)

CHUNK = 1000
Progress = Callable[[int, int], None]
BRINGING: dict[str, Callable[..., list[Outcome]]] = {
    event_lines.EVENTS: event_lines.bring_in,
    register_lines.REGISTER: register_lines.bring_in,
    account_lines.ACCOUNTS: account_lines.bring_in,
}
"""What brings in the lines of a kind that is neither patents nor a procedure; needs and firms go together."""


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
    total = run.lines_total
    waiting = run.lines.filter(state="waiting").count()
    with collecting_seldom(), reading_ahead(tables_of(run), waiting, clock.today()) as ahead:
        groups = waiting_groups(run, ahead)
        if not groups and run.state == "done":
            return run
        ImportRun.objects.filter(pk=run.pk).update(
            state="running", failure={}, started_at=run.started_at or timezone.now(), finished_at=None
        )
        try:
            _bring_in_all(run, ahead, groups, by, lambda done: progress and progress(max(0, min(done, total)), total))
        except Exception as failure:
            given = f"{type(failure).__name__}: {failure}"[:300]
            ImportRun.objects.filter(pk=run.pk).update(
                state="failed", failure={"code": "run_was_cut_off", "given": given}
            )
            raise
    return _finish(run, by)


def _bring_in_all(
    run: ImportRun, ahead: Ahead, groups: Sequence[list[int]], by: User | None, tell: Callable[[int], object]
) -> None:
    """Chunk after chunk; `tell` gets the lines done of the whole run."""
    holding = Holding(by, run.organisation)
    done = run.lines_total - run.lines.filter(state="waiting").count()
    tell(done)
    chunks = _chunks(groups)
    # Needs and enterprises are few, and read as they are written.
    for ready in read_chunks(ahead, chunks) if run.what == "patents" else unread_chunks(chunks):
        done += _bring_in_surely(run, ready, holding, by=by, today=ahead.today)
        tell(done)


def resume_run(run_id: int) -> None:
    """The job `run_import`: go on where the run stopped, for whoever opened it."""
    run = ImportRun.objects.select_related("by").filter(pk=run_id).first()
    if run is not None:
        run_import(run, by=run.by)


def _chunks(groups: Sequence[list[int]]) -> Iterator[list[list[int]]]:
    """Whole groups, some thousand lines together."""
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


def _bring_in_surely(run: ImportRun, ready: Ready, holding: Holding, *, by: User | None, today: date) -> int:
    """One chunk. Should a line trip the database or our own code, its group alone is rejected, and the rest goes in."""
    try:
        return _bring_in(run, ready, holding, by=by, today=today)
    except (DataError, IntegrityError):
        pass
    except DatabaseError:
        raise  # locked, full or gone: not the line's fault, and trying on would not help
    except Exception:
        log.exception("A chunk of run %s failed; its lines go one by one", run.pk)
    done = 0
    chunk, lines, readings = ready
    for group in chunk:
        try:
            done += _bring_in(run, ([group], lines, readings), holding, by=by, today=today)
        except (DataError, IntegrityError, ValueError, TypeError, KeyError, AttributeError, IndexError) as failure:
            log.exception("Lines %s of run %s could not be stored", group, run.pk)
            done += _reject(run, group, failure)
    return done


@transaction.atomic
def _bring_in(run: ImportRun, ready: Ready, holding: Holding, *, by: User | None, today: date) -> int:
    """One chunk in one transaction; returns how many lines. A line done meanwhile by somebody else is left alone."""
    one_catalogue_writer()
    read_under = run.tables
    run = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    tables = tables_of(run)
    chunk, lines, readings = ready
    waiting = still_waiting([pk for group in chunk for pk in group])
    groups = [found for group in chunk if (found := [lines[pk] for pk in group if pk in waiting])]
    if run.what == "patents":
        if run.tables != read_under:  # somebody has settled a map meanwhile
            readings = {
                line.pk: patent_lines.read(line, tables[line.table], today=today) for group in groups for line in group
            }
        outcomes = patent_lines.bring_in(run, groups, readings, by=by, holding=holding)
    elif run.what in every():
        outcomes = case_lines.bring_in(run, groups, tables, by=by, today=today)
    else:
        outcomes = BRINGING.get(run.what, demand_lines.bring_in)(run, groups, tables, by=by, today=today)
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
    named = {"needs": ("need", "enterprise"), "enterprises": ("enterprise",)}
    return named.get(run.what, ("patent",))


def _key(line: Line) -> object:
    """The hidden key: the last cell of a corrected line."""
    cells = cells_of(line.raw)
    return cells[-1] if cells else None


@transaction.atomic
def _reject(run: ImportRun, group: Sequence[int], failure: Exception) -> int:
    """Lines that could not be stored (`line_can_be_stored`)."""
    run = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    lines = lines_of(group)
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
