"""The rules of matching: weighing, ranking, floor, what met, aspects, near-duplicates. Plain functions on facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from zhiqiao.domain.codes import Industry, Language, LegalState, NeedStage, PatentKind, Way
from zhiqiao.domain.matching import bm25, learned, weights
from zhiqiao.domain.matching.aspects import aspects, province, shared_classes
from zhiqiao.domain.matching.explanation import (
    Aligned,
    Explanation,
    Figured,
    Met,
    Missing,
    Nearest,
    Part,
    Reason,
    Stated,
)
from zhiqiao.domain.matching.facts import EnterpriseFacts, NeedFacts
from zhiqiao.domain.matching.generic import is_generic, is_telling
from zhiqiao.domain.matching.judging import Answer, has_tie, judge, judge_firm, text_reasons
from zhiqiao.domain.matching.language import language_of
from zhiqiao.domain.matching.meeting import FieldText, Piece, apart, meeting
from zhiqiao.domain.matching.ranking import Background, Likeness, Ranked, fused, rank
from zhiqiao.domain.matching.sentences import sentences
from zhiqiao.domain.matching.sureness import (
    Around,
    Sureness,
    around,
    crowd,
    floor_of,
    in_words,
    is_below_floor,
    nearness,
    situation,
    sureness,
)
from zhiqiao.domain.matching.wording import (
    FIELDS,
    Asking,
    Known,
    Question,
    Told,
    coverage,
    rarity,
    saturated,
    weigh,
)
from zhiqiao.domain.patents.facts import PatentFacts
from zhiqiao.words.matching import say

TODAY = date(2026, 11, 22)
ZH, EN = Language.ZH, Language.EN


def ranked(**changed) -> Ranked:
    given = {
        "id": 1, "score": 1.0, "words": 1.0, "meaning": 1.0, "covered": 0.2, "cosine": 0.5, "above": 4.0,
        "shares_language": True, "language": ZH,
    }  # fmt: skip
    return Ranked(**(given | changed))


# Weighing


def test_a_word_of_the_title_weighs_several_mentions_and_mentions_saturate():
    found = weigh(["隔膜"], ["隔膜", "涂覆", "涂覆", "涂覆"])
    assert found["隔膜"] == pytest.approx(learned.table().words.title + 1)
    assert 1 < found["涂覆"] < 3


def test_generic_words_are_left_out_unless_nothing_else_was_said():
    assert set(weigh(["技术", "隔膜", "的"], [])) == {"隔膜"}
    assert set(weigh(["技术"], [])) == {"技术"}
    assert is_generic("becaus") and is_generic("的了") and not is_generic("隔膜")


def test_a_single_character_weighs_half_a_pair():
    found = weigh(["水", "污水"], [])
    assert found["水"] == pytest.approx(found["污水"] / 2)


def asking(**terms) -> Asking:
    return Asking.of(Question({{"zh": ZH, "en": EN}[name]: spoken for name, spoken in terms.items()}))


def told(question: Asking, *texts: dict[str, list[str]]) -> Told:
    """What these documents (numbered from 1) say: field → terms."""
    counts = np.zeros((len(texts), len(FIELDS), len(question.terms)), dtype=np.uint8)
    lengths = np.zeros((len(texts), len(FIELDS)), dtype=np.uint16)
    for number, fields in enumerate(texts):
        for name, said in fields.items():
            lengths[number, FIELDS.index(name)] = len(said)
            for place, term in enumerate(question.terms):
                counts[number, FIELDS.index(name), place] = said.count(term)
    return Told(np.arange(1, len(texts) + 1), counts, lengths)


def known(question: Asking, documents: int = 1000, mean: float = 100.0, **holding: int) -> Known:
    """A collection in which so many documents say each term, in both languages alike."""
    frequency = np.array([[holding.get(term, 0) for term in question.terms]] * 2)
    return Known(np.array([documents] * 2), frequency, np.full(len(FIELDS), mean / 4))


def scores(question: Asking, statistics: Known, *texts: dict[str, list[str]]) -> list[float]:
    """BM25F of each text in Chinese."""
    worth = question.weight[0] * rarity(statistics)[0]
    return (saturated(told(question, *texts), statistics, 0) @ worth).tolist()


def test_rare_words_count_more_and_long_texts_less():
    question = asking(zh={"rare": 1.0, "common": 1.0})
    statistics = known(question, rare=3, common=600)
    rare, common, short, long, empty = scores(
        question, statistics, {"body_zh": ["rare"] + ["x"] * 99}, {"body_zh": ["common"] + ["x"] * 99},
        {"body_zh": ["rare"] + ["x"] * 20}, {"body_zh": ["rare"] + ["x"] * 300}, {},
    )  # fmt: skip
    assert rare > common and short > long and empty == 0.0


def test_bm25f_of_texts_that_weigh_the_same_is_bm25_of_all_of_them_together():
    question = asking(zh={"隔膜": 2.0, "涂覆": 1.0})
    statistics = known(question, mean=40.0, 隔膜=30, 涂覆=200)
    body = ["涂覆"] * 3 + ["x"] * 57
    alike = replace(learned.table(), words=replace(learned.table().words, texts=(1.0,) * 4, k1=bm25.K1, b=bm25.B))
    with learned.trying(alike):
        apart, together = scores(
            question, statistics, {"title_zh": ["隔膜", "涂覆"], "body_zh": body}, {"body_zh": ["隔膜", "涂覆", *body]}
        )
    textbook = bm25.Statistics(1000, {"隔膜": 30, "涂覆": 200}, 40.0)
    assert apart == pytest.approx(together)
    assert apart == pytest.approx(
        bm25.score({"隔膜": 2.0, "涂覆": 1.0}, bm25.Said.of(["隔膜", "涂覆", *body]), textbook)
    )


@given(st.lists(st.sampled_from(["a1", "b1", "c1", "d1"]), max_size=30))
def test_coverage_is_a_share_and_never_falls_when_more_is_said(terms):
    question = asking(zh={"a1": 2.0, "b1": 1.0})
    statistics = known(question, 50, a1=5, b1=20)
    said = saturated(told(question, {"body_zh": terms}, {"body_zh": [*terms, "a1"]}), statistics, 0)
    less, more = coverage(question.weight[0] * rarity(statistics)[0], question.is_word, said)
    assert 0 <= less <= more <= 1


# Ranking


def test_in_one_language_words_lead_across_languages_meaning_does():
    words, meaning, yes = np.array([1.0, 0.0]), np.array([0.0, 1.0]), np.array([True, True])
    none = np.full(2, np.nan)
    (first, second), of_words = fused(words, meaning, none, yes)
    assert first > second and of_words.tolist() == [1.0, 0.0]
    (first, second), _ = fused(words, meaning, none, ~yes)
    assert second > first
    (alone,), (of_words,) = fused(np.array([0.4]), none[:1], none[:1], yes[:1])
    assert (alone, of_words) == (0.4, 1.0)


def test_candidates_come_best_first_and_ties_by_id():
    question = asking(zh={"隔膜": 1.0})
    said = {"title_zh": ["隔膜", "涂覆"]}
    found = rank(question, told(question, {"title_zh": ["别的"]}, said, said), known(question, 10, 2.0, 隔膜=2))
    assert [one.id for one in found] == [2, 3, 1]


def test_a_text_in_another_language_is_ranked_by_meaning():
    question = asking(en={"separ": 1.0})
    near = Likeness(np.array([0.1, 0.6]), Background(0.1, 0.1))
    texts = told(question, {"title_zh": ["别的"]}, {"title_zh": ["隔膜"]})
    found = rank(question, texts, known(question, 10), Likeness(), near)
    assert [one.id for one in found] == [2, 1] and not found[0].shares_language


def test_where_a_text_speaks_both_languages_the_better_counts():
    question = asking(zh={"隔膜": 1.0}, en={"separ": 1.0})
    texts = told(question, {"title_zh": ["别的"]}, {"title_zh": ["别的"], "title_en": ["separ"]})
    found = rank(question, texts, known(question, 10, 1.0, 隔膜=1, separ=1))
    assert found[0].id == 2 and found[0].language is EN


def test_a_document_that_says_nothing_stands_last():
    question = asking(zh={"隔膜": 1.0})
    found = rank(question, told(question, {}, {"title_zh": ["隔膜"]}), known(question, 10, 1.0, 隔膜=1))
    assert [one.id for one in found] == [2, 1] and found[1].language is Language.OTHER and found[1].score == 0.0


# Sureness and the floor


def test_sureness_rises_with_every_sign_and_falls_with_the_crowd():
    base = sureness(ranked(score=0.6), Around(0.3, 0.3))
    assert sureness(ranked(score=0.9), Around(0.3, 0.3)) > base > sureness(ranked(score=0.6), Around(0.8, 0.3))
    assert sureness(ranked(score=0.6, cosine=0.8), Around(0.3, 0.3)) > base
    assert sureness(ranked(score=0.6, covered=0.4), Around(0.3, 0.3)) > base
    assert sureness(ranked(score=0.6), Around(0.3, 0.5)) > base, "near as a whole"
    assert in_words(0.61) is Sureness.HIGH and in_words(0.31) is Sureness.MEDIUM and in_words(0.1) is Sureness.LOW


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), st.booleans(), st.booleans(), st.floats(0, 0.5))
def test_more_of_any_sign_never_makes_less_sure(score, covered, cosine, shared, has_meaning, more):
    given_ = {"covered": covered, "score": score, "shares_language": shared}
    given_ |= {"cosine": 0.01 + cosine, "above": 1.0} if has_meaning else {"cosine": 0.0, "above": 0.0}
    one, beside = ranked(**given_), Around(0.3, 0.3)
    assert situation(one) in learned.SURE
    base = sureness(one, beside)
    assert 0 <= base <= 1
    for sign in ("score", "covered", *(("cosine",) if has_meaning else ())):
        assert sureness(replace(one, **{sign: getattr(one, sign) + more}), beside) >= base - 1e-9


def test_by_words_alone_and_across_languages_other_coefficients_count():
    assert situation(ranked()) == "sure_same" and situation(ranked(shares_language=False)) == "sure_across"
    by_words = ranked(cosine=0.0, above=0.0)
    assert situation(by_words) == "sure_words"
    assert situation(replace(by_words, shares_language=False)) == "sure_words_across"
    assert {floor_of(ranked(), in_full=full) for full in (True, False)} == {
        weights.FLOOR_IN_FULL,
        weights.FLOORS["sure_same"],
    }
    assert floor_of(by_words, in_full=True) == weights.FLOORS["sure_words"]


def test_nothing_near_in_words_or_meaning_is_below_the_floor():
    far = [ranked(cosine=0.05, covered=0.02, above=1.0)]
    assert is_below_floor(far, around(far), has_meaning=True)
    assert is_below_floor([], Around(), has_meaning=True)
    assert not is_below_floor([ranked()], Around(0.3, 0.5), has_meaning=True)
    assert crowd(far) == 0.0


def test_a_text_whose_meaning_is_not_known_is_found_by_most_of_its_words():
    far = ranked(id=2, cosine=0.05, covered=0.1, above=1.0)
    named, said = (ranked(cosine=0.0, above=0.0, covered=covered) for covered in (0.9, 0.2))
    assert not is_below_floor([named, far], around([named, far]), has_meaning=True)
    assert is_below_floor([said, far], around([said, far]), has_meaning=True)


def test_a_need_told_in_full_asks_for_more():
    middling = [ranked(score=1.0, covered=0.05, cosine=0.2)]
    assert not is_below_floor(middling, Around(0.3, 0.2), has_meaning=True)
    assert is_below_floor(middling, Around(0.3, 0.2), has_meaning=True, in_full=True)


# What met


def field(name: str, text: str, words: list[str]) -> FieldText:
    pieces, at = [], 0
    for word in words:
        at = text.index(word, at)
        pieces.append(Piece(word.lower(), at, at + len(word), word[0] > "\u3000"))
        at += len(word)
    return FieldText(name, text, tuple(pieces))


def test_phrases_meet_as_one_and_are_marked_on_both_sides():
    need = field("title_zh", "想要陶瓷涂覆隔膜", ["想要", "陶瓷", "涂覆", "隔膜"])
    found = field("abstract_zh", "一种陶瓷涂覆隔膜，隔膜厚", ["一种", "陶瓷", "涂覆", "隔膜", "隔膜", "厚"])
    met = meeting([need], [found], lambda phrase: float(len(phrase)))
    assert met.met[0].phrase_need == "陶瓷涂覆隔膜" and met.met[0].weight == 1.0
    assert met.marks_need == {"title_zh": [(2, 8)]}
    assert met.marks_found["abstract_zh"][0] == (2, 8)


def test_english_meets_by_stems_in_sequence():
    need = FieldText("title_en", "coated separators", (Piece("coat", 0, 6, False), Piece("separ", 7, 17, False)))
    found = FieldText(
        "abstract_en",
        "A separator coating",
        (Piece("a", 0, 1, False), Piece("separ", 2, 11, False), Piece("coat", 12, 19, False)),
    )
    met = meeting([need], [found], lambda phrase: 1.0)
    assert {(one.phrase_need, one.phrase_found) for one in met.met} == {
        ("coated", "coating"), ("separators", "separator"),
    }  # fmt: skip


def test_numbers_single_characters_and_everyday_words_are_no_reason():
    assert not is_telling("9") and not is_telling("线") and not is_telling("以内")
    assert is_telling("隔膜") and is_telling("5G")
    assert apart([(4, 6), (0, 2), (1, 5)]) == [(0, 6)]


@given(st.text(max_size=200))
def test_sentences_lie_inside_the_text_and_apart(text):
    end = 0
    for first, last in sentences(text):
        assert end <= first < last <= len(text)
        end = last


# Aspects and points


NEED = NeedFacts(
    title_zh="隔膜", industry=Industry.ENERGY, region="浙江省杭州市", ways=(Way.LICENSE,), stage=NeedStage.PILOT
)
PATENT = PatentFacts(
    id=1, kind=PatentKind.INVENTION, application_date=date(2019, 3, 1), legal_state=LegalState.GRANTED,
    industry=Industry.ENERGY, region="浙江省宁波市", trl=6, willing=(Way.OPEN_LICENSE,), title_zh="隔膜",
)  # fmt: skip


def codes(reasons) -> set[str]:
    return {reason.code for reason in reasons}


def test_facts_that_agree_are_reasons():
    told = aspects(NEED, PATENT, today=TODAY)
    assert codes(told.reasons) == {"same_industry", "same_region", "way_is_offered", "ripe_enough"}
    assert told.against == [] and told.loss == 0


@pytest.mark.parametrize(
    ("changed", "code", "costs"),
    [
        ({"legal_state": LegalState.LAPSED}, "right_has_ended", True),
        ({"legal_state": LegalState.PENDING}, "not_granted_yet", False),
        ({"legal_state": LegalState.UNKNOWN}, "legal_state_not_known", False),
        ({"application_date": date(2005, 1, 1)}, "term_is_over", True),
        ({"application_date": date(2007, 6, 1)}, "term_is_nearly_over", False),
        ({"willing": (Way.EQUITY,)}, "way_is_not_offered", True),
        ({"trl": 2}, "not_ripe_enough", True),
        ({"industry": Industry.BIOMED}, "other_industry", False),
    ],
)
def test_what_speaks_against_is_said_and_what_is_grave_costs(changed, code, costs):
    told = aspects(NEED, replace(PATENT, **changed), today=TODAY)
    assert code in codes(told.against)
    assert (told.loss > 0) is costs


def test_what_is_not_known_earns_half_and_is_named_so():
    told = aspects(NeedFacts(), PatentFacts(), today=TODAY)
    assert all(part.value is None for part in told.parts)
    most = sum(learned.table().points[name] for name in ("industry", "region", "way", "stage", "right"))
    assert sum(part.points for part in told.parts) == pytest.approx(most / 2)


def test_points_add_up_and_a_dead_right_falls_behind():
    alive = judge(PATENT, ranked(), Answer(NEED, TODAY, 0.9))
    dead = judge(replace(PATENT, legal_state=LegalState.EXPIRED), ranked(), Answer(NEED, TODAY, 0.9))
    assert alive.score == pytest.approx(sum(part.points for part in alive.parts), abs=0.1)
    lost = weights.LOSS_NOT_IN_FORCE + learned.table().points["right"]
    assert dead.score == pytest.approx(alive.score - lost, abs=0.2)
    assert sum(learned.table().points.values()) == 100


def test_unsure_answers_have_fewer_points_to_give():
    unsure, sure = (judge(PATENT, ranked(), Answer(NEED, TODAY, best)) for best in (0.1, 0.7))
    assert unsure.score < sure.score


def test_regions_and_classes_compare():
    assert province("浙江省杭州市") == province("浙江省宁波市") != province("上海市浦东新区")
    assert province("陕西省杨凌示范区") == "陕西省"
    assert shared_classes(["H01M50/40", "C08L1/00"], ["H01M10/05"]) == ["H01M"]


# Near-duplicates, languages, storage


@pytest.mark.parametrize(
    ("text", "language"),
    [("一种PLC控制器 for CNC", ZH), ("A separator (隔膜) for lithium batteries", EN), ("12 %", Language.OTHER)],
)
def test_the_language_is_told_by_letters(text, language):
    assert language_of(text) is language


def test_an_explanation_survives_storage():
    told = Explanation(
        parts=(Part("words", 0.5, 40.0),), reasons=(Reason("same_industry", {"industry": "energy"}),),
        met=(Met("隔膜", "隔膜", 1.0),), marks_need={"title_zh": ((0, 2),)},
        nearest=Nearest("title_zh", 0, 2, "title_en", 0, 9, 0.7), twins=(4,), family=(4,), sureness="high",
        aligned=(Aligned("title_zh", 0, 2, "title_en", 0, 9, 0.7, "meaning", 0.7),),
        missing=(Missing("title_zh", 0, 2),),
        figures=(Figured("purity", "clashes", (Stated("title_zh", 0, 2, "纯度"),),
                         (Stated("title_en", 0, 9, "purity"),)),
                 Figured("yield", "not_stated", (Stated("title_zh", 0, 2, "收率"),))),
    )  # fmt: skip
    assert Explanation.from_json(told.as_json()) == told


# Two views of meaning, two languages, firms


def test_where_there_is_an_essence_it_counts_three_parts_in_four():
    none = float("nan")
    near = Likeness(np.array([0.1, 0.1]), Background(0.1, 0.1), np.array([0.5, none]), Background(0.1, 0.2))
    assert near.cosine(2).tolist() == pytest.approx([0.4, 0.1])
    assert near.above(2).tolist() == pytest.approx([0.75 * 2.0, 0.0])
    translated = Likeness(np.array([0.6]), Background(0.1, 0.1), np.array([0.2]), Background(0.1, 0.2))
    assert translated.above(1).tolist() == pytest.approx([5.0 - 0.5])


def test_one_text_near_by_chance_is_not_an_answer_that_is_near():
    chance = [ranked(id=1, cosine=0.2), *(ranked(id=number, cosine=0.0) for number in range(2, 8))]
    assert nearness(chance) == pytest.approx((0.2 + 0.04) / 2)
    assert is_below_floor(chance, around(chance), has_meaning=True)
    near = [ranked(id=number, cosine=0.2) for number in range(6)]
    assert not is_below_floor(near, around(near), has_meaning=True)


def test_each_language_shows_its_own_phrases_and_its_own_share():
    need = [field("title_zh", "陶瓷隔膜", ["陶瓷", "隔膜"]), field("title_en", "PLC rack", ["PLC", "rack"])]
    found = [field("abstract_zh", "陶瓷隔膜", ["陶瓷", "隔膜"]), field("abstract_en", "a PLC", ["a", "PLC"])]
    met = meeting(need, found, lambda phrase: 90.0 if "隔" in phrase else 1.0)
    assert {(one.phrase_need, one.language) for one in met.met} == {("陶瓷隔膜", "zh"), ("PLC", "en")}
    reasons, _ = text_reasons(ranked(covered=0.7, covered_in={ZH: 0.7, EN: 0.25}), met, has_meaning=True)
    told = reasons[0].data
    assert (told["phrases_zh"], told["percent_zh"]) == ("陶瓷隔膜", 70)
    assert (told["phrases_en"], told["percent_en"]) == ("PLC", 25)
    with translation.override("en"):
        assert "PLC (25 %" in say(reasons[0]) and "陶瓷" not in say(reasons[0])
    with translation.override("zh-hans"):
        assert "陶瓷隔膜" in say(reasons[0]) and "70%" in say(reasons[0])


def test_a_firm_elsewhere_must_be_much_nearer_than_one_in_the_field():
    def judged(firm: EnterpriseFacts):
        return judge_firm(PATENT, firm, (), ranked(), 0.5)

    same, other = judged(EnterpriseFacts(industry=Industry.ENERGY)), judged(EnterpriseFacts(industry=Industry.BIOMED))
    assert has_tie(same, 0.15) and not has_tie(other, 0.15) and has_tie(other, 0.45)
    assert not has_tie(same, 0.05)
