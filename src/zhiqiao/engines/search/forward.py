"""The forward index (正排索引): what each document says, by which candidates are ranked.

Of every document: its term numbers with the text they stand in and how often, and the length of each text; of every
segment: in how many documents each term stands. Not responsible for finding documents, nor for judging them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from zhiqiao.domain.matching.wording import FIELDS, FIELDS_OF, Known, Told
from zhiqiao.engines.segments.layout import Array, Digest, Layout, Rows, cuts, joined
from zhiqiao.engines.segments.segment import DIGEST_FROM
from zhiqiao.engines.segments.store import SegmentStore
from zhiqiao.engines.segments.view import Ids, View
from zhiqiao.ports.search import Numbers

PLACE = {name: place for place, name in enumerate(FIELDS)}
MOST = 255  # of one term in one text that are counted
LONGEST = 65535  # terms of one text
AT_ONCE = 8192  # documents packed in one go
SPREAD = np.uint32(2654435761)  # Knuth's multiplier: neighbouring term numbers fall far apart
SLOTS = 16  # bits
ENTRY = "<u4,<u2"
"""One term of a document as it is kept: its number, and its place."""
ENDS = np.cumsum([0, *(len(names) for names in FIELDS_OF.values())])
"""Where the texts of each language begin and end among `FIELDS`."""


@dataclass(frozen=True)
class Said:
    """What documents say (`ids`), one after the other, cut by `offsets`: `terms`, in which of `FIELDS` they stand
    (`fields`) and how often (`counts`), sorted by term, then field; `lengths` (n, fields) in terms."""

    ids: NDArray[np.int64]
    terms: NDArray[np.uint32]
    fields: NDArray[np.uint8]
    counts: NDArray[np.uint8]
    offsets: NDArray[np.int64]
    lengths: NDArray[np.uint16]


class Frequencies:
    """The digest of a segment: by language the terms, sorted, beside the number of documents that say them (2, terms);
    `totals`: documents that say anything in each language, then the summed lengths of each text."""

    names = ("zh", "en", "totals")

    def of(self, rows: Rows) -> Digest:
        """Counted."""
        (terms, places), lengths = apart(rows), rows.fixed["lengths"]
        english = places >= ENDS[1] << 8
        new = np.ones(len(terms), dtype=np.bool_)
        new[1:] = (terms[1:] != terms[:-1]) | (english[1:] != english[:-1])
        new[rows.offsets[:-1][rows.sizes > 0]] = True
        spoken = [np.count_nonzero(lengths[:, low:high].any(axis=1)) for low, high in pairwise(ENDS)]
        return {
            "zh": counted(terms[new & ~english]),
            "en": counted(terms[new & english]),
            "totals": np.array([*spoken, *lengths.sum(axis=0, dtype=np.int64)], dtype="<i8"),
        }

    def together(self, parts: Sequence[Digest]) -> Digest:
        """Added up."""
        result: dict[str, Array] = {"totals": np.sum([part["totals"] for part in parts], axis=0, dtype="<i8")}
        for name in ("zh", "en"):
            terms = np.concatenate([part[name][0] for part in parts])
            order = np.argsort(terms, kind="stable")
            terms = terms[order]
            frequency = np.concatenate([part[name][1] for part in parts])[order]
            begins = firsts(terms)
            summed = np.add.reduceat(frequency, begins, dtype=np.int64) if len(terms) else frequency
            result[name] = np.stack((terms[begins], summed.astype("<u4")))
        return result


LARGE = Frequencies()
LAYOUT = Layout(
    f"forward-2 {'+'.join(FIELDS)}",
    fixed={"lengths": ("<u2", len(FIELDS))},
    # A term beside its place (field in the high byte, count in the low one): one read for each document.
    ragged={"said": ENTRY},
    summary=LARGE,
)


class Forward:
    """One forward index in one folder."""

    def __init__(self, folder: Path):
        self.store = SegmentStore(folder, LAYOUT)
        self.merged: tuple[frozenset[str], Digest] = (frozenset(), {})

    def put(self, ids: Ids, said: Sequence[Mapping[str, Numbers]]) -> None:
        """Add or replace, durably: of each document the term numbers of its texts, with repeats."""
        if len(ids) != len(said):
            raise ValueError("every document says something or nothing")
        numbers = np.asarray(ids, dtype=np.int64)
        steps = range(0, len(numbers), AT_ONCE)
        parts = [packed(numbers[start : start + AT_ONCE], said[start : start + AT_ONCE]) for start in steps]
        self.store.append(joined(parts, LAYOUT))

    def delete(self, ids: Ids) -> None:
        """Take documents out, durably."""
        self.store.append(None, np.asarray(ids, dtype=np.int64))

    def count(self) -> int:
        """Documents in the index."""
        return self.store.view().count

    def ids(self) -> NDArray[np.int64]:
        """The documents, in the order in which they lie."""
        return self.store.view().ids

    def told(self, ids: Ids, numbers: Numbers) -> Told:
        """What these documents say of these terms, in the order given; one that is not there says nothing."""
        wanted = np.asarray(ids, dtype=np.int64).reshape(-1)
        counts = np.zeros((len(wanted), len(FIELDS), len(numbers)), dtype=np.uint8)
        lengths = np.zeros((len(wanted), len(FIELDS)), dtype=np.uint16)
        view = self.store.view()
        rows = view.rows_of(wanted)
        there = np.flatnonzero(rows >= 0)
        there = there[np.argsort(rows[there])]
        taken = view.take(rows[there])
        lengths[there] = taken.fixed["lengths"]
        asked, column = np.unique(np.asarray(numbers, dtype=np.uint32), return_index=True)
        if not len(asked) or not len(there):
            return Told(wanted, counts, lengths)
        terms, places = apart(taken)
        at, which = matched(terms, asked)
        owner = np.repeat(there, taken.sizes)[at]
        places = places[at]
        flat = (owner * len(FIELDS) + (places >> 8)) * len(numbers) + column[which]
        counts.reshape(-1)[flat] = (places & 0xFF).astype(np.uint8)
        if len(asked) < len(numbers):  # a term asked twice
            counts = counts[:, :, column[np.searchsorted(asked, numbers)]]
        return Told(wanted, counts, lengths)

    def statistics(self, numbers: Numbers) -> Known:
        """How common these terms are in the whole index, in each language, and how long its texts are.

        Documents that were replaced or taken out count until their segment is put together again.
        """
        asked, back = np.unique(np.asarray(numbers, dtype=np.uint32), return_inverse=True)  # sorted is looked up sooner
        frequency = np.zeros((2, len(asked)), dtype=np.int64)
        totals = np.zeros(2 + len(FIELDS), dtype=np.int64)
        for digest in self.digests(self.store.view()):
            totals += digest["totals"]
            for language, name in enumerate(("zh", "en")):
                terms, known = digest[name]
                if len(terms):
                    at = np.minimum(np.searchsorted(terms, asked), len(terms) - 1)
                    frequency[language] += np.where(terms[at] == asked, known[at], 0)
        spoken = np.repeat(totals[:2], np.diff(ENDS))
        return Known(totals[:2].copy(), frequency[:, back], totals[2:] / np.maximum(spoken, 1))

    def digests(self, view: View) -> list[Digest]:
        """The digests of all segments; those of the large ones as one, which is kept."""
        large = {segment.entry.name: segment.digest for segment in view.segments if segment.count >= DIGEST_FROM}
        names, merged = self.merged
        parts = [merged] if names and names <= large.keys() else []
        parts += [digest for name, digest in large.items() if not parts or name not in names]
        if len(parts) > 1:
            parts = [LARGE.together(parts)]
            self.merged = (frozenset(large), parts[0])
        return parts + [segment.digest for segment in view.segments if segment.count < DIGEST_FROM]

    def said(self, ids: Ids) -> Said:
        """All that these documents say, in the order given; one that is not there says nothing."""
        wanted = np.asarray(ids, dtype=np.int64).reshape(-1)
        view = self.store.view()
        rows = view.rows_of(wanted)
        there = rows >= 0
        if there.all():
            return as_said(view.take(rows))
        taken = as_said(view.take(rows[there]))
        sizes, lengths = np.zeros(len(wanted), np.int64), np.zeros((len(wanted), len(FIELDS)), np.uint16)
        sizes[there], lengths[there] = np.diff(taken.offsets), taken.lengths
        return Said(wanted, taken.terms, taken.fields, taken.counts, cuts(sizes), lengths)

    def slices(self, size: int) -> Iterator[Said]:
        """All that is said, so many documents at a time, in the order in which they lie."""
        return map(as_said, self.store.view().slices(size))

    def compact(self) -> None:
        """Put small segments together and drop what no longer counts; after many writes."""
        self.store.compact()

    def clear(self) -> None:
        """Begin again with nothing, also where the index is damaged."""
        self.store.clear()


def packed(ids: NDArray[np.int64], said: Sequence[Mapping[str, Numbers]]) -> Rows:
    """The rows of these documents."""
    texts: list[Numbers] = []
    owners: list[int] = []  # document and field of each text
    for number, document in enumerate(said):
        for name, numbers in document.items():
            if len(numbers):
                texts.append(numbers)
                owners.append(number * len(FIELDS) + PLACE[name])
    sizes = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    owner = np.array(owners, dtype=np.int64)
    lengths = np.zeros(len(ids) * len(FIELDS), dtype="<u2")
    lengths[owner] = np.minimum(sizes, LONGEST)
    spoken = np.bincount(owner // len(FIELDS), weights=sizes, minlength=len(ids)).astype(np.int64)
    keys = np.concatenate(texts).astype(np.uint64) if texts else np.empty(0, dtype=np.uint64)
    keys <<= np.uint64(3)
    keys |= np.repeat((owner % len(FIELDS)).astype(np.uint64), sizes)
    ends = cuts(spoken)
    begin = 0
    for end in ends[1:].tolist():  # document by document: small sorts stay in the processor's cache
        keys[begin:end].sort()
        begin = end
    new = np.ones(len(keys), dtype=np.bool_)
    np.not_equal(keys[1:], keys[:-1], out=new[1:])
    new[ends[:-1][spoken > 0]] = True
    begins = np.flatnonzero(new)
    counts = np.minimum(np.diff(begins, append=len(keys)), MOST)
    kept = keys[begins]
    entries = np.empty(len(kept), dtype=ENTRY)
    entries["f0"] = kept >> np.uint64(3)
    entries["f1"] = ((kept & np.uint64(7)) << np.uint64(8)) | counts.astype(np.uint64)
    offsets = np.searchsorted(begins, ends).astype(np.int64)
    return Rows(ids, {"lengths": lengths.reshape(-1, len(FIELDS))}, {"said": entries}, offsets)


def apart(rows: Rows) -> tuple[Array, Array]:
    """Terms and places of these rows, each by itself."""
    entries = rows.ragged["said"]
    return np.ascontiguousarray(entries["f0"]), entries["f1"]


def as_said(rows: Rows) -> Said:
    """Rows with places taken apart."""
    terms, places = apart(rows)
    fields, counts = (places >> 8).astype(np.uint8), (places & 0xFF).astype(np.uint8)
    return Said(rows.ids, terms, fields, counts, rows.offsets, rows.fixed["lengths"])


def matched(terms: Array, asked: Numbers) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where among `terms` stands one that is asked, and which of the asked (sorted, each once) it is.

    A table of hashes sorts out nearly all others first: looking up each would take longer.
    """
    shift = np.uint32(32 - SLOTS)
    table = np.zeros(1 << SLOTS, dtype=np.bool_)
    table[asked * SPREAD >> shift] = True
    maybe = np.flatnonzero(table[terms * SPREAD >> shift])
    which = np.minimum(np.searchsorted(asked, terms[maybe]), len(asked) - 1)
    sure = asked[which] == terms[maybe]
    return maybe[sure], which[sure]


def firsts(values: Array) -> NDArray[np.int64]:
    """Where each new value begins among sorted ones."""
    new = np.ones(len(values), dtype=np.bool_)
    np.not_equal(values[1:], values[:-1], out=new[1:])
    return np.flatnonzero(new)


def counted(terms: Array) -> Array:
    """The terms, sorted, beside how often each stands there: (2, terms)."""
    ordered = np.sort(terms)
    begins = firsts(ordered)
    return np.stack((ordered[begins], np.diff(begins, append=len(ordered)).astype("<u4")))
