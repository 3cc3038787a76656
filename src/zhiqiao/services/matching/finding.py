"""Finding candidates (候选检索): the two engines bring them, the domain ranks them.

Used alike for needs of people and for labelled sets, so that what is measured is what people get.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zhiqiao.domain.codes import Language
from zhiqiao.domain.matching import weights
from zhiqiao.domain.matching.language import language_of
from zhiqiao.domain.matching.ranking import Background, Likeness, Ranked, rank
from zhiqiao.domain.matching.wording import Question, Said, Statistics, weigh
from zhiqiao.ports.embed import Embedder, Vectors
from zhiqiao.ports.search import Filter, WordSearch
from zhiqiao.ports.segment import Segmenter
from zhiqiao.ports.vectors import VectorSearch

FIELD = {Language.ZH: "zh", Language.EN: "en"}


@dataclass(frozen=True)
class Asked:
    """A need ready to be looked for: its weighted terms, and the texts its vectors are made of.

    `whole` is all of it, `title` and `beginning` what it starts with.
    """

    question: Question
    whole: str
    title: str
    beginning: str


@dataclass(frozen=True)
class AskedVectors:
    """The need's meaning twice: of the whole, for texts in another language; of its opening, for its own."""

    whole: Vectors
    opening: Vectors


@dataclass(frozen=True)
class Found:
    """All candidates, best first, and how many there were."""

    ranked: list[Ranked]
    candidates: int


@dataclass
class Finder:
    """The engines of one index, together; `essences` are the second view of its meaning, where it has one."""

    words: WordSearch
    vectors: VectorSearch
    embedder: Embedder
    segmenter: Segmenter
    essences: VectorSearch | None = None

    def ask(self, texts: Sequence[tuple[str, str]]) -> Asked:
        """Titles with their descriptions, one pair for each language; a pair's language is told by its letters."""
        terms: dict[Language, dict[str, float]] = {}
        meant = ("", "", "")
        for title, body in texts:
            if not (title.strip() or body.strip()):
                continue
            told = language_of(f"{title} {body}")
            language = told if told in FIELD else Language.EN
            terms.setdefault(language, weigh(self.segmenter.terms(title), self.segmenter.terms(body)))
            if not meant[0]:
                meant = (lines(title, body), title.strip(), lines(title, body[: weights.BEGINNING]))
        return Asked(Question(terms), *meant)

    def vectors_of(self, asked: Sequence[Asked]) -> list[AskedVectors | None]:
        """The vectors of these needs; None with an embedder that makes none."""
        if not self.embedder.dim:
            return [None] * len(asked)
        texts = [text for one in asked for text in (one.whole, one.title or one.beginning, one.beginning)]
        made = dict(zip(unique := list(dict.fromkeys(texts)), self.embedder.encode(unique, "query"), strict=True))
        result: list[AskedVectors | None] = []
        for one in asked:
            opening = made[one.title or one.beginning] + made[one.beginning]
            result.append(AskedVectors(made[one.whole], opening / max(float(np.linalg.norm(opening)), 1e-9)))
        return result

    def find(
        self,
        asked: Asked,
        *,
        filters: Sequence[Filter] = (),
        among: Sequence[int] | None = None,
        vectors: AskedVectors | None = None,
    ) -> Found:
        """Candidates by words and by meaning, ranked; with `among` exactly those documents."""
        statistics = self.statistics(asked.question)
        vectors = vectors or self.vectors_of([asked])[0]
        ids = list(among) if among is not None else self.candidates(asked, statistics, vectors, filters)
        within = across = Likeness()
        if vectors is not None:
            within, across = (self.likeness(vector, ids) for vector in (vectors.opening, vectors.whole))
        ranked = rank(asked.question, self.said(ids), statistics, within, across)
        return Found(ranked, len(ranked))

    def likeness(self, vector: Vectors, ids: Sequence[int]) -> Likeness:
        """How like the vector each document is, and what is ordinary in the index; in both views."""
        whole = self.vectors.scores(vector, ids), Background(*self.vectors.background(vector))
        if self.essences is None:
            return Likeness(*whole)
        return Likeness(*whole, self.essences.scores(vector, ids), Background(*self.essences.background(vector)))

    def statistics(self, question: Question) -> dict[Language, Statistics]:
        """What the whole index knows of the question's terms, in each language."""
        documents, terms = self.words.count(), list(question.all_terms())
        return {
            language: Statistics(documents, self.words.frequencies(terms, field), self.words.average_length(field))
            for language, field in FIELD.items()
        }

    def candidates(
        self,
        asked: Asked,
        statistics: Mapping[Language, Statistics],
        vectors: AskedVectors | None,
        filters: Sequence[Filter],
    ) -> list[int]:
        """Numbers of the candidates of both searches, each once."""
        found: dict[int, None] = {}
        terms = self.weightiest(asked.question, statistics)
        if terms:
            hits = self.words.search(
                terms, field_weights=dict.fromkeys(FIELD.values(), 1.0), filters=filters, limit=weights.CANDIDATES
            )
            found.update((hit.id, None) for hit in hits.hits)
        views = [view for view in (self.vectors, self.essences) if view is not None]
        for vector in (vectors.opening, vectors.whole) if vectors is not None else ():
            for view in views:
                found.update((number, None) for number in self.nearest(view, vector, filters))
        return list(found)

    def weightiest(self, question: Question, statistics: Mapping[Language, Statistics]) -> dict[str, float]:
        """The terms that tell most, of each language: enough to find candidates, few enough to be quick."""
        chosen: dict[str, float] = {}
        for language, terms in question.terms.items():
            known = statistics[language]
            worth = {
                term: weight * known.rarity(term)
                for term, weight in terms.items()
                if known.frequency.get(term) or any(other.frequency.get(term) for other in statistics.values())
            }
            for term in sorted(worth, key=lambda one: (-worth[one], one))[: weights.ENGINE_TERMS]:
                chosen[term] = terms[term]
        return chosen

    def nearest(self, view: VectorSearch, vector: Vectors, filters: Sequence[Filter]) -> list[int]:
        """Numbers of the nearest documents that pass the filters, in one view of their meaning."""
        if not filters:
            return [hit.id for hit in view.search(vector, limit=weights.NEAREST)]
        few = self.words.search({}, field_weights={}, filters=filters, limit=1).total
        if few <= 5000:
            passing = self.words.search({}, field_weights={}, filters=filters, limit=max(few, 1))
            among: NDArray[np.int64] = np.array([hit.id for hit in passing.hits], dtype=np.int64)
            return [hit.id for hit in view.search(vector, limit=weights.NEAREST, among=among)]
        near = [hit.id for hit in view.search(vector, limit=weights.NEAREST * 5)]
        kept = self.words.passing(near, filters)
        return [number for number in near if number in kept][: weights.NEAREST]

    def said(self, ids: Sequence[int]) -> dict[int, dict[Language, Said]]:
        """What the candidates say, in each language they speak."""
        result: dict[int, dict[Language, Said]] = {number: {} for number in ids}
        for number, told in self.words.tokens(ids, tuple(FIELD.values())).items():
            for language, field in FIELD.items():
                if told[field]:
                    result[number][language] = Said.of(told[field].split(" "))
        return result


def lines(*parts: str) -> str:
    """The parts that say something, one a line."""
    return "\n".join(part.strip() for part in parts if part.strip())
