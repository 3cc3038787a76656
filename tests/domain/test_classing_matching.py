"""Which codes a patent's symbols and words meet: longest prefix, exclusions, words; and how tables are written."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhiqiao.domain.classing.keywords import Asked, met, read_keywords
from zhiqiao.domain.classing.matching import PrefixTable
from zhiqiao.domain.classing.packs import PackRule
from zhiqiao.domain.classing.patterns import keys_of, read_block, read_industry, read_pattern, weight


def rule(ref: int, code: str, ipc: str, words: str = "") -> PackRule:
    block = read_block(ipc)
    assert not block.unread
    return PackRule(ref, code, block.patterns, block.exclusions, read_keywords(words)[0], bool(words))


def found(rules: list[PackRule], symbols: list[str], text: str = "") -> dict[str, bool]:
    return {one.code: one.is_sure for one in PrefixTable(rules).classes_of(symbols, text)}


@pytest.mark.parametrize(
    ("written", "pattern"),
    [
        ("H01M", "H01M*"),
        ("H01M*", "H01M*"),
        ("H01M%", "H01M*"),
        ("H", "H*"),
        ("H01*", "H01*"),
        ("H01M8", "H01M8/*"),
        ("H01M8*", "H01M8/*"),
        ("H01M8/*", "H01M8/*"),
        ("H01M   8%", "H01M8/*"),
        ("H01M 008/18", "H01M8/18"),
        ("H01M8/1*", "H01M8/1*"),
        ("H01M8/00", "H01M8/00"),
        ("B60L50/60(2019.01)", "B60L50/60"),
        ("H01M0/00", ""),
        ("电池", ""),
        ("H01M8/18-H01M8/20", ""),
        ("", ""),
    ],
)
def test_patterns_as_tables_write_them(written: str, pattern: str) -> None:
    assert read_pattern(written) == pattern


def test_a_block_has_patterns_exclusions_and_what_is_neither() -> None:
    block = read_block("C25B*；H01M8/*（不含H01M8/18、H01M8/2*）\nH02J15/00 胡说")
    assert block.patterns == ("C25B*", "H01M8/*", "H02J15/00")
    assert block.exclusions == ("H01M8/18", "H01M8/2*")
    assert block.unread == ("胡说",)
    assert read_block("H01M不包括H01M4、H01M6；C25B").exclusions == ("H01M4/*", "H01M6/*")


def test_the_longest_prefix_wins_and_equal_ones_fire_together() -> None:
    rules = [
        rule(1, "broad", "H01M"),
        rule(2, "narrow", "H01M8/*"),
        rule(3, "also", "H01M8"),
        rule(4, "one", "H01M8/18"),
    ]
    assert found(rules, ["H01M4/13"]) == {"broad": True}
    assert found(rules, ["H01M8/02"]) == {"narrow": True, "also": True}
    assert found(rules, ["H01M8/18"]) == {"one": True}
    assert found(rules, ["H01M8/181"]) == {"narrow": True, "also": True}
    assert found(rules, ["H01M8/02", "H01M4/13"]) == {"narrow": True, "also": True, "broad": True}
    assert found(rules, ["C25B1/00"]) == {}


def test_an_exclusion_beats_inclusion_and_the_shorter_row_takes_over() -> None:
    rules = [rule(1, "broad", "H01"), rule(2, "narrow", "H01M（不含H01M8/18）；H01M8/18")]
    assert found(rules, ["H01M8/02"]) == {"narrow": True}
    assert found(rules, ["H01M8/18"]) == {"broad": True}


def test_words_make_sure_or_possible_and_never_push_out_a_sure_row() -> None:
    rules = [
        rule(1, "plain", "H01M"),
        rule(2, "worded", "H01M8/*", "燃料电池；电堆"),
        rule(3, "not", "C25B", "不包括电镀"),
    ]
    assert found(rules, ["H01M8/02"], "一种燃料电池双极板") == {"worded": True}
    assert found(rules, ["H01M8/02"], "一种隔膜") == {"plain": True, "worded": False}
    assert found(rules, ["C25B1/04"], "电解水制氢") == {"not": True}
    assert found(rules, ["C25B1/04"], "一种电镀槽") == {}
    sure = PrefixTable(rules).classes_of(["H01M8/02"], "燃料电池的电堆")[0]
    assert (sure.ref, sure.symbol, sure.pattern, sure.words) == (2, "H01M8/02", "H01M8/*", ("燃料电池",))


def test_the_primary_class_is_that_of_the_first_symbol() -> None:
    rules = [rule(1, "a", "A01B"), rule(2, "b", "B01D")]
    classes = PrefixTable(rules).classes_of(["B01D1/00", "A01B1/00"], "")
    assert {one.code: one.is_primary for one in classes} == {"b": True, "a": False}
    assert not any(one.is_primary for one in PrefixTable(rules).classes_of(["H01M", "A01B1/00"], ""))


def test_words_are_read_as_official_tables_write_them() -> None:
    asked, usable = read_keywords("光纤制造；驱动电路、电子纸等其他电子器件制造（含样品）。产品相关关键词")
    assert usable and asked.groups == (("光纤", "驱动电路", "电子纸"),)
    assert read_keywords("产品相关关键词。") == (Asked(), False)
    assert read_keywords("石墨烯 AND (薄膜 OR 涂层)")[0].groups == (("石墨烯",), ("薄膜", "涂层"))
    assert not read_keywords("(石墨烯 AND 薄膜) OR 碳管")[1]
    assert read_keywords("") == (Asked(), True)
    assert met("agv", "一种agv小车") and not met("agv", "xagvy")


@pytest.mark.parametrize(
    ("written", "code"), [("C3841", "3841"), ("3841", "3841"), ("38", "38"), ("c", "C"), ("38A", "")]
)
def test_industry_codes(written: str, code: str) -> None:
    assert read_industry(written) == code


PATTERNS = [
    "H*",
    "H01*",
    "H01M*",
    "H01M8/*",
    "H01M8/1*",
    "H01M8/18",
    "H01M8/18*",
    "H01M4/*",
    "H01M4/02",
    "C25B*",
    "C25B1/00",
]
SYMBOLS = ["H01M8/18", "H01M8/181", "H01M8/1", "H01M8/02", "H01M4/02", "H01M", "H05K1/00", "C25B1/00", "C25B9/00"]
RULES = st.lists(
    st.tuples(
        st.sampled_from("abcd"),
        st.lists(st.sampled_from(PATTERNS), min_size=1, max_size=3, unique=True),
        st.lists(st.sampled_from(PATTERNS), max_size=2, unique=True),
        st.sampled_from([(), ("膜",), ("堆",)]),
    ),
    max_size=7,
)


def stands_for(pattern: str, symbol: str) -> bool:
    """The meaning of a pattern, told a second way."""
    if not pattern.endswith("*"):
        return symbol == pattern
    return symbol.startswith(pattern[:-1])


def judged_plainly(rules: list[PackRule], symbols: list[str], text: str) -> dict[str, bool]:
    """The rule of the module, told a second way, without a table."""
    result: dict[str, bool] = {}
    for symbol in symbols:
        fit = []
        for one in rules:
            weights = [weight(pattern) for pattern in one.patterns if stands_for(pattern, symbol)]
            if weights and not any(stands_for(pattern, symbol) for pattern in one.exclusions):
                sure = not one.asked.groups or any(word in text for word in one.asked.groups[0])
                fit.append((max(weights), sure, one.code))
        longest_sure = max((w for w, sure, _ in fit if sure), default=0)
        longest_possible = max((w for w, sure, _ in fit if not sure), default=0)
        for weighs, sure, code in fit:
            if sure and weighs == longest_sure:
                result[code] = True
            elif not sure and weighs == longest_possible and weighs >= longest_sure:
                result.setdefault(code, False)
    return result


@settings(max_examples=300, deadline=None)
@given(
    RULES,
    st.lists(st.sampled_from(SYMBOLS), max_size=3, unique=True),
    st.sampled_from(["", "膜", "膜和堆"]),
    st.randoms(),
)
def test_the_table_says_what_the_rule_says_whatever_the_order_of_rows(
    drawn: list[tuple[str, list[str], list[str], tuple[str, ...]]], symbols: list[str], text: str, chance: random.Random
) -> None:
    rules = [
        PackRule(at, code, tuple(ins), tuple(outs), Asked((words,) if words else ()), bool(words))
        for at, (code, ins, outs, words) in enumerate(drawn, 1)
    ]
    expected = judged_plainly(rules, symbols, text)
    assert found(rules, symbols, text) == expected
    mixed = list(rules)
    chance.shuffle(mixed)
    assert PrefixTable(mixed).classes_of(symbols, text) == PrefixTable(rules).classes_of(symbols, text)


@given(st.sampled_from(SYMBOLS))
def test_keys_are_the_patterns_that_stand_for_a_symbol(symbol: str) -> None:
    keys = keys_of(symbol)
    assert all(stands_for(key, symbol) for key in keys)
    assert {pattern for pattern in PATTERNS if stands_for(pattern, symbol)} <= set(keys)
    assert [weight(key) for key in keys] == sorted((weight(key) for key in keys), reverse=True)


@settings(deadline=None)
@given(st.text(max_size=40))
def test_no_cell_breaks_the_readers(written: str) -> None:
    read_block(written)
    read_keywords(written)
    read_industry(written)
