"""A workbook with planted faults: each is named with its row, and the rest are in. Slices in a ZIP are merged."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from django.utils.translation import override
from workbench import number

from zhiqiao.domain.problems import Problem
from zhiqiao.records.models import Patent
from zhiqiao.services import intake
from zhiqiao.words.problems import say

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_store", "fixed_today")]

HEADINGS = [
    "申请号",
    "标题",
    "申请日",
    "公开（公告）号",
    "授权公告日",
    "申请人",
    "发明人",
    "IPC",
    "专利类型",
    "法律状态",
]


def good(running: int) -> list[object]:
    return [
        number(running), f"第{running}种测量装置的结构", "2020-03-01", f"CN{111000000 + running}A", None, "望川大学",
        "林叙; 周闻笛", "G01B1/00", "发明专利", "实质审查",
    ]  # fmt: skip


def planted() -> dict[int, tuple[list[object], str]]:
    """Row in the sheet → its cells, and the field the fault is about."""

    def bad(running: int, **other: object) -> list[object]:
        return list((dict(zip(HEADINGS, good(running), strict=True)) | other).values())

    return {
        4: (bad(4, 申请号="202010000004.X" if not number(4).endswith("X") else "202010000004.1"), "application_number"),
        6: (bad(6, 申请号=None, **{"公开（公告）号": None}), "application_number"),
        8: (bad(8, 申请号=2.0201e11, **{"公开（公告）号": None}), "application_number"),
        10: (bad(10, 申请日="2020-02-31"), "application_date"),
        12: (bad(12, 申请日="2031-05-01"), "application_date"),
        14: (bad(14, 授权公告日="2019-01-01"), "grant_date"),
        16: (bad(16, 专利类型="实用新型"), "kind"),
        18: (bad(18, 申请号="20201000001"), "application_number"),
        20: (bad(3, 申请日="2018-07-07"), "application_date"),
        22: (bad(22, **{"公开（公告）号": "CN111000002A"}), "publication_number"),
    }


def test_ten_planted_faults_are_named_with_their_rows_and_the_rest_are_in(tmp_path: Path):
    faults = planted()
    book = openpyxl.Workbook()
    book.active.append(HEADINGS)
    for row in range(2, 25):
        book.active.append(faults[row][0] if row in faults else good(row))
    book.save(tmp_path / "faults.xlsx")
    run = intake.run_import(intake.open_run(tmp_path / "faults.xlsx", by=None), by=None)
    lines = {line.number: line for line in run.lines.all()}
    for row, (_cells, field) in faults.items():
        problems = [Problem.from_json(stored) for stored in lines[row].problems]
        assert field in {problem.field for problem in problems}, (row, problems)
        for language in ("zh-hans", "en"):
            with override(language):
                assert all(len(say(problem)) > 10 for problem in problems), row
    for row, line in lines.items():
        if row not in faults:
            assert (line.state, line.problems) == ("accepted", []), row
    rejected = {row for row, line in lines.items() if line.state == "rejected"}
    assert rejected <= set(faults) and len(rejected) >= 8
    assert Patent.objects.count() == 23 - len(rejected) == run.accepted


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
def test_slices_in_a_zip_are_merged_whatever_their_encoding(tmp_path: Path, encoding: str):
    path = tmp_path / "slices.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for place, running in enumerate((range(2, 12), range(8, 20))):
            text = io.StringIO()
            csv.writer(text).writerows([["序号", *HEADINGS], *([at, *good(at)] for at in running)])
            archive.writestr(f"导出{place + 1}.csv", text.getvalue().encode(encoding))
    run = intake.run_import(intake.open_run(path, by=None), by=None)
    assert (run.accepted, run.rejected, run.unchanged) == (18, 0, 4) and Patent.objects.count() == 18
    assert len(run.tables) == 2 and all(table["ready"] for table in run.tables)
    assert Patent.objects.filter(title_zh="第9种测量装置的结构").count() == 1
