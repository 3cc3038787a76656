"""Lines of legal events: codes and names, gazette fields and the full text of an entry, and what a line lacks."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhiqiao.domain.patents.gazette import EventReading, code_of, detect, read_event_line, template_headings, usable
from zhiqiao.domain.patents.gazette_words import FIELDS, known_headings
from zhiqiao.domain.patents.legal_events import CODES, LicenceKind, Matter

TODAY = date(2026, 11, 22)
NUMBER = "201710117081.7"


def read(**cells: Any) -> EventReading:
    told = {"application_number": NUMBER, "event_date": "2024-05-14", **cells}
    return read_event_line({name: name for name in told}, list(told), list(told.values()), "events", today=TODAY)


def codes(reading: EventReading) -> list[str]:
    return [one.code for one in reading.problems]


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("TR01", "TR01"),
        ("tr 01", "TR01"),
        ("TR01 专利权的转移", "TR01"),
        ("专利权的转移", "TR01"),
        ("专利申请权的转移", "TA01"),
        ("专利实施许可合同备案的生效", "EE01"),
        ("专利实施许可合同备案的变更", "EM01"),
        ("专利实施许可合同备案的注销", "EC01"),
        ("专利权质押合同登记的生效", "PE01"),
        ("专利权质押合同登记的注销", "PC01"),
        ("专利权的保全", "PP01"),
        ("专利权的保全的解除", "PD01"),
        ("未缴年费专利权终止", "CF01"),
        ("专利权有效期届满", "CX01"),
        ("专利权的主动放弃", "AV01"),
        ("专利权人的姓名或者名称、地址的变更", "CP03"),
        ("专利权人的姓名或者名称的变更", "CP01"),
        ("专利权部分无效", "IP01"),
        ("开放许可声明", "OL01"),
        ("开放许可声明的撤回", "OL02"),
        ("授权", "GR01"),
        ("权利的恢复", "RR01"),
        ("TRANSFER OF PATENT RIGHT", "TR01"),
        ("TERMINATION OF PATENT RIGHT DUE TO NON-PAYMENT OF ANNUAL FEE", "CF01"),
        ("ZZ99", "ZZ99"),
        ("下雨了", ""),
    ],
)
def test_codes_and_names_of_events_are_read(written: str, code: str) -> None:
    assert code_of(written) == code


def test_a_licence_with_its_gazette_fields() -> None:
    found = read(
        event_code="专利实施许可合同备案的生效",
        event_number="x2024330000001",
        givers="望川大学",
        takers="甲公司；乙公司",
        licence_kind="独占许可",
        effective_date="20240430",
    )
    assert found.draft is not None and not found.problems
    event = found.draft.event
    assert (event.number, event.licence_kind, event.takers) == (
        "X2024330000001",
        LicenceKind.EXCLUSIVE,
        ("甲公司", "乙公司"),
    )
    assert (event.on, event.day) == (date(2024, 5, 14), date(2024, 4, 30))
    assert found.draft.keys == (f"CN:{NUMBER}",)


@pytest.mark.parametrize(
    ("written", "kind"),
    [("普通许可", "ordinary"), ("Exclusive License", "exclusive"), ("non-exclusive", "ordinary"), ("排他", "sole")],
)
def test_kinds_of_licence(written: str, kind: str) -> None:
    reading = read(event_code="EE01", event_number="1", licence_kind=written)
    assert reading.draft is not None and reading.draft.event.licence_kind == kind


def test_the_full_text_of_an_entry_fills_what_has_no_cell() -> None:
    text = (
        "专利权的转移IPC(主分类):C08L 63/00登记生效日:20240430变更前权利人:望川大学地址:某路1号"
        "变更后权利人:甲公司变更后共同专利权人:乙公司"
    )
    found = read(event_code="TR01", details=text)
    assert found.draft is not None
    event = found.draft.event
    assert (event.before, event.after, event.effective) == (("望川大学",), ("甲公司", "乙公司"), date(2024, 4, 30))
    english = read(
        event_code="PE01",
        details="Denomination of invention: A paste Effective date of registration: 20240430 Granted publication date: "
        "20210101 Pledgee: Some Bank Pledgor: Some University Registration number: Y2024980000001",
    ).draft
    assert english is not None
    assert (english.event.number, english.event.takers) == ("Y2024980000001", ("Some Bank",))
    owner = read(event_code="TR01", details=text, owners_after="丙公司").draft
    assert owner is not None and owner.event.after == ("丙公司",), "a cell of its own counts more"


def test_a_change_says_what_it_is_about() -> None:
    found = read(event_code="EM01", event_number="X1", matter="许可种类", before="独占许可", after="普通许可").draft
    assert found is not None
    assert (found.event.matter, found.event.licence_kind) == (Matter.KIND, LicenceKind.ORDINARY)
    taker = read(event_code="PM01", event_number="Y1", matter="质权人", after="某某银行").draft
    assert taker is not None and (taker.event.matter, taker.event.after) == (Matter.TAKER, ("某某银行",))


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"event_code": "CF01", "application_number": "2017101170810"}, ["number_has_valid_check_digit"]),
        ({"event_code": "CF01", "application_number": ""}, ["number_is_given"]),
        ({"event_code": ""}, ["event_is_named"]),
        ({"event_code": "下雨了"}, ["event_is_readable"]),
        ({"event_code": "CF01", "event_date": ""}, ["event_has_its_day"]),
        ({"event_code": "CF01", "event_date": "2027-01-01"}, ["event_has_happened"]),
        ({"event_code": "CF01", "event_date": "2024-02-31"}, ["date_is_real"]),
        ({"event_code": "TR01"}, ["transfer_names_new_owner"]),
        ({"event_code": "EC01"}, ["event_names_its_number"]),
        ({"event_code": "EM01", "event_number": "X1", "matter": "受让人"}, ["change_says_what_after"]),
        ({"event_code": "EE01", "event_number": "1", "licence_kind": "别的"}, ["licence_kind_is_readable"]),
    ],
)
def test_what_a_line_lacks_is_named(cells: dict[str, str], expected: list[str]) -> None:
    found = read(**cells)
    assert found.draft is None and codes(found) == expected


def test_what_is_merely_missing_is_a_warning() -> None:
    found = read(event_code="EE01")
    assert found.draft is not None and codes(found) == ["recordal_has_its_number", "licence_kind_is_given"]


def test_the_template_is_read_in_both_languages() -> None:
    for language in ("zh", "en"):
        headings = [heading for _field, heading, _example in template_headings(language)]
        found = detect([["下载于 2026-11-22"], headings])
        assert found.heading_row_index == 1 and usable(found.mapping)
        assert [found.mapping[heading] for heading in headings] == list(FIELDS)
    assert set(known_headings().values()) <= set(FIELDS)
    assert not usable(detect([["天气", "心情"]]).mapping)


@settings(deadline=None, max_examples=200)
@given(st.dictionaries(st.sampled_from(FIELDS), st.text(max_size=30) | st.sampled_from(sorted(CODES)), max_size=8))
def test_no_line_breaks_the_reader(cells: dict[str, str]) -> None:
    found = read_event_line({name: name for name in cells}, list(cells), list(cells.values()), "events", today=TODAY)
    assert found.draft is None or (found.draft.keys and found.draft.event.day <= TODAY)
