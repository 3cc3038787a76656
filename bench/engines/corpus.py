"""The corpus (测试语料) as every engine gets it: words already cut, facet values, vectors; and the questions.

Made once in a folder and read by each engine's process from there. Texts are cut and embedded here, before any clock
runs: that costs every engine the same.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.engines import meaning
from bench.engines.rows import FACETS, Need, Row, generated, of_files
from zhiqiao.domain.matching.wording import weigh
from zhiqiao.engines import choose

Floats = NDArray[np.float32]
Longs = NDArray[np.int64]
Condition = tuple[tuple[str, str], ...]
"""(facet, value), all of which must hold."""

SHORTEST, LONGEST = 2, 7
"""Words of a short question."""
TERMS = 40
"""Words of a need: those that tell most."""
WANTED = {"f1": 0.07, "f2": 0.02}
"""Filters, with the share of documents that should pass."""
COUNTED = ("legal_state", "section", "industry", "region")
"""Facets that are counted."""
MADE = "manifest.json"


@dataclass(frozen=True)
class Corpus:
    """The files in one folder."""

    folder: Path

    @cached_property
    def told(self) -> dict[str, Any]:
        """How it was made."""
        return dict(json.loads((self.folder / MADE).read_text("utf-8")))

    @property
    def documents(self) -> int:
        """How many there are; their numbers begin with 0."""
        return int(self.told["documents"])

    @property
    def dim(self) -> int:
        """Numbers of a vector."""
        return int(self.told["dim"])

    @cached_property
    def words(self) -> list[str]:
        """The words of each document, separated by spaces; those of its title come first."""
        return (self.folder / "words.txt").read_text("utf-8").split("\n")

    @cached_property
    def languages(self) -> list[str]:
        """The language of each document."""
        return [str(one) for one in np.load(self.folder / "languages.npy")]

    @cached_property
    def facets(self) -> dict[str, list[str]]:
        """The values of each facet, one a document; empty where it has none."""
        return {name: np.load(self.folder / f"facet-{name}.npy").tolist() for name in FACETS}

    @cached_property
    def conditions(self) -> dict[str, Condition]:
        """The filters by name."""
        return {
            name: tuple((facet, value) for facet, value in pairs) for name, pairs in self.told["conditions"].items()
        }

    def passing(self, condition: Condition) -> NDArray[np.bool_]:
        """Which documents pass."""
        result = np.ones(self.documents, dtype=np.bool_)
        for facet, value in condition:
            result &= np.load(self.folder / f"facet-{facet}.npy") == value
        return result

    def vectors(self, view: str = "whole") -> Floats:
        """(documents, dim), mapped; the essences belong to `essence_ids`."""
        result: Floats = np.load(self.folder / f"vectors-{view}.npy", mmap_mode="r")
        return result

    @cached_property
    def essence_ids(self) -> Longs:
        """The documents that have an essence."""
        result: Longs = np.load(self.folder / "essence-ids.npy")
        return result

    def numbers(self, name: str) -> tuple[NDArray[np.uint32], Longs]:
        """The term numbers of all titles or bodies, one after the other, and where each document's begin."""
        return np.load(self.folder / f"numbers-{name}.npy", mmap_mode="r"), np.load(self.folder / f"starts-{name}.npy")

    @cached_property
    def questions(self) -> dict[str, list[list[str]]]:
        """The words of the short questions and of the needs."""
        return dict(json.loads((self.folder / "questions.json").read_text("utf-8")))

    @cached_property
    def needs(self) -> list[Need]:
        """The needs as they were written."""
        return [Need(*one) for one in json.loads((self.folder / "needs.json").read_text("utf-8"))]

    @cached_property
    def asked_vectors(self) -> Floats:
        """(2, needs, dim): vectors of the whole needs, and of their openings."""
        result: Floats = np.load(self.folder / "asked-vectors.npy")
        return result


def corpus_in(
    root: Path, *, documents: int, queries: int, embedded: int, seed: int, stock: Path | None = None
) -> Corpus:
    """The corpus of these numbers, made if it is not there."""
    embedder = choose.embedder_named("use")
    shape = [documents, queries, embedded, seed, str(stock or ""), choose.segmenter().id, embedder.id, FACETS, TERMS]
    key = hashlib.sha256(json.dumps(shape).encode()).hexdigest()[:10]
    folder = root / f"corpus-{documents}-{key}"
    corpus = Corpus(folder)
    if (folder / MADE).exists():
        return corpus
    folder.mkdir(parents=True, exist_ok=True)
    source, rows, needs = of_files(stock, documents, 2 * queries) if stock else generated(documents, 2 * queries, seed)
    texts_written(folder, rows)
    asked = questions_written(folder, rows, needs, queries)
    dim = vectors_written(folder, rows, asked, embedded, seed)
    told = {
        "source": source,
        "documents": len(rows),
        "queries": len(asked),
        "seed": seed,
        "dim": dim,
        "embedder": embedder.id,
        "segmenter": choose.segmenter().id,
        "embedded": min(embedded, len(rows)),
        "conditions": conditions_of(rows),
    }
    (folder / MADE).write_text(json.dumps(told, ensure_ascii=False, indent=1), "utf-8")
    return corpus


def texts_written(folder: Path, rows: Sequence[Row]) -> None:
    """Words, numbers of terms, languages and facets."""
    segmenter = choose.segmenter()
    words = [" ".join(segmenter.words_to_find(f"{row.title}\n{row.body}")) for row in rows]
    (folder / "words.txt").write_text("\n".join(words), "utf-8")
    np.save(folder / "languages.npy", np.array([row.language for row in rows]))
    for name in FACETS:
        np.save(folder / f"facet-{name}.npy", np.array([row.facets[name] for row in rows]))
    for name, texts in (("title", [row.title for row in rows]), ("body", [row.body for row in rows])):
        numbers = segmenter.numbers_of_each(texts)
        np.save(folder / f"numbers-{name}.npy", np.concatenate(numbers))
        np.save(folder / f"starts-{name}.npy", np.cumsum([0, *map(len, numbers)], dtype=np.int64))


def questions_written(folder: Path, rows: Sequence[Row], needs: Sequence[Need], many: int) -> list[Need]:
    """Short questions are the words of a need's title, needs the words of all its text that are rarest; generic words
    are left out of both, as our finder leaves them out."""
    segmenter = choose.segmenter()
    holding: Counter[str] = Counter()
    for line in (folder / "words.txt").read_text("utf-8").split("\n"):
        holding.update(set(line.split(" ")))
    chosen: list[Need] = []
    questions: dict[str, list[list[str]]] = {"short": [], "need": []}
    for need in needs:
        title, body = segmenter.words_to_find(need.title), segmenter.words_to_find(need.body)
        short = [word for word in weigh(title, ()) if holding[word]][:LONGEST]
        every = weigh(title, body)
        telling = sorted((word for word in every if holding[word]), key=lambda word: (holding[word], word))
        if len(short) >= SHORTEST and len(chosen) < many:
            chosen.append(need)
            questions["short"].append(short)
            questions["need"].append(telling[:TERMS])
    (folder / "questions.json").write_text(json.dumps(questions, ensure_ascii=False), "utf-8")
    (folder / "needs.json").write_text(
        json.dumps([[one.title, one.body] for one in chosen], ensure_ascii=False), "utf-8"
    )
    return chosen


def vectors_written(folder: Path, rows: Sequence[Row], needs: Sequence[Need], embedded: int, seed: int) -> int:
    """Both views of the documents and the vectors of the needs; returns their dimension."""
    embedder = choose.embedder_named("use")
    classes = [row.facets["section"] for row in rows]
    whole = [f"{row.title}\n{row.body}" for row in rows]
    np.save(folder / "vectors-whole.npy", meaning.drawn(embedder, whole, classes, embedded, seed))
    held = [place for place, row in enumerate(rows) if row.essence]
    np.save(folder / "essence-ids.npy", np.array(held, dtype=np.int64))
    essences = meaning.drawn(
        embedder, [rows[at].essence for at in held], [classes[at] for at in held], embedded // 2, seed + 1
    )
    np.save(folder / "vectors-essence.npy", essences)
    asked = [embedder.encode([f"{one.title}\n{one.body}" for one in needs], "query")]
    titles = embedder.encode([one.title for one in needs], "query")
    beginnings = embedder.encode([f"{one.title}\n{one.body[:400]}" for one in needs], "query")
    asked.append(meaning.unit(titles + beginnings))
    np.save(folder / "asked-vectors.npy", np.stack(asked).astype(np.float32))
    return int(asked[0].shape[1])


def conditions_of(rows: Sequence[Row]) -> dict[str, Condition]:
    """Two values of two facets together that leave nearest to the wanted share."""
    result: dict[str, Condition] = {}
    for name, facet in (("f1", "section"), ("f2", "region")):
        counts = Counter((row.facets["legal_state"], row.facets[facet]) for row in rows)
        state, value = min(counts, key=lambda pair: (abs(counts[pair] / len(rows) - WANTED[name]), pair))
        result[name] = (("legal_state", state), (facet, value))
    return result
