"""Other words for the same thing: found whole, named in both languages; by them texts are found and put in order."""

from __future__ import annotations

import numpy as np
import pytest

from zhiqiao.domain.codes import Language
from zhiqiao.domain.matching.ranking import rank
from zhiqiao.domain.matching.synonyms import found, groups, kin, met, one_of
from zhiqiao.domain.matching.wording import FIELDS, Asking, Known, Question, Told

ZH, EN = Language.ZH, Language.EN


def test_every_group_has_words_in_both_languages_and_names_none_twice():
    for group in groups():
        assert group.words[ZH] and group.words[EN]
        for words in group.words.values():
            assert len(set(words)) == len(words), words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("锂电池的隔膜容易短路", {"锂电池", "隔膜"}),
        ("Lithium batteries, and a fuel cell", {"lithium battery", "fuel cell"}),
        ("The lithium ion battery of a robot arm", {"lithium-ion battery", "robot arm"}),
        ("this led to a sic transit", set()),
        ("LEDs and SiC wafers at high COD", {"LED", "SiC", "wafer", "COD"}),
        ("用于3D打印的PCB", {"3D打印", "PCB"}),
        ("encoder, recorder", set()),
        ("", set()),
    ],
)
def test_words_are_found_whole_and_the_longest_first(text, words):
    assert set(found(text)) == words


def test_other_words_are_named_in_both_languages_without_those_that_were_said():
    others = kin("锂电池和锂离子电池")
    assert others[ZH] == ("锂电",) and "lithium-ion battery" in others[EN]
    assert kin("没有这样的词") == {}


def test_one_and_many_are_one_word():
    assert [one_of(word) for word in ("Batteries", "gas", "coatings", "glass")] == [
        "battery",
        "gas",
        "coating",
        "glass",
    ]


@pytest.mark.parametrize(
    ("asked", "told", "pairs"),
    [
        ("锂电池隔膜", "一种锂离子电池的隔膜", [("锂电池", "锂离子电池")]),
        (
            "锂电池隔膜",
            "Separators for lithium-ion batteries",
            [("锂电池", "lithium-ion battery"), ("隔膜", "separator")],
        ),
        ("lithium battery", "一种锂离子电池", [("lithium battery", "锂离子电池")]),
        ("锂电池", "一种锂电池，也称锂离子电池", []),
        ("发光二极管", "which led to failure", []),
        ("除尘", "industrious work", []),
    ],
)
def test_what_met_in_other_words_is_named(asked, told, pairs):
    assert met(asked, told) == pairs


def test_texts_in_another_language_are_put_in_order_by_other_words():
    """Neither text shares a word with the question; one names the same thing."""
    question = Asking.of(Question({EN: {"lithium": 4.0, "batteri": 4.0}}, elsewhere={"锂离": 4.0, "电池": 4.0}))
    counts = np.zeros((2, len(FIELDS), len(question.terms)), dtype=np.uint8)
    counts[1, FIELDS.index("title_zh"), [question.terms.index("锂离"), question.terms.index("电池")]] = 1
    lengths = np.zeros((2, len(FIELDS)), dtype=np.uint16)
    lengths[:, FIELDS.index("title_zh")] = 6
    known = Known(np.array([1000, 0]), np.array([[20] * 4, [0] * 4]), np.full(len(FIELDS), 10.0))
    known.frequency[0, [question.terms.index(one) for one in ("lithium", "batteri")]] = 0
    first, second = rank(question, Told(np.array([1, 2]), counts, lengths), known)
    assert first.id == 2 and first.covered == pytest.approx(1.0) and not first.shares_language
    assert second.covered == 0.0 and first.covered_in == {}
