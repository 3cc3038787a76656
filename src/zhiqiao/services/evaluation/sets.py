"""Labelled sets (标注集) in the common corpus / queries / qrels layout, and our own sample as such sets."""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import zhiqiao
from zhiqiao.domain.codes import Language
from zhiqiao.domain.matching.language import language_of
from zhiqiao.domain.problems import Problem, Refused

SAMPLE = Path(zhiqiao.__file__).parent / "sample"


@dataclass(frozen=True)
class LabelledDocument:
    """One document of a set; `claim` and `effect` (with scenario) only in our sample."""

    key: str
    title: str
    text: str
    claim: str = ""
    effect: str = ""

    @property
    def language(self) -> Language:
        """Chinese or English, told by its letters."""
        return Language.ZH if language_of(f"{self.title} {self.text}") is Language.ZH else Language.EN

    @property
    def whole(self) -> str:
        """All that it says."""
        return lines(self.title, self.text, self.claim, self.effect)

    @property
    def meant(self) -> str:
        """What its vector is made of."""
        return lines(self.title, self.text)

    @property
    def essence(self) -> str:
        """What its second vector is made of; empty where there is no effect."""
        return lines(self.title, self.effect) if self.effect else ""


@dataclass(frozen=True)
class LabelledQuery:
    """One question of a set; `excluded` documents are not counted as found. Questions of one `group` are never parted
    when weights are learned from some and tried on the others: a need asked in several ways, needs of one industry."""

    key: str
    title: str
    description: str
    excluded: frozenset[str] = frozenset()
    group: str = ""


@dataclass
class LabelledSet:
    """A set: what is looked for, where, and what people judged (query → document → grade). With `pool` questions are
    ranked inside the documents judged for each: where only some were judged, nothing is known of the others."""

    name: str
    documents: list[LabelledDocument]
    queries: list[LabelledQuery]
    judged: dict[str, dict[str, int]]
    pool: bool = False
    place: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        self.place = {document.key: number for number, document in enumerate(self.documents)}

    def pooled(self, query: LabelledQuery) -> list[int]:
        """Places of the documents judged for a query."""
        return sorted(self.place[key] for key in self.judged[query.key] if key in self.place)

    @property
    def family(self) -> str:
        """Sets of one family count as one when weights are learned: all that are made of our sample."""
        return "sample" if self.name in SAMPLES else self.name

    @property
    def scored(self) -> list[LabelledQuery]:
        """The queries that have a relevant document: only these have a mark."""
        return [query for query in self.queries if max(self.judged[query.key].values()) > 0]


def read_set(directory: Path, *, pool: bool = False) -> LabelledSet:
    """The set in a directory: corpus.jsonl, queries.jsonl (or .gz) and qrels.tsv. Raises Refused when it is none."""
    judged: dict[str, dict[str, int]] = defaultdict(dict)
    for query, document, grade in qrels(directory):
        judged[query][document] = grade
    documents = [
        LabelledDocument(str(row["_id"]), row.get("title") or "", row.get("text") or "")
        for row in json_lines(directory, "corpus")
    ]
    queries = [
        LabelledQuery(
            str(row["_id"]),
            row.get("text") or row.get("title") or "",
            row.get("description") or "",
            frozenset(map(str, row.get("exclude_ids") or ())),
            str(row["_id"]),
        )
        for row in json_lines(directory, "queries")
    ]
    known = [one for one in queries if one.key in judged]
    return LabelledSet(directory.resolve().name, documents, known, dict(judged), pool)


def json_lines(directory: Path, name: str) -> Iterator[dict[str, Any]]:
    """The rows of `name`.jsonl or `name`.jsonl.gz."""
    plain, packed = directory / f"{name}.jsonl", directory / f"{name}.jsonl.gz"
    if not plain.exists() and not packed.exists():
        raise Refused([Problem("evaluation_set_is_complete", given=f"{name}.jsonl")])
    path = plain if plain.exists() else packed
    with plain.open(encoding="utf-8") if plain.exists() else gzip.open(packed, "rt", encoding="utf-8") as file:
        try:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield row_of(line, f"{path.name}:{number}")
        except (OSError, EOFError, UnicodeDecodeError) as broken:
            raise Refused([Problem("evaluation_set_can_be_read", given=path.name)]) from broken


def row_of(line: str, place: str) -> dict[str, Any]:
    """One row, which must be an object with an `_id`."""
    try:
        row = json.loads(line)
    except ValueError:
        row = None
    if not isinstance(row, dict) or "_id" not in row:
        raise Refused([Problem("evaluation_row_is_an_object", given=place)])
    return row


def qrels(directory: Path) -> Iterator[tuple[str, str, int]]:
    """Judgements: query, document, grade; three columns with a heading, or TREC's four."""
    path = next((directory / name for name in ("qrels.tsv", "qrels/test.tsv") if (directory / name).exists()), None)
    if path is None:
        raise Refused([Problem("evaluation_set_is_complete", given="qrels.tsv")])
    for line in path.read_text(encoding="utf-8").splitlines():
        cells = line.split("\t") if "\t" in line else line.split()
        if len(cells) < 3 or not cells[-1].lstrip("-").isdigit():
            continue  # the heading, or an empty line
        yield cells[0], cells[-2], int(cells[-1])


SAMPLES = {
    "sample_zh": ("zh", "zh", True, True),
    "sample_zh_title": ("zh", "zh", False, True),
    "sample_zh_bare": ("zh", "zh", True, False),
    "sample_en": ("en", "en", True, True),
    "sample_en_title": ("en", "en", False, True),
    "sample_zh_en": ("zh", "en", True, True),
    "sample_en_zh": ("en", "zh", True, True),
}
"""Our sample's needs against its patents, by name: in which language it is asked and answered, with the description or
by title alone, and whether the patents show effect and scenario."""


def sample_set(name: str) -> LabelledSet:
    """One of `SAMPLES`. Needs of one industry are one group: writers of an industry wrote its patents too."""
    asked, answered, in_full, with_effect = SAMPLES[name]
    documents = [
        LabelledDocument(
            row["key"],
            row.get(f"title_{answered}", ""),
            row.get(f"abstract_{answered}", ""),
            row.get(f"claim1_{answered}", "") or "",
            lines(row.get(f"effect_{answered}", "") or "", row.get(f"scenario_{answered}", "") or "")
            if with_effect
            else "",
        )
        for row in sample_rows("patents")
    ]
    queries, judged = [], {}
    for row in sample_rows("needs"):
        problem = row[f"problem_{asked}"] if in_full else ""
        queries.append(LabelledQuery(row["key"], row[f"title_{asked}"], problem, group=row["industry"]))
        judged[row["key"]] = row["fits"] or {documents[0].key: 0}
    return LabelledSet(name, documents, queries, judged)


def sample_rows(folder: str) -> list[dict[str, Any]]:
    """Rows of our sample: `needs` or `patents`."""
    return [
        json.loads(line)
        for file in sorted((SAMPLE / folder).glob("*.jsonl"))
        for line in file.read_text("utf-8").splitlines()
        if line.strip()
    ]


def lines(*parts: str) -> str:
    """The parts that say something, one a line."""
    return "\n".join(part for part in parts if part)
