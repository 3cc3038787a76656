"""What a store keeps of each row (布局), and rows in memory: arrays beside the numbers of their documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Digest = Mapping[str, Array]
"""What is known of a segment as a whole, by name; an array each."""


@dataclass(frozen=True)
class Rows:
    """Rows in memory (行): `ids` (n), `fixed[name]` (n, width), and `ragged[name]`, the values of all rows one after
    the other, cut by `offsets` (n + 1)."""

    ids: NDArray[np.int64]
    fixed: Mapping[str, Array] = field(default_factory=dict)
    ragged: Mapping[str, Array] = field(default_factory=dict)
    offsets: NDArray[np.int64] = field(default_factory=lambda: np.zeros(1, dtype=np.int64))

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def sizes(self) -> NDArray[np.int64]:
        """How many ragged values each row has."""
        result: NDArray[np.int64] = np.diff(self.offsets)
        return result


class Summary(Protocol):
    """How a segment is digested (段摘要), so that questions about the whole need not read its rows."""

    @property
    def names(self) -> Sequence[str]:
        """The arrays of a digest."""
        ...

    def of(self, rows: Rows) -> Digest:
        """The digest of these rows."""
        ...

    def together(self, parts: Sequence[Digest]) -> Digest | None:
        """The digest of several segments as one, none of whose rows are dropped; None when the rows are needed."""
        ...


@dataclass(frozen=True)
class Layout:
    """The columns of a store: `fixed` (type, width), `ragged` (type; all cut alike), and how a segment is digested.

    `name` changes with the meaning of the columns: a store of another name is not opened.
    """

    name: str
    fixed: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    ragged: Mapping[str, str] = field(default_factory=dict)
    summary: Summary | None = None

    def as_json(self) -> dict[str, object]:
        """As it stands in the manifest."""
        return {
            "name": self.name,
            "fixed": {name: [kind, width] for name, (kind, width) in self.fixed.items()},
            "ragged": dict(self.ragged),
        }

    def fitted(self, rows: Rows) -> Rows:
        """The rows in this layout's types, one after the other in memory; ValueError when they do not fit it."""
        ids = np.ascontiguousarray(rows.ids, dtype="<i8").reshape(-1)
        if len(ids) and int(ids.min()) < 0:
            raise ValueError("a document's number is not negative")
        fixed = {
            name: np.ascontiguousarray(rows.fixed[name], dtype=kind).reshape(len(ids), width)
            for name, (kind, width) in self.fixed.items()
        }
        offsets = np.ascontiguousarray(rows.offsets, dtype="<i8") if self.ragged else np.zeros(len(ids) + 1, "<i8")
        ragged = {name: np.ascontiguousarray(rows.ragged[name], dtype=kind) for name, kind in self.ragged.items()}
        if len(offsets) != len(ids) + 1 or any(len(values) != offsets[-1] for values in ragged.values()):
            raise ValueError("the offsets do not cut these values into these rows")
        return Rows(ids, fixed, ragged, offsets)

    def empty(self) -> Rows:
        """No rows."""
        return Rows(
            np.empty(0, dtype=np.int64),
            {name: np.empty((0, width), dtype=kind) for name, (kind, width) in self.fixed.items()},
            {name: np.empty(0, dtype=kind) for name, kind in self.ragged.items()},
        )


def joined(parts: Sequence[Rows], layout: Layout) -> Rows:
    """Several groups of rows one after the other."""
    parts = [part for part in parts if len(part)] or [layout.empty()]
    if len(parts) == 1:
        return parts[0]
    sizes = np.concatenate([part.sizes for part in parts])
    return Rows(
        np.concatenate([part.ids for part in parts]),
        {name: np.concatenate([part.fixed[name] for part in parts]) for name in parts[0].fixed},
        {name: np.concatenate([part.ragged[name] for part in parts]) for name in parts[0].ragged},
        cuts(sizes),
    )


def cuts(sizes: Array) -> NDArray[np.int64]:
    """Where values of these sizes begin and end."""
    result = np.zeros(len(sizes) + 1, dtype=np.int64)
    np.cumsum(sizes, out=result[1:])
    return result
