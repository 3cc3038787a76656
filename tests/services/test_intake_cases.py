"""Sheets that fill in cases: complete lines are submitted, the others told with why, mended and sent again."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.utils.translation import override
from filing import INVENTORY, School

from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.records.models import Case, ImportRun, Patent, User
from zhiqiao.services import intake, procedures
from zhiqiao.words import problems

ZH = {
    "专利号": "",
    "财政资助": "否",
    "专利实施状态": "未实施",
    "转化意愿": "愿意转化",
    "合作方式": "许可；转让",
    "技术成熟程度": "中试",
    "技术成熟度": "TRL6",
    "专利自评": 2,
    "应用场景": "燃料电池重卡的电堆",
}
EN = {
    "Patent number": "",
    "Public funding": "no",
    "State of use": "Not in use",
    "Willingness": "willing",
    "Ways of cooperation": "license; transfer",
    "Maturity": "Pilot",
    "Technology readiness": 6.0,
    "Self-assessment": "2",
    "Use scenario": "Stacks of fuel cell lorries",
}


def sheet(folder: Path, rows: list[dict[str, Any]], name: str = "盘点.xlsx") -> Path:
    """A workbook with these lines under the headings of the first."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append(list(rows[0]))
    for row in rows:
        page.append([row.get(heading) for heading in rows[0]])
    book.save(folder / name)
    return folder / name


def line(patent: Patent, **other: Any) -> dict[str, Any]:
    """A complete line in Chinese."""
    return {**ZH, "专利号": patent.application_number, **other}


def brought_in(path: Path, by: User) -> ImportRun:
    """The run after its last line."""
    return intake.run_import(intake.open_run(path, by=by, what=INVENTORY), by=by)


def why(run: ImportRun) -> dict[int, set[tuple[str, str]]]:
    """By line number: what was wrong with it, and where."""
    return {
        one.number: {(problem["code"], problem["field"]) for problem in one.problems}
        for one in run.lines.filter(state="rejected")
    }


def test_complete_lines_are_submitted_and_the_others_told_with_why(school: School, tmp_path: Path) -> None:
    patents = [school.patent(running) for running in range(1, 9)]
    rows = [line(one) for one in patents]
    rows[1]["转化意愿"] = "也许"
    rows[2]["技术成熟度"] = "12"
    rows[3]["应用场景"] = None
    rows[4]["财政资助"] = "是"
    rows[5]["专利号"] = patents[5].application_number[:-1] + "?"
    rows[6]["专利号"] = patents[0].application_number
    run = brought_in(sheet(tmp_path, rows), school.secretary)
    assert (run.accepted, run.rejected) == (2, 6)
    told = why(run)
    assert told[3] == {("item_is_readable", "willingness")}
    assert told[4] == {("item_is_readable", "trl")}
    assert told[5] == {("item_is_filled", "scenario")}
    assert told[6] == {("project_is_named", name) for name in ("project_kind", "project_name", "project_number")}
    assert {code for code, _field in told[7]} <= {"number_is_readable", "number_has_valid_check_digit"}
    assert told[8] == {("patent_is_named_once", "application_number")}
    states = dict(Case.objects.values_list("patent", "state"))
    assert states == {patents[0].pk: "college_review", patents[7].pk: "college_review"}
    sheet_of = Case.objects.get(patent=patents[0]).sheet
    assert sheet_of["trl"] == 6 and sheet_of["ways"] == ["license", "transfer"] and sheet_of["is_funded"] is False


def test_the_mended_error_workbook_goes_in_and_nothing_is_done_twice(school: School, tmp_path: Path) -> None:
    patents = [school.patent(running) for running in range(1, 4)]
    rows = [line(patents[0]), line(patents[1], 转化意愿="也许"), line(patents[2])]
    path = sheet(tmp_path, rows)
    first = brought_in(path, school.secretary)
    again = brought_in(path, school.secretary)
    assert (again.accepted, again.rejected, again.unchanged) == (0, 1, 2)
    book = openpyxl.load_workbook(io.BytesIO(intake.error_workbook(first)))
    page = book.worksheets[0]
    cells = [cell for row in page.iter_rows() for cell in row if cell.value == "也许"]
    assert len(cells) == 1
    cells[0].value = "愿意转化"
    book.save(tmp_path / "mended.xlsx")
    mended = brought_in(tmp_path / "mended.xlsx", school.secretary)
    assert mended.corrects_id == first.pk and (mended.accepted, mended.rejected) == (1, 0)
    assert Case.objects.filter(state="college_review").count() == 3


def test_english_headings_and_words_are_read_alike(school: School, tmp_path: Path) -> None:
    patent = school.patent(1)
    cells = {**EN, "Patent number": f"CN{patent.application_number}"}
    run = brought_in(sheet(tmp_path, [cells]), school.secretary)
    assert (run.accepted, why(run)) == (1, {})
    assert Case.objects.get(patent=patent).sheet["maturity"] == "pilot"


def test_an_empty_cell_leaves_what_was_filled_in(school: School, tmp_path: Path) -> None:
    patent = school.patent(1)
    procedures.move(INVENTORY, patent.pk, "save", by=school.secretary, values={"scenario": "发明人写的场景"})
    run = brought_in(sheet(tmp_path, [line(patent, 应用场景=None)]), school.secretary)
    assert run.accepted == 1 and Case.objects.get(patent=patent).sheet["scenario"] == "发明人写的场景"


def test_patents_of_others_are_not_known_and_inventors_bring_in_nothing(
    school: School, stranger: User, tmp_path: Path
) -> None:
    patent = school.patent(1)
    path = sheet(tmp_path, [line(patent)])
    run = brought_in(path, stranger)
    assert why(run) == {2: {("case_is_known", "application_number")}} and not Case.objects.exists()
    with pytest.raises(Refused) as refusal:
        intake.open_run(path, by=school.inventor, what=INVENTORY)
    assert [one.code for one in refusal.value.problems] == ["role_permits_verb"]


def test_the_template_is_read_back(school: School, tmp_path: Path) -> None:
    patent = school.patent(1)
    book = openpyxl.load_workbook(io.BytesIO(intake.template(INVENTORY)))
    for page, words in ((book.worksheets[0], ZH), (book.worksheets[1], EN)):
        headings = [str(cell.value) for cell in page[1]]
        assert {heading.rstrip("*") for heading in headings} >= {heading for heading in words}
    page = book.worksheets[0]
    given = {**ZH, "专利号": patent.application_number}
    page.append([given.get(str(cell.value).rstrip("*")) for cell in page[1]])
    book.save(tmp_path / "filled.xlsx")
    run = brought_in(tmp_path / "filled.xlsx", school.secretary)
    assert (run.accepted, run.rejected, why(run)) == (1, 0, {})


def test_what_may_be_written_instead_is_said_in_the_readers_language(school: School, tmp_path: Path) -> None:
    rows = [line(school.patent(1), 转化意愿="也许"), line(school.patent(2), 技术成熟度=12)]
    run = brought_in(sheet(tmp_path, rows), school.secretary)
    found = [Problem.from_json(one.problems[0]) for one in run.lines.order_by("number")]
    assert problems.say(found[0]) == "转化意愿“也许”不符合要求。请从中选一项：愿意转化；无转化意愿；已转化。"
    with override("en"):
        assert problems.say(found[1]).endswith("“12” cannot be taken. Write a whole number from 1 to 9.")
