"""What a need asks for in words, and how much of it a text says (词面匹配).

A question weighs the terms of a need; `word_scores` is BM25F over those weights, for all candidates at once. Terms are
cut elsewhere; this module knows only that a Chinese term of one character is a character, and everything else a word.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from zhiqiao.domain.codes import Language
from zhiqiao.domain.matching import learned
from zhiqiao.domain.matching.generic import is_generic


def is_character(term: str) -> bool:
    """Whether a term is a single Chinese character."""
    return len(term) == 1 and "\u3400" <= term <= "\u9fff"


@dataclass(frozen=True)
class Question:
    """The weighted terms of a need, by language (检索式). A language in which nothing was said is not there.

    `facets`: the terms of each of its facets (`understanding.Facet`), of all languages together. `kin`: terms of other
    words for what it names (`synonyms`), which count where the language is asked; `elsewhere`: those by which texts in
    a language that is not asked are put in order.
    """

    terms: Mapping[Language, Mapping[str, float]]
    facets: Mapping[str, frozenset[str]] = field(default_factory=dict)
    elsewhere: Mapping[str, float] = field(default_factory=dict)
    kin: Mapping[Language, Mapping[str, float]] = field(default_factory=dict)

    @property
    def languages(self) -> frozenset[Language]:
        """The languages it is asked in."""
        return frozenset(self.terms)

    def all_terms(self) -> dict[str, float]:
        """Terms of all languages together, each with its greatest weight."""
        result: dict[str, float] = {}
        for spoken in (*self.terms.values(), *self.kin.values(), self.elsewhere):
            for term, weight in spoken.items():
                result[term] = max(weight, result.get(term, 0.0))
        return result


def weigh(title: Iterable[str], body: Iterable[str], *, names_it: bool = True) -> dict[str, float]:
    """The weights of one language's terms: manifold in a title that names what is sought, mentions saturating, generic
    words left out.

    When only generic words were said, they are all there is to go by and stay.
    """
    rule = learned.table().words
    once = rule.title if names_it else rule.sentence
    result: dict[str, float] = {term: once * count for term, count in Counter(title).items()}
    top = rule.mentions_saturate
    for term, count in Counter(body).items():
        result[term] = result.get(term, 0.0) + (top + 1) * count / (top + count)
    telling = {term: weight for term, weight in result.items() if not is_generic(term)}
    return {
        term: weight * (rule.character if is_character(term) else 1.0) for term, weight in (telling or result).items()
    }


Array = NDArray[np.float64]

FIELDS_OF = {
    Language.ZH: ("title_zh", "body_zh", "claim_zh", "effect_zh"),
    Language.EN: ("title_en", "body_en", "claim_en", "effect_en"),
}
"""The texts a document is ranked by, in each language. Body: abstract, or a firm's profile and open needs; effect: with
the scenario."""
FIELDS = (*FIELDS_OF[Language.ZH], *FIELDS_OF[Language.EN])


GRID: Array = np.geomspace(1 / 32, 32, 41)
"""Lengths of texts, in mean lengths, for which chance is reckoned."""
FEW_DOCUMENTS = 50


@dataclass(frozen=True)
class Told:
    """What n documents say of T terms (词频): `counts` (n, fields, T) of each text in the order of `FIELDS`, capped at
    255; `lengths` (n, fields) in terms; `ids` (n)."""

    ids: NDArray[np.int64]
    counts: NDArray[np.uint8]
    lengths: NDArray[np.uint16]


@dataclass(frozen=True)
class Known:
    """How common T terms are in a collection: `documents` (languages) that say anything in it, `frequency`
    (languages, T) that say the term in any text of that language, `mean_lengths` (fields) in terms over all documents
    that say anything in that language. Languages in the order of `FIELDS_OF`."""

    documents: NDArray[np.int64]
    frequency: NDArray[np.int64]
    mean_lengths: NDArray[np.float64]


@dataclass(frozen=True)
class Asking:
    """A question laid out as arrays: its T terms in order, and their weight in each language it is asked in.

    `weight` (languages, T) is 0 where a term is not asked in that language; `anywhere` (T) is its greatest weight, also
    as another word for what is asked; `is_word` (T) tells the terms that are more than a single Chinese character;
    `facets` (T each) the terms of each facet.
    """

    terms: tuple[str, ...]
    languages: tuple[Language, ...]
    weight: Array
    anywhere: Array
    is_word: NDArray[np.bool_]
    facets: Mapping[str, NDArray[np.bool_]] = field(default_factory=dict)

    @property
    def has_kin(self) -> bool:
        """Whether it has other words for what is asked, that count in another language only."""
        return bool((self.anywhere > self.weight.max(axis=0, initial=0.0)).any())

    @staticmethod
    def of(question: Question) -> Asking:
        """The terms in the order they were first said, Chinese first."""
        together = question.all_terms()
        terms = tuple(together)
        weight = np.zeros((len(FIELDS_OF), len(terms)))
        for row, language in enumerate(FIELDS_OF):
            spoken = {**question.kin.get(language, {}), **question.terms.get(language, {})}
            weight[row] = [spoken.get(term, 0.0) for term in terms]
        return Asking(
            terms,
            tuple(language for language in FIELDS_OF if language in question.terms),
            weight,
            np.array([together[term] for term in terms]),
            np.array([not is_character(term) for term in terms], dtype=np.bool_),
            {
                facet: np.array([term in said for term in terms], dtype=np.bool_)
                for facet, said in question.facets.items()
            },
        )


def rarity(known: Known) -> Array:
    """(languages, T): ln(1 + (N - n + 0.5) / (n + 0.5)), never negative (the form of BM25's idf that Lucene uses)."""
    documents = known.documents[:, None].astype(np.float64)
    holding = np.minimum(known.frequency, documents)
    result: Array = np.log1p((documents - holding + 0.5) / (holding + 0.5))
    return result


def saturated(told: Told, known: Known, language: int) -> Array:
    """(n, T), 0 to k1 + 1: how strongly each document says each term in one language, by BM25F.

    Counts of the language's texts are added with their weights before they saturate (Zaragoza and others 2004), and a
    document is as long as its texts are together.
    """
    count = np.einsum(
        "f,nft->nt", np.array(learned.table().words.texts), told.counts[:, texts_of(language), :], dtype=np.float64
    )
    return saturate(count, thickness(told.lengths, known, language)[:, None])


def thickness(lengths: NDArray[np.uint16], known: Known, language: int) -> Array:
    """(n): at which count each document's term is half saturated: the longer its texts in that language, the higher."""
    rule = learned.table().words
    texts, shares = texts_of(language), np.array(rule.texts)
    length = lengths[:, texts] @ shares
    mean = float(known.mean_lengths[texts] @ shares)
    longer = length / mean if mean else np.ones(len(length))
    result: Array = rule.k1 * (1 - rule.b + rule.b * longer)
    return result


def saturate(count: Array, thick: Array) -> Array:
    """Weighted counts as strengths, 0 to k1 + 1."""
    result: Array = (learned.table().words.k1 + 1) * count / (count + thick)
    return result


def by_chance(worth: Array, lengths: NDArray[np.uint16], known: Known, language: int) -> Array:
    """(n): what a text of each document's length would score if its words were drawn from the collection at random.

    Reckoned on `GRID` and read off between its points.
    """
    return np.interp(in_means(lengths, known, language), GRID, chance_on_grid(worth, known, language))


def in_means(lengths: NDArray[np.uint16], known: Known, language: int) -> Array:
    """(n): how long each document's texts in a language are together, in mean lengths."""
    texts, shares = texts_of(language), np.array(learned.table().words.texts)
    mean = float(known.mean_lengths[texts] @ shares)
    result: Array = lengths[:, texts] @ shares / mean if mean else np.zeros(len(lengths))
    return result


def chance_on_grid(worth: Array, known: Known, language: int) -> Array:
    """(41): what a text of each length of `GRID` would score by chance.

    A term that a share p of the documents says stands with chance 1 - (1 - p)^g in a text g times the mean length,
    and then -ln(1 - p) g / chance times (Poisson). A few documents tell little of what is common: of N documents
    only N / (N + 50) of it counts (our own figure; the labelled sets have thousands).
    """
    rule = learned.table().words
    if not known.documents[language]:
        return np.zeros(len(GRID))
    said_by = np.minimum(known.frequency[language] / known.documents[language], 0.999)
    often = -np.log1p(-said_by) * GRID[:, None]
    chance = -np.expm1(-often)
    count = np.divide(often, chance, out=np.ones_like(often), where=chance > 0)
    thick = rule.k1 * (1 - rule.b + rule.b * GRID)
    told = known.documents[language] / (known.documents[language] + FEW_DOCUMENTS)
    result: Array = told * ((chance * saturate(count, thick[:, None])) @ worth)
    return result


def texts_of(language: int) -> slice:
    """Where the texts of a language stand among `FIELDS`."""
    many = len(next(iter(FIELDS_OF.values())))
    return slice(language * many, (language + 1) * many)


def says_anything(told: Told) -> NDArray[np.bool_]:
    """(n, languages): which languages each document has any text in."""
    spoken = [told.lengths[:, texts_of(language)].any(axis=1) for language in range(len(FIELDS_OF))]
    return np.stack(spoken, axis=1)


def coverage(worth: Array, is_word: NDArray[np.bool_], said: Array) -> Array:
    """(n): how much of what was asked each text mentions at all, 0 to 1, by worth; single characters do not count."""
    return coverages(worth, is_word, {"": np.ones(len(worth), dtype=np.bool_)}, said)[""]


def coverages(
    worth: Array, is_word: NDArray[np.bool_], parts: Mapping[str, NDArray[np.bool_]], said: Array
) -> dict[str, Array]:
    """The same of each of these parts of the question, (n) each."""
    counted = (worth * is_word)[:, None] * np.stack(list(parts.values()), axis=1)
    whole = counted.sum(axis=0)
    shares = (said > 0).astype(np.float64) @ counted / np.where(whole > 0, whole, 1.0)
    return {name: np.minimum(1.0, shares[:, place]) for place, name in enumerate(parts)}
