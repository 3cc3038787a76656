"""Spreading applicants on our own sample: more of them among the first ten, and hardly anything lost in order."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from torn_texts import index

from zhiqiao.domain.matching.diversity import distinct, spread
from zhiqiao.services.evaluation.figures import ndcg
from zhiqiao.services.evaluation.sets import sample_rows

JUDGED = 50
"""As many of the best as the product judges and may show."""
LEAST_LOST = 0.01


@pytest.mark.parametrize("language", ["zh", "en"])
def test_spreading_shows_more_applicants_and_keeps_the_order_nearly_as_good(tmp_path: Path, language: str) -> None:
    lines = sample_rows("patents")
    names = ("title", "abstract", "effect", "scenario")
    engines = index(
        tmp_path, [{f"{name}_{language}": line.get(f"{name}_{language}") or "" for name in names} for line in lines]
    )
    holders = {number: line["applicants"] for number, line in enumerate(lines, start=1)}
    figures: dict[str, list[float]] = {"before": [], "after": [], "order before": [], "order after": []}
    moved = 0
    for need in sample_rows("needs"):
        if not any(need["fits"].values()):
            continue
        ranked = engines.find(engines.ask([(need[f"title_{language}"], need[f"problem_{language}"])])).ranked[:JUDGED]
        order = [one.id for one in ranked]
        told = spread(order, holders, {one.id: one.score for one in ranked})
        moved += len(told.moved)
        for when, those in (("before", order), ("after", list(told.order))):
            figures[when].append(distinct(those, holders))
            figures[f"order {when}"].append(ndcg([lines[number - 1]["key"] for number in those], need["fits"]))
    means = {name: float(np.mean(values)) for name, values in figures.items()}
    print(f"{language}: {moved} moved; {', '.join(f'{name} {mean:.3f}' for name, mean in means.items())}")
    assert means["after"] >= means["before"]
    assert means["order before"] - means["order after"] <= LEAST_LOST
