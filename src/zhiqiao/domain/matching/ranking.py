"""The order of candidates by their texts alone (文本排序): words and meaning, put together by score, not by rank.

Within one language words lead and meaning helps; across languages meaning leads and what is written alike in both
(names, numbers, formulas) helps. Where both have a text in both languages, the better of the two counts.

All candidates are reckoned at once, as arrays of length n in the order of `Told.ids`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from zhiqiao.domain.codes import Language
from zhiqiao.domain.matching import learned, weights
from zhiqiao.domain.matching.wording import (
    FIELDS_OF,
    Array,
    Asking,
    Known,
    Told,
    by_chance,
    coverage,
    coverages,
    rarity,
    saturated,
    says_anything,
)

LANGUAGES = tuple(FIELDS_OF)
NOTHING: Array = np.empty(0)
ALL = "all"
"""All of a question, beside its facets."""


@dataclass(frozen=True)
class Background:
    """Mean and spread of the likeness between this need and the collection at large: what is ordinary here."""

    mean: float = 0.0
    spread: float = 0.0

    def above(self, cosines: Array) -> Array:
        """How many spreads above the ordinary, never below zero; 0 where nothing is known."""
        if self.spread <= 1e-9:
            return np.zeros(len(cosines))
        result: Array = np.maximum(0.0, np.nan_to_num((cosines - self.mean) / self.spread, nan=0.0))
        return result


@dataclass(frozen=True)
class Likeness:
    """Likeness of meaning (语义相似度) of n candidates: their cosines (NaN: not known), and what is ordinary.

    `essences` are the same of their essence (要旨: title, effect, scenario), NaN for those that have none. Both may be
    empty: then nothing is known of any.
    """

    cosines: Array = field(default_factory=lambda: NOTHING)
    background: Background = Background()
    essences: Array = field(default_factory=lambda: NOTHING)
    essence_background: Background = Background()

    def above(self, n: int) -> Array:
        """How many spreads above the ordinary each stands: both views together, or the whole alone where it stands
        clearly higher, as for a question that is itself a patent's abstract."""
        whole = self.background.above(self.cosines) if len(self.cosines) else np.zeros(n)
        if not len(self.essences):
            return whole
        both = together(whole, self.essence_background.above(self.essences))
        return np.where(np.isnan(self.essences), whole, np.maximum(both, whole - weights.WHOLE_ALONE))

    def cosine(self, n: int) -> Array:
        """The likeness of each, both views together; 0 where nothing is known."""
        whole: Array = np.nan_to_num(self.cosines, nan=0.0) if len(self.cosines) else np.zeros(n)
        if not len(self.essences):
            return whole
        return np.where(np.isnan(self.essences), whole, together(whole, np.nan_to_num(self.essences, nan=0.0)))


def together(whole: Array, essence: Array) -> Array:
    """Likeness to the whole text and to its essence as one figure."""
    return (1 - weights.ESSENCE) * whole + weights.ESSENCE * essence


@dataclass(frozen=True)
class Ranked:
    """One candidate's standing. `score`, `words`, `meaning` and `quality` (likeness by the better embedder; NaN: it has
    no vector) are 0 to 1 within this answer, and so is `of_words`, how much of the score comes from words; the rest is
    absolute. `facets`: the share of each facet's terms the text has, by worth.

    `covered` is the share of the need's terms the text has (in another language: of other words for them), `cosine` the
    likeness of meaning, `above` that likeness in spreads above the ordinary, `shares_language` whether both speak one
    language, `covered_in` the share of the terms in each language both speak.
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
    quality: float = float("nan")
    of_words: float = 1.0
    facets: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Worded:
    """How n candidates stand in words.

    `share`: 0 to 1 of the best in the same language and way, in the language where each stands best (`language`, its
    place among `LANGUAGES`, -1: it says nothing). `shared`: whether that is one the question is asked in. `covered`
    (n, languages): NaN where the two do not share the language. `facets`: of each facet the same (n), in the language
    where it is covered best. `elsewhere` (n): how much of what its language can say is covered by those that share no
    language, where other words are known for what is asked.
    """

    share: Array
    language: NDArray[np.int64]
    shared: NDArray[np.bool_]
    covered: Array
    facets: Mapping[str, Array]
    elsewhere: Array


@dataclass(frozen=True)
class Standing:
    """The standing of n candidates, field by field as in `Ranked`."""

    ids: NDArray[np.int64]
    score: Array
    words: Array
    meaning: Array
    cosine: Array
    above: Array
    worded: Worded
    quality: Array
    of_words: Array

    def order(self) -> NDArray[np.int64]:
        """Places of the candidates, best first; ties by id."""
        return np.lexsort((self.ids, -self.score))

    def ranked(self, most: int | None = None) -> list[Ranked]:
        """All candidates or so many, best first."""
        return [self.at(place) for place in self.order()[:most].tolist()]

    def at(self, place: int) -> Ranked:
        """One candidate."""
        spoken, covered = int(self.worded.language[place]), self.worded.covered[place]
        shared = bool(self.worded.shared[place])
        return Ranked(
            id=int(self.ids[place]),
            score=float(self.score[place]),
            words=float(self.words[place]),
            meaning=float(self.meaning[place]),
            covered=float(covered[spoken] if shared else self.worded.elsewhere[place]),
            cosine=float(self.cosine[place]),
            above=float(self.above[place]),
            shares_language=shared,
            language=LANGUAGES[spoken] if spoken >= 0 else Language.OTHER,
            covered_in={
                language: float(share) for language, share in zip(LANGUAGES, covered, strict=True) if share == share
            },
            quality=float(self.quality[place]),
            of_words=float(self.of_words[place]),
            facets={facet: float(share[place]) for facet, share in self.worded.facets.items() if shared},
        )


def worded(asking: Asking, told: Told, known: Known) -> Worded:
    """Word scores in every language both speak; else across, by what is written alike."""
    rule, rare, speaks = learned.table().words, rarity(known), says_anything(told)
    asked = np.array([language in asking.languages for language in LANGUAGES])
    shares = speaks & asked
    shared = shares.any(axis=1)
    ways = np.where(shared[:, None], shares, speaks)
    share, covered = np.zeros(ways.shape), np.full(ways.shape, np.nan)
    facets, elsewhere = {facet: np.zeros(len(ways)) for facet in asking.facets}, np.zeros(len(ways))
    for row in range(len(LANGUAGES)):
        if not ways[:, row].any():
            continue
        said = saturated(told, known, row)
        for inside, weight in ((True, asking.weight[row]), (False, asking.anywhere)):
            those = ways[:, row] & (shared == inside)
            if not those.any():
                continue
            worth = weight * rare[row]
            raw = said[those] @ worth - rule.chance * by_chance(worth, told.lengths[those], known, row)
            share[those, row] = np.maximum(raw, 0.0) / raw.max() if raw.max() > 0 else 0.0
            if inside:
                told_of = coverages(worth, asking.is_word, {ALL: worth > 0, **asking.facets}, said[those])
                covered[those, row] = told_of.pop(ALL)
                for facet, answered in told_of.items():
                    facets[facet][those] = np.maximum(facets[facet][those], answered)
            elif asking.has_kin:
                elsewhere[those] = coverage(worth * (known.frequency[row] > 0), asking.is_word, said[those])
                share[those, row] *= elsewhere[those].max()  # else one that says little would stand as high as any
    chosen = np.where(ways, share, -1.0).argmax(axis=1)
    best = share[np.arange(len(share)), chosen]
    return Worded(best, np.where(ways.any(axis=1), chosen, -1), shared, covered, facets, elsewhere)


def standing(
    asking: Asking,
    told: Told,
    known: Known,
    within: Likeness = Likeness(),
    across: Likeness = Likeness(),
    quality: Likeness = Likeness(),
) -> Standing:
    """How all candidates stand. `within` is likeness for one language, `across` for two, `quality` that by the better
    embedder, which few documents may have.

    Without any likeness words alone decide.
    """
    said, n = worded(asking, told, known), len(told.ids)
    meaning, above, cosine = np.full(n, np.nan), np.zeros(n), np.zeros(n)
    for likeness, those in ((within, said.shared), (across, ~said.shared)):
        over = likeness.above(n)
        most = float(over.max(initial=0.0))
        above[those], cosine[those] = over[those], likeness.cosine(n)[those]
        meaning[those] = over[those] / most if most else np.nan
    better = as_share(quality, n)
    score, of_words = fused(said.share, meaning, better, said.shared)
    return Standing(told.ids, score, said.share, np.nan_to_num(meaning), cosine, above, said, better, of_words)


def as_share(quality: Likeness, n: int) -> Array:
    """(n): likeness by the better embedder as a share of the best, NaN where it has no vector."""
    if not len(quality.cosines):
        return np.full(n, np.nan)
    over = quality.above(n)
    most = float(over.max(initial=0.0))
    return np.where(np.isnan(quality.cosines), np.nan, over / most if most else 0.0)


def rank(
    asking: Asking, told: Told, known: Known, within: Likeness = Likeness(), across: Likeness = Likeness()
) -> list[Ranked]:
    """All candidates, best first; ties by id."""
    return standing(asking, told, known, within, across).ranked()


def fused(words: Array, meaning: Array, quality: Array, shared: NDArray[np.bool_]) -> tuple[Array, Array]:
    """The features put together, 0 to 1, and how much of that comes from words.

    Their mean, weighted by the learned table for the situation, each over its own spread: else one that sets the best
    far apart would count more than its weight. Without likeness of meaning (NaN) words alone decide. Where the better
    embedder knows some candidates of an answer, likeness by the default one stands in for those it does not know.
    """
    mixes, score, of_words = learned.table().mixes, np.array(words), np.ones(len(words))
    for inside, plain, with_quality in ((True, "within", "within_quality"), (False, "across", "across")):
        those = (shared == inside) & ~np.isnan(meaning)
        if not those.any():
            continue
        better = quality[those]
        is_known = ~np.isnan(better)
        mix = mixes[with_quality if is_known.any() else plain]
        features = (words[those], meaning[those], np.where(is_known, better, meaning[those]))
        counts = [
            weight / spread(one) for weight, one in zip((mix.words, mix.meaning, mix.quality), features, strict=True)
        ]
        parts = [count * one / sum(counts) for count, one in zip(counts, features, strict=True)]
        score[those] = together = sum(parts)
        of_words[those] = np.divide(parts[0], together, out=np.ones(len(together)), where=together > 0)
    return score, of_words


def spread(feature: Array) -> float:
    """How far a feature sets the best candidates apart: the standard deviation of its hundred greatest values."""
    best = np.sort(feature)[::-1][: weights.BEST]
    return max(float(best.std()), weights.LEAST_SPREAD)
