"""Lines of patent sheets: what they give, and every class of fault named with a way to mend."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from zhiqiao.domain.codes import Industry, LegalState, PatentKind, Way
from zhiqiao.domain.patents.reading import LineReading, Seen, contradictions, detect, merge, read_line
from zhiqiao.domain.problems import Severity, errors

TODAY = date(2026, 11, 22)
GOOD = {
    "申请号": "202310123456.6",
    "专利名称": "一种低温固化导电银浆",
    "摘要": "本发明公开了一种低温固化导电银浆及其制备方法。",
    "公开（公告）号": "CN116000001A",
    "公开（公告）日": "2023-05-16",
    "申请日": "2023-02-06",
    "授权公告日": "2024-09-03",
    "专利类型": "发明专利",
    "申请人": "望川大学；杭州某某新材料有限公司",
    "发明人": "林叙、周闻笛",
    "IPC分类号": "H01B1/22;C09D11/52",
    "法律状态": "授权",
}


def read(line: dict[str, Any], source: str = "", today: date = TODAY) -> LineReading:
    headings = list(line)
    found = detect([headings])
    return read_line(found.mapping, found.headings, list(line.values()), source or found.source, today=today)


def codes(reading: LineReading) -> list[str]:
    return [problem.code for problem in reading.problems]


def test_a_good_line_of_ones_own_sheet():
    reading = read(GOOD)
    assert reading.problems == []
    draft = reading.draft
    assert draft.record_key == "CN:202310123456.6"
    assert draft.kind is PatentKind.INVENTION
    assert draft.title_zh == "一种低温固化导电银浆"
    assert [(one.number, one.date) for one in draft.publications] == [("CN116000001A", date(2023, 5, 16))]
    assert (draft.application_date, draft.grant_date) == (date(2023, 2, 6), date(2024, 9, 3))
    assert draft.applicants == ("望川大学", "杭州某某新材料有限公司")
    assert draft.inventors == ("林叙", "周闻笛")
    assert draft.ipc == ("H01B1/22", "C09D11/52")
    assert draft.legal_state is LegalState.GRANTED
    assert draft.industry is Industry.MATERIALS


def test_incopat_line():
    draft = read(
        {
            "标题": "一种电池隔膜", "标题（翻译）": "Battery separator", "摘要": "本发明……",
            "申请号": "CN201710117081.7", "申请日": "20170301",
            "公开（公告）号": "CN106844774B", "公开（公告）日": "20190305", "首次公开日": "20170613",
            "专利类型": "发明授权", "申请人": "望川大学", "申请人（翻译）": "Wangchuan University",
            "标准化申请人": "望川大学(总)", "当前权利人": "杭州某某有限公司",
            "IPC主分类": "H01M2/16", "IPC": "H01M2/16; H01M10/0525", "专利有效性": "失效",
            "当前法律状态": "未缴年费专利权终止", "被引证次数": "12", "简单同族": "US9876543B2; CN106844774A",
            "首项权利要求": "1.一种电池隔膜。2.根据权利要求1所述的隔膜。", "链接到incoPat": "x",
        }
    ).draft  # fmt: skip
    assert draft.source == "incopat"
    assert (draft.title_zh, draft.title_en) == ("一种电池隔膜", "Battery separator")
    assert (draft.publication_date, draft.grant_date) == (date(2017, 6, 13), date(2019, 3, 5))
    assert draft.legal_state is LegalState.LAPSED
    assert draft.legal_state_written == "未缴年费专利权终止; 失效"
    assert draft.owners == ("杭州某某有限公司",)
    assert draft.applicants_en == ("Wangchuan University",)
    assert draft.standard_names == (("望川大学", "望川大学(总)"),)
    assert draft.ipc == ("H01M2/16", "H01M10/0525")
    assert draft.family == ("US9876543B2", "CN106844774A")
    assert draft.claim_zh == "1.一种电池隔膜。"
    assert draft.cited_by_count == 12


def test_patsnap_line():
    draft = read(
        {
            "序号": 1, "标题": "Battery separator", "标题(译)(简体中文)": "电池隔膜",
            "申请号": "US15/123,456", "公开(公告)号": "US20180012345A1", "申请日": "2017-07-01",
            "公开(公告)日": 43110, "[标]当前申请(专利权)人": "ACME",
            "当前申请(专利权)人": "ACME INC. | TANNER, CHRISTOPHER",
            "简单法律状态": "审中", "法律状态/事件": "实质审查 | 权利转移", "IPC分类号": "H01M2/16 | H01M10/05",
        }
    ).draft  # fmt: skip
    assert draft.source == "patsnap"
    assert draft.record_key == "US:US15123456"
    assert (draft.title_zh, draft.title_en) == ("电池隔膜", "Battery separator")
    assert draft.owners == ("ACME INC.", "TANNER, CHRISTOPHER")
    assert draft.legal_state is LegalState.PENDING
    assert draft.publication_date == date(2018, 1, 10)


def test_grant_document_gives_the_grant_date():
    draft = read(
        {"申请号": "201220249767.4", "标题": "轨枕", "公开（公告）号": "CN202644312U", "公开（公告）日": "2013.01.02"}
    ).draft
    assert (draft.kind, draft.publication_date, draft.grant_date) == (PatentKind.UTILITY, None, date(2013, 1, 2))
    assert draft.publications[0].kind_code == "U"


FAULTS: list[tuple[str, dict[str, Any], str]] = [
    ("no number", {"申请号": "", "公开（公告）号": ""}, "number_is_given"),
    ("wrong check digit", {"申请号": "202310123456.7"}, "number_has_valid_check_digit"),
    ("digits lost to Excel", {"申请号": "2.02310123456E+11"}, "number_kept_its_digits"),
    ("too few digits", {"申请号": "20231012345"}, "number_has_twelve_digits"),
    ("two numbers", {"申请号": "202310123456.6;201310699744.2"}, "number_is_one"),
    ("impossible date", {"申请日": "2023-02-30"}, "date_is_real"),
    ("unreadable date", {"授权公告日": "见证书"}, "date_is_readable"),
    ("date ahead of today", {"申请日": "2032-02-06", "公开（公告）日": "", "授权公告日": ""}, "date_has_come"),
    ("grant before application", {"授权公告日": "2021-09-03"}, "grant_follows_application"),
    ("no title, no abstract", {"专利名称": "", "摘要": ""}, "title_is_given"),
    ("kind against number", {"专利类型": "实用新型"}, "kind_agrees_with_number"),
    ("another patent's publication", {"公开（公告）号": "CN202644312U"}, "publication_agrees_with_application"),
]


@pytest.mark.parametrize(("_name", "changes", "code"), FAULTS, ids=[name for name, _, _ in FAULTS])
def test_faults_keep_a_line_out_and_are_named(_name, changes, code):
    reading = read({**GOOD, **changes})
    assert reading.draft is None
    assert not reading.is_blank
    assert [problem.code for problem in errors(reading.problems)] == [code]


HARMLESS: list[tuple[dict[str, Any], str, str]] = [
    ({"申请号": "202310123456"}, "number_has_check_digit", "application_number"),
    ({"IPC分类号": "H01B1/22;abc"}, "ipc_is_readable", "ipc"),
    ({"法律状态": "天晴"}, "legal_state_is_known", "legal_state"),
    ({"授权公告日": "2024年"}, "date_is_complete", "grant_date"),
    ({"专利名称": ""}, "title_is_given", "title"),
    ({"专利类型": "软件著作权"}, "kind_is_known", "kind"),
    ({"公开（公告）号": "见附件"}, "publication_number_is_readable", "publication_number"),
    ({"专利名称": "一种\ufffd\ufffd银浆"}, "text_is_legible", "title_zh"),
    ({"申请日": "2024-02-06", "公开（公告）日": ""}, "number_year_fits_date", "application_date"),
]


@pytest.mark.parametrize(("changes", "code", "field"), HARMLESS, ids=[code for _, code, _ in HARMLESS])
def test_harmless_trouble_lets_a_line_in_with_a_warning(changes, code, field):
    reading = read({**GOOD, **changes})
    assert reading.draft is not None
    assert [(problem.code, problem.field, problem.severity) for problem in reading.problems] == [
        (code, field, Severity.WARNING)
    ]


def test_a_slipped_line_is_refused():
    headings = ["申请号", "标题"]
    found = detect([headings])
    reading = read_line(found.mapping, headings, ["202310123456.6", "x", None, "拖后"], "generic", today=TODAY)
    assert codes(reading) == ["line_fits_headings"]
    assert reading.problems[0].given == "拖后"


def test_blank_lines_and_repeated_headings_are_passed_over():
    headings = ["申请号", "标题", "备注"]
    found = detect([headings])
    for cells in ([None, None], [], ["", "  "], headings, ["申请号 ", "标题", "备注"]):
        assert read_line(found.mapping, headings, cells, "generic", today=TODAY).is_blank


def test_a_publication_number_in_the_number_column_is_taken_as_one():
    reading = read({"专利号": "CN106844774B", "专利名称": "隔膜"})
    assert reading.draft.record_key == "CN:pub:CN106844774"
    assert codes(reading) == ["number_is_application_number"]


def test_a_patent_number_in_the_grant_column_is_taken_as_the_application():
    draft = read({"授权号": "ZL201710117081.7", "专利名称": "隔膜"}).draft
    assert draft.record_key == "CN:201710117081.7"


def test_cells_that_excel_made():
    line = {**GOOD, "申请号": 202310123456.6, "申请日": datetime(2023, 2, 6), "授权公告日": 45538.0}
    assert read(line).draft.digest() == read(GOOD).draft.digest()


def test_equal_facts_have_equal_digests_whatever_the_source():
    one, two = read(GOOD).draft, read({**GOOD, "申请号": "ZL 2023 1 0123456.6", "申请日": "2023/2/6"}).draft
    assert one.digest() == two.digest() == replace(two, source="other").digest()
    assert one.digest() != read({**GOOD, "法律状态": "失效"}).draft.digest()


def test_wishes_counts_and_readiness():
    line = {
        **GOOD,
        "转化意愿": "许可；先使用后付费",
        "技术成熟度": "6级",
        "年费缴至年度": "第4年",
        "权利要求数": "8",
        "同族专利": "无",
    }
    draft = read(line).draft
    assert draft.willing == (Way.LICENSE, Way.USE_FIRST_PAY_LATER)
    assert (draft.trl, draft.annuity_paid_to_year, draft.claims_count, draft.family) == (6, 4, 8, ())
    reading = read({**GOOD, "技术成熟度": "12", "年费缴至年度": "2024", "权利要求数": "若干"})
    assert set(codes(reading)) == {"trl_is_one_to_nine", "annuity_year_is_ordinal", "count_is_whole"}
    assert reading.draft.family is None


def test_two_tellings_unite():
    published = read(
        {
            "申请号": "201710117081.7",
            "标题": "一种隔膜",
            "公开（公告）号": "CN106844774A",
            "公开（公告）日": "2017-06-13",
        }
    ).draft
    granted = read(
        {
            "申请号": "201710117081.7",
            "标题": "隔膜及其制法",
            "公开（公告）号": "CN106844774B",
            "公开（公告）日": "2019-03-05",
            "法律状态": "授权",
        }
    ).draft
    both = merge(published, granted)
    assert [one.number for one in both.publications] == ["CN106844774A", "CN106844774B"]
    assert (both.publication_date, both.grant_date) == (date(2017, 6, 13), date(2019, 3, 5))
    assert (both.title_zh, both.legal_state) == ("隔膜及其制法", LegalState.GRANTED)
    assert merge(granted, published).legal_state is LegalState.GRANTED


def test_contradicting_repeats_are_named_with_the_earlier_line():
    first = read(GOOD).draft
    same, other_day = read(GOOD).draft, read({**GOOD, "申请日": "2023-02-07"}).draft
    other_title = read({**GOOD, "专利名称": "海藻多糖提取装置"}).draft
    assert contradictions(first, same) == []
    seen = Seen()
    assert seen.problems(first, 2) == []
    assert seen.problems(same, 3) == []
    problem = seen.problems(other_day, 9)[0]
    assert (problem.code, problem.field, problem.data["line"], problem.data["other"]) == (
        "patent_is_told_once", "application_date", 2, "2023-02-06")  # fmt: skip
    assert [problem.field for problem in seen.problems(other_title, 10)] == ["title_zh"]


def test_other_offices_are_judged_mildly():
    """Foreign sheets hold dates that cannot be mended by hand: only what contradicts itself is pointed out."""
    line = {"Publication Number": "US 3982033 A", "Title": "Pizza", "Application Date": "21/09/76",
            "Publication Date": "20/09/76", "Jurisdiction": "US", "Kind": "A"}  # fmt: skip
    reading = read(line, source="lens")
    assert reading.draft is not None
    assert all(problem.severity is Severity.WARNING for problem in reading.problems)
