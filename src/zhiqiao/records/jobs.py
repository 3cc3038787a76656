"""Jobs (后台任务): what is to be done later, added in the transaction that needs it, retried, visible in the database.

A job is named here and done by a service; the name is resolved when the job runs, so nothing imports upward.
Every job is idempotent: doing it twice gives the same as doing it once.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import datetime, timedelta
from typing import IO, Any

from django.conf import settings
from django.db import connection
from django.db.models import Max
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks import TaskResultStatus, task
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import exclusive_transaction

try:
    import fcntl
except ImportError:  # not a POSIX system
    fcntl = None  # type: ignore[assignment]

JOBS = {
    "index_patents": "zhiqiao.services.indexing.index_patents",
    "index_enterprises": "zhiqiao.services.indexing.index_enterprises",
    "link_disclosures": "zhiqiao.services.disclosures.link_disclosures",
    "grade_patents": "zhiqiao.services.appraisal.grade_patents",
    "class_patents": "zhiqiao.services.classing.class_patents",
    "class_all": "zhiqiao.services.classing.class_next",
    "compute_indicators": "zhiqiao.services.indicators.compute",
    "compare_cohorts": "zhiqiao.services.indicators.compare_cohorts",
    "compute_all_indicators": "zhiqiao.services.indicators.compute_all_later",
    "follow_upkeep": "zhiqiao.services.upkeep.follow",
    "match_lapsing": "zhiqiao.services.upkeep.match_lapsing",
    "send_letter": "zhiqiao.services.mailing.send",
    "follow_pool": "zhiqiao.services.pool.follow",
    "settle_pool": "zhiqiao.services.pool.settle",
    "run_import": "zhiqiao.services.intake.resume_run",
}
TRIES = 3
PAUSE = timedelta(seconds=20)
LOST_AFTER = timedelta(minutes=30)
"""A job still marked as running after this long belonged to a worker that died."""

FEW = 20
"""Up to so many rows somebody waits for."""

LAST = {"compute_indicators": -20, "compute_all_indicators": -25, "compare_cohorts": -30}
"""Jobs that come after all others, with their priority."""

PATIENCE = timedelta(seconds=12)
"""A ready job that nobody takes for so long is a sign that no worker runs."""


@task()
def do(name: str, arguments: dict[str, Any], attempt: int = 1) -> None:
    """Do one job by name; a failure is tried again after a pause, three times in all, then stays visible as failed."""
    try:
        import_string(JOBS[name])(**arguments)
    except Exception:
        if attempt < TRIES:
            again = timezone.now() + PAUSE * attempt
            do.using(run_after=again, priority=priority_of(name, arguments)).enqueue(name, arguments, attempt + 1)
        raise


def add(name: str, **arguments: Any) -> None:
    """Add a job; it is there exactly when the caller's transaction commits. `arguments` must be JSON."""
    if name not in JOBS:
        raise KeyError(name)
    do.using(priority=priority_of(name, arguments)).enqueue(name, arguments)


def priority_of(name: str, arguments: dict[str, Any]) -> int:
    """Which jobs go first: somebody waits to find the few rows just changed; many rows, as from an import, are indexed
    after they have been graded, because their level goes into the index. Nobody waits for indicators, and cohorts are
    compared when all their patents are done."""
    if name in LAST:
        return LAST[name]
    if not name.startswith("index_"):
        return 0
    return 10 if len(arguments.get("ids", ())) <= FEW else -10


def waiting_for(*names: str) -> list[str]:
    """Ids of the jobs of these names that are committed and have not begun."""
    ready = DBTaskResult.objects.filter(status=TaskResultStatus.READY, args_kwargs__args__0__in=names)
    return [str(one) for one in ready.values_list("id", flat=True)]


def fulfil(ids: Sequence[str]) -> int:
    """Take away those of these jobs that have not begun yet: what they ask for has been done otherwise. Returns how
    many."""
    done = 0
    for start in range(0, len(ids), 500):
        some = DBTaskResult.objects.filter(status=TaskResultStatus.READY, id__in=ids[start : start + 500])
        done += some.delete()[0]
    return done


def waiting() -> int:
    """How many jobs are ready to run now."""
    return DBTaskResult.objects.ready().count()


def failed() -> int:
    """How many jobs failed for good or wait for another try."""
    return DBTaskResult.objects.filter(status=TaskResultStatus.FAILED).count()


def _of(name: str, arguments: dict[str, Any], *states: TaskResultStatus) -> bool:
    """Whether a job with this name and these arguments is in one of these states."""
    given = DBTaskResult.objects.filter(status__in=states).values_list("args_kwargs", flat=True)
    return any(one.get("args", [])[:2] == [name, arguments] for one in given)


def is_planned(name: str, **arguments: Any) -> bool:
    """Whether this very job waits or runs."""
    return _of(name, arguments, TaskResultStatus.READY, TaskResultStatus.RUNNING)


def is_running(name: str, **arguments: Any) -> bool:
    """Whether this very job runs now."""
    return _of(name, arguments, TaskResultStatus.RUNNING)


def last_activity() -> datetime | None:
    """When a worker last began or ended a job; None when there never was one."""
    seen = DBTaskResult.objects.aggregate(began=Max("started_at"), ended=Max("finished_at"))
    times = [time for time in seen.values() if time is not None]
    return max(times) if times else None


def nobody_works() -> bool:
    """Whether jobs have been ready for a while and no worker takes them: it should be said where people wait."""
    before = timezone.now() - PATIENCE
    if not DBTaskResult.objects.ready().filter(enqueued_at__lt=before).exists():
        return False
    if DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING).exists():
        return False
    last = last_activity()
    return last is None or last < before


@contextmanager
def at_work() -> Iterator[None]:
    """While inside, this process counts as a worker of this data folder.

    Whoever comes in and finds nobody else at work makes the jobs of dead workers ready again at once: nobody is left
    who could be doing them. Where that cannot be known (PostgreSQL with workers elsewhere, a system without flock),
    they are made ready after `LOST_AFTER`.
    """
    with (settings.HOME / "workers.lock").open("a") as place:
        reclaim_lost(at_once=_is_alone(place) and connection.vendor == "sqlite")
        if fcntl:
            fcntl.flock(place, fcntl.LOCK_SH)
        yield


def _is_alone(place: IO[str]) -> bool:
    """Whether no other process is at work; if so, none can begin until we let go."""
    if fcntl is None:
        return False
    try:
        fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def reclaim_lost(*, at_once: bool = False) -> int:
    """Make jobs of dead workers ready again: all that are marked as running, or those that run for too long."""
    lost = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING)
    if not at_once:
        lost = lost.filter(started_at__lt=timezone.now() - LOST_AFTER)
    return lost.update(status=TaskResultStatus.READY, started_at=None)


def worker(*, batch: bool, interval: float = 1.0) -> Worker:
    """A worker on our one queue; `batch` stops when nothing is left."""
    return Worker(
        queue_names=["default"],
        interval=interval,
        batch=batch,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=uuid.uuid4().hex,
        excluded_queue_names=[],
    )


def run_waiting(progress: Callable[[int], None] | None = None) -> int:
    """Run every ready job here and now; returns how many. `progress` gets the number left after each."""
    with at_work():
        return _run_all(worker(batch=True), progress)


def _run_all(hand: Worker, progress: Callable[[int], None] | None) -> int:
    done = 0
    while True:
        alone = nullcontext() if connection.in_atomic_block else exclusive_transaction("default")
        with alone:
            job = DBTaskResult.objects.ready().get_locked()
            if job is not None:
                job.claim(hand.worker_id)
        if job is None:
            return done
        hand.run_task(job)
        done += 1
        if progress:
            progress(waiting())
