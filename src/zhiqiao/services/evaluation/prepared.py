"""A labelled set in the product's own engines (评测准备): every question with its candidates and all they are ranked
by.

Responsible for building the engines once for a set, so that many tables of weights can be tried on the same evidence.
Not responsible for ranking: `Evidence.standing` is the product's own.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from zhiqiao.domain.codes import Language
from zhiqiao.domain.matching.centring import means_of
from zhiqiao.domain.matching.ranking import Likeness, Standing
from zhiqiao.domain.matching.understanding import names_it
from zhiqiao.domain.matching.wording import Asking, Question, weigh
from zhiqiao.engines import choose
from zhiqiao.ports.embed import Kind, Vectors
from zhiqiao.ports.search import SearchDocument
from zhiqiao.services import embedding
from zhiqiao.services.evaluation.sets import LabelledDocument, LabelledQuery, LabelledSet
from zhiqiao.services.matching.finding import Asked, Evidence, Finder

Tell = Callable[[int], None]
Terms = Mapping[Language, Sequence[Sequence[str]]]
"""The terms of a question's title and description, in its language: what `weigh` takes."""


@dataclass(frozen=True)
class Case:
    """One question with its candidates, as the finder brings them."""

    query: LabelledQuery
    terms: Terms
    asked: Question
    evidence: Evidence

    def standing(self, better: bool, *, facets: bool = False, meaning: bool = True) -> Standing:
        """How the candidates stand by the table in use, with the better embedder or without; with `facets` it is also
        told how much of each is covered; without `meaning` they stand by words alone."""
        named = names_it(self.query.title)
        weighed = {language: weigh(*terms, names_it=named) for language, terms in self.terms.items()}
        question = replace(self.asked, terms=weighed, facets=self.asked.facets if facets else {})
        quality = self.evidence.quality if better else Likeness()
        evidence = replace(self.evidence, asking=Asking.of(question), quality=quality)
        return (evidence if meaning else replace(evidence, within=Likeness(), across=Likeness())).standing()


@dataclass
class Prepared:
    """A set, its cases, and the vectors of its documents and questions, of the default and the better embedder."""

    labelled: LabelledSet
    cases: list[Case]
    vectors: dict[str, tuple[Vectors, Vectors]]
    has_better: bool
    across: bool
    """Questions and documents speak different languages."""


@dataclass(frozen=True)
class Better:
    """The better embedder over the documents of a set, as `Finder.better`."""

    asked: dict[str, Vectors]
    documents: Vectors

    def vector_of(self, text: str) -> Vectors | None:
        """Made beforehand."""
        return self.asked.get(text)

    def likeness(self, need: Vectors, ids: NDArray[np.int64]) -> Vectors:
        """Cosines."""
        result: Vectors = self.documents[ids] @ need
        return result

    def background(self, need: Vectors) -> Vectors:
        """Over the whole set."""
        every = self.documents @ need
        return np.array([every.mean(), every.std()], dtype=np.float32)


def prepared(labelled: LabelledSet, *, quality: bool, tell: Tell = lambda _done: None) -> Prepared:
    """The set with the candidates of each question; `quality` adds the better embedder where it is installed
    and used: within one language."""
    model, documents, across = choose.embedder(), labelled.documents, is_across(labelled)
    with tempfile.TemporaryDirectory(prefix="zhiqiao-evaluate-") as name:
        folder = Path(name)
        finder = Finder(
            choose.word_search("texts", folder), choose.vector_search("texts", folder), model, choose.segmenter()
        )
        finder.words.put(as_search_document(number, one) for number, one in enumerate(documents))
        made = document_vectors(finder, documents, folder)
        asked = [finder.ask([(query.title, query.description)], facets=True) for query in labelled.queries]
        meant = finder.vectors_of(asked)
        vectors = {"embedding": (made, np.array([one.whole for one in meant if one is not None]))} if made.size else {}
        if quality and not across and choose.quality_embedder().dim:
            finder.better, vectors["quality"] = better(documents, asked)
        cases = []
        for place, query in enumerate(labelled.queries):
            among = labelled.pooled(query) if labelled.pool else finder.candidates(asked[place], meant[place], ())
            ids = np.array(sorted(among), dtype=np.int64)
            told = finder.evidence(asked[place], ids, meant[place])
            cases.append(Case(query, cut(query), asked[place].question, told))
            tell(place + 1)
    return Prepared(labelled, cases, vectors, finder.better is not None, across)


def is_across(labelled: LabelledSet) -> bool:
    """Whether most questions are in another language than the documents."""
    answered = {document.language for document in labelled.documents[:200]}
    asked = [LabelledDocument("", query.title, query.description).language for query in labelled.queries[:200]]
    return sum(language not in answered for language in asked) * 2 > len(asked)


def cut(query: LabelledQuery) -> Terms:
    """The terms of a question."""
    segmenter = choose.segmenter()
    language = LabelledDocument("", query.title, query.description).language
    return {language: (segmenter.terms(query.title), segmenter.terms(query.description))}


def as_search_document(number: int, document: LabelledDocument) -> SearchDocument:
    """A document as it goes into the word index: all of it."""
    segmenter, language = choose.segmenter(), document.language
    texts = {"title": document.title, "body": document.text, "claim": document.claim, "effect": document.effect}
    return SearchDocument(
        number,
        {
            "title": " ".join(segmenter.words_to_find(document.title)),
            "words": " ".join(segmenter.words_to_find("\n".join(filter(None, texts.values())))),
        },
        {"language": [str(language)]},
        {f"{name}_{language}": segmenter.numbers(text) for name, text in texts.items() if text},
    )


def document_vectors(finder: Finder, documents: Sequence[LabelledDocument], folder: Path) -> Vectors:
    """Puts the vectors of the documents into the finder, in both views; returns those of the whole texts."""
    made = kept_vectors([one.meant for one in documents], settings.EMBEDDER)
    if not finder.embedder.dim:
        return made
    finder.vectors.put(range(len(documents)), made)
    essences = {number: one.essence for number, one in enumerate(documents) if one.essence}
    if essences:
        finder.essences = choose.vector_search("essences", folder)
        finder.essences.put(list(essences), kept_vectors(list(essences.values()), settings.EMBEDDER))
    return made


def better(documents: Sequence[LabelledDocument], asked: Sequence[Asked]) -> tuple[Better, tuple[Vectors, Vectors]]:
    """The better embedder over these documents, and its vectors of documents and of questions' beginnings, centred
    where the model needs it."""
    model, name = choose.quality_embedder(), choose.quality_name()
    made = kept_vectors([one.meant for one in documents], name)
    texts = [one.beginning for one in asked]
    needs = kept_vectors(texts, name, "query")
    if model.needs_centering:
        languages = [document.language for document in documents]
        means = means_of(model.id, made, languages)
        told = [LabelledDocument("", text, "").language for text in texts]
        made, needs = means.centred(made, languages), means.centred(needs, told)
    return Better(dict(zip(texts, needs, strict=True)), made), (made, needs)


def kept_vectors(texts: Sequence[str], name: str, kind: Kind = "passage") -> Vectors:
    """The vectors of these texts by the model of that name, kept in the data folder so that the next evaluation is
    quick."""
    model = choose.embedder_named(name)
    if not model.dim:
        return np.zeros((len(texts), 0), dtype=np.float32)
    digest = hashlib.sha256((model.id if kind == "passage" else f"{model.id} {kind}").encode())
    for text in texts:
        digest.update(text.encode())
        digest.update(b"\0")
    folder = Path(settings.HOME) / "cache" / "evaluation"
    kept = folder / f"{digest.hexdigest()[:32]}.npy"
    if kept.exists():
        stored: Vectors = np.load(kept, allow_pickle=False).astype(np.float32)
        return stored
    unique = list(dict.fromkeys(texts))
    places = {text: place for place, text in enumerate(unique)}
    made = embedding.encoded(unique, name, kind)[[places[text] for text in texts]].astype(np.float16)
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f".{kept.stem}.draft.npy"
    np.save(draft, made)
    draft.replace(kept)
    return made.astype(np.float32)
