"""Clauses, what answers which, what nothing answers, and the order in which it is told."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhiqiao.domain.matching import alignment
from zhiqiao.domain.matching.alignment import Near, aligned, clauses_of, clauses_of_need
from zhiqiao.domain.matching.arguments import figure_reasons, figured, gravest_first, missing_reason
from zhiqiao.domain.matching.clauses import clauses
from zhiqiao.domain.matching.explanation import Reason
from zhiqiao.domain.matching.meeting import FieldText, Piece, meeting
from zhiqiao.domain.matching.parameters import asked_of, compared, said_of

NEED = {
    "title_zh": "灌封胶要导热又不开裂",
    "problem_zh": "我们给电控盒做填充料。希望冷热循环不开裂，颜色保持不变，能用现有真空线灌。",
}
PATENT = {
    "title_zh": "一种导热灌封胶",
    "abstract_zh": "本发明公开一种环氧灌封胶，冷热循环五百次不开裂。60℃下可用真空线灌注。",
}


def said(text: str, span: tuple[int, int]) -> str:
    return text[span[0] : span[1]]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("速度快，寿命长；成本低", ["速度快，寿命长", "成本低"]),
        ("退款率到了7%，现在线上只能看大小、颜色和糖度。", ["退款率到了7%", "现在线上只能看大小、颜色和糖度"]),
        ("1）提高导热系数；2）降低成本。", ["提高导热系数", "降低成本"]),
        ("It costs 1,000 yuan. It cracks.", ["It costs 1,000 yuan", "It cracks"]),
        ("We want it light, and it must not need a new line", ["We want it light, and it must not need a new line"]),
        ("", []),
        ("。；\n", []),
    ],
)
def test_clauses_end_where_something_of_its_own_is_said(text, parts):
    assert [said(text, span) for span in clauses(text)] == parts


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.sampled_from("温度高，。；、 \nabc,.:1）(－！A"), max_size=80) | st.text(max_size=80))
def test_clauses_of_any_text_are_in_order_and_apart(text):
    end = 0
    for start, stop in clauses(text):
        assert end <= start < stop <= len(text)
        assert text[start:stop].strip() == text[start:stop]
        end = stop


def test_what_is_asked_is_told_from_how_things_are():
    asked = {one.text for one in clauses_of_need(NEED) if one.is_asked and one.field == "problem_zh"}
    assert asked == {"希望冷热循环不开裂", "颜色保持不变", "能用现有真空线灌"}


def cut(texts: dict[str, str]) -> list[FieldText]:
    found = []
    for name, text in texts.items():
        pieces = [
            Piece(text[place : place + 2], place, place + 2, True)
            for run in re.finditer(r"[\u3400-\u9fff]+", text)
            for place in range(run.start(), run.end() - 1, 2)
        ]
        found.append(FieldText(name, text, tuple(pieces)))
    return found


def told(need: dict[str, str], patent: dict[str, str], likeness: np.ndarray | None = None) -> alignment.Alignment:
    ours, theirs = clauses_of_need(need), clauses_of(patent)
    met = meeting(cut(need), cut(patent), lambda phrase: float(len(phrase)))
    weight = np.array([float(len(one.text)) for one in ours])
    near = None if likeness is None else Near(likeness, np.ones(len(theirs)))
    return aligned(ours, theirs, met.phrases, weight, near)


def test_clauses_are_held_together_by_words_each_used_once():
    pairs = told(NEED, PATENT).pairs
    texts = [
        (
            said(NEED[a.need_field], (a.need_start, a.need_end)),
            said(PATENT[a.found_field], (a.found_start, a.found_end)),
        )
        for a in pairs
    ]
    assert ("希望冷热循环不开裂", "冷热循环五百次不开裂") in texts
    assert len({one for one, _ in texts}) == len({other for _, other in texts}) == len(texts)
    assert all(one.by == "words" and 0 < one.strength <= 1 for one in pairs)
    assert [one.strength for one in pairs] == sorted((one.strength for one in pairs), reverse=True)


def test_what_nothing_answers_is_named_but_not_what_is_only_told():
    missing = [one.text for one in told(NEED, PATENT).missing]
    assert "颜色保持不变" in missing and "希望冷热循环不开裂" not in missing and "我们给电控盒做填充料" not in missing


def test_meaning_answers_where_words_do_not():
    ours, theirs = clauses_of_need(NEED), clauses_of(PATENT)
    likeness = np.zeros((len(ours), len(theirs)))
    colour = next(place for place, one in enumerate(ours) if one.text == "颜色保持不变")
    likeness[colour, 1] = 0.7
    beside = told(NEED, PATENT, likeness)
    pair = next(one for one in beside.pairs if one.by == "meaning")
    assert said(NEED[pair.need_field], (pair.need_start, pair.need_end)) == "颜色保持不变" and pair.likeness == 0.7
    assert "颜色保持不变" not in [one.text for one in beside.missing]


def test_across_languages_nothing_is_called_missing_where_nothing_could_be_compared():
    english = {
        "title_en": "A potting compound",
        "abstract_en": "It conducts heat and does not crack. Vacuum lines can pour it.",
    }
    assert told(NEED, english).missing == () and told(NEED, english).pairs == ()
    ours, theirs = clauses_of_need(NEED), clauses_of(english)
    likeness = np.zeros((len(ours), len(theirs)))
    likeness[0, 0] = 0.6
    beside = told(NEED, english, likeness)
    assert [one.by for one in beside.pairs] == ["meaning"] and len(beside.missing) == 3


def test_a_clause_that_brings_the_whole_nearer_counts_for_more():
    ours = clauses_of_need({"problem_zh": "希望冷热循环不开裂，颜色保持不变"})
    theirs = clauses_of({"abstract_en": "It does not crack. It is made in a kiln. It keeps its colour."})
    asked, found = np.eye(3)[[0, 1]], np.array([[0.9, 0.1, 0.4], [0.0, 0.0, 1.0], [0.2, 0.9, 0.4]])
    near = Near.of(ours, theirs, asked, found / np.linalg.norm(found, axis=1, keepdims=True))
    assert near.likeness.shape == (2, 3)
    assert near.brings[1] == near.brings.min() < near.brings[0] and near.brings.max() == pytest.approx(1.0)


def test_a_pair_of_one_language_is_not_crossed_with_the_other():
    both = {**PATENT, "abstract_en": "It does not crack in thermal cycling."}
    ours, theirs = clauses_of_need(NEED), clauses_of(both)
    beside = told(NEED, both, np.full((len(ours), len(theirs)), 0.9))
    assert all(one.found_field.endswith("_zh") for one in beside.pairs)


@settings(max_examples=50, deadline=None)
@given(st.permutations(["冷热循环五百次不开裂", "60℃下可用真空线灌注", "本发明公开一种环氧灌封胶"]))
def test_the_order_of_a_patents_sentences_changes_no_pair(parts):
    patent = {"title_zh": "一种导热灌封胶", "abstract_zh": "。".join(parts) + "。"}
    pairs = {
        (
            said(NEED[a.need_field], (a.need_start, a.need_end)),
            said(patent[a.found_field], (a.found_start, a.found_end)),
        )
        for a in told(NEED, patent).pairs
    }
    assert ("希望冷热循环不开裂", "冷热循环五百次不开裂") in pairs


def test_figures_speak_for_and_against_in_both_languages():
    need = {
        "problem_zh": "要求转化率≥67%，粒径≤5μm，纯度不低于99%",
        "problem_en": "We need a conversion of at least 67%",
    }
    those = compared(asked_of(need), said_of({"abstract_zh": "转化率为70%，粒径为20μm。"}))
    reasons, against = figure_reasons(those)
    assert [(one.code, one.data["asked_en"], one.data["said"]) for one in reasons] == [
        ("figure_agrees", "conversion of at least 67%", "转化率为70%")
    ]
    assert [one.code for one in against] == ["figure_clashes", "figures_not_stated"]
    assert against[1].data["asked_zh"] == "纯度不低于99%"
    kept = figured(those)
    assert {one.kind: one.verdict for one in kept} == {
        "conversion": "agrees",
        "particle_size": "clashes",
        "purity": "not_stated",
    }


def test_where_no_figure_is_stated_that_is_said_once():
    those = compared(asked_of({"problem_zh": "要求转化率≥67%，纯度不低于99%"}), [])
    assert [one.code for one in figure_reasons(those)[1]] == ["no_figure_stated"]


def test_the_gravest_counter_reason_comes_first():
    against = [Reason("co_owned"), Reason("figure_clashes"), Reason("unheard_of"), Reason("right_has_ended")]
    assert [one.code for one in gravest_first(against)] == [
        "right_has_ended",
        "figure_clashes",
        "co_owned",
        "unheard_of",
    ]


def test_missing_clauses_are_told_in_each_language():
    assert missing_reason([]) is None
    reason = missing_reason(told(NEED, PATENT).missing)
    assert reason is not None and "颜色保持不变" in str(reason.data["clauses_zh"]) and "clauses_en" not in reason.data
