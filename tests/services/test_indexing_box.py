"""The catalogue's box: whole words, parts of words, words cut otherwise in the question than in the text."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import zhiqiao
from zhiqiao.domain.problems import Refused
from zhiqiao.records.models import Party, Patent, PatentParty
from zhiqiao.services import indexing
from zhiqiao.services.indexing.box import typed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_store")]
SAMPLE = Path(zhiqiao.__file__).parent / "sample" / "patents"
TEXTS = {
    "film": ("石墨烯散热膜及其制备方法", "", "澜江工业大学"),
    "lithium": ("磷酸铁锂正极材料", "用于锂离子电池", "望川大学"),
    "alloy": ("单晶高温合金叶片", "涡轮叶片的冷却", "望川大学"),
    "paste": ("低温固化导电银浆", "A silver paste cured at low temperature", "望川大学"),
    "origin": ("研究生命的起源", "", "澜江工业大学"),
    "welding": ("", "Path planning of welding robots", "Lanjiang Polytechnic"),
}


@pytest.fixture
def six(settings: Any, db: None) -> dict[str, int]:
    settings.EMBEDDER = "none"
    made = {}
    for name, (title, abstract, holder) in TEXTS.items():
        english = not title
        row = Patent.objects.create(
            record_key=name, office="CN", title_zh=title, title_en=abstract if english else "",
            abstract_zh="" if english else abstract,
        )  # fmt: skip
        party, _ = Party.objects.get_or_create(name=holder)
        PatentParty.objects.create(patent=row, party=party, role="applicant", name_written=holder)
        made[name] = row.pk
    indexing.index_patents(list(made.values()))
    return made


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("石墨烯", {"film"}),
        ("石墨烯散", {"film"}),  # the beginning of a word
        ("热膜", {"film"}),  # the end of one
        ("锂", {"lithium"}),  # one character, within words only
        ("铁锂", {"lithium"}),
        ("温合金", {"alloy"}),  # across words
        ("晶高", {"alloy"}),
        ("银浆 导电", {"paste"}),
        ("究生命", {"origin"}),  # cut otherwise than the text
        ("生命", {"origin"}),
        ("叶片涡轮", {"alloy"}),
        ("望川", {"lithium", "alloy", "paste"}),  # a name
        ("澜江工业", {"film", "origin"}),
        ("江工业", {"film", "origin"}),
        ("silver PASTES", {"paste"}),
        ("导电 silver", {"paste"}),
        ("welding robot", {"welding"}),
        ("Lanjiang", {"welding"}),
        ("量子纠缠", set()),
        ("，。", set()),
        ("\x00 😀", set()),
    ],
)
def test_what_is_typed_is_found(six, text, names):
    assert {hit.id for hit in indexing.search_patents(text).hits} == {six[name] for name in names}


def test_where_nothing_holds_every_word_any_word_will_do(six):
    assert {hit.id for hit in indexing.search_patents("石墨烯 正极材料").hits} == {six["film"], six["lithium"]}


def test_pages_filters_and_counts_hold_for_every_way_of_finding(six):
    for text, many in (("望川", 3), ("究生命", 1), ("石墨烯 正极材料", 2)):
        whole = indexing.search_patents(text, limit=10, facets=["language"])
        assert whole.total == len(whole.hits) == many and whole.facets["language"] == {"zh": many}
        pages = [indexing.search_patents(text, limit=1, offset=at).hits for at in range(many)]
        assert [one[0].id for one in pages] == [hit.id for hit in whole.hits]
        assert indexing.search_patents(text, filters={"language": ["en"]}).total == 0


def test_a_title_stands_before_a_text(six):
    assert indexing.search_patents("叶片").hits[0].id == six["alloy"]


def test_generic_words_count_only_when_there_are_no_others(six):
    assert typed("一种石墨烯的制备方法")[0] == ["石墨", "石墨烯", "制备"]
    assert indexing.search_patents("方法").total == 1


def test_an_index_that_is_not_there_is_told(six, settings, tmp_path):
    settings.INDEXES = tmp_path / "elsewhere"
    with pytest.raises(Refused) as refused:
        indexing.search_patents("石墨烯")
    assert refused.value.problems[0].code == "index_is_ready"


def test_every_part_of_a_title_finds_its_patent(settings, db):
    """Two to five neighbouring characters out of the sample's titles, wherever words begin and end."""
    settings.EMBEDDER = "none"
    files = [file.read_text("utf-8").splitlines()[:6] for file in sorted(SAMPLE.glob("*.jsonl"))]
    lines = [json.loads(line) for file in files for line in file if line]
    titles = [line["title_zh"] for line in lines][:40]
    rows = [Patent.objects.create(record_key=str(at), office="CN", title_zh=one) for at, one in enumerate(titles)]
    indexing.index_patents([row.pk for row in rows])
    missed, tried = [], 0
    for row in rows:
        for size in (2, 3, 5):
            for at in range(0, len(row.title_zh) - size + 1, 2):
                part = row.title_zh[at : at + size]
                if all("\u4e00" <= one <= "\u9fff" for one in part) and any(typed(part)):
                    tried += 1
                    if row.pk not in {hit.id for hit in indexing.search_patents(part, limit=100).hits}:
                        missed.append((row.title_zh, part))
    assert tried > 500 and len(missed) <= tried // 100, missed
