"""Writing (增量索引): patents and enterprises that changed go into the indexes in use.

Called by jobs, which are done again until they succeed. Rows are read and indexes written by one process at a time, so
that nobody puts older rows over newer ones; texts are embedded before, for that takes longest. While an index is being
rebuilt, what was written is noted, and the rebuild takes it in at its end.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from zhiqiao.domain.codes import Confidentiality, NeedState, PartyRole
from zhiqiao.domain.problems import Refused
from zhiqiao.engines import choose
from zhiqiao.ports.embed import Embedder, Vectors
from zhiqiao.ports.search import SearchDocument
from zhiqiao.ports.vectors import VectorSearch
from zhiqiao.records.facts import facts_of_patents
from zhiqiao.records.models import Enterprise, Grade, Need, Patent
from zhiqiao.services import embedding
from zhiqiao.services.embedding.texts import enterprise_text, essence_text, meant_text
from zhiqiao.services.indexing import building
from zhiqiao.services.indexing.documents import (
    Draft,
    cut,
    enterprise_draft,
    patent_draft,
    scope_of,
)

CHUNK = 1000
ESSENCES = "essences"
"""The index of the patents' second vectors (`essence_text`)."""

READY = "准备 ready"
"""Any text, by which a model is loaded."""

Texts = list[tuple[int, str]]


@dataclass(frozen=True)
class Read:
    """Rows as they go into the indexes: drafts for the words, and by vector index the text each vector is made of."""

    drafts: list[Draft]
    meant: dict[str, Texts]

    def documents(self) -> list[SearchDocument]:
        """Cut."""
        return cut(self.drafts)


def read_patents(ids: Sequence[int]) -> Read:
    """The patents of these numbers that are there."""
    if not ids:
        return Read([], {"patents": [], ESSENCES: []})
    near = {"pk__in": ids} if max(ids) - min(ids) >= 2 * len(ids) + 10 else {"pk__range": (min(ids), max(ids))}
    seen = {pk: (public, holder) for pk, public, holder in Patent.objects.filter(**near).values_list(
        "pk", "is_public", "holder_id"
    )}  # fmt: skip
    graded = Grade.objects.filter(patent__in=ids, is_current=True, level__isnull=False)
    levels = dict(graded.values_list("patent", "level"))
    drafts, meant, essences = [], [], []
    elsewhere = embedding.is_elsewhere()
    for facts in facts_of_patents(ids):
        if facts.id not in seen:  # made between the two questions: its own job is still to come
            continue
        held = [str(party.party_id) for party in facts.parties if party.role == PartyRole.APPLICANT]
        drafts.append(patent_draft(facts, scope_of(*seen[facts.id]), levels.get(facts.id), held))
        # What is not published is never sent elsewhere: such a patent is found by its words alone.
        stays = elsewhere and not seen[facts.id][0]
        meant.append((facts.id, "" if stays else meant_text(facts)))
        essences.append((facts.id, "" if stays else essence_text(facts)))
    return Read(drafts, {"patents": meant, ESSENCES: essences})


def read_enterprises(ids: Sequence[int]) -> Read:
    """The enterprises of these numbers that are there, with their open needs."""
    needs: dict[int, list[Need]] = {}
    shown = Need.objects.filter(enterprise__in=ids, state=NeedState.OPEN, confidentiality=Confidentiality.OPEN)
    for need in shown.order_by("pk"):
        needs.setdefault(need.enterprise_id or 0, []).append(need)
    rows = list(Enterprise.objects.filter(pk__in=ids).order_by("pk"))
    drafts = [enterprise_draft(row, needs.get(row.pk, [])) for row in rows]
    return Read(drafts, {"enterprises": [(row.pk, enterprise_text(row)) for row in rows]})


def index_patents(ids: Sequence[int]) -> int:
    """Make the indexes equal to these patents; those no longer there are taken out. Returns how many are in.

    Refused at the end when vectors could not be made; the words are written all the same.
    """
    return make_equal("patents", ids, read_patents)


def index_enterprises(ids: Sequence[int]) -> int:
    """The same for enterprises: what they make, what they say of themselves, and their open needs."""
    return make_equal("enterprises", ids, read_enterprises)


def drop_patents(ids: Sequence[int]) -> None:
    """Take patents out of the indexes."""
    if ids:
        with building.alone():
            building.note("patents", ids)
            take_out("patents", ids, build=None)


def make_equal(name: str, ids: Sequence[int], read: Callable[[Sequence[int]], Read]) -> int:
    """Chunk by chunk; what an earlier writer left unfinished is done again first."""
    with building.alone():
        building.note(
            name, ids
        )  # first of all: the index in use may be damaged, the one being built must not miss them
    left = choose.word_search(name).unfinished()
    wanted, present = sorted({*ids, *left}), 0
    refused: Refused | None = None
    for start in range(0, len(wanted), CHUNK):
        chunk = wanted[start : start + CHUNK]
        try:
            model: Embedder | None = embedded_before(read, chunk)
        except Refused as one:
            refused, model = one, None
        with building.alone():
            found = read(chunk)
            present += put(name, chunk, found, model)
        try:
            put_second(name, found)
        except Refused as one:
            refused = one
    if left:
        choose.word_search(name).forget(left)
    if refused is not None:
        raise refused
    return present - len(set(left) - set(ids))


def embedded_before(read: Callable[[Sequence[int]], Read], ids: Sequence[int]) -> Embedder:
    """Compute and keep the vectors these rows will need, while nobody waits for us; the model that made them."""
    model = choose.embedder_to_index()
    if model.dim:
        embedding.vectors_of(
            [text for texts in read(ids).meant.values() for _, text in texts if text], model, kind="passage"
        )
    return model


def make_ready() -> None:
    """Load the model and open the indexes, so that the first change does not wait for them. Refused when one cannot be
    opened: the jobs that need it will say so."""
    model = choose.embedder_to_index()
    for name in ("patents", "enterprises"):
        choose.word_search(name).unfinished()
    for name, made_by in vector_indexes(model):
        choose.vector_search(name, model=made_by).count()
    if model.dim:
        model.encode([READY], "passage")


def put(name: str, ids: Sequence[int], found: Read, model: Embedder | None, build: int | None = None) -> int:
    """Put what was found of these numbers, take out what was not; returns how many are in."""
    documents = found.documents()
    words = choose.word_search(name, build=build)
    words.put(documents)
    if model is not None and model.dim:
        for index, texts in found.meant.items():
            put_vectors(choose.vector_search(index, model=model, build=build), texts, model)
    take_out(name, sorted(set(ids) - {one.id for one in documents}), build=build)
    return len(documents)


def put_second(name: str, found: Read, build: int | None = None) -> None:
    """The second model's vectors: of few patents they are computed, of many only those kept are put."""
    if name == "patents":
        embedding.put_quality(found.meant["patents"], build)


def put_vectors(index: VectorSearch, meant: Texts, model: Embedder) -> None:
    """The vectors of these texts; a text that is empty has none."""
    told = [(number, text) for number, text in meant if text]
    vectors: Vectors = embedding.vectors_of([text for _, text in told], model)
    if told:
        index.put([number for number, _ in told], vectors)
    empty = np.array([number for number, text in meant if not text], dtype=np.int64)
    if len(empty) and index.count():
        there = ~np.isnan(index.rows(empty)).any(axis=1)  # nothing is written for what never was there
        if there.any():
            index.delete(empty[there].tolist())


def take_out(name: str, ids: Sequence[int], *, build: int | None) -> None:
    """Take documents out of the words and out of every vector index."""
    if not ids:
        return
    choose.word_search(name, build=build).delete(ids)
    for index, model in vector_indexes(choose.embedder()):
        if (index == "enterprises") == (name == "enterprises"):
            choose.vector_search(index, model=model, build=build).delete(ids)


def vector_indexes(model: Embedder) -> list[tuple[str, Embedder]]:
    """All vector indexes, each with the model of its vectors; the second model's where it has any."""
    made = [(name, model) for name in ("patents", "enterprises", ESSENCES)] if model.dim else []
    second = choose.quality_embedder()
    return [*made, ("patents", second)] if second.dim and embedding.has_kept(second) else made
