"""Sheets go in as they are: raw lines kept, good lines in, bad ones named, mended and sent again."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from workbench import number

from zhiqiao.domain.problems import Refused
from zhiqiao.records.models import AuditEvent, ColumnMap, ImportLine, ImportRun, Need, Patent, PatentParty
from zhiqiao.services import intake
from zhiqiao.services.intake import running

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_store", "fixed_today")]

HEADINGS = [
    "序号",
    "申请号",
    "标题",
    "申请日",
    "公开（公告）号",
    "公开（公告）日",
    "申请人",
    "发明人",
    "IPC",
    "当前法律状态",
]


def line(running_number: int, **other: Any) -> list[Any]:
    """One good line of an incoPat-like sheet."""
    cells = {
        "序号": running_number,
        "申请号": f"CN{number(running_number)}",
        "标题": f"第{running_number}种测量装置的结构",
        "申请日": "2020-03-01",
        "公开（公告）号": f"CN{111000000 + running_number}A",
        "公开（公告）日": "2020-09-01",
        "申请人": "望川大学; 杭州澄脉介入器械有限公司",
        "发明人": "林叙; 周闻笛",
        "IPC": "G01B1/00; G01B3/00",
        "当前法律状态": "实质审查",
    }
    return list((cells | other).values())


def run_of(path: Path, **more: Any) -> ImportRun:
    """Open and run."""
    by = more.pop("by", None)
    return intake.run_import(intake.open_run(path, by=by, **more), by=by)


def told(run: ImportRun) -> tuple[int, int, int]:
    return run.accepted, run.rejected, run.unchanged


def test_good_lines_go_in_and_bad_ones_are_named(sheet):
    rows = [line(1), line(2, 申请号="CN202010000002.0"), line(3), line(4, 申请日="2020-02-31"), line(5, 标题="")]
    run = run_of(sheet(HEADINGS, rows))
    assert run.state == "done" and told(run)[:2] == (Patent.objects.count(), 5 - Patent.objects.count())
    by_number = {one.number: one for one in run.lines.all()}
    assert by_number[2].state == "accepted" and by_number[2].patent.record_key == f"CN:{number(1)}"
    assert by_number[3].state == "rejected" and by_number[3].patent is None
    assert by_number[3].problems[0]["code"] == "number_has_valid_check_digit"
    assert {problem["field"] for problem in by_number[5].problems} == {"application_date"}
    patent = by_number[2].patent
    assert [part.name_written for part in patent.parties.filter(role="inventor")] == ["林叙", "周闻笛"]
    assert patent.documents.get().number == "CN111000001A"


def test_raw_lines_are_kept_as_they_came(tmp_path):
    from datetime import date, datetime

    book = openpyxl.Workbook()
    book.active.append(["申请号", "标题", "申请日", "备注", "数"])
    book.active.append([number(1), "带 空格 的标题 ", date(2020, 3, 1), None, 0.5])
    book.active.append([number(2), "第二件发明的标题", datetime(2020, 3, 1, 8, 30), "=1+1", 7])
    book.save(tmp_path / "own.xlsx")
    run = intake.open_run(tmp_path / "own.xlsx", by=None)
    first, second = run.lines.all()
    assert first.raw[1] == "带 空格 的标题 " and first.raw[2]["d"].startswith("2020-03-01") and first.raw[4] == 0.5
    assert second.raw[2]["d"] == "2020-03-01T08:30:00" and second.raw[4] == 7
    assert run.tables[0]["heading_line"] == 1 and first.number == 2
    stored = Path(running.ImportRun.objects.get(pk=run.pk).stored_as)
    assert stored.suffix == ".xlsx" and run.file_digest in stored.name


def test_the_same_file_twice_changes_nothing(sheet):
    rows = [line(one) for one in range(1, 30)] + [line(7), line(8)]
    path = sheet(HEADINGS, rows)
    first = run_of(path)
    assert told(first) == (29, 0, 2), "lines repeated in a slice are unchanged"
    before = sorted(Patent.objects.values_list("pk", "content_digest", "updated_at"))
    events = AuditEvent.objects.exclude(verb__startswith="run_").count()
    again = run_of(path)
    assert told(again) == (0, 0, 31)
    assert sorted(Patent.objects.values_list("pk", "content_digest", "updated_at")) == before
    assert AuditEvent.objects.exclude(verb__startswith="run_").count() == events


@pytest.mark.parametrize("chunk", [1, 2, 500])
def test_lines_of_one_patent_are_merged_wherever_they_stand(sheet, monkeypatch, chunk):
    monkeypatch.setattr(running, "CHUNK", chunk)
    grant = {
        "公开（公告）号": "CN111000001B",
        "公开（公告）日": "2022-05-06",
        "当前法律状态": "授权",
        "标题": "第1种测量装置及其结构",
    }
    rows = [line(1), line(2), line(3), line(1, **grant), line(4)]
    for order in (rows, rows[::-1]):
        Patent.objects.all().delete()
        path = sheet(HEADINGS, order)
        assert run_of(path).accepted == 5
        patent = Patent.objects.get(application_number=number(1))
        assert patent.title_zh == grant["标题"] and patent.legal_state == "granted"
        assert [document.number for document in patent.documents.all()] == ["CN111000001A", "CN111000001B"]
        assert told(run_of(path)) == (0, 0, 5)


def test_lines_that_contradict_each_other_do_not_both_go_in(sheet):
    rows = [line(1), line(1, 申请日="2019-01-05", 标题="完全不同的另一件事情")]
    run = run_of(sheet(HEADINGS, rows))
    assert told(run) == (1, 1, 0)
    problem = run.lines.get(state="rejected").problems[0]
    assert problem["code"] == "patent_is_told_once" and problem["data"]["line"] == 2


def test_a_column_map_is_corrected_and_remembered(sheet, officer, university):
    headings = ["编码甲", "名目", "谁"]
    path = sheet(headings, [[number(1), "一种测量装置的结构", "望川大学"]])
    run = intake.open_run(path, by=officer)
    assert run.state == "new" and run.tables[0]["problems"][0]["code"] == "columns_are_understood"
    with pytest.raises(Refused):
        intake.run_import(run, by=officer)
    with pytest.raises(Refused) as refusal:
        intake.set_map(run, 0, {"编码甲": "no_such_field", "没有的列": "title"}, by=officer)
    assert {problem.code for problem in refusal.value.problems} == {"field_is_known", "heading_is_there"}
    names = run.tables[0]["headings"]
    mapping = dict(zip(names, ["application_number", "title", "applicants"], strict=True))
    run = intake.set_map(run, 0, mapping, by=officer)
    assert run.state == "mapped" and ColumnMap.objects.get().organisation == university
    assert told(intake.run_import(run, by=officer)) == (1, 0, 0)
    again = intake.open_run(sheet(headings, [[number(2), "另一种测量装置", "望川大学"]]), by=officer)
    assert again.state == "mapped" and again.tables[0]["remembered"]


def test_known_headings_remember_what_a_person_said(sheet, officer):
    headings = ["申请号", "标题", "发明点", "甲方"]
    path = sheet(headings, [[number(1), "一种测量装置的结构", "更准", "望川大学"]])
    run = intake.open_run(path, by=officer)
    intake.set_map(
        run, 0, {"申请号": "application_number", "标题": "title", "发明点": "effect", "甲方": "applicants"}, by=officer
    )
    again = intake.open_run(
        sheet(["申请号", " 标题", "发明点", "甲方"], [[number(2), "另一种测量装置", "快", "望川大学"]]), by=officer
    )
    assert again.tables[0]["remembered"] and again.tables[0]["map"]["发明点"] == "effect"
    intake.run_import(again, by=officer)
    assert Patent.objects.get().effect_zh == "快"
    assert PatentParty.objects.get(role="applicant").name_written == "望川大学"


def test_rejected_lines_wait_again_after_the_map_is_corrected(sheet):
    path = sheet(["申请号", "标题", "日期一"], [[number(1), "一种测量装置的结构", "望川大学"]])
    run = intake.open_run(path, by=None)
    run = intake.set_map(
        run, 0, {"申请号": "application_number", "标题": "title", "日期一": "application_date"}, by=None
    )
    assert told(intake.run_import(run, by=None)) == (0, 1, 0)
    run = intake.set_map(run, 0, {"申请号": "application_number", "标题": "title", "日期一": "applicants"}, by=None)
    assert told(intake.run_import(run, by=None)) == (1, 0, 0)


def test_the_error_workbook_is_mended_and_sent_again(sheet, tmp_path):
    rows = [line(1), line(2, 申请号="CN202010000002.0"), line(3, 申请日="2020-02-31")]
    run = run_of(sheet(HEADINGS, rows))
    assert told(run) == (1, 2, 0)
    book = openpyxl.load_workbook(io.BytesIO(intake.error_workbook(run)))
    page = book.worksheets[0]
    head = next(row for row in page.iter_rows() if any(cell.value == "申请号" for cell in row))
    column = {cell.value: cell.column for cell in head}
    assert page.column_dimensions[openpyxl.utils.get_column_letter(column[intake.HIDDEN_KEY])].hidden
    first = head[0].row + 1
    reasons = [str(page.cell(first + at, column[intake.HIDDEN_KEY] - 1).value) for at in range(2)]
    assert all(len(reason) > 10 for reason in reasons), reasons
    page.cell(first, column["申请号"]).value = f"CN{number(2)}"
    book.save(tmp_path / "fixed.xlsx")
    fixed = intake.open_run(tmp_path / "fixed.xlsx", by=None)
    assert fixed.corrects == run and fixed.state == "mapped" and fixed.lines_total == 2
    fixed = intake.run_import(fixed, by=None)
    assert told(fixed) == (1, 1, 0)
    run.refresh_from_db()
    assert told(run) == (1, 1, 0)
    assert sorted(run.lines.values_list("number", "state")) == [(2, "accepted"), (3, "mended"), (4, "rejected")]
    again = run_of(tmp_path / "fixed.xlsx")
    assert told(again) == (0, 1, 1)


def test_a_key_of_another_installation_is_only_a_column(sheet):
    run = run_of(sheet([*HEADINGS, intake.HIDDEN_KEY], [[*line(1), "1-1-abcdefabcdef"]]))
    assert run.corrects is None and run.accepted == 1


def test_without_rejected_lines_there_is_no_error_workbook(sheet):
    run = run_of(sheet(HEADINGS, [line(1)]))
    with pytest.raises(Refused) as refusal:
        intake.error_workbook(run)
    assert refusal.value.problems[0].code == "run_has_rejected_lines"


def test_a_preview_writes_nothing(sheet):
    run = intake.open_run(sheet(HEADINGS, [line(1), line(2, 申请号="CN202010000002.0")] + [line(3)] * 40), by=None)
    shown = intake.preview(run, limit=3)
    assert [one.outcome for one in shown.lines] == ["ready", "rejected", "ready"]
    assert (shown.looked_at, shown.ready, shown.rejected) == (42, 41, 1)
    assert shown.lines[0].summary["record_key"] == f"CN:{number(1)}" and shown.lines[0].cells[1] == f"CN{number(1)}"
    assert ("number_has_valid_check_digit", "application_number", 1) in shown.problem_counts
    assert Patent.objects.count() == 0 and set(run.lines.values_list("state", flat=True)) == {"waiting"}


def test_files_that_are_no_sheets_are_refused(tmp_path, sheet):
    (tmp_path / "empty.xlsx").write_bytes(b"")
    (tmp_path / "noise.xlsx").write_bytes(bytes(range(256)) * 40)
    (tmp_path / "cut.xlsx").write_bytes(b"PK\x03\x04" + b"\0" * 100)
    for name in ("empty.xlsx", "noise.xlsx", "cut.xlsx", "nothing.csv"):
        with pytest.raises(Refused) as refusal:
            intake.open_run(tmp_path / name, by=None)
        assert refusal.value.problems, name
    with pytest.raises(Refused) as refusal:
        intake.open_run(sheet(HEADINGS, []), by=None)
    assert refusal.value.problems[0].code == "file_has_lines"
    assert ImportRun.objects.count() == 0


def test_only_who_may_imports_and_only_for_the_own_organisation(
    sheet, officer, stranger, university, django_user_model
):
    path = sheet(HEADINGS, [line(1)])
    run = intake.open_run(path, by=officer)
    assert run.organisation == university
    with pytest.raises(Refused):
        intake.run_import(run, by=stranger)
    with pytest.raises(Refused):
        intake.open_run(path, by=stranger, organisation=university)
    with pytest.raises(Refused):
        intake.open_run(path, by=django_user_model.objects.create_user("nobody"))
    intake.run_import(run, by=officer)
    assert Patent.objects.get().holder == university
    assert AuditEvent.objects.filter(verb="run_done", by=officer).count() == 1


def test_a_failure_in_the_middle_is_taken_up_where_it_stopped(sheet, monkeypatch):
    monkeypatch.setattr(running, "CHUNK", 10)
    run = intake.open_run(sheet(HEADINGS, [line(one) for one in range(1, 46)]), by=None)

    def trip(done: int, total: int) -> None:
        if done >= 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        intake.run_import(run, by=None, progress=trip)
    assert run.lines.filter(state="accepted").count() == Patent.objects.count() == 20
    seen: list[tuple[int, int]] = []
    run = intake.run_import(run, by=None, progress=lambda done, total: seen.append((done, total)))
    assert told(run) == (45, 0, 0) and Patent.objects.count() == 45 and run.state == "done"
    assert seen[0] == (20, 45) and seen[-1] == (45, 45)
    assert intake.run_import(run, by=None).accepted == 45


def test_a_run_that_was_cut_off_is_found_by_its_file(sheet, officer):
    path = sheet(HEADINGS, [line(1), line(2)])
    assert intake.cut_off_run(path, by=None) is None
    run = intake.open_run(path, by=None)
    assert intake.cut_off_run(path, by=None) is None  # opened, not begun: a person may still be at its columns
    ImportRun.objects.filter(pk=run.pk).update(state="running")  # as a killed process leaves it
    assert intake.cut_off_run(path, by=None) == run
    assert intake.cut_off_run(path, by=officer) is None
    assert intake.cut_off_run(path, by=None, what="needs") is None
    assert told(intake.run_import(run, by=None)) == (2, 0, 0)
    assert intake.cut_off_run(path, by=None) is None


def test_one_line_that_trips_the_store_does_not_keep_the_others_out(sheet, monkeypatch):
    from zhiqiao.services.catalogue import Shelf

    honest = Shelf.save

    def save(shelf: Shelf) -> None:
        if any("装置" in record.row.title_zh and "第3" in record.row.title_zh for record in shelf.records):
            raise ValueError("trip")
        honest(shelf)

    monkeypatch.setattr(Shelf, "save", save)
    run = run_of(sheet(HEADINGS, [line(one) for one in range(1, 6)]))
    assert told(run) == (4, 1, 0) and run.lines.get(state="rejected").problems[0]["code"] == "line_can_be_stored"


def test_jobs_are_added_with_what_changed_and_not_for_what_did_not(sheet):
    from django_tasks_db.models import DBTaskResult

    path = sheet(HEADINGS, [line(1), line(2)])
    run_of(path)
    names = sorted(job.args_kwargs["args"][0] for job in DBTaskResult.objects.all())
    assert names == ["compute_indicators", "grade_patents", "index_patents"]
    run_of(path)
    assert DBTaskResult.objects.count() == 3


def test_needs_go_the_same_way(sheet, officer):
    headings = ["需求名称", "需求描述", "企业名称", "地区", "产业领域", "预算（万元）", "截止日期", "合作方式"]
    rows = [
        [
            "导管涂层一泡水就掉",
            "亲水涂层在盐水里泡两小时就脱落，想找更牢的办法。",
            "杭州澄脉介入器械有限公司",
            "浙江省杭州市",
            "生物医药",
            "80",
            "2027-06-30",
            "许可",
        ],
        ["", "", "只有名字的公司", "", "", "", "", ""],
    ]
    path = sheet(headings, rows)
    run = run_of(path, what="needs", by=officer)
    assert told(run) == (1, 1, 0), [one.problems for one in run.lines.all()]
    need = Need.objects.get()
    assert need.budget_fen == 80_000_000 and need.enterprise.name_zh == "杭州澄脉介入器械有限公司"
    assert run.lines.get(state="accepted").need == need
    assert told(run_of(path, what="needs", by=officer)) == (0, 1, 1)


@pytest.mark.parametrize("what", ["patents", "needs", "enterprises"])
def test_our_template_is_read_back_in_both_languages(what, tmp_path):
    book = openpyxl.load_workbook(io.BytesIO(intake.template(what)))
    notes = book.worksheets[-1]
    examples = {row[0].value: (row[1].value, row[2].value, row[3].value) for row in notes.iter_rows() if row[0].value}
    for page, place in ((book.worksheets[0], 1), (book.worksheets[1], 2)):
        head = next(row for row in page.iter_rows() if row[0].value)
        by_heading = {zh if place == 1 else en: example[place] for zh, (en, *_rest) in examples.items()
                      for example in [(en, *_rest)]}  # fmt: skip
        for cell in head:
            page.cell(head[0].row + 1, cell.column).value = by_heading.get(cell.value)
    path = tmp_path / f"{what}.xlsx"
    book.save(path)
    run = run_of(path, what=what)
    assert run.state == "done" and run.rejected == 0 and run.accepted >= 1, [one.problems for one in run.lines.all()]
    assert [table["left_out"] for table in run.tables] == [False, False, True]


def test_a_run_can_be_told_as_json(sheet):
    run = run_of(sheet(HEADINGS, [line(1)]))
    assert json.loads(json.dumps(run.tables))[0]["lines"] == 1
    assert ImportLine.objects.filter(run=run).exclude(raw=[]).count() == 1
