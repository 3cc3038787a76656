"""Jobs of workers that died: done at once when nobody else is at work, left alone while somebody is."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from zhiqiao.records import jobs

pytestmark = pytest.mark.django_db

HOLD = """
import fcntl, sys
place = open(sys.argv[1], "a")
fcntl.flock(place, fcntl.LOCK_SH)
print("held", flush=True)
sys.stdin.read()
"""


def lost_job(begun: timedelta = timedelta(seconds=5)) -> DBTaskResult:
    """A job that a worker had begun when it died."""
    jobs.add("grade_patents", ids=[])
    job = DBTaskResult.objects.get()
    job.claim("a worker that is no more")
    DBTaskResult.objects.filter(pk=job.pk).update(started_at=timezone.now() - begun)
    return job


def test_alone_a_worker_takes_up_what_a_dead_one_left():
    if connection.vendor != "sqlite":
        pytest.skip("on PostgreSQL a worker may be on another machine: see the test by time")
    job = lost_job()
    assert jobs.run_waiting() == 1
    job.refresh_from_db()
    assert job.status == TaskResultStatus.SUCCESSFUL


def test_what_another_worker_may_be_doing_is_left_to_it():
    job = lost_job()
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(settings.HOME / "workers.lock")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        assert holder.stdout and holder.stdout.readline() == b"held\n"
        assert jobs.run_waiting() == 0
    finally:
        holder.kill()
        holder.communicate()
    job.refresh_from_db()
    assert job.status == TaskResultStatus.RUNNING


def test_after_half_an_hour_a_job_is_lost_everywhere():
    job = lost_job(begun=jobs.LOST_AFTER + timedelta(seconds=1))
    assert jobs.run_waiting() == 1
    job.refresh_from_db()
    assert job.status == TaskResultStatus.SUCCESSFUL
