"""What facts beside the texts bring to a match: each part between nothing and all, more never worse, and said why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from zhiqiao.domain.codes import Industry, Language, LegalState, NeedStage, PartyRole, PatentKind, Way
from zhiqiao.domain.matching import learned, weights
from zhiqiao.domain.matching.affinity import (
    FEWEST,
    FIRST,
    OLD,
    age,
    answered,
    class_agreement,
    facet_reasons,
    facets_answered,
    figures_fit,
    freshness,
    in_common,
    team_at_work,
    texts_with_figures,
)
from zhiqiao.domain.matching.facts import NeedFacts
from zhiqiao.domain.matching.judging import Answer, Judged, judge, strength
from zhiqiao.domain.matching.parameters import asked_of
from zhiqiao.domain.matching.ranking import Ranked
from zhiqiao.domain.matching.understanding import Facet, by_facet
from zhiqiao.domain.patents.facts import PartyFacts, PatentFacts
from zhiqiao.words.matching import FACETS, parts_line, say

TODAY = date(2026, 11, 22)
NEED = NeedFacts(
    title_zh="电池隔膜",
    problem_zh="要求孔隙率不低于45%，热收缩小于3%",
    industry=Industry.ENERGY,
    region="浙江省杭州市",
    ways=(Way.LICENSE,),
    stage=NeedStage.PILOT,
)
SHARES = st.floats(0, 1)


def patent(number: int = 1, *, classes: tuple[str, ...] = ("H01M50/40",), makers: str = "甲", **known) -> PatentFacts:
    parties = tuple(PartyFacts(name, PartyRole.INVENTOR) for name in makers)
    given = {
        "id": number, "kind": PatentKind.INVENTION, "title_zh": "一种隔膜", "abstract_zh": "孔隙率为50%，热收缩为2%。",
        "application_date": date(2020, 1, 1), "legal_state": LegalState.GRANTED, "ipc": classes, "parties": parties,
        "industry": Industry.ENERGY, "region": "浙江省杭州市", "willing": (Way.LICENSE,), "trl": 7,
    }  # fmt: skip
    return PatentFacts(**(given | known))


def stands(number: int = 1, score: float = 1.0, **facets: float) -> Ranked:
    return Ranked(number, score, score, score, 0.3, 0.5, 3.0, True, Language.ZH, facets=facets)


def judged(one: PatentFacts, ranked: Ranked, need: NeedFacts = NEED, others: int = FEWEST, sure: float = 0.9) -> Judged:
    """Beside others of the same class."""
    beside = {number: patent(number, makers=f"{number}") for number in range(100, 100 + others)}
    line = [ranked, *(stands(number, 0.5) for number in beside)]
    return judge(one, ranked, Answer.of(need, line, {**beside, one.id: one}, sure, today=TODAY))


def value(told: Judged, code: str) -> float | None:
    return next(part.value for part in told.parts if part.code == code)


MAYBE_DATES = st.none() | st.dates(date(1985, 1, 1), date(2027, 1, 1))
PATENTS = st.builds(
    patent,
    classes=st.lists(st.sampled_from(["H01M50/40", "C08L63/00", "G06F", ""]), max_size=3).map(tuple),
    makers=st.text("甲乙丙丁", max_size=3),
    application_date=MAYBE_DATES,
    legal_state=st.sampled_from(list(LegalState)),
    kind=st.sampled_from(list(PatentKind)),
    industry=st.sampled_from(list(Industry)),
    region=st.sampled_from(["", "浙江省杭州市", "浙江省宁波市", "北京市"]),
    willing=st.lists(st.sampled_from(list(Way)), max_size=3, unique=True).map(tuple),
    trl=st.none() | st.integers(1, 9),
    abstract_zh=st.sampled_from(["", "孔隙率为50%。", "孔隙率为20%，热收缩为8%。", "没有数字。"]),
)
NEEDS = st.builds(
    replace,
    st.just(NEED),
    industry=st.sampled_from(list(Industry)),
    region=st.sampled_from(["", "浙江省杭州市"]),
    ways=st.lists(st.sampled_from(list(Way)), max_size=3, unique=True).map(tuple),
    stage=st.sampled_from(list(NeedStage)),
)
FACET_SHARES = st.dictionaries(st.sampled_from([str(one) for one in Facet]), SHARES, max_size=4)


@given(PATENTS, NEEDS, SHARES, FACET_SHARES, SHARES, st.integers(0, 8))
@settings(deadline=None, max_examples=150)
def test_every_part_is_between_nothing_and_all_and_points_add_up(one, need, score, facets, sure, others):
    told = judged(one, stands(1, score, **facets), need, others, sure)
    most = learned.table().points
    assert all(part.value is None or 0 <= part.value <= 1 for part in told.parts)
    for part in told.parts:
        if part.code in most:
            assert -0.01 <= part.points <= most[part.code] + 0.01
    added = sum(part.points for part in told.parts)
    assert told.score == pytest.approx(min(100.0, max(0.0, added)), abs=0.11)
    known = {part.code for part in told.parts} - {"losses"}
    assert known == (set(most) - {"text"}) | {"words", "meaning"}


def test_the_hundred_points_are_given_out_whole():
    points = learned.table().points
    assert sum(points.values()) == pytest.approx(100.0) and min(points.values()) > 0
    best = judged(patent(application_date=date(2025, 1, 1)), stands(1, 1.0, object=1.0, effect=1.0), others=FIRST - 1)
    own = 1 / (1 + 0.5 * (FIRST - 1))
    left = points["team"] + own * points["class"]
    assert best.score == pytest.approx(100.0 - left, abs=0.2), "all but further patents of its team, and its own class"


def test_what_is_not_known_earns_half_of_its_points():
    nothing = judge(PatentFacts(id=1), stands(1, 0.0), Answer(NeedFacts(), TODAY, 1.0))
    points = learned.table().points
    assert all(part.value is None for part in nothing.parts if part.code not in ("words", "meaning"))
    assert nothing.score == pytest.approx((100 - points["text"]) / 2, abs=0.1)


@given(FACET_SHARES.filter(bool), st.sampled_from(range(4)), SHARES)
def test_more_of_a_facet_never_lowers(facets, which, more):
    raised = dict(facets)
    name = sorted(raised)[which % len(raised)]
    raised[name] = max(raised[name], more)
    before, after = (judged(patent(), stands(1, 0.7, **told)).score for told in (facets, raised))
    assert after >= before


@given(SHARES, SHARES)
def test_a_facet_is_answered_by_a_quarter_of_its_words(one, other):
    assert answered(0.0) == 0.0 and answered(0.25) == 1.0
    assert answered(min(one, other)) <= answered(max(one, other))


def test_facets_are_told_of_only_where_there_are_several():
    assert facets_answered(stands()) is None
    assert facet_reasons(stands(object=0.4)) == (None, None)
    reason, against = facet_reasons(stands(object=0.4, effect=0.3, condition=0.0))
    with translation.override("zh-hans"):
        assert say(reason) == "与需求在以下要素上用词相合：技术对象、目标效果。"
        assert say(against) == "需求的以下要素未见相同用词：约束条件。"
    with translation.override("en"):
        assert say(reason) == "It shares the need's words on what is sought, the effect wanted."
    assert set(FACETS) == {str(one) for one in Facet} - {"background"}


def test_a_need_is_cut_into_facets_without_the_firm_s_own_affairs():
    told = by_facet("电池隔膜", "我公司成立于1998年。现有隔膜容易开裂。希望孔隙率提高到45%以上。")
    assert told[Facet.OBJECT] == "电池隔膜" and "开裂" in told[Facet.PROBLEM] and "45%" in told[Facet.EFFECT]
    assert Facet.BACKGROUND not in told and "1998" not in "".join(told.values())


# Figures


@pytest.mark.parametrize(
    ("said", "fit"),
    [("孔隙率为50%，热收缩为2%。", 1.0), ("孔隙率为20%，热收缩为8%。", 0.0), ("厚度均匀，不易开裂。", None)],
)
def test_figures_that_agree_earn_and_figures_that_clash_do_not(said, fit):
    asked = asked_of({"problem_zh": NEED.problem_zh})
    assert figures_fit(asked, {"abstract_zh": said})[0] == fit
    assert value(judged(patent(abstract_zh=said), stands()), "figures") == fit


def test_figures_are_read_for_the_first_few_only_and_in_one_language():
    line = [stands(number, 1 - number / 100) for number in range(weights.FIGURES_READ + 1)]
    patents = {number: patent(number) for number in range(len(line))}
    answer = Answer.of(NEED, line, patents, 0.9, today=TODAY)
    read = [value(judge(patents[one.id], one, answer), "figures") for one in line]
    assert read == [1.0] * weights.FIGURES_READ + [None]
    both = patent(title_en="A separator", abstract_en="Porosity is 50 %.")
    assert set(texts_with_figures(both, answer.asked)) == {"title_zh", "abstract_zh"}
    assert set(texts_with_figures(replace(both, title_zh="", abstract_zh=""), answer.asked)) == {
        "title_en",
        "abstract_en",
    }
    assert not Answer.of(replace(NEED, problem_zh=""), line, patents, 0.9, today=TODAY).read


# Classes and teams


def test_a_patent_of_the_class_the_others_are_in_stands_before_one_from_elsewhere():
    own, strange = judged(patent(), stands()), judged(patent(classes=("A01B1/00",)), stands())
    assert value(own, "class") > 0.5 and value(strange, "class") == 0.0 and own.score > strange.score
    assert "class_is_shared" in [one.code for one in own.reasons]
    assert "class_is_alone" in [one.code for one in strange.against]
    with translation.override("zh-hans"):
        assert say(strange.against[-1]) == "靠前专利中没有与其同分类的：A01B。"


def test_of_few_candidates_or_without_classes_nothing_is_told():
    assert value(judged(patent(), stands(), others=FEWEST - 2), "class") is None
    assert value(judged(patent(classes=()), stands()), "class") is None


def test_candidates_behind_the_first_do_not_tell_what_an_answer_is_about():
    line = [stands(number, 0.9) for number in range(FIRST + 3)]
    patents = {n: patent(n, classes=("H01M50/40",) if n < FIRST else ("B23K26/00",)) for n in range(len(line))}
    common = in_common(line, patents)
    assert class_agreement(line[-1], common) == 0.0 and class_agreement(line[0], common) > 0.9
    assert common.classed == FIRST


def test_a_team_with_further_patents_near_the_need_is_told():
    line = [stands(1), stands(2, 0.8), stands(3, 0.6)]
    patents = {1: patent(1, makers="甲乙"), 2: patent(2, makers="乙丙"), 3: patent(3, makers="丁")}
    common = in_common(line, patents)
    assert [team_at_work(one, common)[1] for one in line] == [1, 1, 0]
    told = judge(patents[1], line[0], Answer.of(NEED, line, patents, 0.9, today=TODAY))
    assert [one.data["count"] for one in told.reasons if one.code == "team_at_work"] == [1]
    assert team_at_work(stands(9), common) == (None, 0)
    poor = judge(patents[1], line[0], Answer.of(NEED, line, patents, 0.9, today=TODAY, is_good=False))
    assert "team_at_work" not in [one.code for one in poor.reasons] and poor.score == told.score


# Age, right


@given(st.dates(date(1990, 1, 1), TODAY), st.integers(0, 4000))
def test_a_younger_technique_is_never_less_fresh(applied, later):
    younger = min(TODAY, applied + timedelta(days=later))
    old, new = (freshness(age(patent(application_date=day), TODAY)) for day in (applied, younger))
    assert 0 <= old <= new <= 1
    assert freshness(age(patent(application_date=None), TODAY)) is None


def test_an_old_technique_is_said_to_be_old():
    told = judged(patent(application_date=TODAY - timedelta(days=int(366 * OLD))), stands())
    assert "technique_is_old" in [one.code for one in told.against] and value(told, "fresh") == 0.0


@pytest.mark.parametrize(
    ("changed", "right", "loss"),
    [
        ({}, 1.0, 0.0),
        ({"legal_state": LegalState.PENDING}, 0.5, 0.0),
        ({"legal_state": LegalState.UNKNOWN}, None, 0.0),
        ({"application_date": date(2007, 9, 1)}, 0.5, 0.0),
        ({"legal_state": LegalState.LAPSED}, 0.0, weights.LOSS_NOT_IN_FORCE),
        ({"legal_state": LegalState.UNKNOWN, "application_date": date(2000, 1, 1)}, 0.0, weights.LOSS_NOT_IN_FORCE),
    ],
)
def test_a_right_that_has_ended_falls_behind(changed, right, loss):
    told = judged(patent(**changed), stands())
    assert value(told, "right") == right
    assert -sum(part.points for part in told.parts if part.code == "losses") == loss
    if loss:
        assert told.score < judged(patent(), stands(1, 0.9)).score - 5


def test_an_unsure_answer_has_fewer_points_for_what_it_found_and_as_many_for_facts():
    unsure, sure = (judged(patent(), stands(), sure=best) for best in (0.1, 0.9))
    points = learned.table().points
    for told, best in ((unsure, 0.1), (sure, 0.9)):
        by_code = {part.code: part.points for part in told.parts}
        assert by_code["figures"] == pytest.approx(points["figures"] * strength(best), abs=0.01)
        assert by_code["industry"] == points["industry"]
    assert unsure.score < sure.score


def test_parts_are_told_in_one_line_in_both_languages():
    told = judged(patent(legal_state=LegalState.LAPSED), stands(1, 1.0, object=1.0, effect=0.0))
    with translation.override("zh-hans"):
        line = parts_line(told.parts)
        whole = learned.table().points["text"]
        assert f"词语相同 +{whole}" in line and "技术指标 +4.5" in line and "扣分 -12.0" in line and "权利" not in line
    with translation.override("en"):
        assert f"words in common +{whole}; " in parts_line(told.parts)
