"""Needs told in both languages: each asked figure is told once, and quoted in the reader's language."""

from __future__ import annotations

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from zhiqiao.domain.matching.arguments import figure_reasons, figured
from zhiqiao.domain.matching.both_languages import in_both, told_once
from zhiqiao.domain.matching.parameters import Compared, asked_of, compared, said_of
from zhiqiao.domain.matching.unnamed import with_possible
from zhiqiao.words.matching import say


def told(zh: str, en: str, found: dict[str, str] | None = None) -> list[Compared]:
    """As the explanation tells it."""
    need, patent = {"problem_zh": zh, "problem_en": en}, found or {}
    every = told_once(compared(asked_of(need), said_of(patent)))
    return in_both(with_possible(every, patent), need, patent)


def quoted(those: list[Compared]) -> list[dict[str, str]]:
    return [{each.language: each.text for each in one.asked_in} for one in those]


@pytest.mark.parametrize(
    ("zh", "en", "in_chinese", "in_english"),
    [
        (
            "化冻失水要求控制在5%以内。",
            "We need a thawing loss within 5%.",
            "化冻失水要求控制在5%以内",
            "loss within 5%",
        ),
        (
            "希望处理费低于180元/吨。",
            "It must cost us below 180 yuan per tonne.",
            "处理费低于180元/吨",
            "180 yuan per tonne",
        ),
        (
            "要求推力不低于45兆帕。",
            "We need a shear strength over 45 MPa.",
            "推力不低于45兆帕",
            "shear strength over 45 MPa",
        ),
        ("希望成品率到85%。", "We want 85% yield.", "成品率到85%", "85% yield"),
        ("希望擦两百次以上不脱落。", "It must stand 200 wipes or more.", "擦两百次以上不脱落", "200 wipes or more"),
        ("要求转化率≥67%", "We need a conversion over 67%", "转化率≥67%", "conversion over 67%"),
    ],
)
def test_a_figure_asked_in_both_languages_is_told_once_and_quoted_in_each(zh, en, in_chinese, in_english):
    (one,) = quoted(told(zh, en))
    assert set(one) == {"zh", "en"} and one["zh"].endswith(in_chinese) and one["en"].endswith(in_english)


def test_what_is_asked_in_one_language_only_stays_as_it_is():
    assert quoted(told("要求纯度不低于99%。", "We need a pure product.")) == [{"zh": "纯度不低于99%"}]


def test_where_two_figures_have_the_same_numbers_none_is_guessed():
    those = told("要求雾度低于2%，收缩率低于2%。", "We need under 2% of this and under 2% of that.")
    assert quoted(those) == [{"zh": "雾度低于2%"}, {"zh": "收缩率低于2%"}]


def test_other_numbers_are_never_the_same_figure():
    assert quoted(told("要求推力不低于45兆帕。", "We need a shear strength of at least 50 MPa.")) == [
        {"zh": "推力不低于45兆帕"},
        {"en": "shear strength of at least 50 MPa"},
    ]


def test_sentences_and_rows_are_in_the_reader_s_language():
    those = told(
        "要求推力不低于45兆帕，处理费低于180元/吨。",
        "We need a shear strength of at least 45 MPa, below 180 yuan per tonne.",
        {"abstract_zh": "推力为50兆帕。", "abstract_en": "The bond takes 50 MPa."},
    )
    (agrees,), (silent,) = figure_reasons(those)
    with translation.override("zh-hans"):
        assert "推力不低于45兆帕" in say(agrees) and "推力为50兆帕" in say(agrees)
        assert "处理费低于180元/吨" in say(silent) and "yuan" not in say(silent)
    with translation.override("en"):
        assert "shear strength of at least 45 MPa" in say(agrees) and "The bond takes 50 MPa" in say(agrees)
        assert "below 180 yuan per tonne" in say(silent) and "元" not in say(silent)
    for one in figured(those):
        for language in ("zh", "en"):
            assert one.for_reader(language).asked[0].field == f"problem_{language}"
            assert sorted(map(str, one.for_reader(language).asked)) == sorted(map(str, one.asked))


def test_what_one_language_of_a_patent_names_the_other_is_not_told_as_possible():
    english = {"problem_en": "We need a pressure drop under 30 kPa."}
    found = {"abstract_en": "Cells differ little at only 18 kPa."}
    every = with_possible(compared(asked_of(english), said_of(found)), found)
    assert [str(one.verdict) for one in in_both(every, english, found)] == ["possible"]
    both = in_both(every, english, {**found, "abstract_zh": "电芯温差小，压降仅18kPa。"})
    assert [(str(one.verdict), [each.text for each in one.said_in]) for one in both] == [
        ("agrees", ["压降仅18kPa", "Cells differ little at only 18 kPa"])
    ]


UNITS = st.sampled_from([("MPa", "兆帕", "推力", "shear strength"), ("kV", "千伏", "耐压", "withstand voltage")])


@given(UNITS, st.integers(11, 999), st.integers(11, 999))
def test_quotations_stand_in_the_texts_and_hold_the_number(unit, asked, other):
    sign, han, name_zh, name_en = unit
    zh = f"要求{name_zh}不低于{asked}{han}。"
    en = f"We need a {name_en} of at least {other} {sign} or so, and it lasts."
    those = told(zh, en)
    assert len(those) == (1 if asked == other else 2)
    for one in those:
        for each in one.asked_in:
            assert each.text in (zh if each.language == "zh" else en)
            assert str(asked if each.language == "zh" else other) in each.text
