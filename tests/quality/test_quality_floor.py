"""The floor and the order on our own sample: everyday questions get nothing, needs keep their matches."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import zhiqiao
from zhiqiao.domain.matching.sureness import crowd, is_below_floor, sureness
from zhiqiao.domain.patents.facts import PatentFacts
from zhiqiao.engines import choose
from zhiqiao.services.indexing import meant_text, patent_document
from zhiqiao.services.matching.finding import Finder

SAMPLE = Path(zhiqiao.__file__).parent / "sample"
NOBODYS = [
    "红烧肉怎么做才好吃", "宠物美容连锁店会员管理", "幼儿园接送路线怎么安排", "二手房交易税费怎么算",
    "婚礼策划公司想找合作", "足球俱乐部青训体系", "网红直播带货话术", "旅游景区门票分销", "中学英语作文批改",
    "如何写离婚协议", "古筝演奏技巧", "证券投资组合收益", "汉服设计与营销", "酒店客房布草洗涤外包",
    "快递员招聘与培训", "房屋租赁合同模板", "历史人物传记出版", "瑜伽课程体系", "明星演唱会票务",
    "电视剧剧本创作", "how to cook braised pork", "pet grooming franchise membership",
    "kindergarten pick-up route planning", "second-hand house tax", "wedding planning partner",
    "football youth academy", "live streaming sales script", "tourist ticket distribution",
    "grading English essays", "divorce agreement template", "guqin lessons", "stock portfolio returns",
    "fashion design marketing", "hotel linen laundry outsourcing", "courier recruiting and training",
    "lease contract template", "biography publishing", "yoga course system", "concert ticketing",
    "screenwriting for TV",
]  # fmt: skip


def lines(folder: str) -> list[dict]:
    files = sorted((SAMPLE / folder).glob("*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines() if line.strip()]


@pytest.fixture(scope="module")
def keys() -> list[str]:
    return [line["key"] for line in lines("patents")]


@pytest.fixture(scope="module")
def finder(tmp_path_factory) -> Finder:
    folder, model = tmp_path_factory.mktemp("floor"), choose.embedder()
    engines = Finder(
        choose.word_search("patents", folder), choose.vector_search("patents", folder), model, choose.segmenter()
    )
    facts = [
        PatentFacts(
            id=number,
            title_zh=line["title_zh"],
            title_en=line["title_en"],
            abstract_zh=line["abstract_zh"],
            abstract_en=line["abstract_en"],
            claim_zh=line["claim1_zh"],
            effect_zh=line["effect_zh"],
            scenario_zh=line["scenario_zh"],
            scenario_en=line["scenario_en"],
        )
        for number, line in enumerate(lines("patents"))
    ]
    engines.words.put(patent_document(one, "public", None, []) for one in facts)
    engines.vectors.put([one.id for one in facts], model.encode([meant_text(one) for one in facts]))
    return engines


def test_most_everyday_questions_get_no_good_match(finder):
    rejected = 0
    for text in NOBODYS:
        ranked = finder.find(finder.ask([(text, "")])).ranked
        rejected += is_below_floor(ranked, crowd(ranked), has_meaning=True)
    print(f"{rejected} of {len(NOBODYS)} everyday questions got nothing")
    assert rejected / len(NOBODYS) >= 0.75


def test_needs_keep_their_matches_and_find_them_first(finder, keys):
    kept = first = wanted = 0
    for need in lines("needs"):
        best = {key for key, grade in need["fits"].items() if grade >= 2}
        if not best:
            continue
        ranked = finder.find(finder.ask([(need["title_zh"], need["problem_zh"])])).ranked
        wanted += 1
        kept += not is_below_floor(ranked, crowd(ranked), has_meaning=True)
        first += keys[ranked[0].id] in best
    assert kept / wanted >= 0.9
    assert first / wanted >= 0.85


def test_sureness_means_what_it_says(finder, keys):
    """Of matches said to be high, most are right; of those said to be low, few."""
    right: dict[bool, list[bool]] = {True: [], False: []}
    for need in lines("needs"):
        ranked = finder.find(finder.ask([(need["title_zh"], need["problem_zh"])])).ranked
        for one in ranked[:10]:
            sure = sureness(one, crowd(ranked))
            if sure >= 0.6 or sure < 0.15:
                right[sure >= 0.6].append(need["fits"].get(keys[one.id], 0) >= 2)
    assert sum(right[True]) / len(right[True]) >= 0.75
    assert sum(right[False]) / len(right[False]) <= 0.15
