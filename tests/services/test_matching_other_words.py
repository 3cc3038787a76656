"""What is asked in other words than a patent's is found, in the same language and in another, without an embedder."""

from __future__ import annotations

import pytest

from zhiqiao.engines import choose
from zhiqiao.ports.search import SearchDocument
from zhiqiao.services.matching.finding import Finder

TEXTS = [
    ("zh", "锂离子电池用陶瓷隔膜", "锂离子电池隔膜涂覆氧化铝"),
    ("zh", "苹果采摘末端执行器", "三指夹爪旋拧采摘"),
    ("zh", "挥发性有机物催化燃烧装置", "挥发性有机物在催化剂上燃烧"),
    ("en", "Ceramic separator of a lithium-ion battery", "Alumina coated on a lithium-ion battery separator"),
    ("en", "Corn harvester header", "Rollers that strip the ears"),
]


@pytest.fixture
def finder(tmp_path, settings) -> Finder:
    settings.EMBEDDER = "none"
    segmenter, model = choose.segmenter(), choose.embedder_named("none")
    words = choose.word_search("patents", tmp_path)
    words.put(
        SearchDocument(
            number,
            {
                "title": " ".join(segmenter.words_to_find(title)),
                "words": " ".join(segmenter.words_to_find(f"{title}\n{body}")),
            },
            {"language": [language]},
            {f"title_{language}": segmenter.numbers(title), f"body_{language}": segmenter.numbers(body)},
        )
        for number, (language, title, body) in enumerate(TEXTS)
    )
    return Finder(words, choose.vector_search("patents", tmp_path, model=model), model, segmenter)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("锂电池安全", [0, 3]),
        ("VOCs 治理", [2]),
        ("safer lithium batteries", [0, 3]),
        ("maize machine", [4]),
        ("玉米收割机", [4]),
        ("VOC abatement", [2]),
        ("宠物美容", []),
    ],
)
def test_other_words_find_what_is_meant(finder, asked, found):
    every = finder.find(finder.ask([(asked, "")])).ranked
    assert sorted(one.id for one in every if one.score > 0) == sorted(found)
    assert all(one.covered > 0 for one in every if one.score > 0)


def test_a_need_told_in_both_languages_speaks_for_itself(finder):
    asked = finder.ask([("锂电池安全", ""), ("safer lithium batteries", "")])
    assert not asked.question.elsewhere and "锂离子" in "".join(asked.finding)
