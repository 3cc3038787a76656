"""A figure said without a name may be the one that is asked for: told as possible, never as certain, never counted."""

from __future__ import annotations

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from zhiqiao.domain.matching.arguments import figure_reasons, figured, gravest_first
from zhiqiao.domain.matching.parameters import Compared, Verdict, asked_of, compared, figures_agree, said_of, tally
from zhiqiao.domain.matching.unnamed import with_possible
from zhiqiao.words.matching import VERDICTS, say

NEED = {"problem_en": "We need a cooling plate with a pressure drop under 30 kPa."}
NEED_ZH = {"problem_zh": "希望液冷板压降低于30kPa。"}


def told(need: dict[str, str], *said: str) -> list[Compared]:
    """What the texts say of what is asked; Chinese where they hold Chinese."""
    found = {f"abstract_{'zh' if any(sign >= '一' for sign in one) else 'en'}": one for one in said}
    return with_possible(compared(asked_of(need), said_of(found)), found)


def first(need: dict[str, str], *said: str) -> tuple[str, str]:
    one = told(need, *said)[0]
    return str(one.verdict), str(one.would_be or "")


@pytest.mark.parametrize("need", [NEED, NEED_ZH])
@pytest.mark.parametrize(
    ("said", "would_be"),
    [
        ("The plate keeps cells within 2.1 °C at only 18 kPa.", "agrees"),
        ("It passes 10 L/min at below 18 kPa, and is thin.", "agrees"),
        ("It passes 10 L/min at only 31 kPa.", "near"),
        ("It passes 10 L/min at only 45 kPa.", "clashes"),
        ("流量为10L/min时，仅18kPa。", "agrees"),
        ("换热均匀，18kPa以下即可。", "agrees"),
        ("At only 18 kPa it is quiet. At just 20 kPa it still is.", "agrees"),
    ],
)
def test_a_figure_without_a_name_is_possible(need, said, would_be):
    assert first(need, said) == ("possible", would_be)


@pytest.mark.parametrize(
    "said",
    [
        "It is quiet.",
        "The chamber has a vacuum of only 18 kPa.",
        "The vacuum is good, at only 18 kPa.",
        "The feed is held at 18 kPa.",
        "An 18 kPa blower feeds it.",
        "The back end reads only 18 kPa.",
        "It sinks by only 18 kPa.",
        "抽真空至仅18kPa，真空度稳定。",
        "背压仅18kPa。",
        "It is run at only 18 °C.",
        "It is quiet at only 18 kPa. It bursts at just 90 kPa.",
        "It withstands a press at more than 90 MPa.",
    ],
)
def test_where_something_else_may_be_meant_nothing_is_told(said):
    assert first(NEED, said) == ("not_stated", "")


def test_a_name_settles_it():
    assert first(NEED, "The pressure drop is only 18 kPa; it starts at only 45 kPa.") == ("agrees", "")


def test_one_figure_is_not_told_for_two_that_are_asked():
    need = {"problem_en": "We need a pressure drop under 30 kPa and a vacuum under 20 kPa."}
    assert [str(one.verdict) for one in told(need, "It runs quietly at only 18 kPa.")] == ["not_stated"] * 2


def test_a_share_without_a_name_says_too_little():
    assert first({"problem_en": "We need a haze below 5 %."}, "It does with only 3 %.") == ("not_stated", "")


def test_what_is_possible_is_told_as_such_in_both_languages():
    good, bad = (told(NEED, f"It passes 10 L/min at only {many} kPa.") for many in (18, 45))
    (reason,), none = figure_reasons(good)
    assert (reason.code, none) == ("figure_may_agree", [])
    nothing, (against,) = figure_reasons(bad)
    assert (against.code, nothing) == ("figure_may_clash", [])
    with translation.override("zh-hans"):
        assert "专利提到“18 kPa”但未说明所指：可能与此有关" in say(reason)
        assert "若即此项则不符" in say(against) and str(VERDICTS["possible"]) == "待核对"
    with translation.override("en"):
        assert "“18 kPa” without saying of what" in say(reason) and "if this is meant" in say(against)
    certain = figure_reasons(compared(asked_of(NEED), said_of({"abstract_en": "The pressure drop is 45 kPa."})))[1]
    assert [one.code for one in gravest_first([against, *certain])] == ["figure_clashes", "figure_may_clash"]
    assert [(one.verdict, [each.text for each in one.said]) for one in figured(good)] == [("possible", ["18 kPa"])]


@given(st.integers(1, 2000))
def test_what_is_possible_counts_like_silence(many):
    said = {"abstract_en": f"It passes 10 L/min at only {many} kPa."}
    one = told(NEED, said["abstract_en"])
    assert one[0].verdict in (Verdict.POSSIBLE, Verdict.NOT_STATED)
    counted = tally(one)
    assert counted == figures_agree(NEED, said) and (counted.silent, counted.balance) == (1, 0.0)
    if many < 30:
        assert (one[0].verdict, one[0].would_be) == (Verdict.POSSIBLE, Verdict.AGREES)
    if many > 300:
        assert one[0].verdict is Verdict.NOT_STATED, "ten times larger is more likely of something else"


NAMES = st.sampled_from(["pressure", "vacuum", "tensile strength", "bond strength", "modulus", "hardness", "thrust"])


@given(NAMES, st.integers(1, 300), st.sampled_from(["only", "just", "below", "merely"]))
def test_a_figure_of_another_quantity_is_never_taken_for_the_asked_one(name, many, stress):
    for text in (f"It has a {name} of {stress} {many} kPa.", f"Its {name} holds well, at {stress} {many} kPa."):
        assert first(NEED, text) == ("not_stated", "")
