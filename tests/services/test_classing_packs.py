"""Packs are loaded from files as offices write them, put to use, and patents told by which row they stand where.

Every table here is made up ("试验…"); real ones are read from the shared data where they are there.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from workbench import draft, number

from zhiqiao.domain.problems import Refused
from zhiqiao.records import jobs
from zhiqiao.records.models import AuditEvent, ClassHit, ClassPack, CodeTitle, Patent, User
from zhiqiao.services import catalogue, classing
from zhiqiao.services.classing import hitting

pytestmark = pytest.mark.django_db
REAL = Path(os.environ.get("ZHIQIAO_SHARED_DATA", "../shared/data")) / "classification"
HEADS = ["产业代码", "产业名称", "国际专利分类", "关键词"]
ROWS = [
    ["1.1", "试验电池产业", "H01M*（不含H01M8/*）", ""],
    ["1.2", "试验燃料电池产业", "H01M8/*", "燃料电池；电堆"],
    ["", "", "C25B*", "产品相关关键词。"],
    ["2.1", "试验缺分类产业", "见附件", ""],
    ["2.2", "试验半错产业", "G01N、轨枕", ""],
]


def workbook(path: Path, heads: list[str], rows: list[list[Any]], above: int = 1) -> Path:
    """A workbook with a heading line below some title."""
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    sheet.write(0, 0, "试验参照关系表（虚构）")
    for at, row in enumerate([heads, *rows], above):
        sheet.write_row(at, 0, row)
    book.close()
    return path


def patent(serial: int, title: str, *ipc: str) -> Patent:
    """A published patent with these symbols."""
    return catalogue.upsert(
        draft(application_number=number(serial), title_zh=title, ipc="; ".join(ipc)), by=None
    ).patent


def load(paths: list[Path], scheme: str = "sei", edition: str = "试验版", **more: Any) -> classing.Loaded:
    return classing.load(scheme, paths, edition=edition, source="试验表，虚构", by=None, **more)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return workbook(tmp_path / "参照关系表.xlsx", HEADS, ROWS)


def codes_of(row: Patent, scheme: str = "sei") -> dict[str, bool]:
    hits = classing.hits_of([row.pk], scheme)
    assert hits is not None
    return {hit.code: hit.is_sure for hit in hits[row.pk]}


def test_good_rows_are_kept_and_faults_are_told_with_their_line(table: Path) -> None:
    done = load([table])
    assert done.is_new and not done.pack.is_active
    assert (done.pack.rows_count, done.pack.rules_count) == (4, 4)
    told = [(fault["code"], fault["data"]["line"]) for fault in done.pack.faults]
    assert told == [
        ("pack_words_are_usable", 5), ("pack_line_has_symbols", 6),
        ("pack_symbol_is_readable", 7),
    ]  # fmt: skip
    assert done.pack.rules.get(line=5).code == "1.2", "a merged cell carries the code down"
    assert AuditEvent.objects.filter(verb="pack_loaded").count() == 1


def test_the_same_file_twice_changes_nothing_and_another_needs_its_own_edition(table: Path, tmp_path: Path) -> None:
    first = load([table])
    again = load([table], edition="别的名字")
    assert not again.is_new and again.pack.pk == first.pack.pk and ClassPack.objects.count() == 1
    other = workbook(tmp_path / "other.xlsx", HEADS, ROWS[:1])
    with pytest.raises(Refused) as refused:
        load([other])
    assert refused.value.problems[0].code == "pack_edition_is_new"
    assert load([other], edition="新版").is_new


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"scheme": "cpc"}, "scheme_is_known"),
        ({"edition": " "}, "pack_edition_is_given"),
        ({"paths": []}, "file_is_there"),
        ({"scheme": "gbt4754"}, "pack_has_rows"),
        ({"scheme": "pii"}, "pack_has_rows"),
    ],
)
def test_what_is_refused(table: Path, more: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        load(**{"paths": [table], **more})
    assert code in [problem.code for problem in refused.value.problems]


def test_only_staff_load_and_put_to_use(table: Path, officer: User, staff: User) -> None:
    with pytest.raises(Refused) as refused:
        classing.load("sei", [table], edition="x", source="x", by=officer)
    assert refused.value.problems[0].code == "role_permits_verb"
    pack = classing.load("sei", [table], edition="x", source="x", by=staff).pack
    with pytest.raises(Refused):
        classing.activate(pack, by=officer)
    assert classing.activate(pack, by=staff).is_active


def test_no_pack_is_none_and_no_hit_is_an_empty_list(table: Path, own_store: None) -> None:
    row = patent(701, "一种试验物", "A01B1/00")
    assert classing.hits_of([row.pk], "sei") is None
    classing.activate(load([table]).pack, by=None)
    jobs.run_waiting()
    assert classing.hits_of([row.pk], "sei") == {row.pk: []}


def test_putting_to_use_classes_all_in_chunks_and_asks_for_grades(
    table: Path, own_store: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hitting, "CHUNK", 2)
    stacks = [patent(701 + at, "一种燃料电池电堆", "H01M8/02", "C25B1/04") for at in range(5)]
    jobs.run_waiting()
    pack = classing.activate(load([table]).pack, by=None)
    assert pack.classed_up_to == 0
    asked: list[tuple[str, dict[str, Any]]] = []
    real = jobs.add
    monkeypatch.setattr(jobs, "add", lambda name, **more: (asked.append((name, more)), real(name, **more))[1])
    jobs.run_waiting()
    pack.refresh_from_db()
    assert pack.classed_up_to is None
    assert all(codes_of(row) == {"1.2": True} for row in stacks)
    hit = ClassHit.objects.filter(patent=stacks[0]).get()
    assert (hit.symbol, hit.pattern, hit.words, hit.is_primary) == ("H01M8/02", "H01M8/*", ["燃料电池"], True)
    graded = [more["ids"] for name, more in asked if name == "grade_patents" and more["cause"] == "classes"]
    assert sorted(pk for ids in graded for pk in ids) == sorted(row.pk for row in stacks)
    assert len([name for name, _more in asked if name == "class_all"]) == 2
    asked.clear()
    hitting.class_next(pack.pk, 0)
    assert not [name for name, _more in asked if name == "grade_patents"], "classing again changes nothing"


def test_a_job_of_a_pack_no_longer_in_use_or_already_done_is_left_alone(table: Path, own_store: None) -> None:
    row = patent(701, "一种电池", "H01M4/13")
    pack = load([table]).pack
    hitting.class_next(pack.pk, 0)
    assert not ClassHit.objects.exists()
    classing.activate(pack, by=None)
    ClassPack.objects.filter(pk=pack.pk).update(classed_up_to=row.pk)
    hitting.class_next(pack.pk, row.pk - 1)
    assert not ClassHit.objects.exists(), "another worker is further"


def test_classing_here_and_now_fulfils_the_jobs_that_waited(table: Path, own_store: None) -> None:
    row = patent(701, "一种电池", "H01M4/13")
    jobs.run_waiting()
    classing.activate(load([table]).pack, by=None)
    assert classing.class_all() == 1 and codes_of(row) == {"1.1": True}
    assert ClassPack.objects.get().classed_up_to is None and not jobs.waiting_for("class_all")
    assert classing.class_all() == 0


def test_a_new_edition_replaces_the_hits_and_the_old_one_can_come_back(
    table: Path, tmp_path: Path, own_store: None
) -> None:
    row = patent(701, "一种电池", "H01M4/13")
    old = classing.activate(load([table]).pack, by=None)
    jobs.run_waiting()
    assert codes_of(row) == {"1.1": True}
    later = load(
        [workbook(tmp_path / "b.xlsx", HEADS, [["9.9", "试验新产业", "H01M4/*", "石墨"]])], edition="新版"
    ).pack
    classing.activate(later, by=None)
    jobs.run_waiting()
    assert codes_of(row) == {"9.9": False}
    assert ClassPack.objects.filter(scheme="sei").count() == 2
    assert [pack.pk for pack in ClassPack.objects.filter(is_active=True)] == [later.pk]
    classing.activate(old, by=None)
    jobs.run_waiting()
    assert codes_of(row) == {"1.1": True}
    assert AuditEvent.objects.filter(verb="pack_activated").count() == 3


def test_new_patents_are_classed_as_they_come(table: Path, own_store: None) -> None:
    classing.activate(load([table]).pack, by=None)
    jobs.run_waiting()
    row = patent(709, "一种检测方法", "G01N21/00", "C25B1/04")
    jobs.run_waiting()
    assert codes_of(row) == {"2.2": True, "1.2": False}


def test_intensive_industries_follow_from_the_industries(tmp_path: Path, own_store: None) -> None:
    row = patent(701, "一种电池", "H01M4/13")
    pii = load([workbook(tmp_path / "pii.xlsx", ["行业代码", "行业名称"], [["C384", "试验电池制造"]])], "pii")
    classing.activate(pii.pack, by=None)
    jobs.run_waiting()
    assert classing.hits_of([row.pk], "pii") is None, "nothing is known without the table of industries"
    assert next(one for one in classing.standing() if one.scheme == "pii").needs == "nic"
    rows = [["C3841", "试验锂电制造", "H01M4/*；H01M10/*"], ["C2710", "试验药", "A61K"]]
    nic = load([workbook(tmp_path / "nic.xlsx", ["国民经济行业代码", "名称", "IPC"], rows)], "nic")
    classing.activate(nic.pack, by=None)
    jobs.run_waiting()
    assert codes_of(row, "nic") == {"3841": True}
    assert codes_of(row, "pii") == {"384": True}


def test_rules_and_pairs_in_two_files_of_json_lines(tmp_path: Path, own_store: None) -> None:
    rules, pairs = tmp_path / "sei.jsonl", tmp_path / "ipc-sei.jsonl"
    rules.write_text(
        "\n".join(
            json.dumps(one, ensure_ascii=False)
            for one in (
                {"id": 1, "seiCode": "1.1", "seiName": "试验产业", "keywords": None},
                {"id": 2, "seiCode": "1.2", "seiName": "试验产业乙", "keywords": "试验词"},
            )
        ),
        encoding="utf-8",
    )
    lines = [
        {"ipcCode": "H01M4/13", "seiId": 1},
        {"ipcCode": "H01M4/14", "seiId": 7},
        {"ipcCode": "G01N1/00", "seiId": 2},
    ]
    pairs.write_text("\n".join(json.dumps(one) for one in lines), encoding="utf-8")
    pack = load([pairs, rules]).pack
    assert [fault["code"] for fault in pack.faults] == ["pack_pair_has_rule"]
    assert [rule.patterns for rule in pack.rules.all()] == [["H01M4/13"], ["G01N1/00"]]
    row = patent(701, "一种试验物", "H01M4/13", "H01M4/131")
    classing.activate(pack, by=None)
    jobs.run_waiting()
    assert codes_of(row) == {"1.1": True}


def test_the_four_level_table_of_industries(tmp_path: Path) -> None:
    rows = [
        ["A", "", "", "", "试验农业"],
        ["", "01", "", "", "试验种植"],
        ["", "", "011", "", "试验谷物"],
        ["", "", "", "0111", "试验稻谷"],
    ]
    heads = ["门类", "大类", "中类", "小类", "类别名称"]
    pack = load([workbook(tmp_path / "gbt.xlsx", heads, rows)], "gbt4754").pack
    assert list(pack.rows.values_list("code", "parent")) == [("A", ""), ("01", "A"), ("011", "01"), ("0111", "011")]


def test_titles_of_ipc_reach_the_cards(tmp_path: Path) -> None:
    path = tmp_path / "ipc.csv"
    path.write_text("code,level,title_zh,title_en\nH01M,subclass,试验题名,made-up title\nH01M8/18,,试验组,\nXX,,坏,\n")
    pack = classing.activate(load([path], "ipc").pack, by=None)
    assert (pack.rows_count, pack.faults_count) == (2, 1)
    assert CodeTitle.objects.get(scheme="ipc", code="H01M").zh == "试验题名"
    assert pack.rows.get(code="H01M8/18").parent == "H01M8/00"


def test_patents_of_a_class_are_shown_within_scope_only(
    table: Path, own_store: None, stranger: User, staff: User
) -> None:
    shown, hidden = patent(701, "一种电池", "H01M4/13"), patent(702, "一种未公开的电池", "H01M4/13")
    Patent.objects.filter(pk=hidden.pk).update(is_public=False)
    assert classing.patents_in("sei", "1.1", user=stranger) is None
    classing.activate(load([table]).pack, by=None)
    classing.class_all()
    for user, expected in ((stranger, [shown.pk]), (staff, [shown.pk, hidden.pk])):
        page = classing.patents_in("sei", "1.1", user=user)
        assert page is not None and page.total == len(expected)
        assert [entry.patent.pk for entry in page.entries if entry.patent] == expected
        assert page.entries[0].titles == ("试验电池产业", "") and page.entries[0].rule is not None


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("name", "scheme", "rows", "rules"),
    [("wipo35_ipc_technology.csv", "wipo35", 35, 761), ("gbt4754_2011.csv", "gbt4754", 1424, 0)],
)
def test_real_files_load_whole(name: str, scheme: str, rows: int, rules: int) -> None:
    if not (REAL / name).is_file():
        pytest.skip(f"shared data is absent: {name}")
    pack = load([REAL / name], scheme).pack
    assert (pack.rows_count, pack.rules_count, pack.faults) == (rows, rules, [])
