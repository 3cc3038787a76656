"""Indexing (索引): makes the word and vector indexes equal to the database, and answers the catalogue's search box.

The database is the truth. Every function here can be run again at any time and may be interrupted anywhere: an index
can be thrown away and rebuilt. Vectors are computed once for each text and embedder and kept in the database.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from zhiqiao.domain.codes import Confidentiality, NeedState, PartyRole
from zhiqiao.domain.matching.generic import is_generic
from zhiqiao.domain.patents.facts import PatentFacts
from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.engines import choose
from zhiqiao.ports.embed import Embedder, Vectors
from zhiqiao.ports.search import Filter, Hits, SearchDocument
from zhiqiao.ports.segment import Segmenter
from zhiqiao.records import jobs
from zhiqiao.records.facts import patent_facts, patents_with_parts
from zhiqiao.records.models import Enterprise, Grade, Need, Patent, TextVector

CHUNK = 1000
BOX_WEIGHTS = {"title": 2.0, "names": 1.5, "zh": 1.0, "en": 1.0}
"""In the catalogue's box a title counts twice what a text does."""
ESSENCES = "essences"
"""The index of the patents' second vectors (`essence_text`)."""
TEXTS_ZH = ("title_zh", "abstract_zh", "claim_zh", "effect_zh", "scenario_zh")
TEXTS_EN = ("title_en", "abstract_en", "claim_en", "effect_en", "scenario_en")


def index_patents(ids: Sequence[int]) -> int:
    """Make the indexes equal to these patents; those no longer there are taken out. Returns how many are in."""
    present = 0
    for start in range(0, len(ids), CHUNK):
        wanted = list(ids[start : start + CHUNK])
        rows = patents_with_parts(Patent.objects.filter(pk__in=wanted))
        levels = dict(
            Grade.objects.filter(patent__in=wanted, is_current=True, level__isnull=False).values_list("patent", "level")
        )
        documents, meant, essences = [], [], []
        for row in rows:
            facts = patent_facts(row)
            scope = "public" if row.is_public else f"closed:{row.holder_id or 0}"
            documents.append(patent_document(facts, scope, levels.get(row.pk), holders(row)))
            meant.append((row.pk, meant_text(facts)))
            essences.append((row.pk, essence_text(facts)))
        put("patents", documents, meant)
        put_vectors(ESSENCES, essences)
        drop_patents(sorted(set(wanted) - {document.id for document in documents}))
        present += len(documents)
    return present


def holders(row: Patent) -> list[str]:
    """Numbers of the parties that applied for it."""
    return [str(part.party_id) for part in row.parties.all() if part.role == PartyRole.APPLICANT]


def drop_patents(ids: Sequence[int]) -> None:
    """Take patents out of the indexes."""
    if ids:
        choose.word_search("patents").delete(ids)
        choose.vector_search("patents").delete(ids)
        choose.vector_search(ESSENCES).delete(ids)


def index_enterprises(ids: Sequence[int]) -> int:
    """The same for enterprises: what they make, what they say of themselves, and their open needs."""
    segmenter, present = choose.segmenter(), 0
    for start in range(0, len(ids), CHUNK):
        wanted = list(ids[start : start + CHUNK])
        needs: dict[int, list[Need]] = {}
        for need in Need.objects.filter(
            enterprise__in=wanted, state=NeedState.OPEN, confidentiality=Confidentiality.OPEN
        ):
            needs.setdefault(need.enterprise_id or 0, []).append(need)
        documents, meant = [], []
        for row in Enterprise.objects.filter(pk__in=wanted):
            own = needs.get(row.pk, [])
            zh = [row.products_zh, row.profile_zh, *(f"{need.title_zh} {need.problem_zh}" for need in own)]
            en = [row.products_en, row.profile_en, *(f"{need.title_en} {need.problem_en}" for need in own)]
            fields = {
                "title": joined(segmenter, [row.products_zh, row.products_en]),
                "names": joined(segmenter, [row.name_zh, row.name_en]),
                "zh": joined(segmenter, zh),
                "en": joined(segmenter, en),
            }
            facets = {"industry": [row.industry], "region": [row.region], "size": [row.size]}
            documents.append(SearchDocument(row.pk, fields, facets))
            text = [part for part in (row.products_zh, row.profile_zh) if part] or [row.products_en, row.profile_en]
            meant.append((row.pk, "\n".join(part for part in text if part)))
        put("enterprises", documents, meant)
        gone = sorted(set(wanted) - {document.id for document in documents})
        if gone:
            choose.word_search("enterprises").delete(gone)
            choose.vector_search("enterprises").delete(gone)
        present += len(documents)
    return present


def put(index: str, documents: Sequence[SearchDocument], meant: Sequence[tuple[int, str]]) -> None:
    """Both indexes of that name."""
    choose.word_search(index).put(documents)
    put_vectors(index, meant)


def put_vectors(index: str, meant: Sequence[tuple[int, str]]) -> None:
    """The vectors of these texts; a text that is empty has none."""
    model = choose.embedder()
    if not model.dim:
        return
    vectors = choose.vector_search(index)
    told = [(number, text) for number, text in meant if text]
    vectors.put([number for number, _ in told], vectors_of([text for _, text in told], model))
    vectors.delete([number for number, text in meant if not text])


def patent_document(facts: PatentFacts, scope: str, level: int | None, holding: Sequence[str]) -> SearchDocument:
    """A patent as it goes into the word index."""
    segmenter = choose.segmenter()
    zh = joined(segmenter, [getattr(facts, name) for name in TEXTS_ZH])
    en = joined(segmenter, [getattr(facts, name) for name in TEXTS_EN])
    return SearchDocument(
        facts.id,
        {
            "title": joined(segmenter, [facts.title_zh, facts.title_en]),
            "names": joined(segmenter, [party.name for party in facts.parties]),
            "zh": zh,
            "en": en,
        },
        {name: [value for value in values if value] for name, values in facets(facts, scope, level, holding).items()},
    )


def facets(facts: PatentFacts, scope: str, level: int | None, holding: Sequence[str]) -> dict[str, list[str]]:
    """What a patent can be filtered by."""
    subclasses = sorted({code[:4] for code in facts.ipc if len(code) >= 4})
    return {
        "kind": [str(facts.kind)],
        "legal_state": [str(facts.legal_state)],
        "industry": [str(facts.industry)],
        "region": [facts.region],
        "holder": list(holding),
        "ipc": subclasses,
        "section": sorted({code[0] for code in subclasses}),
        "year": [str(facts.application_date.year)] if facts.application_date else [],
        "trl": [str(facts.trl)] if facts.trl else [],
        "way": [str(way) for way in facts.willing],
        "language": [name for name, title in (("zh", facts.title_zh), ("en", facts.title_en)) if title],
        "level": [str(level)] if level else [],
        "scope": [scope],
    }


def joined(segmenter: Segmenter, texts: Iterable[str]) -> str:
    """The terms of several texts, space between them."""
    return " ".join(segmenter.terms("\n".join(text for text in texts if text)))


def meant_text(facts: PatentFacts) -> str:
    """The text a patent's vector is made of: title and abstract, in Chinese where there is any, else in English."""
    for parts in ((facts.title_zh, facts.abstract_zh or facts.claim_zh), (facts.title_en, facts.abstract_en)):
        text = "\n".join(part.strip() for part in parts if part.strip())
        if text:
            return text
    return ""


def essence_text(facts: PatentFacts) -> str:
    """What a patent is for (要旨), the second text it is found by: title, technical effect and scenario, in Chinese
    where there is any effect or scenario, else in English. Without either it has none: parts of an abstract, tried in
    their place, find no better than the abstract does."""
    for title, effect, scenario in (
        (facts.title_zh, facts.effect_zh, facts.scenario_zh),
        (facts.title_en, facts.effect_en, facts.scenario_en),
    ):
        if effect.strip() or scenario.strip():
            return "\n".join(part.strip() for part in (title, effect, scenario) if part.strip())
    return ""


def vectors_of(texts: Sequence[str], model: Embedder | None = None) -> Vectors:
    """The vectors of these texts: those ever computed from the database, the rest computed and kept there."""
    model = model or choose.embedder()
    if not texts:
        return np.zeros((0, model.dim), dtype=np.float32)
    digests = [hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest() for text in texts]
    kept = dict(
        TextVector.objects.filter(embedder=model.id, text_digest__in=set(digests)).values_list("text_digest", "vector")
    )
    missing = {digest: text for digest, text in zip(digests, texts, strict=True) if digest not in kept}
    if missing:
        made = model.encode(list(missing.values()), "passage").astype("<f2")
        new = {digest: made[place].tobytes() for place, digest in enumerate(missing)}
        TextVector.objects.bulk_create(
            [TextVector(embedder=model.id, text_digest=digest, vector=vector) for digest, vector in new.items()],
            ignore_conflicts=True,
            batch_size=500,
        )
        kept.update(new)
    rows = [np.frombuffer(bytes(kept[digest]), dtype="<f2") for digest in digests]
    return np.stack(rows).astype(np.float32)


def rebuild(progress: Callable[[int, int], None] | None = None) -> dict[str, int]:
    """All patents and enterprises again, from the database. Returns how many of each."""
    patents = list(Patent.objects.order_by("pk").values_list("pk", flat=True))
    enterprises = list(Enterprise.objects.order_by("pk").values_list("pk", flat=True))
    total = len(patents) + len(enterprises)
    for start in range(0, len(patents), CHUNK):
        index_patents(patents[start : start + CHUNK])
        if progress:
            progress(min(start + CHUNK, len(patents)), total)
    index_enterprises(enterprises)
    if progress:
        progress(total, total)
    return {"patents": len(patents), "enterprises": len(enterprises)}


def status() -> dict[str, object]:
    """What the patents' index holds, by what it was made, and how much waits to be done."""
    words, model = choose.word_search("patents"), choose.embedder()
    return {
        "documents": words.count(),
        "patents": Patent.objects.count(),
        "vectors": choose.vector_search("patents").count() if model.dim else 0,
        "embedder": model.id,
        "fingerprint": words.fingerprint,
        "waiting": jobs.waiting(),
    }


def search_patents(
    text: str,
    *,
    filters: Mapping[str, Sequence[str]] | None = None,
    limit: int = 20,
    offset: int = 0,
    facets: Sequence[str] = (),
) -> Hits:
    """Patents that hold every word typed; when none does, those that hold any. Refused when the index is not there yet.

    Row scope is the caller's: the numbers found are looked up among what the person may see.
    """
    words = choose.word_search("patents")
    if not words.count() and Patent.objects.exists():
        raise Refused([Problem("index_is_ready")])
    terms = box_terms(text)
    narrowed = [Filter(name, list(values)) for name, values in (filters or {}).items() if values]
    hits = Hits([], 0)
    for every in (True, False):
        hits = words.search(
            terms,
            field_weights=BOX_WEIGHTS,
            filters=narrowed,
            limit=limit,
            offset=offset,
            count_facets=facets,
            every=every,
        )
        if hits.total:
            break
    return hits


def box_terms(text: str) -> dict[str, float]:
    """The terms of what was typed, word by word; generic words only when there are no others."""
    segmenter = choose.segmenter()
    pieces = [segmenter.terms(text[word.start : word.end]) for word in segmenter.words(text)]
    # Of a word of several characters its pairs are enough; a word of one character is that character.
    terms = {term: 1.0 for piece in pieces for term in piece if len(piece) == 1 or len(term) > 1}
    telling = {term: weight for term, weight in terms.items() if not is_generic(term)}
    return telling or terms
