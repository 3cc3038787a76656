"""Patent numbers: every writing is read, every slip is caught (ZC 0006-2003)."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from zhiqiao.domain.codes import PatentKind
from zhiqiao.domain.patents import numbers
from zhiqiao.domain.patents.numbers import (
    check_digit,
    kind_of,
    publication_key,
    read_application_number,
    read_number,
    read_publication_number,
    record_key,
)
from zhiqiao.domain.problems import Severity

KNOWN = [
    ("200710308494", "X"),
    ("201310699744", "2"),
    ("201921898050", "0"),
    ("201921897980", "4"),
    ("201921897855", "3"),
    ("95115608", "X"),
    ("97101765", "4"),
    ("201710117081", "7"),
    ("201210105520", "X"),
]
"""Numbers whose check digits are on record."""
OLD = st.builds(
    lambda year, kind, serial: f"{year:02d}{kind}{serial:05d}",
    st.one_of(st.integers(85, 99), st.integers(0, 3)),
    st.sampled_from([1, 2, 3, 8, 9]),
    st.integers(0, 99_999),
)
NEW = st.builds(
    lambda year, kind, serial: f"{year}{kind}{serial:07d}",
    st.integers(2003, 2060),
    st.sampled_from([1, 2, 3, 8, 9]),
    st.integers(0, 9_999_999),
)
PREFIXES = st.sampled_from(["", "CN", "ZL", "CN ", "ZL ", "cn", "zl", "申请号：", "专利号:", "ZL. "])


def code_of(reading: numbers.NumberReading) -> str:
    return reading.problems[0].code if reading.problems else ""


@pytest.mark.parametrize(("digits", "check"), KNOWN)
def test_check_digits_on_record(digits, check):
    assert check_digit(digits) == check
    assert read_application_number(f"{digits}.{check}").number.canonical == f"{digits}.{check}"


@given(st.one_of(OLD, NEW), PREFIXES, st.booleans(), st.booleans(), st.booleans())
def test_any_writing_comes_to_one_form(digits, prefix, dot, wide, small):
    written = f"{prefix}{digits}{'.' if dot or len(digits) == 8 else ''}{check_digit(digits)}"
    if wide:
        written = written.translate({ord(sign): ord(sign) + 0xFEE0 for sign in "0123456789.XCNZL"})
    if small:
        written = written.lower()
    reading = read_application_number(written)
    assert reading.number is not None, (written, reading.problems)
    assert reading.number.canonical == f"{digits}.{check_digit(digits)}"
    assert reading.problems == []
    again = read_application_number(reading.number.canonical)
    assert again.number == reading.number


@given(st.one_of(OLD, NEW), st.data())
def test_every_single_slip_is_caught(digits, data):
    """A wrong digit anywhere, the check digit included, never gives another patent's number."""
    written = digits + check_digit(digits)
    at = data.draw(st.integers(0, len(written) - 1))
    other = data.draw(st.sampled_from("0123456789" + ("X" if at == len(digits) else "")))
    assume(other != written[at])
    slipped = written[:at] + other + written[at + 1 :]
    reading = read_application_number(f"{slipped[:-1]}.{slipped[-1]}")
    assert reading.number is None
    assert reading.problems[0].severity is Severity.ERROR


@given(NEW, st.integers(0, 11))
def test_swapped_neighbours_are_caught(digits, at):
    written = digits + check_digit(digits)
    assume(at + 1 < len(written) and written[at] != written[at + 1])
    swapped = written[:at] + written[at + 1] + written[at] + written[at + 2 :]
    assume(not (at + 1 == 12 and swapped[-2] == "X"))
    assert read_application_number(f"{swapped[:-1]}.{swapped[-1]}").number is None


@given(NEW)
def test_excel_floats_are_read_while_their_digits_are_there(digits):
    """A cell Excel took for a number keeps 13 digits; only a check digit X cannot be one."""
    expected = check_digit(digits)
    assume(expected != "X")
    reading = read_application_number(float(f"{digits}.{expected}"))
    assert reading.number.canonical == f"{digits}.{expected}"
    assert reading.problems == []


@given(NEW)
def test_a_missing_check_digit_is_computed_and_said(digits):
    reading = read_application_number(digits)
    assert reading.number.check == check_digit(digits)
    assert [(problem.code, problem.severity) for problem in reading.problems] == [
        ("number_has_check_digit", Severity.WARNING)
    ]


@given(st.one_of(st.text(max_size=40), st.floats(), st.integers(), st.none(), st.booleans()))
def test_nothing_makes_the_reader_fail(cell):
    for reading in (read_application_number(cell), read_publication_number(cell), read_number(cell)):
        assert reading.number is None or reading.number.canonical
        assert reading.number is not None or all(p.severity is Severity.ERROR for p in reading.problems)


@pytest.mark.parametrize(
    ("given_cell", "code"),
    [
        ("2.01710117081E+11", "number_kept_its_digits"),
        ("2.0171E+11", "number_kept_its_digits"),
        ("201710117081.8", "number_has_valid_check_digit"),
        ("20171011708", "number_has_twelve_digits"),
        ("198410117081.1", "number_has_possible_year"),
        ("201750117081.2", "number_has_kind_digit"),
        ("201710117081.7;201310699744.2", "number_is_one"),
        ("CN106844774A", "number_is_application_number"),
        ("一种轨枕", "number_is_readable"),
    ],
)
def test_what_is_wrong_is_named(given_cell, code):
    reading = read_application_number(given_cell)
    assert reading.number is None
    assert code_of(reading) == code
    assert reading.problems[0].field == "application_number"
    assert reading.problems[0].given == given_cell


def test_the_expected_check_digit_is_told():
    assert read_application_number("201710117081.8").problems[0].data == {"expected": "7", "found": "8"}


@pytest.mark.parametrize("cell", [None, "", "  ", "-", "无", "N/A", "暂无", "/", True])
def test_an_empty_cell_is_no_fault(cell):
    assert read_application_number(cell) == numbers.NumberReading(None)


@pytest.mark.parametrize(
    ("written", "canonical", "key"),
    [
        ("102010000298420", "201010298420.4", "CN:201010298420.4"),
        ("102019000302430", "201910302430.1", "CN:201910302430.1"),
        ("CN 200410004590 A", "200410004590.1", "CN:200410004590.1"),
        ("US 201213657122 A", "US201213657122", "US:US201213657122"),
        ("US 22309605 F", "US22309605F", "US:US22309605F"),
        ("US 2007/0016552 W", "PCT/US2007/016552", "WO:PCT-US2007-016552"),
        ("PCT/CN2018/091234", "PCT/CN2018/091234", "WO:PCT-CN2018-091234"),
        ("EP05750385.4", "EP05750385", "EP:EP05750385"),
        ("DE 10 2010 012 345.6", "DE102010012345", "DE:DE102010012345"),
        ("KR 19990022294 U", "KR19990022294U", "KR:KR19990022294U"),
        ("AU 1991/080191 A", "AU1991080191", "AU:AU1991080191"),
        ("IN 491BO1994 A", "IN491BO1994", "IN:IN491BO1994"),
    ],
)
def test_numbers_of_all_offices(written, canonical, key):
    number = read_application_number(written).number
    assert number.canonical == canonical
    assert record_key(number, None) == key
    assert read_application_number(canonical).number.canonical == canonical


@pytest.mark.parametrize(
    ("written", "canonical", "key", "kind"),
    [
        ("CN106844774A", "CN106844774A", "CN:pub:CN106844774", PatentKind.INVENTION),
        ("106844774B", "CN106844774B", "CN:pub:CN106844774", PatentKind.INVENTION),
        ("CN 201431279 Y", "CN201431279Y", "CN:pub:CN201431279", PatentKind.UTILITY),
        ("CN1247554C", "CN1247554C", "CN:pub:CN1247554", PatentKind.INVENTION),
        ("CN85100001A", "CN85100001A", "CN:pub:CN85100001", PatentKind.INVENTION),
        ("US 2013/0101709 A1", "US20130101709A1", "US:pub:US20130101709", PatentKind.INVENTION),
        ("US2013101709A1", "US20130101709A1", "US:pub:US20130101709", PatentKind.INVENTION),
        ("US-20130101709-A1", "US20130101709A1", "US:pub:US20130101709", PatentKind.INVENTION),
        ("US20150376176", "US20150376176", "US:pub:US20150376176", PatentKind.UNKNOWN),
        ("US D533981 S1", "USD533981S1", "US:pub:USD533981S", PatentKind.DESIGN),
        ("WO 2008/018983 A2", "WO2008018983A2", "WO:pub:WO2008018983", PatentKind.INVENTION),
        ("WO89/10752 A1", "WO1989010752A1", "WO:pub:WO1989010752", PatentKind.INVENTION),
        ("EP 415981 A4", "EP0415981A4", "EP:pub:EP0415981", PatentKind.INVENTION),
        ("KR 20080000965 U", "KR20080000965U", "KR:pub:KR20080000965U", PatentKind.UTILITY),
        ("JP S56154944 A", "JPS56154944A", "JP:pub:JPS56154944", PatentKind.INVENTION),
    ],
)
def test_published_documents(written, canonical, key, kind):
    number = read_publication_number(written).number
    assert (number.canonical, publication_key(number), kind_of(number)) == (canonical, key, kind)
    assert record_key(None, number) == key
    assert read_publication_number(canonical).number.canonical == canonical


def test_publication_and_grant_of_one_patent_share_a_key():
    published = read_publication_number("CN106844774A").number
    granted = read_publication_number("CN106844774B").number
    assert publication_key(published) == publication_key(granted)
    assert (numbers.is_grant(published), numbers.is_grant(granted)) == (False, True)


@pytest.mark.parametrize(
    ("digits", "kind"),
    [
        ("201710117081", PatentKind.INVENTION),
        ("201780012345", PatentKind.INVENTION),
        ("201220249767", PatentKind.UTILITY),
        ("201330012345", PatentKind.DESIGN),
        ("201990001234", PatentKind.UTILITY),
        ("97101765", PatentKind.INVENTION),
    ],
)
def test_the_kind_stands_in_the_number(digits, kind):
    assert kind_of(read_application_number(f"{digits}.{check_digit(digits)}").number) is kind


def test_the_search_box_tells_numbers_from_words():
    assert read_number("CN106844774A").number.form == "publication"
    assert read_number("ZL201710117081.7").number.form == "application"
    assert read_number("固态电池").number is None
