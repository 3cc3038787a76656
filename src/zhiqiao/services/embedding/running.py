"""A run over all texts that lack a vector (批量向量化): in several processes, in committed shares, gone on with after
anything. What was done is not done again."""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from zhiqiao.domain.codes import Confidentiality
from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.engines import choose
from zhiqiao.ports.embed import Embedder, Kind
from zhiqiao.records.models import Enterprise, Need, Patent, TextVector
from zhiqiao.services.embedding.kept import digest_of, keep, kept_digests, kept_vectors_of
from zhiqiao.services.embedding.means import means_for
from zhiqiao.services.embedding.quality import INDEX
from zhiqiao.services.embedding.standing import is_elsewhere
from zhiqiao.services.embedding.texts import (
    enterprise_text,
    essence_text,
    meant_text,
    need_texts,
    offered,
    texts_of,
)
from zhiqiao.services.embedding.trail import sent_together

READ = 2000
"""Patents read at once."""
ENOUGH = 0.9
"""Of patents have a vector when an index may be built at once; it computes the rest as it goes."""
SHARE = 250
"""Texts that one process computes and one transaction keeps."""
PUT = 10_000


@dataclass
class Run:
    """How far a run is: texts looked at, texts computed, how quickly, and vectors put into an index."""

    name: str
    model: Embedder
    texts: int
    """Texts there are to look at; some are empty."""
    processes: int
    progress: Callable[[Run], None] | None = None
    looked_at: int = 0
    computed: int = 0
    operations: float = 0.0
    bare: float = 0.0
    """Operations a second of a bare matrix product in as many processes, in the same run."""
    indexed: int = 0
    started: float = field(default_factory=time.monotonic)

    def tell(self) -> None:
        """Show how far it is."""
        if self.progress:
            self.progress(self)

    @property
    def seconds(self) -> float:
        """Since the beginning."""
        return max(time.monotonic() - self.started, 1e-6)

    @property
    def per_second(self) -> float:
        """Texts computed a second."""
        return self.computed / self.seconds

    @property
    def gigaflops(self) -> float:
        """Thousand million operations a second; 0 where the model does not count them."""
        return self.operations / self.seconds / 1e9

    def told(self) -> dict[str, object]:
        """For people and programs."""
        return {
            "embedder": self.model.id,
            "processes": self.processes,
            "texts": self.looked_at,
            "computed": self.computed,
            "indexed": self.indexed,
            "seconds": round(self.seconds, 1),
            "texts_per_second": round(self.per_second, 1),
            "gflops": round(self.gigaflops, 1),
            "bare_gflops": round(self.bare / 1e9, 1),
        }


def embed(
    *,
    quality: bool = False,
    pool: bool | None = None,
    processes: int | None = None,
    progress: Callable[[Run], None] | None = None,
) -> dict[str, object]:
    """Compute and keep every vector that is missing: of the model that finds, or with `quality` of the second one.

    `pool` limits patents to those offered; the second model does so unless told otherwise. `processes` is one for each
    processor unless told. Refused when the model cannot be had, or makes no vectors. To a service only public patents
    and needs that are not restricted are sent. Audit: `texts_sent`, where it is a service.
    """
    name = choose.quality_name() if quality else settings.EMBEDDER
    model = choose.embedder_named(name)
    if not model.dim:
        raise Refused([Problem("embedder_makes_vectors", given="--quality" if quality else name)])
    patents = offered() if (quality if pool is None else pool) else Patent.objects.all()
    needs = Need.objects.all()
    if is_elsewhere(quality=quality):
        patents, needs = patents.filter(is_public=True), needs.exclude(confidentiality=Confidentiality.RESTRICTED)
    others: QuerySet[Need] | QuerySet[Enterprise] = needs if quality else Enterprise.objects.all()
    texts = patents.count() * (1 if quality else 2) + others.count()
    run = Run(name, model, texts, processes or os.cpu_count() or 1, progress)
    with sent_together():
        compute(run, ([need_texts(row) for row in share] for share in shares_of(needs)) if quality else (), "query")
        compute(run, patents_texts(patents, quality=quality), "passage")
        compute(run, () if quality else ([enterprise_text(row) for row in share] for share in shares_of(others)))
    if quality:
        fill(run, patents)
    return run.told()


def many_lack_vectors() -> bool:
    """Whether so many patents have no vector of the model that finds, that a run over all of them is worth it before
    the index is built. Refused when the model cannot be had."""
    model = choose.embedder_to_index()
    if not model.dim:
        return False
    kept = TextVector.objects.filter(embedder=model.id).count()
    return kept < ENOUGH * Patent.objects.count()


def patents_texts(patents: QuerySet[Patent], *, quality: bool) -> Iterator[list[str]]:
    """The texts of patents: title and abstract, and for the model that finds also what they are for."""
    for share in texts_of(patents, READ):
        yield [meant_text(one) for one in share] + ([] if quality else [essence_text(one) for one in share])


def shares_of(rows: QuerySet[Need] | QuerySet[Enterprise]) -> Iterator[list[Any]]:
    """All rows of a small table, some at a time."""
    last = 0
    while share := list(rows.filter(pk__gt=last).order_by("pk")[:READ]):
        last = share[-1].pk
        yield share


def compute(run: Run, texts: Iterable[list[str]], kind: Kind = "passage") -> None:
    """The missing vectors of these texts. A share is kept in one transaction, as soon as it is there."""
    waiting: deque[list[str]] = deque()
    with choose.embedding_workers(run.name, run.processes) as workers:
        for made in workers.encode(missing(run, texts, kind, waiting), kind):
            digests = waiting.popleft()
            keep(digests, made.vectors.astype("<f2"), run.model, kind)
            run.computed += len(digests)
            run.operations += made.operations
            run.bare = made.bare * min(run.processes, workers.count)
            run.tell()


def missing(run: Run, texts: Iterable[list[str]], kind: Kind, waiting: deque[list[str]]) -> Iterator[list[str]]:
    """Shares of texts that have no vector; `waiting` is told which they are."""
    share: dict[str, str] = {}
    for some in texts:
        told = {digest_of(text): text for text in some if text}
        kept = kept_digests(told, run.model, kind)
        share.update((digest, text) for digest, text in told.items() if digest not in kept)
        run.looked_at += len(some)
        run.tell()
        while len(share) >= SHARE:
            yield handed_out(share, waiting)
    while share:
        yield handed_out(share, waiting)


def handed_out(share: dict[str, str], waiting: deque[list[str]]) -> list[str]:
    """The first texts of a share, taken out of it."""
    digests = list(share)[:SHARE]
    waiting.append(digests)
    return [share.pop(digest) for digest in digests]


def fill(run: Run, patents: QuerySet[Patent]) -> None:
    """Put the second model's vectors into its index, when any is new or the index lacks some; then its means."""
    index = choose.vector_search(INDEX, model=run.model)
    if not run.computed and index.count() >= patents.count():
        return
    for share in texts_of(patents, PUT):
        told = [(one.id, text) for one in share if (text := meant_text(one))]
        places, kept = kept_vectors_of([text for _, text in told], run.model)
        index.put([told[place][0] for place in places], kept)
        run.indexed += len(places)
        run.tell()
    index.settle()
    if run.model.needs_centering:
        means_for(run.model, index, INDEX)
