"""Cells of patent sheets: dates, lists, counts, languages, places, and the words of states and kinds."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiqiao.domain.codes import Industry, LegalState, PatentKind, Way
from zhiqiao.domain.patents.reading.cells import (
    EXCEL_DAY_ZERO,
    language_of,
    place_of,
    read_count,
    read_date,
    split_list,
)
from zhiqiao.domain.patents.reading.vocabulary import read_industry, read_kind, read_legal_state, read_ways
from zhiqiao.domain.problems import Severity

DAYS = st.dates(date(1985, 4, 1), date(2060, 12, 31))


@given(DAYS)
def test_a_day_is_the_same_in_every_writing(day):
    serial = (day - EXCEL_DAY_ZERO).days
    writings = [
        day,
        datetime(day.year, day.month, day.day),
        f"{day:%Y-%m-%d}",
        f"{day:%Y%m%d}",
        int(f"{day:%Y%m%d}"),
        float(f"{day:%Y%m%d}"),
        f"{day.year}/{day.month}/{day.day}",
        f"{day:%Y.%m.%d}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%d.%m.%Y}",
        f"{day:%Y-%m-%d}T00:00:00Z",
        f"{day:%Y-%m-%d} 00:00:00",
        serial,
        float(serial),
        str(serial),
    ]
    for written in writings:
        reading = read_date(written, "application_date")
        assert (reading.date, reading.problem) == (day, None), written


@given(DAYS)
def test_lens_writes_day_month_and_two_digits(day):
    written = f"{day:%d/%m/%y}"
    assert read_date(written, "publication_date", day_first=True, year=day.year).date == day
    assert read_date(written, "application_date", day_first=True, not_after=day).date == day
    later = day + timedelta(days=900)
    assert read_date(written, "application_date", day_first=True, not_after=later).date == day


@pytest.mark.parametrize(
    ("written", "code", "severity"),
    [
        ("2017-02-30", "date_is_real", Severity.ERROR),
        ("2017-13-01", "date_is_real", Severity.ERROR),
        ("20171301", "date_is_real", Severity.ERROR),
        ("31.11.2015", "date_is_real", Severity.ERROR),
        ("下周", "date_is_readable", Severity.ERROR),
        ("2017", "date_is_complete", Severity.WARNING),
        ("2017年3月", "date_is_complete", Severity.WARNING),
        ("03/04/2017", "date_is_unambiguous", Severity.WARNING),
    ],
)
def test_dates_that_cannot_be_taken_are_named(written, code, severity):
    reading = read_date(written, "grant_date")
    assert reading.date is None
    assert (reading.problem.code, reading.problem.severity, reading.problem.field) == (code, severity, "grant_date")


@pytest.mark.parametrize("written", [None, "", "-", "无", "0000-00-00", "N/A"])
def test_an_empty_date_is_no_fault(written):
    reading = read_date(written, "grant_date")
    assert (reading.date, reading.problem) == (None, None)


def test_the_year_column_wins_over_a_week_year():
    """30 December 1986 comes as 30/12/87 from exports that write the year of the ISO week."""
    reading = read_date("30/12/87", "publication_date", day_first=True, year=1986)
    assert reading.date == date(1986, 12, 30)
    assert reading.problem.code == "date_agrees_with_year"


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("张三;李四；王五", ("张三", "李四", "王五")),
        ("张三、李四，王五", ("张三", "李四", "王五")),
        ("张三 李四 王五", ("张三", "李四", "王五")),
        ("张 三", ("张三",)),
        ("1.张三；2.李四", ("张三", "李四")),
        ("浙江大学 | 宁波某某有限公司", ("浙江大学", "宁波某某有限公司")),
        ("TANNER, CHRISTOPHER", ("TANNER, CHRISTOPHER",)),
        ("SENOMYX, INC.", ("SENOMYX, INC.",)),
        ("BARNES, Gale ;KUNETZ, Christine", ("BARNES, Gale", "KUNETZ, Christine")),
        ("Neha Pattan;;Jennifer W. Lin", ("Neha Pattan", "Jennifer W. Lin")),
        ("AT&amp;T CORP;BELL", ("AT&T CORP", "BELL")),
        ("张三;张三", ("张三",)),
        ("3M创新有限公司", ("3M创新有限公司",)),
        ("无", ()),
        (None, ()),
    ],
)
def test_lists_are_split_and_foreign_names_are_not(written, names):
    assert split_list(written, people=True) == names


def test_country_codes_behind_names_are_taken_away():
    assert split_list("JIANFENG ZHENG    CN  | GUOZONG SHI    CN", strip_country=True) == (
        "JIANFENG ZHENG",
        "GUOZONG SHI",
    )


@pytest.mark.parametrize(("written", "count"), [("12", 12), (12.0, 12), ("12项", 12), ("一打", None), ("", None)])
def test_counts(written, count):
    assert read_count(written) == count


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("一种基于BERT-BiGRU-CRF的中文命名实体识别方法", "zh"),
        ("Pizza cutter", "en"),
        ("processo de obtenção de massa", "en"),
        ("ピザの製造方法", "other"),
        ("피자 상자", "other"),
        ("123", ""),
    ],
)
def test_languages(text, language):
    assert language_of(text) == language


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("226634 江苏省南通市海安县老坝港镇", "江苏省南通市"),
        ("200090 上海市杨浦区共青路357弄", "上海市"),
        ("广西壮族自治区桂林市七星区", "广西壮族自治区桂林市"),
        ("杭州市西湖区", "杭州市"),
        ("12 Main Street", ""),
    ],
)
def test_places(address, place):
    assert place_of(address) == place


@pytest.mark.parametrize(
    ("words", "state"),
    [
        ("授权", LegalState.GRANTED),
        ("有效", LegalState.GRANTED),
        ("专利权维持", LegalState.GRANTED),
        ("部分无效", LegalState.GRANTED),
        ("失效", LegalState.LAPSED),
        ("未缴年费专利权终止", LegalState.LAPSED),
        ("权利终止", LegalState.LAPSED),
        ("审中", LegalState.PENDING),
        ("实质审查的生效", LegalState.PENDING),
        ("公开", LegalState.PENDING),
        ("等待授权通知", LegalState.PENDING),
        ("避重放弃", LegalState.ABANDONED),
        ("驳回", LegalState.WITHDRAWN),
        ("公布后的视为撤回", LegalState.WITHDRAWN),
        ("专利权有效期届满", LegalState.EXPIRED),
        ("全部无效", LegalState.INVALIDATED),
        ("授权 | 实质审查 | 公开", LegalState.GRANTED),
        ("未缴年费 | 授权", LegalState.LAPSED),
        ("未确认", LegalState.UNKNOWN),
        ("Expired", LegalState.EXPIRED),
        ("Inactive", LegalState.LAPSED),
    ],
)
def test_legal_states(words, state):
    assert read_legal_state(words) == (state, True)


def test_unknown_words_for_a_state_are_told_apart_from_none():
    assert read_legal_state("天晴") == (LegalState.UNKNOWN, False)
    assert read_legal_state(None) == (LegalState.UNKNOWN, True)


@pytest.mark.parametrize(
    ("words", "kind", "known"),
    [
        ("发明申请", PatentKind.INVENTION, True),
        ("授权发明", PatentKind.INVENTION, True),
        ("有效发明", PatentKind.INVENTION, True),
        ("实用新型", PatentKind.UTILITY, True),
        ("Limited Patent", PatentKind.UTILITY, True),
        ("外观设计", PatentKind.DESIGN, True),
        ("Design right", PatentKind.DESIGN, True),
        ("Granted Patent", PatentKind.UNKNOWN, True),
        ("软件著作权", PatentKind.UNKNOWN, False),
    ],
)
def test_kinds(words, kind, known):
    assert read_kind(words) == (kind, known)


def test_ways_and_industries():
    assert read_ways("许可；先使用后付费、作价入股/合作开发") == (
        (Way.LICENSE, Way.USE_FIRST_PAY_LATER, Way.EQUITY, Way.JOINT_DEVELOPMENT),
        (),
    )
    assert read_ways("开放许可; barter") == ((Way.OPEN_LICENSE,), ("barter",))
    assert read_industry("新能源与储能") == (Industry.ENERGY, True)
    assert read_industry("electronics") == (Industry.ELECTRONICS, True)
    assert read_industry("殡葬") == (Industry.OTHER, False)
