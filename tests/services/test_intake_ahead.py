"""Lines are read by a process beside the one that writes: the same comes of it, also when that process dies."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from workbench import number

from zhiqiao.records.models import ImportLine, ImportRun, Patent, PatentParty
from zhiqiao.services import intake
from zhiqiao.services.intake import ahead, running
from zhiqiao.services.intake.tables import Table

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_store", "fixed_today")]
HEADINGS = ["申请号", "专利名称", "申请日", "公开（公告）号", "申请人", "发明人", "法律状态"]


def rows(many: int) -> list[list[str]]:
    """Patents; each tenth told a second time at the end of the file, one with a wrong check digit."""
    found = [
        [
            number(one),
            f"第{one}种测量装置",
            "2020-03-01",
            f"CN{111000000 + one}A",
            "望川大学;青屿大学",
            "林叙;周闻笛",
            "授权",
        ]
        for one in range(1, many + 1)
    ]
    again = [[row[0], row[1], "", "", "", "沈若渊", ""] for row in found[::10]]
    wrong = [["202310123456.9", "一种写错号码的装置", "2023-02-01", "", "望川大学", "", ""]]
    return [*found, *wrong, *again]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    place = tmp_path / "patents.csv"
    with place.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([HEADINGS, *rows(100)])
    return place


def written() -> list[Any]:
    """What is in the store, without ids."""
    lines = ImportLine.objects.order_by("number").values_list("number", "state", "problems", "patent__record_key")
    parts = PatentParty.objects.order_by("patent__record_key", "role", "position")
    patents = Patent.objects.order_by("record_key").values_list(
        "record_key", "title_zh", "legal_state", "content_digest"
    )
    return [*lines, *patents, *parts.values_list("patent__record_key", "role", "name_written", "party__name")]


def clear() -> None:
    PatentParty.objects.all().delete()
    ImportLine.objects.all().delete()
    Patent.objects.all().delete()


def imported(path: Path) -> ImportRun:
    return intake.run_import(intake.open_run(path, by=None), by=None)


def test_a_process_beside_gives_the_same(path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(running, "CHUNK", 30)
    run = imported(path)
    assert (run.accepted, run.rejected, run.unchanged) == (110, 1, 0)
    here = written()
    clear()
    monkeypatch.setattr(ahead, "FEWEST", 1)
    monkeypatch.setattr(ahead, "cores", lambda: 2)
    started: list[Any] = []
    start = ahead.start
    monkeypatch.setattr(ahead, "start", lambda: started.append(start()) or started[-1])
    imported(path)
    assert written() == here
    assert len(started) == 1 and started[0].poll() is not None, "the process ends with the run"


@pytest.mark.parametrize("after", [0, 1, 3])
def test_the_rest_is_read_here_when_the_process_dies(path: Path, monkeypatch: pytest.MonkeyPatch, after: int):
    monkeypatch.setattr(running, "CHUNK", 30)
    monkeypatch.setattr(ahead, "FEWEST", 1)
    monkeypatch.setattr(ahead, "cores", lambda: 2)
    start, made = ahead.start, []
    monkeypatch.setattr(ahead, "start", lambda: made.append(start()) or made[-1])
    honest, asked = ahead.Ahead._taken, [0]

    def taken(self: ahead.Ahead, *given: Any) -> list[Any]:
        if asked[0] == after:
            made[0].kill()
            made[0].wait()
        asked[0] += 1
        return honest(self, *given)

    monkeypatch.setattr(ahead.Ahead, "_taken", taken)
    run = imported(path)
    assert run.state == "done" and Patent.objects.count() == 100 and run.rejected == 1


def test_no_process_is_started_for_few_lines(path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(ahead, "start", lambda: pytest.fail("a process for a hundred lines"))
    assert imported(path).state == "done"


def test_where_no_process_can_be_started_lines_are_read_here(path: Path, monkeypatch: pytest.MonkeyPatch):
    def refuse() -> None:
        raise OSError("no more processes")

    monkeypatch.setattr(ahead, "FEWEST", 1)
    monkeypatch.setattr(ahead, "cores", lambda: 2)
    monkeypatch.setattr(ahead, "start", refuse)
    assert imported(path).state == "done" and Patent.objects.count() == 100


def test_a_map_settled_meanwhile_counts(path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(running, "CHUNK", 30)
    run = intake.open_run(path, by=None)
    mapping = run.tables[0]["map"] | {"发明人": ""}

    def settle(done: int, _total: int) -> None:
        if done == 30:
            intake.set_map(run, 0, mapping, by=None, remember=False)

    intake.run_import(run, by=None, progress=settle)
    inventors = PatentParty.objects.filter(role="inventor").values("patent").distinct().count()
    assert 0 < inventors < 40


def test_answers_come_in_the_order_asked_for():
    table = Table("t", source="generic", headings=["申请号"], map={"申请号": "application_number"}, ready=True)
    one = ahead.Ahead([table], date(2026, 11, 22))
    shares = [(place, [(0, (number(place),))]) for place in range(1, 5)]
    assert [name for name, _keys in one.answers("keys", shares)] == [1, 2, 3, 4]
    assert next(one.answers("keys", shares))[1] == [(f"CN:{number(1)}",)]
