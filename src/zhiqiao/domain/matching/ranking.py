"""The order of candidates by their texts alone (文本排序): words and meaning, put together by score, not by rank.

Within one language words lead and meaning helps; across languages meaning leads and what is written alike in both
(names, numbers, formulas) helps. Where both have a text in both languages, the better of the two counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from zhiqiao.domain.codes import Language
from zhiqiao.domain.matching import weights
from zhiqiao.domain.matching.wording import Question, Said, Statistics, Worth, coverage, word_score


@dataclass(frozen=True)
class Background:
    """Mean and spread of the likeness between this need and the collection at large: what is ordinary here."""

    mean: float = 0.0
    spread: float = 0.0

    def above(self, cosine: float) -> float:
        """How many spreads above the ordinary, never below zero."""
        return max(0.0, (cosine - self.mean) / self.spread) if self.spread > 1e-9 else 0.0


@dataclass(frozen=True)
class Likeness:
    """Likeness of meaning (语义相似度) of candidates: their cosines, and what is ordinary. May be empty.

    `essences` are the same of their essence (要旨: title, effect, scenario), for those that have one.
    """

    cosines: Mapping[int, float] = field(default_factory=dict)
    background: Background = Background()
    essences: Mapping[int, float] = field(default_factory=dict)
    essence_background: Background = Background()

    def above(self, number: int) -> float:
        """How many spreads above the ordinary one candidate stands: both views together, or the whole alone where it
        stands clearly higher, as for a question that is itself a patent's abstract."""
        whole = self.background.above(self.cosines[number]) if number in self.cosines else 0.0
        if number not in self.essences:
            return whole
        both = together(whole, self.essence_background.above(self.essences[number]))
        return max(both, whole - weights.WHOLE_ALONE)

    def cosine(self, number: int) -> float:
        """Its likeness, both views together."""
        whole = self.cosines.get(number, 0.0)
        return together(whole, self.essences[number]) if number in self.essences else whole


def together(whole: float, essence: float) -> float:
    """Likeness to the whole text and to its essence as one figure."""
    return (1 - weights.ESSENCE) * whole + weights.ESSENCE * essence


@dataclass(frozen=True)
class Ranked:
    """One candidate's standing. `score`, `words` and `meaning` are 0 to 1 within this answer; the rest is absolute.

    `covered` is the share of the need's terms the text has, `cosine` the likeness of meaning, `above` that likeness in
    spreads above the ordinary, `shares_language` whether both speak one language, `covered_in` the share of
    the terms in each language both speak.
    """

    id: int
    score: float
    words: float
    meaning: float
    covered: float
    cosine: float
    above: float
    shares_language: bool
    language: Language = Language.OTHER
    covered_in: Mapping[Language, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Worded:
    """A candidate's raw word score, and in which language it was reached."""

    raw: float
    covered: float
    language: Language
    shared: bool


Worths = Mapping[tuple[Language, bool], Worth]
"""By the language of the text, and whether the question is put in that language too."""


def worths(question: Question, statistics: Mapping[Language, Statistics]) -> Worths:
    """What the question's terms are worth against texts of each language, in its own and in the other."""
    result: dict[tuple[Language, bool], Worth] = {}
    for language, known in statistics.items():
        if language in question.terms:
            result[language, True] = Worth.weigh(question.terms[language], known)
        result[language, False] = Worth.weigh(question.all_terms(), known)
    return result


def worded(worth: Worths, texts: Mapping[Language, Said]) -> list[Worded]:
    """Word scores in every language both speak; else across, by what is written alike."""
    shared = [language for language in texts if (language, True) in worth]
    result = []
    for language in shared or texts:
        asked, said = worth[language, bool(shared)], texts[language]
        covered = coverage(asked, said) if shared else 0.0
        result.append(Worded(word_score(asked, said), covered, language, bool(shared)))
    return result


def rank(
    question: Question,
    candidates: Mapping[int, Mapping[Language, Said]],
    statistics: Mapping[Language, Statistics],
    within: Likeness = Likeness(),
    across: Likeness = Likeness(),
) -> list[Ranked]:
    """All candidates, best first; ties by id. `within` is likeness for one language, `across` for two.

    Without any likeness words alone decide.
    """
    worth = worths(question, statistics)
    said = {number: worded(worth, texts) for number, texts in candidates.items()}
    best: dict[tuple[Language, bool], float] = {}
    for ways in said.values():
        for way in ways:
            best[way.language, way.shared] = max(best.get((way.language, way.shared), 0.0), way.raw)
    most = {
        one: max((likeness.above(number) for number in candidates), default=0.0)
        for one, likeness in ((True, within), (False, across))
    }
    result = []
    for number, ways in said.items():
        words, way = best_way(ways, best)
        likeness = within if way.shared else across
        meaning = likeness.above(number) / most[way.shared] if most[way.shared] else 0.0
        result.append(
            Ranked(
                id=number,
                score=fused(words, meaning, way.shared, bool(most[way.shared])),
                words=words,
                meaning=meaning,
                covered=way.covered,
                cosine=likeness.cosine(number),
                above=likeness.above(number),
                shares_language=way.shared,
                language=way.language,
                covered_in={one.language: one.covered for one in ways if one.shared},
            )
        )
    return sorted(result, key=lambda one: (-one.score, one.id))


def best_way(ways: list[Worded], best: Mapping[tuple[Language, bool], float]) -> tuple[float, Worded]:
    """The language in which the candidate stands best, and how well, 0 to 1."""
    chosen, top = Worded(0.0, 0.0, Language.OTHER, False), 0.0
    for way in ways:
        greatest = best[way.language, way.shared]
        share = way.raw / greatest if greatest else 0.0
        if share > top or chosen.language is Language.OTHER:
            chosen, top = way, share
    return top, chosen


def fused(words: float, meaning: float, shares_language: bool, has_meaning: bool) -> float:
    """The two put together, 0 to 1."""
    if not has_meaning:
        return words
    if shares_language:
        return (words + weights.MEANING_BESIDE_WORDS * meaning) / (1 + weights.MEANING_BESIDE_WORDS)
    return (meaning + weights.WORDS_BESIDE_MEANING * words) / (1 + weights.WORDS_BESIDE_MEANING)
