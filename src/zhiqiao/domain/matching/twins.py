"""Near-duplicates (近似重复): the same invention filed twice, shown as one with the others folded under it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from zhiqiao.domain.matching import weights


def likeness(ours: Mapping[str, int], theirs: Mapping[str, int]) -> float:
    """Share of the shorter text's terms of more than one character that the other has too (overlap coefficient)."""
    left = {term for term in ours if len(term) > 1}
    right = {term for term in theirs if len(term) > 1}
    least = min(len(left), len(right))
    return len(left & right) / least if least >= 12 else 0.0


def fold(order: Sequence[int], texts: Mapping[int, Mapping[str, int]]) -> dict[int, list[int]]:
    """The candidates in their order, each near-duplicate folded under the first of its kind."""
    result: dict[int, list[int]] = {}
    for number in order:
        for kept, folded in result.items():
            if likeness(texts.get(kept, {}), texts.get(number, {})) >= weights.TWIN_LIKENESS:
                folded.append(number)
                break
        else:
            result[number] = []
    return result
