"""The import wizard: upload, columns, check, run, lines to mend and sent again; who sees what; what is refused."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from zhiqiao.domain.codes import OrganisationKind, Role
from zhiqiao.records import jobs
from zhiqiao.records.models import ColumnMap, ImportRun, Need, Patent, User
from zhiqiao.services import intake, people
from zhiqiao.web.forms.imports import input_name

HEADINGS = ["序号", "名称", "专利号", "申请日", "申请人", "备注"]


def numbered(twelve: str) -> str:
    """A Chinese application number with its check digit (ZC 0006)."""
    weights = [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5]
    rest = sum(int(digit) * weight for digit, weight in zip(twelve, weights, strict=True)) % 11
    return f"{twelve}.{'X' if rest == 10 else rest}"


GOOD = [["1", "一种密封圈", numbered("201710300001"), "2017-03-01", "望川大学", "好"],
        ["2", "一种轴承", numbered("201710300002"), "2017-03-02", "望川大学", ""]]  # fmt: skip
BAD = [["3", "一种阀门", "201710300003.5", "2017-03-03", "望川大学", "校验位错"]]
assert numbered("201710300003") != "201710300003.5"


def sheet(rows: list[list[str]], headings: list[str] = HEADINGS, encoding: str = "gb18030") -> bytes:
    """A CSV."""
    text = io.StringIO()
    csv.writer(text).writerows([headings, *rows])
    return text.getvalue().encode(encoding)


@pytest.fixture
def users(db: None, tmp_path: Path, settings: Any) -> dict[str, User]:
    """Officers of two schools, an inventor who may not import, one of the staff."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.FILES, settings.INDEXES = tmp_path / "files", tmp_path / "index"
    made = {"staff": people.create_user("staff", "bridge-over-water-7", is_staff=True, by=None)}
    for name, school, role in (
        ("officer", "望川大学", Role.OFFICER),
        ("stranger", "青屿海洋大学", Role.OFFICER),
        ("inventor", "禾原农业大学", Role.INVENTOR),
    ):
        made[name] = people.create_user(name, "bridge-over-water-7", by=None)
        organisation = people.create_organisation(OrganisationKind.INSTITUTION, school, by=None)
        people.add_member(made[name], organisation, role, by=None)
    return made


def page_for(user: User | None, language: str = "zh-hans") -> Client:
    """A browser of this person."""
    client = Client(headers={"Accept-Language": language})
    if user is not None:
        client.force_login(user)
    return client


def sent(client: Client, content: bytes, name: str = "专利清单.csv", what: str = "patents") -> Any:
    """The answer to a file sent by the form."""
    return client.post("/import/", {"what": what, "file": SimpleUploadedFile(name, content)})


def chosen(run: ImportRun, **changed: str) -> dict[str, str]:
    """What the column form would send, with some headings meaning something else."""
    table = intake.tables_of(run)[0]
    return {
        input_name(0, column): changed.get(heading, table.map[heading]) for column, heading in enumerate(table.headings)
    }


def test_a_sheet_goes_all_the_way(users: dict[str, User]) -> None:
    client = page_for(users["officer"])
    answer = sent(client, sheet(GOOD + BAD))
    run = ImportRun.objects.get()
    assert answer["Location"] == f"/import/{run.pk}/map/"
    columns = client.get(answer["Location"]).content.decode()
    assert "gb" in columns and "第 1 行" in columns and "一种密封圈" in columns and "备注" in columns
    answer = client.post(f"/import/{run.pk}/map/", {**chosen(run), "remember": "on"})
    assert answer["Location"] == f"/import/{run.pk}/check/"
    checked = client.get(answer["Location"])
    assert (checked.context["seen"].ready, checked.context["seen"].rejected) == (2, 1)
    assert "校验位" in checked.content.decode() and Patent.objects.count() == 0
    answer = client.post(f"/import/{run.pk}/start/")
    assert answer["Location"] == f"/import/{run.pk}/" and Patent.objects.count() == 0
    waiting = client.get(answer["Location"]).content.decode()
    assert f'hx-get="/import/{run.pk}/progress/"' in waiting
    jobs.run_waiting()
    done = client.get(answer["Location"])
    run.refresh_from_db()
    assert (run.state, run.accepted, run.rejected, Patent.objects.count()) == ("done", 2, 1, 2)
    shown = done.content.decode()
    assert "hx-get" not in shown.split('id="progress"')[1].split("</section>")[0]
    assert "201710300003.5" in shown and "校验位" in shown and "<mark>201710300003.5</mark>" in shown
    accepted = client.get(answer["Location"], {"state": "accepted"}).content.decode()
    assert "一种密封圈" in accepted and "/patents/CN:" in accepted


def test_the_mended_workbook_is_recognised_and_mends(users: dict[str, User]) -> None:
    client = page_for(users["officer"])
    sent(client, sheet(GOOD + BAD))
    run = ImportRun.objects.get()
    client.post(f"/import/{run.pk}/start/")
    jobs.run_waiting()
    book = client.get(f"/import/{run.pk}/errors.xlsx")
    assert book["Content-Disposition"].endswith(f'zhiqiao-{run.pk}-errors.xlsx"')
    workbook = openpyxl.load_workbook(io.BytesIO(book.content))
    wrong = [cell for row in workbook.active.iter_rows() for cell in row if cell.value == "201710300003.5"]
    assert len(wrong) == 1
    wrong[0].value = numbered("201710300003")
    mended = io.BytesIO()
    workbook.save(mended)
    answer = sent(client, mended.getvalue(), "errors.xlsx")
    second = ImportRun.objects.latest("pk")
    assert second.corrects == run and answer["Location"] == f"/import/{second.pk}/check/"
    client.post(f"/import/{second.pk}/start/")
    jobs.run_waiting()
    run.refresh_from_db()
    assert run.rejected == 0 and Patent.objects.count() == 3
    assert f"/import/{second.pk}/" in client.get(f"/import/{run.pk}/").content.decode()
    nothing_left = client.get(f"/import/{run.pk}/errors.xlsx")
    assert nothing_left.status_code == 302


def test_columns_are_corrected_and_remembered(users: dict[str, User]) -> None:
    client = page_for(users["officer"])
    odd = ["编", "叫什么", "号码", "哪天", "谁的", "其他"]
    answer = sent(client, sheet(GOOD, odd))
    run = ImportRun.objects.get()
    assert run.state == "new"
    assert "未找到" in client.get(answer["Location"]).content.decode() or not intake.tables_of(run)[0].ready
    assert client.get(f"/import/{run.pk}/check/")["Location"] == f"/import/{run.pk}/map/"


def test_a_corrected_map_is_used_again(users: dict[str, User]) -> None:
    client = page_for(users["officer"])
    sent(client, sheet(GOOD))
    run = ImportRun.objects.get()
    client.post(f"/import/{run.pk}/map/", {**chosen(run, 备注="funding"), "remember": "on"})
    assert intake.tables_of(ImportRun.objects.get(pk=run.pk))[0].map["备注"] == "funding"
    assert ColumnMap.objects.count() == 1
    answer = sent(client, sheet(GOOD + BAD), "另一份.csv")
    again = ImportRun.objects.latest("pk")
    assert intake.tables_of(again)[0].map["备注"] == "funding" and intake.tables_of(again)[0].remembered
    assert "沿用以前确认过的对应关系" in client.get(answer["Location"]).content.decode()


def test_a_map_without_a_number_cannot_go_on(users: dict[str, User]) -> None:
    client = page_for(users["officer"])
    sent(client, sheet(GOOD))
    run = ImportRun.objects.get()
    answer = client.post(f"/import/{run.pk}/map/", chosen(run, 专利号=""))
    assert answer.status_code == 200 and answer.context["problems"]
    assert client.post(f"/import/{run.pk}/start/")["Location"] == f"/import/{run.pk}/map/"
    assert ImportRun.objects.get().state == "new"
    answer = client.post(f"/import/{run.pk}/map/", chosen(run, 专利号="no_such_field"))
    assert answer.status_code == 409


def test_slices_in_a_zip_are_settled_alike(users: dict[str, User]) -> None:
    client = page_for(users["officer"])
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("1.csv", sheet(GOOD))
        packed.writestr("2.csv", sheet(BAD, encoding="utf-8-sig"))
    answer = sent(client, archive.getvalue(), "slices.zip")
    run = ImportRun.objects.get()
    assert len(run.tables) == 2
    assert client.get(answer["Location"]).content.decode().count('name="t1c0"') == 0
    client.post(f"/import/{run.pk}/map/", chosen(run, 备注="funding"))
    assert [table.map["备注"] for table in intake.tables_of(ImportRun.objects.get())] == ["funding", "funding"]
    seen = client.get(f"/import/{run.pk}/check/")
    assert seen.context["several"] and seen.context["seen"].rejected == 1


def test_needs_come_in_by_sheet(users: dict[str, User]) -> None:
    client = page_for(users["officer"])
    rows = [["耐磨轴承材料", "现有轴承三个月就磨坏，希望寿命一年以上。", "杭州试验机械有限公司", "50"]]
    content = sheet(rows, ["需求名称", "需求描述", "企业名称", "预算（万元）"], "utf-8-sig")
    sent(client, content, "需求.csv", "needs")
    run = ImportRun.objects.get()
    if run.state == "new":
        pytest.fail(f"columns not understood: {run.tables[0]['map']}")
    client.post(f"/import/{run.pk}/start/")
    jobs.run_waiting()
    need = Need.objects.get()
    assert (need.title_zh, need.budget_fen) == ("耐磨轴承材料", 50_000_000)
    assert f"/needs/{need.pk}/" in client.get(f"/import/{run.pk}/", {"state": "accepted"}).content.decode()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("letter.pdf", b"%PDF-1.7 something"),
        ("empty.csv", b""),
        ("broken.xlsx", b"PK\x03\x04 not really"),
        ("data.json", b'{"a": 1}'),
        ("only-headings.csv", sheet([])),
    ],
)
def test_a_file_that_cannot_be_read_says_why(users: dict[str, User], name: str, content: bytes) -> None:
    answer = sent(page_for(users["officer"]), content, name)
    assert answer.status_code == 422 and ImportRun.objects.count() == 0
    assert answer.context["problems"] or answer.context["form"].errors


def test_runs_are_seen_by_their_own_side_only(users: dict[str, User]) -> None:
    sent(page_for(users["officer"]), sheet(GOOD))
    run = ImportRun.objects.get()
    paths = [f"/import/{run.pk}/{part}" for part in ("", "map/", "check/", "progress/", "errors.xlsx")]
    for path in paths:
        assert page_for(users["stranger"]).get(path).status_code == 404, path
        assert page_for(None).get(path).status_code == 302, path
    assert page_for(users["stranger"]).post(f"/import/{run.pk}/start/").status_code == 404
    assert "专利清单.csv" not in page_for(users["stranger"]).get("/import/").content.decode()
    assert "专利清单.csv" in page_for(users["staff"]).get("/import/").content.decode()


def test_who_may_not_import_is_told_and_stopped(users: dict[str, User]) -> None:
    for user in (users["inventor"], None):
        client = page_for(user)
        assert 'type="file"' not in client.get("/import/").content.decode()
        answer = sent(client, sheet(GOOD))
        assert answer.status_code == 422 and answer.context["problems"]
    assert ImportRun.objects.count() == 0


def test_started_twice_it_is_one_job(users: dict[str, User]) -> None:
    client = page_for(users["officer"])
    sent(client, sheet(GOOD))
    run = ImportRun.objects.get()
    for _ in range(2):
        client.post(f"/import/{run.pk}/start/")
    assert jobs.waiting() == 1 and jobs.is_planned("run_import", run_id=run.pk)


def test_the_page_says_when_no_worker_is_there(users: dict[str, User], monkeypatch: pytest.MonkeyPatch) -> None:
    client = page_for(users["officer"])
    sent(client, sheet(GOOD))
    run = ImportRun.objects.get()
    client.post(f"/import/{run.pk}/start/")
    assert "zhiqiao work" not in client.get(f"/import/{run.pk}/progress/").content.decode()
    monkeypatch.setattr(jobs, "PATIENCE", jobs.PATIENCE * 0)
    assert "zhiqiao work" in client.get(f"/import/{run.pk}/progress/").content.decode()
    jobs.run_waiting()
    finished = client.get(f"/import/{run.pk}/progress/")
    assert finished["HX-Refresh"] == "true" and "zhiqiao work" not in finished.content.decode()


def test_templates_can_be_taken_by_everybody(db: None) -> None:
    for what in ("patents", "needs", "enterprises"):
        answer = page_for(None).get(f"/import/template/{what}/")
        assert openpyxl.load_workbook(io.BytesIO(answer.content)).sheetnames
    assert page_for(None).get("/import/template/nothing/").status_code == 404


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_wizard_speaks_both_languages(users: dict[str, User], language: str) -> None:
    client = page_for(users["officer"], language)
    sent(client, sheet(GOOD + BAD))
    run = ImportRun.objects.get()
    wanted = {"/import/": ("Import", "导入"), f"/import/{run.pk}/map/": ("Encoding", "编码")}
    wanted |= {f"/import/{run.pk}/check/": ("Problems by kind", "问题分类"), f"/import/{run.pk}/": ("Lines", "行")}
    for path, (english, chinese) in wanted.items():
        assert (english if language == "en" else chinese) in client.get(path).content.decode(), path
