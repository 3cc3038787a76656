"""Word search (关键词检索) in three stores that agree: tantivy finds, the forward index tells, the columns filter.

The folder is a cache: its name carries the fingerprint of everything that shapes it, and it can always be rebuilt from
the database. One process writes at a time; others wait. Each store is whole after a kill, but a kill may fall between
them, so a write goes like this:

1. the numbers of its documents are noted in `unfinished/`, durably;
2. the forward index and the columns are written, then tantivy: a document can be found only when all that is told of it
   is there. A deletion goes the other way round;
3. the note is removed.

A note that is left behind means that the stores may disagree about its documents, and about no others: `unfinished`
tells them, and whoever writes next puts them again (services/indexing), which makes all three equal. Stores of unequal
size without a note are damage, and are refused when the index is opened.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from zhiqiao.domain.matching.wording import Known, Told
from zhiqiao.engines.search.columns import Columns
from zhiqiao.engines.search.forward import Forward
from zhiqiao.engines.search.inverted import Inverted, Loading
from zhiqiao.engines.segments import disk, lock
from zhiqiao.ports.search import Filter, Hits, Mask, Numbers, SearchDocument

LAYOUT = 3
"""Raise it when the stores below change."""
ALL_WORDS = "words"
"""The field that holds all words of a document."""
AT_ONCE = 20_000
"""Documents of one write at most; more are several writes."""


def fingerprint_of(segmenter_id: str, fields: Sequence[str], facets: Sequence[str]) -> str:
    """What changes when the index of the same documents would be another."""
    shape = f"{LAYOUT}|{segmenter_id}|{'+'.join(fields)}|{'+'.join(facets)}|tantivy {version('tantivy')}"
    return hashlib.sha256(shape.encode()).hexdigest()[:12]


class TantivyWords:
    """One index in one folder."""

    def __init__(self, folder: Path, *, segmenter_id: str, fields: Sequence[str], facets: Sequence[str]):
        self.fingerprint = fingerprint_of(segmenter_id, fields, facets)
        self.folder = folder.with_name(f"{folder.name}-{self.fingerprint}")
        self.fields, self.facets = tuple(fields), tuple(facets)
        self.notes = self.folder / "unfinished"
        with disk.told(self.folder):
            self.notes.mkdir(parents=True, exist_ok=True)
        self.inverted = Inverted(self.folder / "inverted", fields=fields, facets=facets)
        self.forward = Forward(self.folder / "forward")
        self.columns = Columns(self.folder / "columns", facets)
        self.check()

    def check(self) -> None:
        """Refused when the stores disagree and no unfinished write explains it."""
        if any(self.notes.iterdir()):
            return
        sizes = {"inverted": self.inverted.count(), "forward": self.forward.count(), "columns": self.columns.count()}
        if len(set(sizes.values())) > 1 and not any(self.notes.iterdir()):
            raise disk.damaged(self.folder, min(sizes, key=lambda name: sizes[name]))

    def put(self, documents: Iterable[SearchDocument]) -> int:
        """Add or replace by id, durably; returns how many."""
        count, rest = 0, iter(documents)
        while some := list(islice(rest, AT_ONCE)):
            block = list({one.id: one for one in some}.values())  # twice in one write: the later counts
            self.require_known(block)
            ids = np.array([one.id for one in block], dtype=np.int64)
            with self.writing(ids):
                self.forward.put(ids, [one.said for one in block])
                self.columns.put(ids, [one.facets for one in block])
                self.inverted.write(block)
            count += len(some)
        return count

    def require_known(self, documents: Sequence[SearchDocument]) -> None:
        """ValueError when a document has a field or a facet that this index does not hold: it would be lost unseen."""
        fields, facets = set(self.fields), set(self.facets)
        for one in documents:
            if not (one.fields.keys() <= fields and one.facets.keys() <= facets):
                unknown = sorted((one.fields.keys() - fields) | (one.facets.keys() - facets))
                raise ValueError(f"document {one.id} has what this index does not hold: {', '.join(unknown)}")

    def delete(self, ids: Sequence[int]) -> None:
        """Take documents out, durably."""
        if not len(ids):
            return
        numbers = np.asarray(ids, dtype=np.int64)
        with self.writing(numbers):
            self.inverted.write((), numbers.tolist())
            self.columns.delete(numbers)
            self.forward.delete(numbers)

    @contextmanager
    def writing(self, ids: NDArray[np.int64]) -> Iterator[None]:
        """Alone as a writer, with these documents noted until the write is whole."""
        with disk.told(self.folder), lock.held(self.folder / "put.lock"):
            note = self.notes / f"{uuid.uuid4().hex}.json"
            disk.write_text(note, json.dumps(ids.tolist()))
            yield
            note.unlink(missing_ok=True)

    def unfinished(self) -> list[int]:
        """Documents the stores may disagree about, because their writer died. Putting or deleting them mends it, after
        which `forget` takes the notes away."""
        left: set[int] = set()
        for note in sorted(self.notes.glob("*.json")):
            try:
                left.update(json.loads(note.read_text()))
            except (FileNotFoundError, ValueError):  # its writer has just finished, or never began
                continue
        return sorted(left)

    def forget(self, ids: Sequence[int]) -> None:
        """These documents have been put or deleted again: notes that name no others go."""
        done = set(ids)
        with disk.told(self.folder), lock.held(self.folder / "put.lock"):
            for note in self.notes.glob("*.json"):
                if done.issuperset(json.loads(note.read_text())):
                    note.unlink(missing_ok=True)

    @contextmanager
    def loading(self) -> Iterator[Load]:
        """For building an index: many documents that are not there yet, durable at every `commit`."""
        with disk.told(self.folder), lock.held(self.folder / "put.lock"), self.inverted.loading() as writer:
            note = self.notes / "loading.json"
            disk.write_text(note, "[]")
            yield Load(self, writer)
            writer.commit()
            note.unlink(missing_ok=True)

    def beyond(self, number: int) -> list[int]:
        """Documents with a greater number: what a load wrote after its last commit is among them."""
        ids = self.forward.ids()
        return np.sort(ids[ids > number]).tolist()

    def settle(self) -> None:
        """Put what lies in many pieces together; worth it after many documents."""
        self.forward.compact()
        self.columns.compact()

    def search(
        self,
        terms: Mapping[str, float],
        *,
        field_weights: Mapping[str, float],
        filters: Sequence[Filter] = (),
        limit: int = 100,
        offset: int = 0,
        count_facets: Sequence[str] = (),
        every: bool = False,
        count: bool = True,
        within: Sequence[str] = (),
    ) -> Hits:
        """Best documents for weighted words; no words means all documents that pass the filters."""
        return self.inverted.search(
            terms,
            field_weights,
            filters,
            limit=limit,
            offset=offset,
            count_facets=count_facets,
            every=every,
            count=count,
            within=within,
        )

    def count(self) -> int:
        """Documents in the index."""
        return self.columns.count()

    def frequencies(self, words: Sequence[str]) -> dict[str, int]:
        """In how many documents each word stands."""
        return self.inverted.frequencies(words, ALL_WORDS)

    def statistics(self, terms: Numbers) -> Known:
        """How common these terms are in the whole index, and how long its texts are."""
        return self.forward.statistics(terms)

    def told(self, ids: Sequence[int] | NDArray[np.int64], terms: Numbers) -> Told:
        """What these documents say of these terms, in the order given."""
        return self.forward.told(np.asarray(ids, dtype=np.int64), terms)

    def mask(self, filters: Sequence[Filter]) -> Mask:
        """Which documents pass all filters."""
        return self.columns.mask(filters)

    def facet_counts(self, ids: Sequence[int] | NDArray[np.int64], names: Sequence[str]) -> dict[str, dict[str, int]]:
        """How many of these documents carry each value of these facets."""
        chosen = np.asarray(ids)
        return self.columns.facet_counts(chosen if chosen.dtype == np.bool_ else chosen.astype(np.int64), names)


class Load:
    """A load under way."""

    def __init__(self, words: TantivyWords, writer: Loading):
        self.words, self.writer = words, writer

    def put(self, documents: Sequence[SearchDocument]) -> None:
        """Add documents that are not there yet; whole with the next `commit`. Quickest with 10,000 or more."""
        self.words.require_known(documents)
        ids = np.array([one.id for one in documents], dtype=np.int64)
        self.words.forward.put(ids, [one.said for one in documents])
        self.words.columns.put(ids, [one.facets for one in documents])
        self.writer.add(documents)

    def commit(self) -> None:
        """Everything put so far is durable in all three stores."""
        self.writer.commit()
