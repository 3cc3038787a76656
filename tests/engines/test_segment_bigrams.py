"""Segmentation: terms and their numbers for ranking, words to find by, words for readers; places that hold in the text
as it was given."""

from __future__ import annotations

import threading
import time
import unicodedata

import numpy as np
import pytest
import rjieba
from hypothesis import given
from hypothesis import strategies as st

from zhiqiao.engines.segment.bigrams import (
    COMMON_FORMS,
    LONGEST,
    BigramSegmenter,
    folded,
    plain_terms,
    technical_words,
)

CUT = BigramSegmenter()
CUT.words_to_find("热"), CUT.words("热"), CUT.numbers("热")  # what is read once is read now, not within a test's time
MIXED = st.text(
    st.one_of(st.characters(), st.sampled_from("高温合金石墨烯〇㐀豈𠀀𰀀。，（）％℃ aB1_①Ⅱㄅ々\u0301\u0338\x00\ud800")),
    max_size=60,
)


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


@given(MIXED)
def test_any_text_can_be_cut(text):
    CUT.terms(text)
    for word in CUT.words(text):
        assert 0 <= word.start < word.end <= len(text) and word.form
    for found in CUT.words_to_find(text):
        assert found and not any(sign.isspace() for sign in found)
        found.encode()


@given(MIXED)
def test_folding_is_nfkc_in_small_letters(text):
    assert folded(text) == unicodedata.normalize("NFKC", text).lower()
    assert all(unicodedata.normalize("NFKC", form) == normal for form, normal in COMMON_FORMS)


def test_numbers_of_terms_never_change():
    numbers = {"高温": (0x9AD8 - 0x3400) << 15 | (0x6E29 - 0x3400), "金": 2**30 + 0x91D1 - 0x3400, "coat": 0xE0D2E42F}
    assert {term: CUT.number_of(term) for term in numbers} == numbers
    assert CUT.number_of("高温") < 2**30 <= CUT.number_of("金") < 2**31 <= CUT.number_of("〇") < 2**32


@given(MIXED)
def test_numbers_are_those_of_the_terms(text):
    numbers = CUT.numbers(text)
    assert numbers.dtype == np.uint32
    assert numbers.tolist() == [CUT.number_of(term) for term in CUT.terms(text)]


@given(st.lists(MIXED, max_size=8))
def test_the_numbers_of_many_texts_are_those_of_each(texts):
    assert [one.tolist() for one in CUT.numbers_of_each(texts)] == [CUT.numbers(text).tolist() for text in texts]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\x00",
        "高\x00温",
        "😀高温😀coat",
        "\ud800高温\udfff",
        "a" * 300_000,
        "高温合金" * 50_000,
        "\n\n",
        "👩‍👩‍👧",
    ],
    ids=["empty", "nul", "nul within", "emoji", "surrogates", "one long word", "long text", "lines", "joined emoji"],
)
def test_bad_input_is_cut_like_any_other(text):
    assert CUT.numbers(text).tolist() == [CUT.number_of(term) for term in CUT.terms(text)]
    found = CUT.words_to_find(text)
    assert all(0 < len(word) <= LONGEST for word in found)
    assert bool(found) == bool(CUT.terms(text))


def test_words_to_find_are_dictionary_words_and_the_words_within_them():
    assert CUT.words_to_find("高温合金 Coatings") == ["高温", "合金", "高温合金", "coat"]
    assert set(CUT.words_to_find("锂离子电池")) >= {"锂离子", "离子", "电池", "锂离子电池"}
    assert CUT.words_to_find("锌") == ["锌"] and CUT.words_to_find("，。 ") == []
    for word in ("正极材料", "隔膜", "电解液", "激光熔覆", "碳化硅", "机器视觉", "石墨烯", "微流控", "厌氧消化"):
        assert word in CUT.words_to_find(f"一种{word}的制备方法"), word


def test_our_list_holds_only_what_the_general_dictionary_cuts_apart():
    general, listed = rjieba.Jieba(), technical_words()
    assert len(listed) > 300 and len(set(listed)) == len(listed)
    assert [word for word in listed if len(general.cut(word, False)) == 1] == []
    assert [word for word in listed if word not in CUT.words_to_find(word)] == []


def test_another_list_is_another_segmenter(monkeypatch):
    monkeypatch.setattr("zhiqiao.engines.segment.bigrams.technical_words", lambda: ("高温合金",))
    assert BigramSegmenter().id != CUT.id


def test_threads_get_the_same_answers():
    texts = [f"第{number}种高温合金涂层 coating{number} batteries 石墨烯散热膜" for number in range(300)]
    whole = [(CUT.words_to_find(text), CUT.numbers(text).tolist()) for text in texts]
    told: list[list] = []
    threads = [
        threading.Thread(
            target=lambda: told.append([(CUT.words_to_find(text), CUT.numbers(text).tolist()) for text in texts])
        )
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(told) == 6 and all(one == whole for one in told)


def test_cutting_keeps_pace_with_a_national_stock():
    """A tenth of what a quiet machine does, so that only a change of kind fails."""
    text = "本发明公开了一种用于高温合金叶片的热障涂层，其特征在于所述涂层由氧化锆构成，厚度为0.2mm。" * 5
    texts = [f"{text}{number}" for number in range(400)]
    letters = sum(map(len, texts))
    CUT.words_to_find(text), CUT.numbers(text)
    for cut, least in ((lambda: CUT.numbers_of_each(texts), 1e6), (lambda: [*map(CUT.words_to_find, texts)], 5e5)):
        clock = time.process_time()
        cut()
        assert letters / (time.process_time() - clock) > least
