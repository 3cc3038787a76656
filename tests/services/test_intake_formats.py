"""Real files of offices and vendors, as they are."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest

from zhiqiao.records.models import ImportRun, Patent
from zhiqiao.services import intake

SHARED = Path(os.environ.get("ZHIQIAO_SHARED_DATA") or Path(__file__).resolve().parents[3] / "shared" / "data")
FORMATS = SHARED / "formats"
FOLDERS = ("cnipa_cd_export_xlsx", "cnipa_st96_xml", "lens_csv", "patentscope_xls", "wipo_landscape")
SHEETS = {".xlsx", ".xls", ".csv", ".zip", ".xml"}
FILES = sorted(
    path
    for folder in FOLDERS
    for path in (FORMATS / folder).rglob("*")
    if path.is_file() and path.suffix.lower() in SHEETS
)

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.shared_data,
    pytest.mark.usefixtures("own_store"),
    pytest.mark.skipif(not FILES, reason=f"the shared data are not there ({FORMATS}); set ZHIQIAO_SHARED_DATA"),
]


def imported(path: Path) -> ImportRun:
    return intake.run_import(intake.open_run(path, by=None), by=None)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_real_file_goes_in_without_hand_work_and_twice_changes_nothing(path: Path):
    first = imported(path)
    problems = Counter(problem["code"] for line in first.lines.filter(state="rejected") for problem in line.problems)
    assert first.state == "done", first.tables
    assert first.accepted + first.unchanged >= 0.9 * first.lines_total, problems
    assert first.lines.filter(state="rejected", problems=[]).count() == 0, "every rejected line has a reason"
    before = sorted(Patent.objects.values_list("record_key", "content_digest"))
    assert before
    again = imported(path)
    assert again.accepted == 0 and again.rejected == first.rejected
    assert sorted(Patent.objects.values_list("record_key", "content_digest")) == before
