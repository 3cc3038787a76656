"""Finding candidates (候选检索): the two engines bring them, the domain ranks them.

Used alike for needs of people and for labelled sets, so that what is measured is what people get.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from zhiqiao.domain.codes import Language
from zhiqiao.domain.matching import weights
from zhiqiao.domain.matching.language import language_of
from zhiqiao.domain.matching.ranking import Background, Likeness, Ranked, Standing, standing
from zhiqiao.domain.matching.synonyms import Kin, kin
from zhiqiao.domain.matching.understanding import by_facet, names_it
from zhiqiao.domain.matching.wording import Asking, Known, Question, Told, rarity, weigh
from zhiqiao.domain.problems import Refused
from zhiqiao.engines import choose
from zhiqiao.ports.embed import Embedder, Vectors
from zhiqiao.ports.search import Filter, Mask, Numbers, WordSearch
from zhiqiao.ports.segment import Segmenter
from zhiqiao.ports.vectors import VectorSearch

LANGUAGES = (Language.ZH, Language.EN)
Ids = NDArray[np.int64]


@dataclass(frozen=True)
class Asked:
    """A need ready to be looked for: what it is found by, what it is ranked by, and the texts its vectors are made of.

    `finding` are weighted dictionary words; `whole` is all of its text, `title` and `beginning` what it starts with.
    """

    question: Question
    finding: Mapping[str, float]
    whole: str
    title: str
    beginning: str


@dataclass(frozen=True)
class AskedVectors:
    """The need's meaning twice: of the whole, for texts in another language; of its opening, for its own."""

    whole: Vectors
    opening: Vectors

    def both(self) -> Vectors:
        """(2, dim): opening, whole."""
        return np.stack((self.opening, self.whole))

    def between(self) -> Vectors:
        """(dim): the direction between the two, by which candidates are found: one search instead of two."""
        middle: Vectors = self.opening + self.whole
        return middle / max(float(np.linalg.norm(middle)), 1e-9)


@dataclass(frozen=True)
class Evidence:
    """All that candidates are ranked by: what is asked, what is known of it, and what they say and mean."""

    asking: Asking
    told: Told
    known: Known
    within: Likeness
    across: Likeness
    quality: Likeness

    def standing(self) -> Standing:
        """How they stand."""
        return standing(self.asking, self.told, self.known, self.within, self.across, self.quality)


@dataclass(frozen=True)
class Found:
    """All candidates as they stand, facet counts over them where asked, and how rare each term of the need is."""

    standing: Standing
    rarity: Mapping[str, float]
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    @property
    def candidates(self) -> int:
        """How many there were."""
        return len(self.standing.ids)

    @property
    def ranked(self) -> list[Ranked]:
        """Best first."""
        return self.standing.ranked()


class Better(Protocol):
    """The better embedder with its vectors of some documents (`services.embedding.Second`)."""

    def vector_of(self, text: str) -> Vectors | None:
        """The vector of a need's title and beginning; None when it cannot be had."""
        ...

    def likeness(self, need: Vectors, ids: Ids) -> Vectors:
        """(ids): cosines, NaN where a document has no vector."""
        ...

    def background(self, need: Vectors) -> Vectors:
        """Mean and spread of the likeness with the whole index."""
        ...


@dataclass
class Finder:
    """The engines of one index, together; `essences` are the second view of its meaning and `better` the better
    embedder, where it has one."""

    words: WordSearch
    vectors: VectorSearch
    embedder: Embedder
    segmenter: Segmenter
    essences: VectorSearch | None = None
    better: Better | None = None
    note: str = ""
    """What people must be told of answers found with these engines: a code of `words.matching`."""

    def ask(self, texts: Sequence[tuple[str, str]], *, facets: bool = False) -> Asked:
        """Titles with their descriptions, one pair for each language; a pair's language is told by its letters. With
        `facets` it is also told which terms each facet has, which only judging with all facts needs.

        Other words for what a need names find candidates and order texts in another language; where there is no
        embedder, also those in its own."""
        terms: dict[Language, dict[str, float]] = {}
        finding: dict[str, float] = {}
        of_facet: dict[str, frozenset[str]] = {}
        elsewhere: dict[str, float] = {}
        own_kin: dict[Language, dict[str, float]] = {}
        meant = ("", "", "")
        for title, body in texts:
            if not (title.strip() or body.strip()):
                continue
            told = language_of(f"{title} {body}")
            language = told if told in LANGUAGES else Language.EN
            named = names_it(title)
            terms.setdefault(language, weigh(self.segmenter.terms(title), self.segmenter.terms(body), names_it=named))
            sought = self.segmenter.words_to_find(title), self.segmenter.words_to_find(body)
            for facet, said in by_facet(title, body).items() if facets else ():
                of_facet[facet] = of_facet.get(facet, frozenset()) | frozenset(self.segmenter.terms(said))
            others = kin(title), kin(body[: weights.BEGINNING])
            kindred = self.kindred(others, LANGUAGES, self.segmenter.words_to_find, named)
            for share, found in ((1.0, weigh(*sought, names_it=named)), (weights.KIN, kindred)):
                for word, weight in found.items():
                    finding[word] = max(share * weight, finding.get(word, 0.0))
            foreign = [one for one in LANGUAGES if one is not language]
            elsewhere.update(self.kindred(others, foreign, self.segmenter.terms, named))
            if not self.embedder.dim:
                near = self.kindred(others, [language], self.segmenter.terms, named)
                own_kin.setdefault(language, {term: weights.KIN * weight for term, weight in near.items()})
            if not meant[0]:
                meant = (lines(title, body), title.strip(), lines(title, body[: weights.BEGINNING]))
        question = Question(terms, of_facet, elsewhere if len(terms) < len(LANGUAGES) else {}, own_kin)
        return Asked(question, finding, *meant)

    def kindred(
        self, others: Sequence[Kin], languages: Iterable[Language], cut: Callable[[str], list[str]], named: bool
    ) -> dict[str, float]:
        """Other words for what a title and a description name, in these languages, cut and weighed as its own are."""
        spoken = [[term for one in languages for word in each.get(one, ()) for term in cut(word)] for each in others]
        return weigh(*spoken, names_it=named)

    def vectors_of(self, asked: Sequence[Asked]) -> list[AskedVectors | None]:
        """The vectors of these needs; None with an embedder that makes none, and when one elsewhere does not answer:
        then it is by words alone, and said so."""
        if not self.embedder.dim:
            return [None] * len(asked)
        texts = list(
            dict.fromkeys(text for one in asked for text in (one.whole, one.title or one.beginning, one.beginning))
        )
        try:
            made = dict(zip(texts, self.embedder.encode(texts, "query"), strict=True))
        except Refused as refused:
            choose.embedder_failed(refused.problems[0])
            self.note = "embedder_missing"
            return [None] * len(asked)
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
        among: Sequence[int] | Ids | None = None,
        vectors: AskedVectors | None = None,
        count_facets: Sequence[str] = (),
    ) -> Found:
        """Candidates by words and by meaning, ranked; with `among` exactly those documents.

        Facets are counted over the candidates: over a hybrid answer there is no other set of documents that match.
        """
        words = beside(os.getpid()).submit(self.by_words, asked, filters) if among is None else None
        vectors = vectors or self.vectors_of([asked])[0]
        if words is not None:
            among = together(self.by_meaning(vectors, filters), words.result())
        ids = np.asarray(among, dtype=np.int64)
        told = self.evidence(asked, ids, vectors)
        counted = self.words.facet_counts(ids, count_facets) if count_facets else {}
        return Found(told.standing(), dict(zip(told.asking.terms, rarest(told.known), strict=True)), counted)

    def evidence(self, asked: Asked, ids: Ids, vectors: AskedVectors | None) -> Evidence:
        """All that these documents are ranked by."""
        asking = Asking.of(asked.question)
        terms = self.numbers(asking)
        within = across = Likeness()
        told, known = self.words.told(ids, terms), self.words.statistics(terms)
        if vectors is not None:
            within, across = self.likeness(vectors, ids)
        return Evidence(asking, told, known, within, across, self.quality(asked, ids))

    def quality(self, asked: Asked, ids: Ids) -> Likeness:
        """How like the need these documents are by the better embedder; nothing where it knows none of them."""
        need = self.better.vector_of(asked.beginning) if self.better is not None and len(ids) else None
        if self.better is None or need is None:
            return Likeness()
        cosines = np.asarray(self.better.likeness(need, ids), dtype=np.float64)
        if np.isnan(cosines).all():
            return Likeness()
        return Likeness(cosines, Background(*self.better.background(need).tolist()))

    def numbers(self, asking: Asking) -> Numbers:
        """The numbers under which the terms are kept."""
        return np.array([self.segmenter.number_of(term) for term in asking.terms], dtype=np.uint32)

    def likeness(self, vectors: AskedVectors, ids: Ids) -> tuple[Likeness, Likeness]:
        """How like the opening and the whole each document is, and what is ordinary in the index; in both views."""
        asked = vectors.both()
        whole, ordinary = self.vectors.scores(asked, ids), self.vectors.background(asked)
        if self.essences is None:
            one, two = (Likeness(whole[place], Background(*ordinary[place].tolist())) for place in (0, 1))
            return one, two
        essence, usual = self.essences.scores(asked, ids), self.essences.background(asked)
        one, two = (
            Likeness(
                whole[place],
                Background(*ordinary[place].tolist()),
                essence[place],
                Background(*usual[place].tolist()),
            )
            for place in (0, 1)
        )
        return one, two

    def candidates(self, asked: Asked, vectors: AskedVectors | None, filters: Sequence[Filter]) -> list[int]:
        """Numbers of the candidates of both searches, each once."""
        return together(self.by_meaning(vectors, filters), self.by_words(asked, filters))

    def by_words(self, asked: Asked, filters: Sequence[Filter]) -> list[int]:
        """Candidates of the word search."""
        words = self.weightiest(asked.finding)
        if not words:
            return []
        found = self.words.search(
            words, field_weights={"words": 1.0}, filters=filters, limit=weights.CANDIDATES, count=False
        )
        return [hit.id for hit in found.hits]

    def by_meaning(self, vectors: AskedVectors | None, filters: Sequence[Filter]) -> list[int]:
        """Candidates near in meaning, in either view."""
        if vectors is None:
            return []
        passing: Mask | None = self.words.mask(filters) if filters else None
        found: list[int] = []
        for view in (self.vectors, self.essences):
            if view is not None:
                found += view.near(vectors.between(), limit=weights.NEAREST_BETWEEN, among=passing).tolist()
        return found

    def weightiest(self, finding: Mapping[str, float]) -> dict[str, float]:
        """The words that tell most: enough to find candidates, few enough to be quick."""
        holding = self.words.frequencies(list(finding))
        documents = max(self.words.count(), 1)
        worth = {
            word: weight * float(np.log1p(documents / holding[word]))
            for word, weight in finding.items()
            if holding.get(word)
        }
        best = sorted(worth, key=lambda one: (-worth[one], one))[: weights.ENGINE_TERMS]
        return {word: finding[word] for word in best}


@cache
def beside(_process: int) -> ThreadPoolExecutor:
    """Threads of this process in which words are searched while meaning is reckoned: both let go of Python's lock for
    long, so that one answer uses two processors. Many short reads do not: two threads of them would wake each other
    at every one. Threads do not outlive a fork: hence by process."""
    return ThreadPoolExecutor(thread_name_prefix="words")


def together(*found: Sequence[int]) -> list[int]:
    """The numbers of all, each once, in one order however they were found."""
    return sorted(set().union(*found))


def rarest(known: Known) -> list[float]:
    """How rare each term is, in the language that has it most often; 0 for terms no document has."""
    rare = np.where(known.frequency > 0, rarity(known), np.inf).min(axis=0, initial=np.inf)
    return [float(one) for one in np.where(np.isfinite(rare), rare, 0.0)]


def lines(*parts: str) -> str:
    """The parts that say something, one a line."""
    return "\n".join(part.strip() for part in parts if part.strip())
