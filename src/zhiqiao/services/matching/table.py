"""The table of a batch match (匹配结果表): one line for each pair, best first; CSV, JSON lines or NumPy arrays.

A table is written beside its name and moved there when it is whole.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np

from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.ports.batch import Arrays
from zhiqiao.records.models import Patent

FIGURES = ("score", "sureness", "words", "meaning", "covered", "cosine", "above")
DIGITS = 4
CHUNK = 5000


class Table:
    """What all tables share: a draft beside the name, and the numbers of the patents."""

    def __init__(self, path: Path, asker: str) -> None:
        self.path, self.asker = path, asker
        self.draft = path.with_name(f".{path.name}.draft")
        self.pairs = self.candidates = 0
        self.keys: dict[int, str] = {}

    def __enter__(self) -> Self:
        """Open."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Whole: into its place; else away."""
        self.close()
        if kind is None:
            self.draft.replace(self.path)
        else:
            self.draft.unlink(missing_ok=True)

    def close(self) -> None:
        """Write what is left."""

    def write(self, result: Arrays) -> None:
        """A block of needs."""
        self.candidates += int(result["candidates"].sum())
        self.pairs += int((result["ids"] >= 0).sum())

    def numbers(self, ids: Sequence[int]) -> dict[int, str]:
        """By which number each patent is known."""
        missing = sorted(set(ids) - self.keys.keys())
        for first in range(0, len(missing), CHUNK):
            some = Patent.objects.filter(pk__in=missing[first : first + CHUNK])
            self.keys.update(some.values_list("pk", "record_key"))
        return self.keys


class Lines(Table):
    """A text file of one line for each pair, packed when its name ends in .gz."""

    def __init__(self, path: Path, asker: str) -> None:
        super().__init__(path, asker)
        self.heads = (asker, "rank", "patent", "number", *FIGURES)
        packed = path.suffix == ".gz"
        self.file: io.TextIOBase = (
            gzip.open(self.draft, "wt", compresslevel=3, encoding="utf-8", newline="")  # noqa: SIM115
            if packed
            else self.draft.open("w", encoding="utf-8", newline="")
        )
        self.begin()

    def begin(self) -> None:
        """What stands before the first line."""

    def close(self) -> None:
        """To the end."""
        self.file.close()

    def write(self, result: Arrays) -> None:
        """Every pair of the block."""
        super().write(result)
        known = self.numbers(np.unique(result["ids"][result["ids"] >= 0]).tolist())
        figures = np.round(np.stack([result[name] for name in FIGURES], axis=2).astype(np.float64), DIGITS).tolist()
        for key, ids, told in zip(result["keys"].tolist(), result["ids"].tolist(), figures, strict=True):
            self.write_rows(
                [key, rank, number, known.get(number, ""), *row]
                for rank, (number, row) in enumerate(zip(ids, told, strict=True), start=1)
                if number >= 0
            )

    def write_rows(self, rows: Any) -> None:
        """The pairs of one need."""


class Csv(Lines):
    """Comma-separated, with a heading."""

    def begin(self) -> None:
        """The heading."""
        self.writer = csv.writer(self.file)
        self.writer.writerow(self.heads)

    def write_rows(self, rows: Any) -> None:
        """The pairs of one need."""
        self.writer.writerows(rows)


class JsonLines(Lines):
    """One JSON object a line."""

    def write_rows(self, rows: Any) -> None:
        """The pairs of one need."""
        self.file.writelines(json.dumps(dict(zip(self.heads, row, strict=True))) + "\n" for row in rows)


class ArraysFile(Table):
    """NumPy arrays: `keys` (n), `candidates` (n), `ids` and each figure (n, top)."""

    def __init__(self, path: Path, asker: str) -> None:
        super().__init__(path, asker)
        self.blocks: list[Arrays] = []

    def write(self, result: Arrays) -> None:
        """Kept until the end."""
        super().write(result)
        self.blocks.append(result)

    def close(self) -> None:
        """All blocks, one under the other."""
        names = self.blocks[0] if self.blocks else {}
        with self.draft.open("wb") as file:
            together = {name: np.concatenate([one[name] for one in self.blocks]) for name in names}
            np.savez(file, allow_pickle=False, **together)


KINDS: dict[str, type[Table]] = {
    ".csv": Csv,
    ".csv.gz": Csv,
    ".jsonl": JsonLines,
    ".jsonl.gz": JsonLines,
    ".npz": ArraysFile,
}


def table_for(path: Path) -> type[Table]:
    """The table whose ending the name has."""
    for ending in sorted(KINDS, key=len, reverse=True):
        if path.name.endswith(ending):
            return KINDS[ending]
    raise Refused([Problem("table_is_known", given=path.name, data={"endings": ", ".join(KINDS)})])
