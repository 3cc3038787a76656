"""One match judged (匹配评判): its points of 100, how sure it is, and everything it says for itself.

Points are an order within one answer, scaled by how sure its best is; sureness is what to believe.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from zhiqiao.domain.codes import Language
from zhiqiao.domain.matching import learned, weights
from zhiqiao.domain.matching.affinity import (
    OLD,
    Common,
    age,
    class_agreement,
    class_reason,
    facet_reasons,
    facets_answered,
    figures_fit,
    freshness,
    in_common,
    team_at_work,
    texts_with_figures,
)
from zhiqiao.domain.matching.aspects import Aspects, aspects, firm_aspects, shared_classes
from zhiqiao.domain.matching.explanation import Part, Reason
from zhiqiao.domain.matching.facts import EnterpriseFacts, NeedFacts
from zhiqiao.domain.matching.meeting import Meeting
from zhiqiao.domain.matching.parameters import Placed, asked_of
from zhiqiao.domain.matching.ranking import Ranked
from zhiqiao.domain.patents.facts import PatentFacts

FEW_WORDS = 0.04
"""Share of the need's words below which a match is said to rest on few of them."""
NEAR_IN_MEANING = 2.0
"""Spreads above the ordinary from which on likeness of meaning is given as a reason."""
PHRASES_SAID = 5


@dataclass(frozen=True)
class Judged:
    """A match's score (0 to 100) with the parts it is made of, what speaks for it and what against."""

    score: float
    parts: tuple[Part, ...]
    reasons: tuple[Reason, ...]
    against: tuple[Reason, ...]


def strength(best_sureness: float) -> float:
    """How much of the points for text can be had in this answer: all when its best is quite sure."""
    return min(1.0, 0.3 + best_sureness)


@dataclass(frozen=True)
class Answer:
    """What is judged together (一次应答): the need, the figures it asks for, how sure its best is, and what its
    candidates have in common; `read` are those whose figures are compared. `is_good`: something near was found."""

    need: NeedFacts
    today: date
    best_sureness: float = 1.0
    common: Common = field(default_factory=Common)
    asked: tuple[Placed, ...] = ()
    read: frozenset[int] = frozenset()
    is_good: bool = True

    @staticmethod
    def of(
        need: NeedFacts,
        ranked: Sequence[Ranked],
        patents: Mapping[int, PatentFacts],
        best_sureness: float,
        *,
        today: date,
        is_good: bool = True,
    ) -> Answer:
        """Of the candidates that are judged, best first."""
        asked = tuple(asked_of({name: getattr(need, name) for name in NEED_TEXTS}))
        return Answer(
            need,
            today,
            best_sureness,
            in_common(ranked, patents),
            asked,
            frozenset(one.id for one in ranked[: weights.FIGURES_READ] if asked),
            is_good,
        )


NEED_TEXTS = ("title_zh", "problem_zh", "title_en", "problem_en")


def judge(patent: PatentFacts, ranked: Ranked, answer: Answer) -> Judged:
    """A need and a patent, beside the other candidates of the answer."""
    told = aspects(answer.need, patent, today=answer.today)
    if len(patent.applicants) > 1:
        told.against.append(Reason("co_owned", {"count": len(patent.applicants)}))
    sure = strength(answer.best_sureness)
    affinities(told, patent, ranked, answer, sure)
    return total(told, ranked, learned.table().points["text"] * sure)


def affinities(told: Aspects, patent: PatentFacts, ranked: Ranked, answer: Answer, sure: float) -> None:
    """What speaks for the patent beside its likeness; like the points for text, fewer where nothing is sure.

    What its figures say for it or against it is told where they are shown (`arguments`).
    """
    points = learned.table().points
    told.part("facets", facets_answered(ranked), points["facets"] * sure)
    told.argue(*facet_reasons(ranked))
    texts = texts_with_figures(patent, answer.asked) if ranked.id in answer.read else {}
    told.part("figures", figures_fit(answer.asked, texts)[0], points["figures"] * sure)
    agreement = class_agreement(ranked, answer.common)
    told.part("class", agreement, points["class"] * sure)
    told.argue(*class_reason(ranked, answer.common, agreement))
    at_work, further = team_at_work(ranked, answer.common)
    told.part("team", at_work, points["team"] * sure)
    if further and answer.is_good:
        told.reasons.append(Reason("team_at_work", {"count": further}))
    years = age(patent, answer.today)
    told.part("fresh", freshness(years), points["fresh"] * sure)
    if years is not None and years >= OLD:
        told.against.append(Reason("technique_is_old", {"years": int(years)}))


def judge_firm(
    patent: PatentFacts, firm: EnterpriseFacts, firm_classes: tuple[str, ...], ranked: Ranked, best_sureness: float
) -> Judged:
    """A patent and a firm that might use it; `firm_classes` are the IPC codes of the firm's own patents."""
    told = firm_aspects(patent, firm)
    both = shared_classes(patent.ipc, firm_classes)
    known = bool(patent.ipc and firm_classes)
    told.part("class", float(bool(both)) if known else None, weights.POINTS_CLASS)
    if both:
        told.reasons.append(Reason("same_classes", {"classes": ", ".join(both)}))
    if not firm_classes:
        told.against.append(Reason("firm_patents_not_known"))
    return total(told, ranked, weights.POINTS_FIRM_TEXT * strength(best_sureness))


def has_tie(judged: Judged, sure: float) -> bool:
    """Whether a firm has a real tie to the patent: the texts are near, and industry or patent classes are the same; or
    the texts are so near that it needs neither."""
    field_is_same = any(reason.code in ("same_industry", "same_classes") for reason in judged.reasons)
    return sure >= (weights.FIRM_IN_FIELD if field_is_same else weights.FIRM_ELSEWHERE)


def total(told: Aspects, ranked: Ranked, text_points: float) -> Judged:
    """The points of text, shared between words and meaning as they were fused, and those of the facts, less losses."""
    share = ranked.of_words
    earned = text_points * ranked.score
    parts = (
        Part("words", round(ranked.words, 3), round(earned * share, 2)),
        Part("meaning", round(ranked.meaning, 3), round(earned * (1 - share), 2)),
        *told.parts,
    )
    if told.loss:
        parts = (*parts, Part("losses", None, -told.loss))
    score = earned + sum(part.points for part in told.parts) - told.loss
    return Judged(round(min(100.0, max(0.0, score)), 1), parts, tuple(told.reasons), tuple(told.against))


def words_met(ranked: Ranked, met: Meeting) -> dict[str, str | int | float]:
    """The first phrases that met and how much of what is asked they are: in all, and in each language both speak."""
    data: dict[str, str | int | float] = {
        "phrases": "、".join(one.phrase_need for one in met.met[:PHRASES_SAID]),
        "count": len(met.met),
        "percent": round(ranked.covered * 100),
    }
    for language, covered in ranked.covered_in.items():
        own = [one.phrase_need for one in met.met if one.language in (str(language), "")]
        if own:
            data[f"phrases_{language}"] = (", " if language is Language.EN else "、").join(own[:PHRASES_SAID])
            data[f"percent_{language}"] = round(covered * 100)
    return data


def text_reasons(ranked: Ranked, met: Meeting, *, has_meaning: bool) -> tuple[list[Reason], list[Reason]]:
    """What the texts say for the match, and against it."""
    reasons: list[Reason] = []
    against: list[Reason] = []
    if met.met:
        reasons.append(Reason("words_met", words_met(ranked, met)))
    if has_meaning and ranked.above >= NEAR_IN_MEANING:
        reasons.append(Reason("meaning_is_near", {"likeness": round(ranked.cosine, 2)}))
    if not ranked.shares_language:
        against.append(Reason("other_language"))
    elif not met.met:
        against.append(Reason("no_words_met"))
    elif ranked.covered < FEW_WORDS:
        against.append(Reason("few_words_met", {"percent": round(ranked.covered * 100)}))
    if has_meaning and ranked.shares_language and ranked.above < 1.0:
        against.append(Reason("meaning_is_not_near", {"likeness": round(ranked.cosine, 2)}))
    return reasons, against
