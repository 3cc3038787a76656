"""Rebuilding (重建索引): all indexes again from the database, beside those in use, which answer until the end.

1. A number is taken for the build, and kept with how far it has come (`building.json`).
2. Patents are read and cut by other processes, and written here in their order; every `COMMIT` of them is durable, and
   is noted. A build that was killed goes on after the last note; what lies behind it is taken out first.
3. Enterprises follow; then what lies in pieces is put together.
4. What changed meanwhile (`changed.log`) is put again: most of it while others write on, the last of it alone.
5. One file is replaced, and all new indexes are in use at once. The old ones are removed, and jobs that had waited
   since before the build began: what they ask for is done.

Whatever goes wrong before step 5 (a kill, a full disk, a missing model) leaves the indexes in use as they were. Vectors
are taken from where they are kept; only texts that have none are embedded.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from django.utils import timezone

from zhiqiao.domain.problems import Refused
from zhiqiao.engines import choose
from zhiqiao.ports.embed import Embedder
from zhiqiao.ports.search import Load, WordSearch
from zhiqiao.records import jobs
from zhiqiao.records.bulk import collecting_seldom
from zhiqiao.records.models import Enterprise, Patent
from zhiqiao.services import embedding
from zhiqiao.services.indexing import building
from zhiqiao.services.indexing.building import Building
from zhiqiao.services.indexing.reading import Share, View, shares
from zhiqiao.services.indexing.writing import (
    CHUNK,
    ESSENCES,
    put,
    put_second,
    read_enterprises,
    read_patents,
    vector_indexes,
)

Progress = Callable[[int, int, str], None]
"""Gets how many are done, of how many, and what is being done: one of `STAGES`."""
STAGES = ("patents", "enterprises", "settle", "switch")
NAMES = ("patents", "enterprises", ESSENCES)
BLOCK = 20_000
"""Patents written in one go."""
COMMIT = 100_000
"""Patents after which a build that is killed need not begin again."""
FEW = 5_000
"""Up to so many patents no other process is started."""
BROKEN = {"index_is_whole", "index_has_our_shape"}
LAST = 200
"""Changes left for the last look, while everybody waits."""

log = logging.getLogger(__name__)


def rebuild(
    progress: Progress | None = None, *, anew: bool = False, processes: int | None = None
) -> dict[str, int | float]:
    """All patents and enterprises again, from the database. Returns how many of each, and patents per second.

    Goes on with a build that was broken off, unless `anew`. `processes` read beside the one that writes: by default
    one more than there are processors, three at most, for reading takes twice as long as writing and waits for the disk
    now and then; none for a small stock.

    Refused when somebody else rebuilds, the embedder cannot be had, the disk is full or a reader died; the indexes in
    use stay as they are.
    """
    builds = choose.index_builds()
    with builds.alone("rebuild.lock", wait=0):
        model = choose.embedder_to_index()
        plan, goes_on = begun(model, anew)
        try:
            return made(Making(plan, model, progress or (lambda done, total, stage: None)), processes)
        except Refused as refused:
            if not goes_on or refused.problems[0].code not in BROKEN:
                raise
        # What was broken off cannot be gone on with: a kill or a full disk has left it in pieces.
        plan, _ = begun(model, anew=True)
        return made(Making(plan, model, progress or (lambda done, total, stage: None)), processes)


def made(making: Making, processes: int | None) -> dict[str, int | float]:
    """The build, made to its end and in use."""
    builds = choose.index_builds()
    builds.remove_others(NAMES, keep=making.plan.build)
    clock = time.perf_counter()
    patents = making.patents(readers_for(processes))
    took = time.perf_counter() - clock
    making.enterprises()
    making.settle()
    making.switch()
    builds.remove_others(NAMES)
    jobs.fulfil(making.plan.jobs)
    return {
        "patents": Patent.objects.count(),
        "enterprises": Enterprise.objects.count(),
        "build": making.plan.build,
        "patents_per_second": round(patents / took) if took else 0,
        "seconds": round(time.perf_counter() - clock, 1),
    }


def readers_for(processes: int | None) -> int:
    """How many processes read."""
    if processes is not None:
        return processes
    if Patent.objects.order_by()[FEW : FEW + 1].count() == 0:
        return 0
    return min(3, (os.cpu_count() or 1) + 1)


def begun(model: Embedder, anew: bool) -> tuple[Building, bool]:
    """The build to go on with, or a new one, and which; either way kept before anything is written."""
    builds = choose.index_builds()
    plan = to_go_on(model)
    if plan is not None and not anew:
        log.info("Going on with build %s after patent %s.", plan.build, plan.through.get("patents", 0))
        return plan, True
    Building.end()
    number = builds.free()
    waiting = jobs.waiting_for("index_patents", "index_enterprises")
    plan = Building(number, timezone.now().isoformat(), bases(model, number), jobs=waiting)
    plan.write()
    return plan, False


def to_go_on(model: Embedder | None = None) -> Building | None:
    """The build that was broken off, when it makes the indexes that are wanted now. Refused as `rebuild` is."""
    choose.index_builds().mend()
    plan, current = Building.read(), choose.index_builds().current()
    if plan is None or plan.bases.items() <= current.items():  # killed between being in use and being forgotten
        return None
    return plan if plan.bases == bases(model or choose.embedder_to_index(), plan.build) else None


def bases(model: Embedder, number: int) -> dict[str, int]:
    """Base names of all indexes a build makes, with its number."""
    named = [choose.words_base("patents"), choose.words_base("enterprises")]
    named += [choose.vectors_base(name, one) for name, one in vector_indexes(model)]
    return dict.fromkeys(named, number)


@dataclass
class Making:
    """A build while it is made."""

    plan: Building
    model: Embedder
    progress: Progress
    total: int = 0
    done: int = 0
    waiting: Share = field(default_factory=lambda: Share(0))
    models: dict[View, Embedder] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.total = Patent.objects.count() + Enterprise.objects.count()
        self.models = {(name, one.id, one.dim): one for name, one in vector_indexes(self.model)}

    def words(self, name: str) -> WordSearch:
        """The word index in the making."""
        return choose.word_search(name, build=self.plan.build)

    def patents(self, readers: int) -> int:
        """All patents after the last note; returns how many."""
        words, after = self.words("patents"), self.plan.through.get("patents", 0)
        words.delete(words.beyond(after))
        self.done = words.count()
        before = self.done
        of_patents = [view for view in self.models if view[0] != "enterprises"]
        with collecting_seldom(), words.loading() as load, shares(after, of_patents, readers) as ready:
            noted = self.done
            for share in ready:
                self.take(share)
                if len(self.waiting.documents) >= BLOCK:
                    self.write(load)
                if self.done - noted >= COMMIT:
                    self.commit(load)
                    noted = self.done
                self.progress(self.done + len(self.waiting.documents), self.total, "patents")
            self.write(load)
            self.commit(load)
        return self.done - before

    def take(self, share: Share) -> None:
        """Gather shares: stores take many documents at once more quickly."""
        self.waiting.last = share.last
        self.waiting.documents += share.documents
        for view, (ids, rows) in share.vectors.items():
            known = self.waiting.vectors.get(view)
            self.waiting.vectors[view] = (
                (ids, rows) if known is None else (np.concatenate((known[0], ids)), np.concatenate((known[1], rows)))
            )
        for view, texts in share.missing.items():
            self.waiting.missing.setdefault(view, []).extend(texts)

    def write(self, load: Load) -> None:
        """What was gathered, into every index. Only the second model's missing vectors are left for `zhiqiao embed`."""
        share, self.waiting = self.waiting, Share(self.waiting.last)
        if share.documents:
            load.put(share.documents)
        for view, (ids, rows) in share.vectors.items():
            index = choose.vector_search(view[0], model=self.models[view], build=self.plan.build)
            if len(ids):
                index.put(ids.tolist(), rows.astype(np.float32))
            missing = share.missing[view] if self.models[view] is self.model else []
            for start in range(0, len(missing), CHUNK):
                some = missing[start : start + CHUNK]
                index.put([number for number, _ in some], embedding.vectors_of([text for _, text in some], self.model))
        self.done += len(share.documents)

    def commit(self, load: Load) -> None:
        """What was written is durable, and noted: a build that is killed goes on from here."""
        load.commit()
        self.plan.through["patents"] = self.waiting.last
        self.plan.write()

    def enterprises(self) -> None:
        """All enterprises; doing it twice does no harm."""
        ids = list(Enterprise.objects.order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(ids), CHUNK):
            chunk = ids[start : start + CHUNK]
            self.done += put("enterprises", chunk, read_enterprises(chunk), self.model, self.plan.build)
            self.progress(self.done, self.total, "enterprises")

    def settle(self) -> None:
        """Put together what lies in pieces, and make what makes nearest vectors quick."""
        self.progress(self.done, self.total, "settle")
        for name in ("patents", "enterprises"):
            self.words(name).settle()
        for (name, *_), model in self.models.items():
            choose.vector_search(name, model=model, build=self.plan.build).settle()

    def switch(self) -> None:
        """Take in what changed meanwhile, then be in use."""
        self.progress(self.done, self.total, "switch")
        at = 0
        while True:
            found, at = building.changed(at)
            if sum(map(len, found.values())) <= LAST:
                break
            self.put_again(found)
        with building.alone():
            self.put_again(found)
            self.put_again(building.changed(at)[0])
            choose.index_builds().switch(self.plan.bases)
            Building.end()

    def put_again(self, found: dict[str, list[int]]) -> None:
        """These were written into the old indexes while we were at work."""
        for name, ids in found.items():
            read = read_patents if name == "patents" else read_enterprises
            for start in range(0, len(ids), CHUNK):
                chunk = ids[start : start + CHUNK]
                found_now = read(chunk)
                put(name, chunk, found_now, self.model, self.plan.build)
                put_second(name, found_now, self.plan.build)
