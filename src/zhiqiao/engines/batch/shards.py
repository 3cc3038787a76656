"""Shards (专利分片): some ten thousand documents of an index as plain files, as the tile kernels read them.

A shard holds what its documents say (forward, for ranking), the same turned round with each term's share of a word
score (inverted, for finding), and their vectors. It is written once, whole or not at all, and read by mapping; a worker
needs only NumPy and this folder.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zhiqiao.domain.matching import weights
from zhiqiao.domain.matching.wording import FIELDS_OF, Known, saturate, texts_of, thickness

Any1 = NDArray[Any]
SIZE = 32_768
"""Documents of a shard; fixed, since the shape of a matrix product changes its last bits."""
LANGUAGES = len(FIELDS_OF)
VIEWS = ("whole", "essence")
"""What documents are found by."""
BETTER = "better"
"""Their vectors by the better embedder, by which they are ranked, as far as they have one."""


@dataclass(frozen=True)
class Texts:
    """What documents say (正排), by place in the vocabulary: document n's terms stand from `offsets[n]` to
    `offsets[n + 1]`, sorted, with the text each stands in and its count; `lengths` (n, fields)."""

    offsets: Any1
    terms: Any1
    fields: Any1
    counts: Any1
    lengths: Any1


@dataclass(frozen=True)
class Postings:
    """The same turned round for one language (倒排): documents that say `terms[k]` stand from `starts[k]` to
    `starts[k + 1]` in `documents` (rows of the shard), with how strongly they say it (`saturate`)."""

    terms: Any1
    starts: Any1
    documents: Any1
    strengths: Any1


@dataclass(frozen=True)
class Shard:
    """A shard as it is read. `speaks` (n, languages) tells the languages each document has any text in; `views` are
    the float16 vectors by view of those documents that `known` (n) says have one."""

    ids: Any1
    texts: Texts
    postings: tuple[Postings, ...]
    speaks: NDArray[np.bool_]
    views: Mapping[str, Any1]
    known: Mapping[str, NDArray[np.bool_]]

    def vectors(self, view: str, rows: Any1) -> Any1:
        """(rows, dim) float16 of documents that have a vector in this view."""
        known = self.known[view]
        return self.views[view][rows if known.all() else (np.cumsum(known) - 1)[rows]]


def postings_of(texts: Texts, known: Known, language: int) -> Postings:
    """How strongly each document says each term in one language, by term."""
    texts_here = texts_of(language)
    rows = np.repeat(np.arange(len(texts.lengths)), np.diff(texts.offsets))
    here = np.flatnonzero((texts.fields >= texts_here.start) & (texts.fields < texts_here.stop))
    keys = rows[here].astype(np.int64) << 32 | texts.terms[here]
    shares = np.array(weights.TEXT_WEIGHTS)[texts.fields[here] - texts_here.start] * texts.counts[here]
    starts = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1]))) if len(keys) else np.empty(0, np.int64)
    count = np.add.reduceat(shares, starts) if len(keys) else np.empty(0)
    rows, terms = keys[starts] >> 32, (keys[starts] & 0xFFFFFFFF).astype(np.int32)
    strengths = saturate(count, thickness(texts.lengths, known, language)[rows]).astype(np.float32)
    order = np.argsort(terms, kind="stable")
    terms, rows, strengths = terms[order], rows[order], strengths[order]
    unique, begin = np.unique(terms, return_index=True)
    return Postings(unique, np.append(begin, len(terms)), rows.astype(np.uint16), strengths)


def write(folder: Path, ids: Any1, texts: Texts, known: Known, vectors: Mapping[str, Any1]) -> None:
    """Write a shard; `vectors` (n, dim) by view, NaN where a document has none."""
    if len(ids) > 1 << 16:
        raise ValueError("a shard holds at most 65,536 documents")
    part = folder.with_suffix(".part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    save(part, "ids", ids.astype(np.int64))
    for name, values in vars(texts).items():
        save(part, name, values)
    for language in range(LANGUAGES):
        for name, values in vars(postings_of(texts, known, language)).items():
            save(part, f"{language}-{name}", values)
    for view, matrix in vectors.items():
        there = np.array(~np.isnan(matrix[:, 0]) if matrix.shape[1] else np.zeros(len(matrix), dtype=np.bool_))
        save(part, f"{view}-known", there)
        save(part, view, matrix[there].astype(np.float16))
    shutil.rmtree(folder, ignore_errors=True)
    part.rename(folder)


def save(folder: Path, name: str, values: Any1) -> None:
    """One array as one file."""
    np.save(folder / f"{name}.npy", np.ascontiguousarray(values), allow_pickle=False)


def load(folder: Path, name: str) -> Any1:
    """One array, mapped."""
    return np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False))


def read(folder: Path) -> Shard:
    """A shard, mapped: only what is used is read."""
    texts = Texts(*(load(folder, name) for name in ("offsets", "terms", "fields", "counts", "lengths")))
    postings = tuple(
        Postings(*(load(folder, f"{language}-{name}") for name in ("terms", "starts", "documents", "strengths")))
        for language in range(LANGUAGES)
    )
    views = {view: load(folder, view) for view in (*VIEWS, BETTER) if (folder / f"{view}.npy").exists()}
    known = {view: load(folder, f"{view}-known") for view in views}
    by_language = texts.lengths.reshape(-1, LANGUAGES, texts.lengths.shape[1] // LANGUAGES)
    speaks: NDArray[np.bool_] = np.any(by_language, axis=2)
    return Shard(load(folder, "ids"), texts, postings, speaks, views, known)
