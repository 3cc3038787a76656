"""Reading for a rebuild (批量读取): patents from the database as documents and kept vectors, share by share, in order.

Rows are read and cut in processes of their own, while another writes, which takes half as long. What goes from one to
the other is plain: strings, numbers, and arrays in one piece. Not responsible for writing anything.
"""

from __future__ import annotations

import pickle
import queue
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from zhiqiao.domain.matching.wording import FIELDS
from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.ports.embed import Embedder
from zhiqiao.ports.search import SearchDocument
from zhiqiao.records import process
from zhiqiao.records.bulk import collecting_seldom
from zhiqiao.records.models import Patent
from zhiqiao.services.embedding.kept import digest_of, kept_rows
from zhiqiao.services.indexing.writing import read_patents

CHUNK = 1000
AHEAD = 6
"""Shares read ahead of the writer."""
SHARE, PROBLEMS = b"S", b"P"
"""What a message holds."""

View = tuple[str, str, int]
"""A vector index: its name, the id of its model, its dimension."""


@dataclass(frozen=True)
class KeptBy:
    """What `kept_rows` needs to know of a model, without the model."""

    id: str
    dim: int


@dataclass
class Share:
    """Some patents, ready to be written: documents, kept vectors of each view, and texts that have none yet."""

    last: int
    documents: list[SearchDocument] = field(default_factory=list)
    vectors: dict[View, tuple[NDArray[np.int64], NDArray[np.float16]]] = field(default_factory=dict)
    missing: dict[View, list[tuple[int, str]]] = field(default_factory=dict)

    def packed(self) -> bytes:
        """In one piece: arrays of numbers together, with their lengths."""
        said = [one.said.get(name) for one in self.documents for name in FIELDS]
        sizes = np.array([0 if one is None else len(one) for one in said], dtype=np.int64)
        whole = [one for one in said if one is not None and len(one)]
        numbers = np.concatenate(whole) if whole else np.empty(0, dtype=np.uint32)
        plain = [(one.id, one.fields, one.facets) for one in self.documents]
        return pickle.dumps((self.last, plain, numbers, sizes, self.vectors, self.missing), protocol=5)

    @staticmethod
    def unpacked(content: bytes | memoryview) -> Share:
        """The other way round. Only ever given what our own process packed."""
        last, plain, numbers, sizes, vectors, missing = pickle.loads(content)  # noqa: S301
        ends = np.cumsum(sizes).tolist()
        cuts = [0, *ends]
        documents = []
        for place, (number, fields, facets) in enumerate(plain):
            base = place * len(FIELDS)
            said = {
                name: numbers[cuts[base + at] : cuts[base + at + 1]]
                for at, name in enumerate(FIELDS)
                if cuts[base + at + 1] > cuts[base + at]
            }
            documents.append(SearchDocument(number, fields, facets, said))
        return Share(last, documents, vectors, missing)


def spans(after: int) -> list[tuple[int, int]]:
    """First and last number of each share of the patents with greater numbers."""
    numbers = list(Patent.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True))
    return [(part[0], part[-1]) for start in range(0, len(numbers), CHUNK) if (part := numbers[start : start + CHUNK])]


def read(span: tuple[int, int], views: Sequence[View]) -> Share:
    """One share."""
    ids = list(Patent.objects.filter(pk__range=span).order_by("pk").values_list("pk", flat=True))
    found = read_patents(ids)
    share = Share(span[1], found.documents())
    for view in views:
        name, model, dim = view
        told = [(number, text) for number, text in found.meant[name] if text]
        digests = [digest_of(text) for _, text in told]
        kept = kept_rows(digests, cast(Embedder, KeptBy(model, dim)), "passage")
        have = [place for place, digest in enumerate(digests) if digest in kept]
        rows = np.frombuffer(b"".join(kept[digests[place]] for place in have), dtype="<f2").reshape(len(have), dim)
        share.vectors[view] = np.array([told[place][0] for place in have], dtype=np.int64), rows
        share.missing[view] = [one for one, digest in zip(told, digests, strict=True) if digest not in kept]
    return share


def serve(out: Connection, wanted: Sequence[tuple[int, int]], views: Sequence[View]) -> None:
    """What a reader process does. When nobody takes its shares any more, it ends."""
    try:
        with collecting_seldom():
            for span in wanted:
                out.send_bytes(SHARE + read(span, views).packed())
    except (BrokenPipeError, ConnectionResetError):
        return
    except Refused as refused:
        out.send_bytes(PROBLEMS + pickle.dumps(refused.problems))
    out.close()


@contextmanager
def shares(after: int, views: Sequence[View], readers: int) -> Iterator[Iterator[Share]]:
    """The shares after that number, in order, read by so many processes; with none, here."""
    wanted = spans(after)
    if not readers or len(wanted) < 2:
        yield (read(span, views) for span in wanted)
        return
    hands = [Reader(place, wanted[place::readers], views) for place in range(min(readers, len(wanted)))]
    try:
        yield (hands[place % len(hands)].next() for place in range(len(wanted)))
    finally:
        for hand in hands:
            hand.stop()


class Reader:
    """One reader process and the thread that takes its shares in."""

    def __init__(self, place: int, wanted: Sequence[tuple[int, int]], views: Sequence[View]):
        self.into, out = Pipe(duplex=False)
        self.ready: queue.Queue[Any] = queue.Queue(AHEAD)
        self.process = process.started(
            "zhiqiao.services.indexing.reading.serve", out, wanted, views, name=f"reader-{place}"
        )
        out.close()  # ours of the two: when the process dies, reading ends
        self.stopped = threading.Event()
        threading.Thread(target=self.take, daemon=True).start()

    def take(self) -> None:
        """Shares as they come; at last what went wrong, or that it ended."""
        try:
            while not self.stopped.is_set():
                self.give(self.into.recv_bytes())
        except (EOFError, OSError):
            self.give(None)

    def give(self, one: bytes | None) -> None:
        """Put it where the writer takes it, unless nobody wants it any more."""
        while not self.stopped.is_set():
            try:
                return self.ready.put(one, timeout=0.5)
            except queue.Full:
                continue

    def next(self) -> Share:
        """The next share. Refused when the process could not read it, or died."""
        content = self.ready.get()
        if content is None:
            raise Refused([Problem("index_build_went_through", given=str(self.process.exitcode or ""))])
        if content[:1] == PROBLEMS:
            raise Refused(pickle.loads(content[1:]))  # noqa: S301
        return Share.unpacked(memoryview(content)[1:])

    def stop(self) -> None:
        """It is not needed any more."""
        self.stopped.set()
        self.process.terminate()
        self.process.join(5)
        self.into.close()
