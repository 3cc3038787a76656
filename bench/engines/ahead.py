"""Who is ahead (领先与否): ours beside each peer at equal recall, and what the figures say about why not.

The reasons are put together from what was measured: what our engine alone takes beside what our code adds, and what the
peer pays elsewhere (building, memory, a changed document) or cannot do at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bench.engines.adapter import KINDS, OURS

BARE = "bare"
SAME_RECALL = 0.01
"""A peer whose overlap is lower than ours by more does not give the same answers."""
DEARER = 1.5
"""So many times as much is worth saying."""
MB = 1 << 20
WHAT = {"short": "words", "need": "words", "facets": "facet counts", "vector": "vectors", "hybrid": "hybrid search"}
Told = Mapping[str, Any]


@dataclass(frozen=True)
class Beside:
    """A peer beside ours, for one kind."""

    median: float
    tail: float
    same_recall: bool

    @property
    def is_ahead(self) -> bool:
        """Whether the peer gives the same answers sooner, at the median or at the end."""
        return self.same_recall and min(self.median, self.tail) < 1

    @property
    def cell(self) -> str:
        """For the table."""
        told = f"{self.median:.2f}, {self.tail:.2f}"
        if not self.same_recall:
            return f"({told})"
        return f"**{told}**" if self.is_ahead else told


def standings(result: Told) -> dict[str, dict[str, Beside]]:
    """Every peer beside ours, by kind."""
    found: dict[str, dict[str, Beside]] = {}
    for kind, rows in result["kinds"].items():
        ours = rows.get(OURS)
        for name, one in rows.items() if ours and ours["overlap"] is not None else ():
            if name not in {OURS, BARE}:
                found.setdefault(name, {})[kind] = Beside(
                    one["p50_ms"] / ours["p50_ms"],
                    one["p95_ms"] / ours["p95_ms"],
                    one["overlap"] >= ours["overlap"] - SAME_RECALL,
                )
    return found


def behind(result: Told) -> list[str]:
    """One paragraph for each peer that is ahead somewhere."""
    lines = []
    for name, kinds in standings(result).items():
        ahead = [kind for kind in KINDS if kind in kinds and kinds[kind].is_ahead]
        if ahead:
            title = result["engines"][name]["title"].strip()
            said = "; ".join(one_kind(result, name, kind) for kind in ahead)
            lines.append(f"**{title}** is quicker at {said}. {why(result, name, ahead)}".strip())
    return lines


def one_kind(result: Told, name: str, kind: str) -> str:
    """Both medians and ends, with their overlaps."""
    rows = result["kinds"][kind]
    ours, one = rows[OURS], rows[name]
    return (
        f"*{KINDS[kind][1]}* ({one['p50_ms']:.2f}/{one['p95_ms']:.2f} ms beside our {ours['p50_ms']:.2f}/"
        f"{ours['p95_ms']:.2f}, overlap {one['overlap']:.3f} beside {ours['overlap']:.3f})"
    )


def why(result: Told, name: str, ahead: list[str]) -> str:
    """What the figures say."""
    parts = [*added(result, ahead), *paid(result, name), *cannot(result, name)]
    return " ".join(f"{part}." for part in parts)


def added(result: Told, ahead: list[str]) -> list[str]:
    """How much of our median is the bare engine, and how much our own code around it."""
    told = []
    for kind in ahead:
        rows = result["kinds"][kind]
        if BARE in rows:
            bare, ours = rows[BARE]["p50_ms"], rows[OURS]["p50_ms"]
            told.append(f"{KINDS[kind][1]} {bare:.2f} of {ours:.2f} ms")
    if not told:
        return []
    return [f"Of ours the bare engine takes, at the median: {'; '.join(told)}; the rest is what we put around it"]


def paid(result: Told, name: str) -> list[str]:
    """What the peer pays for it elsewhere."""
    ours, one = result["engines"][OURS], result["engines"][name]
    told = []
    if (one.get("change_ms") or 0) > DEARER * (ours.get("change_ms") or float("inf")):
        told.append(f"a changed document is found after {one['change_ms']:,.0f} ms beside our {ours['change_ms']:,.0f}")
    for key, what in (("peak", "MB of memory while answering"), ("disk", "MB of disk")):
        if one.get(key, 0) > DEARER * ours.get(key, float("inf")):
            told.append(f"it takes {one[key] / MB:,.0f} {what} beside our {ours[key] / MB:,.0f}, which hold more kinds "
                        "of answers")  # fmt: skip
    if one["build_s"] > DEARER * ours["build_s"]:
        told.append(f"building takes it {one['build_s']:,.0f} s beside our {ours['build_s']:,.0f}")
    return ["What it pays: " + "; ".join(told)] if told else []


def cannot(result: Told, name: str) -> list[str]:
    """What the peer has no answer to at all."""
    can = {kind.split(" ")[0] for kind in result["engines"][name]["can"]}
    lacks = [what for kind, what in WHAT.items() if kind not in can and (kind != "need" or "short" not in can)]
    if result["engines"][name].get("change_ms") is None:
        lacks.append("changing a document (as set up here)")
    return [f"It has no {', no '.join(dict.fromkeys(lacks))}"] if lacks else []
