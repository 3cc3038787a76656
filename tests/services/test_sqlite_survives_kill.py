"""Writers are killed at random moments: what was acknowledged is there, and the database is sound.

Runs on a database file of its own, whatever database the other tests use.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from own_home import HERE, Home, kill, listen, wait_for

from zhiqiao.config import sqlite

KILLS = 3
WRITERS = 2


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """One migrated database for the kill tests."""
    made = Home(tmp_path_factory.mktemp("killed"))
    made.code("from django.core.management import call_command; call_command('migrate', verbosity=0)")
    yield made


def test_the_library_in_use_and_its_journal_are_safe_together(home: Home):
    said = home.code(
        "from django.conf import settings; from django.db import connection\n"
        "cursor = connection.cursor(); cursor.execute('PRAGMA journal_mode'); journal = cursor.fetchone()[0]\n"
        "cursor.execute('PRAGMA synchronous'); sync = cursor.fetchone()[0]\n"
        "cursor.execute('SELECT sqlite_version()'); version = cursor.fetchone()[0]\n"
        "print(settings.SQLITE.library, settings.SQLITE.version, settings.SQLITE.journal, version, journal, sync)"
    ).split()
    library, chosen, mode, version, journal, sync = said
    assert chosen == version and journal.upper() == mode
    assert library in {"sqlite3", "pysqlite3"} and sync == "2", "synchronous=FULL: a commit survives a power cut"
    parts = tuple(int(part) for part in version.split("."))
    assert mode == ("DELETE" if sqlite.has_wal_reset_fault(parts) else "WAL")


@pytest.mark.parametrize(
    ("version", "faulty"),
    [("3.6.23", False), ("3.7.0", True), ("3.40.1", True), ("3.44.5", True), ("3.44.6", False), ("3.50.6", True),
     ("3.50.7", False), ("3.51.2", True), ("3.51.3", False), ("3.52.0", False)],
)  # fmt: skip
def test_which_versions_have_the_wal_reset_fault(version: str, faulty: bool):
    parts = tuple(int(part) for part in version.split("."))
    assert sqlite.has_wal_reset_fault(parts) is faulty
    assert sqlite.journal_for(parts) == ("DELETE" if faulty else "WAL")


def test_nothing_acknowledged_is_lost_when_two_writers_are_killed(home: Home):
    chance = random.Random(20261122)
    acknowledged: dict[str, set[int]] = {f"w{number}": set() for number in range(WRITERS)}
    for _round in range(KILLS):
        writers = {name: home.start("rows", name) for name in acknowledged}
        said = {name: listen(process) for name, process in writers.items()}
        for name, process in writers.items():
            wait_for(said[name], 3, process)
        time.sleep(chance.uniform(0.01, 0.25))
        for process in writers.values():
            kill(process)
        for name, lines in said.items():
            acknowledged[name] |= {int(line) for line in lines}
    answer = home.code(
        "from django.db import connection\n"
        "from zhiqiao.records.models import CodeTitle\n"
        "cursor = connection.cursor(); cursor.execute('PRAGMA integrity_check'); print(cursor.fetchone()[0])\n"
        "for name in ('w0', 'w1'): print(*CodeTitle.objects.filter(scheme=name).values_list('code', flat=True))"
    ).splitlines()
    assert answer[0] == "ok"
    for name, line in zip(acknowledged, answer[1:], strict=True):
        present = {int(code) for code in line.split()}
        assert len(acknowledged[name]) >= 3 * KILLS
        assert acknowledged[name] <= present, f"lost: {acknowledged[name] - present}"


def test_an_import_that_is_killed_goes_on_where_it_stopped(home: Home, tmp_path: Path):
    from workbench import number

    sheet = tmp_path / "sheet.csv"
    lines = [f"{number(one)},第{one}种测量装置的结构,望川大学,林叙" for one in range(1, 301)]
    sheet.write_text("\n".join(["申请号,标题,申请人,发明人", *lines]), encoding="utf-8-sig")
    run = home.code(
        "from pathlib import Path; from zhiqiao.services import intake\n"
        f"print(intake.open_run(Path({str(sheet)!r}), by=None).pk)"
    ).strip()
    for more in (2, 3):
        process = home.start("import", run)
        said = listen(process)
        wait_for(said, more, process)
        kill(process)
        assert said[-1] != "done", "killed too late to prove anything"
    assert "done" in home.python(str(HERE / "writer_process.py"), "import", run)
    answer = home.code(
        "from zhiqiao.records.models import *\n"
        "from collections import Counter\n"
        f"run = ImportRun.objects.get(pk={run})\n"
        "print(run.state, run.accepted, run.rejected, run.unchanged, run.lines.filter(state='accepted').count())\n"
        "print(Patent.objects.count(), len(set(Patent.objects.values_list('record_key', flat=True))))\n"
        "print(PatentParty.objects.count(), Party.objects.count())\n"
        "ids = [pk for event in AuditEvent.objects.filter(verb='run_chunk') for pk in event.data['patent']]\n"
        "print(len(ids), len(set(ids)))\n"
        "from django_tasks_db.models import DBTaskResult\n"
        "jobs = [job.args_kwargs['args'] for job in DBTaskResult.objects.all()]\n"
        "print(sum(len(job[1]['ids']) for job in jobs if job[0] == 'index_patents'))\n"
    ).split("\n")
    assert answer[:5] == ["done 300 0 0 300", "300 300", "600 2", "300 300", "300"]


def test_imports_side_by_side_make_every_patent_once(home: Home, tmp_path: Path):
    """Two workers on one run, and a third on another run of the same file."""
    from workbench import number

    sheet = tmp_path / "beside.csv"
    lines = [f"{number(one, year=2021)},第{one}种检测方法,澜江工业大学,王伟" for one in range(1, 201)]
    sheet.write_text("\n".join(["申请号,标题,申请人,发明人", *lines]), encoding="utf-8-sig")
    runs = home.code(
        "from pathlib import Path; from zhiqiao.services import intake\n"
        f"print(*[intake.open_run(Path({str(sheet)!r}), by=None).pk for _ in range(2)])"
    ).split()
    workers = [home.start("import", run) for run in (runs[0], runs[0], runs[1])]
    for worker in workers:
        _said, complaint = worker.communicate(timeout=60)
        assert worker.returncode == 0, complaint
    answer = home.code(
        "from zhiqiao.records.models import *\n"
        f"runs = ImportRun.objects.filter(pk__in={[int(run) for run in runs]})\n"
        "print(Patent.objects.filter(application_number__startswith='2021').count())\n"
        "print(sum(run.accepted for run in runs), sum(run.unchanged for run in runs), {run.state for run in runs})\n"
        "print(Party.objects.filter(name='王伟').count(), Party.objects.filter(name='澜江工业大学').count())\n"
    ).splitlines()
    assert answer == ["200", "200 200 {'done'}", "1 1"]
