"""Measuring the suggester (推荐质量): every fold of a labelled file once held out, against a linear baseline in the
same run, printed as a reference page.

The file is not ours to ship; the figures are printed as they come, also where the baseline is better.
"""

from __future__ import annotations

import csv
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.services.classing.baseline import linear_scores
from zhiqiao.services.classing.model import Example, Floats
from zhiqiao.services.classing.suggesting import (
    HELD_OUT,
    SEED,
    _of,
    best_threshold,
    encoded,
    examples_of_file,
    meaning,
    rightness,
)

SYSTEMS = ("ours", "words_only", "linear_3", "linear_2")
"""Ours; ours without embeddings; the baseline with n-grams up to three and up to two signs."""


@dataclass
class Measured:
    """One system: for each fold the measures (micro-F1, top-1, recall at 3 and at 5), and seconds of learning."""

    name: str
    folds: list[dict[str, float]] = field(default_factory=list)
    seconds: float = 0.0

    def mean(self, measure: str) -> float:
        """Over the folds."""
        return float(np.mean([fold[measure] for fold in self.folds]))


def folds_of(path: Path) -> dict[str, list[Example]]:
    """The examples of a file by its column `fold`. Refused without two of them."""
    examples = {one.name + one.title: one for one in examples_of_file(path)}
    folds: dict[str, list[Example]] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            key = (row.get("publication_numbers") or row.get("number") or "") + (row.get("title") or "").strip()
            if row.get("fold") and key in examples:
                folds.setdefault(row["fold"], []).append(examples.pop(key))
    if len(folds) < 2:
        raise Refused([Problem("folds_are_there", "file", path.name)])
    return dict(sorted(folds.items()))


def measure(path: Path, progress: Callable[[str], None] | None = None) -> tuple[list[Measured], dict[str, Any]]:
    """Each system on each fold. Its threshold is found on a share of the other folds that it had not learned from, as
    the product does; then it learns from all of them. Nothing of the fold that is measured is looked at before."""
    folds = folds_of(path)
    names = list(folds)
    systems = {name: Measured(name) for name in SYSTEMS}
    for held in names:
        learn = [one for name in names if name != held for one in folds[name]]
        random.Random(SEED).shuffle(learn)
        aside, rest = learn[: int(len(learn) * HELD_OUT)], learn[int(len(learn) * HELD_OUT) :]
        for name, system in systems.items():
            if progress:
                progress(f"{held} {name}")
            began = time.monotonic()
            codes, scores = _scored(name, rest, aside)
            threshold = best_threshold(scores, rightness(codes, aside), sum(len(one.codes) for one in aside))
            codes, scores = _scored(name, learn, folds[held])
            system.seconds += time.monotonic() - began
            system.folds.append(measures(codes, scores, folds[held], threshold))
    facts = {
        "texts": sum(map(len, folds.values())),
        "codes": len({code for fold in folds.values() for one in fold for code in one.codes}),
        "folds": len(folds),
        "embedder": (embedder := meaning()) and embedder.id,
    }
    return list(systems.values()), facts


def _scored(name: str, learn: Sequence[Example], asked: Sequence[Example]) -> tuple[tuple[str, ...], Floats]:
    """Subclasses and scores of one system."""
    texts = [one.text for one in asked]
    if name.startswith("linear"):
        return linear_scores(learn, texts, int(name[-1]))
    embedder = meaning() if name == "ours" else None
    model = _of(learn, embedder)
    return model.codes, model.scores(texts, encoded(embedder, texts))


def measures(codes: Sequence[str], scores: Floats, examples: Sequence[Example], threshold: float) -> dict[str, float]:
    """Micro-F1 of what is above the threshold (and the best one of each text), whether the best one is right, and the
    share of a text's subclasses among the first three and five. A subclass never learned counts as missed."""
    right = rightness(codes, examples)
    order = np.argsort(-scores, axis=1)[:, :5]
    taken = scores > threshold
    taken[np.arange(len(scores)), order[:, 0]] = True
    own = np.array([len(one.codes) for one in examples])
    ranked = np.take_along_axis(right, order, 1)
    return {
        "f1": 2 * float((taken & right).sum()) / float(taken.sum() + own.sum()),
        "top1": float(ranked[:, 0].mean()),
        "recall3": float((ranked[:, :3].sum(axis=1) / own).mean()),
        "recall5": float((ranked.sum(axis=1) / own).mean()),
    }
