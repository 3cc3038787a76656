"""Segmentation: terms for ranking, words for readers, places that hold in the text as it was given."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from zhiqiao.engines.segment.bigrams import BigramSegmenter, plain_terms

CUT = BigramSegmenter()


def test_chinese_is_pairs_and_characters_the_rest_is_stems():
    assert CUT.terms("高温合金 Coatings") == ["高温", "温合", "合金", "高", "温", "合", "金", "coat"]
    assert CUT.terms("Ａ４ ﬁbres") == ["a4", "fibr"]
    assert CUT.terms("锌") == ["锌"]
    assert CUT.terms("") == [] and CUT.terms("，。!") == []


def test_the_same_word_in_other_forms_is_the_same_term():
    assert CUT.terms("batteries battery") == ["batteri", "batteri"]
    assert CUT.terms("ＰＬＣ") == CUT.terms("plc")


def test_words_stand_where_they_say():
    text = "（Ａ）高温合金的 Coatings, ㎡ 磷酸铁锂①电池"
    found = {word.form: text[word.start : word.end] for word in CUT.words(text)}
    assert found["a"] == "Ａ" and found["高温"] == "高温" and found["coat"] == "Coatings" and found["m2"] == "㎡"


def test_the_plain_cutting_of_the_baseline_knows_no_stems():
    assert plain_terms("高温合金 Coatings 锌") == ["高温", "温合", "合金", "coatings", "锌"]


@given(st.text(max_size=80))
def test_any_text_can_be_cut(text):
    CUT.terms(text)
    for word in CUT.words(text):
        assert 0 <= word.start < word.end <= len(text) and word.form
