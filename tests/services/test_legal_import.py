"""A gazette file arrives: events recorded line by line, the rest told with why, mended and sent again; INPADOC XML."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from workbench import draft, number

from zhiqiao.domain.problems import Refused
from zhiqiao.records.models import ImportRun, LegalEvent, Organisation, Patent, User
from zhiqiao.services import catalogue, intake, legal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_today", "own_store")]
HEADINGS = ["专利号", "法律事件", "法律状态公告日", "登记生效日", "合同备案号", "让与人", "受让人", "许可种类",
            "登记号", "出质人", "质权人", "变更前权利人", "变更后权利人"]  # fmt: skip
OPS = """<?xml version="1.0"?><ops:world-patent-data xmlns="http://www.epo.org/exchange" xmlns:ops="http://ops.epo.org">
<ops:patent-family legal="true"><ops:family-member><publication-reference><document-id document-id-type="docdb">
<country>CN</country><doc-number>106844774</doc-number><kind>B</kind></document-id></publication-reference>
<ops:legal code="TR01" desc="TRANSFER OF PATENT RIGHT" infl=" "><ops:L001EP desc="Country Code">CN</ops:L001EP>
<ops:L002EP>F</ops:L002EP><ops:L003EP desc="Document Number">{number}</ops:L003EP>
<ops:L007EP desc="Gazette DATE">2024-05-14</ops:L007EP><ops:L008EP>TR01</ops:L008EP><ops:L500EP>
<ops:L510EP desc="Free Format Text">Effective date of registration: 20240430 Patentee after: Hangzhou Sample Co., Ltd.
Patentee before: Wangchuan University</ops:L510EP></ops:L500EP></ops:legal></ops:family-member></ops:patent-family>
</ops:world-patent-data>"""


@pytest.fixture
def patents(university: Organisation) -> list[Patent]:
    told = {"title_zh": "一种灌封胶", "applicants": "望川大学", "legal_state": "授权", "grant_date": "2021-06-02"}
    return [
        catalogue.upsert(draft(application_number=number(running), **told), by=None, organisation=university).patent
        for running in range(1, 5)
    ]


def row(patent: Patent | str, event: str, on: str = "2024-05-14", **cells: str) -> list[str]:
    shown = patent if isinstance(patent, str) else patent.application_number
    given = {"专利号": shown, "法律事件": event, "法律状态公告日": on, **cells}
    return [given.get(heading, "") for heading in HEADINGS]


def gazette(patents: list[Patent]) -> list[list[str]]:
    return [
        row(patents[0], "CF01", "2026-05-12", 登记生效日="2025-03-01"),
        row(patents[1], "专利权的转移", 变更前权利人="望川大学", 变更后权利人="杭州某某材料有限公司"),
        row(patents[2], "PE01", 登记号="Y1", 出质人="望川大学", 质权人="某某银行"),
        row(patents[3], "EE01", 合同备案号="X1", 让与人="望川大学", 受让人="甲公司", 许可种类="独占许可"),
        row(number(99), "CF01"),
        row(patents[0], "EC01"),
        row(patents[0], "下雨了"),
    ]


def brought_in(path: Path, by: User | None) -> ImportRun:
    return intake.run_import(intake.open_run(path, by=by, what="events"), by=by)


def why(run: ImportRun) -> dict[int, list[str]]:
    return {line.number: [one["code"] for one in line.problems] for line in run.lines.filter(state="rejected")}


def test_a_gazette_file_is_recorded_and_the_rest_told_with_why(
    patents: list[Patent], officer: User, sheet: Any
) -> None:
    path = sheet(HEADINGS, gazette(patents))
    opened = intake.open_run(path, by=officer, what="events")
    seen = intake.preview(opened)
    assert (seen.ready, seen.rejected) == (5, 2) and seen.lines[0].summary["effective_date"] == "2025-03-01"
    run = intake.run_import(opened, by=officer)
    assert (run.accepted, run.rejected) == (4, 3)
    assert why(run) == {6: ["patent_of_event_is_known"], 7: ["event_names_its_number"], 8: ["event_is_readable"]}
    registers = legal.registers_of([one.pk for one in patents])
    lapsed, moved, pledged, licensed = (registers[one.pk] for one in patents)
    assert lapsed.state == "lapsed" and moved.owners == ("杭州某某材料有限公司",)
    assert pledged.pledges[0].takers == ("某某银行",) and licensed.is_exclusively_licensed
    kept = LegalEvent.objects.get(code="TR01")
    assert kept.source == path.name and kept.line is not None and kept.line.run_id == run.pk
    assert run.lines.get(number=2).patent == patents[0]


def test_the_same_file_again_changes_nothing(patents: list[Patent], officer: User, sheet: Any) -> None:
    path = sheet(HEADINGS, gazette(patents))
    brought_in(path, officer)
    again = brought_in(path, officer)
    assert (again.accepted, again.unchanged, again.rejected) == (0, 4, 3) and LegalEvent.objects.count() == 4


def test_rejected_lines_are_mended_and_sent_again(
    patents: list[Patent], officer: User, university: Organisation, sheet: Any, tmp_path: Path
) -> None:
    run = brought_in(sheet(HEADINGS, gazette(patents)), officer)
    told = {"title_zh": "迟来的专利", "applicants": "望川大学", "legal_state": "授权"}
    catalogue.upsert(draft(application_number=number(99), **told), by=None, organisation=university)
    book = openpyxl.load_workbook(io.BytesIO(intake.error_workbook(run)))
    cell = next(cell for cells in book.worksheets[0].iter_rows() for cell in cells if cell.value == "下雨了")
    cell.value = "专利权的主动放弃"
    book.save(tmp_path / "mended.xlsx")
    mended = brought_in(tmp_path / "mended.xlsx", officer)
    assert mended.corrects_id == run.pk and (mended.accepted, mended.rejected) == (2, 1)
    run.refresh_from_db()
    assert run.rejected == 1 and run.lines.filter(state="mended").count() == 2


def test_events_of_others_are_not_recorded(patents: list[Patent], stranger: User, sheet: Any) -> None:
    run = brought_in(sheet(HEADINGS, gazette(patents)[:1]), stranger)
    assert why(run) == {2: ["event_is_of_own_patent"]} and not LegalEvent.objects.exists()


def test_the_template_is_filled_in_and_read_back(patents: list[Patent], officer: User, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(intake.template("events")))
    page = book.worksheets[1]
    headings = [str(cell.value).rstrip("*") for cell in page[1]]
    given = {"Application number": patents[0].application_number, "Legal event": "OL01", "Announced on": "2024-05-14"}
    page.append([given.get(heading) for heading in headings])
    book.save(tmp_path / "filled.xlsx")
    run = brought_in(tmp_path / "filled.xlsx", officer)
    assert (run.accepted, why(run)) == (1, {}) and legal.register_of(patents[0]).is_open_licensed


def test_inpadoc_xml_goes_through_the_same_run(patents: list[Patent], officer: User, tmp_path: Path) -> None:
    path = tmp_path / "legal.xml"
    path.write_text(OPS.format(number=patents[0].application_number[:12]))
    run = brought_in(path, officer)
    assert (run.accepted, why(run)) == (1, {})
    found = legal.register_of(patents[0])
    assert found.owners == ("Hangzhou Sample Co., Ltd.",) and found.owners_cause is not None
    assert found.owners_cause.day == date(2024, 4, 30)
    path.write_text(OPS.split("<ops:legal ")[0] + "</ops:family-member></ops:patent-family></ops:world-patent-data>")
    with pytest.raises(Refused) as refusal:
        brought_in(path, officer)
    assert [one.code for one in refusal.value.problems] == ["xml_holds_legal_events"]
