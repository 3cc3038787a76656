"""Starting (启动导入): a run handed to the worker, and what a page tells of it meanwhile."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.records import audit, jobs
from zhiqiao.records.models import ImportRun, Organisation, User
from zhiqiao.services.intake.opening import open_run, require_own
from zhiqiao.services.intake.tables import ready_tables


@dataclass(frozen=True)
class Progress:
    """How far a run is: lines done of all, whether it waits for a worker, and whether no worker seems to be there."""

    done: int
    total: int
    is_waiting: bool
    nobody_works: bool

    @property
    def share(self) -> float:
        """0 to 1."""
        return min(1.0, self.done / self.total) if self.total else 0.0


def receive(
    chunks: Iterable[bytes],
    file_name: str,
    *,
    by: User | None,
    what: str = "patents",
    organisation: Organisation | None = None,
) -> ImportRun:
    """As `open_run`, for a file that comes in pieces over the network."""
    with tempfile.TemporaryDirectory(prefix="zhiqiao-") as folder:
        place = Path(folder) / "received"
        with place.open("wb") as file:
            for chunk in chunks:
                file.write(chunk)
        return open_run(place, by=by, what=what, organisation=organisation, file_name=Path(file_name).name or "file")


@transaction.atomic
def start_run(run: ImportRun, *, by: User | None) -> ImportRun:
    """Hand a run to the worker. A run that is on its way is not started twice; one that is done is gone over again.

    Audit: `run_started`. Job: `run_import`. Refused when no table can be read, or the run is not one's own.
    """
    run = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    require_own(run, by)
    if not ready_tables(run):
        raise Refused([Problem("columns_are_understood", "map", run.file_name)])
    if jobs.is_planned("run_import", run_id=run.pk):
        return run
    run.state, run.failure = "running", {}
    run.started_at = run.started_at or timezone.now()
    run.save(update_fields=["state", "failure", "started_at"])
    jobs.add("run_import", run_id=run.pk)
    audit.record("run_started", run, by=by, organisation=run.organisation, file=run.file_name)
    return run


def progress_of(run: ImportRun) -> Progress:
    """How far the run is now."""
    done = run.accepted + run.unchanged + run.rejected
    is_waiting = run.state == "running" and not jobs.is_running("run_import", run_id=run.pk)
    return Progress(done, run.lines_total, is_waiting, is_waiting and jobs.nobody_works())
