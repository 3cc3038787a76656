"""Learning the table (学习权重): the numbers of matching chosen on labelled needs, and tried on needs left out.

One number after another is set to that value of its grid which ranks best (coordinate ascent on the measure itself,
Metzler and Croft 2007); a change must be worth `WORTH`, so that noise changes nothing. What is best is the geometric
mean over the sets of their nDCG@10: a set counts as one, however hard or large it is, and our sample, asked in several
ways, as one together.
Not responsible for sureness, which is fitted in `surety`.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import exp, log
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zhiqiao.domain.matching import learned
from zhiqiao.domain.matching.learned import Mix, Table, WordRule
from zhiqiao.services.evaluation.figures import ndcg
from zhiqiao.services.evaluation.prepared import Case, Prepared

FOLDS = 5
WORTH = 0.001
"""By how much a value must do better than the one before it, as a share."""
LEAST = 0.01
"""A set on which nothing is found still counts as this."""
START = WordRule(
    title=2.0,
    sentence=2.0,
    mentions_saturate=8.0,
    character=0.5,
    texts=(1.0, 1.0, 1.0, 1.0),
    k1=1.2,
    b=0.75,
    chance=0.0,
)
"""Where learning begins: textbook BM25, a title that counts twice."""
MIXES = {
    "within": Mix(words=1.0, meaning=0.0, quality=0.0),
    "within_quality": Mix(words=1.0, meaning=0.0, quality=0.0),
    "across": Mix(words=0.0, meaning=1.0, quality=0.0),
}
"""Within one language words alone, across two meaning alone."""
WORDS_GRID: dict[str, tuple[float, ...]] = {
    "chance": (0.0, 0.5, 1.0),
    "title": (1.0, 2.0, 3.0, 4.0, 5.0, 6.0),
    "sentence": (1.0, 2.0, 3.0),
    "k1": (0.8, 1.0, 1.2, 1.6),
    "b": (0.6, 0.75, 0.9),
    "character": (0.25, 0.5, 0.75, 1.0),
    "mentions_saturate": (2.0, 8.0, 20.0),
}
TEXTS_GRID = ((1.0, 2.0), (1.0,), (0.5, 1.0), (1.0, 2.0))
"""What a mention in title, abstract, claim and effect may count. Only our sample has claims and effects; its effects
and its needs had one source, so that effects are given no more than twice."""
MIX_GRIDS: dict[str, dict[str, tuple[float, ...]]] = {
    "within": {"meaning": (0.0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4)},
    "within_quality": {"quality": (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6), "meaning": (0.0, 0.05, 0.1, 0.15, 0.2)},
    "across": {"words": (0.0, 0.05, 0.1, 0.2, 0.3)},
}
Floats = NDArray[np.float64]
Keep = Mapping[str, NDArray[np.bool_]]
"""Set → which of its questions are learned from."""


def fold_of(group: str) -> int:
    """Which fold a need is in: by its name, so that it stays there whatever else is in the set."""
    return zlib.crc32(group.encode()) % FOLDS


@dataclass
class Trial:
    """Sets on which tables are tried; every table is tried once, on all questions."""

    sets: Sequence[Prepared]
    kept: dict[tuple[str, bool, WordRule, Mix], Floats] = field(default_factory=dict)

    def marks(self, one: Prepared, table: Table, better: bool) -> Floats:
        """nDCG@10 of each question of a set that has a relevant document."""
        mix = table.mixes["across" if one.across else "within_quality" if better else "within"]
        key = (one.labelled.name, better, table.words, mix)
        if key not in self.kept:
            with learned.trying(table):
                self.kept[key] = np.array([self.mark(one, case, better) for case in scored_cases(one)])
        return self.kept[key]

    def mark(self, one: Prepared, case: Case, better: bool) -> float:
        """nDCG@10 of one question."""
        stands, query = case.standing(better), case.query
        keys = [one.labelled.documents[number].key for number in stands.ids[stands.order()].tolist()]
        return ndcg([key for key in keys if key not in query.excluded], one.labelled.judged[query.key])

    def worth(self, table: Table, keep: Keep, *, across: bool, better: bool = False) -> float:
        """The geometric mean over the families of sets of nDCG@10, on the questions that are learned from."""
        families: dict[str, list[float]] = {}
        for one in self.sets:
            chosen = keep[one.labelled.name]
            if one.across is across and (one.has_better or not better) and chosen.any():
                mark = float(self.marks(one, table, better)[chosen].mean())
                families.setdefault(one.labelled.family, []).append(log(max(mark, LEAST)))
        return exp(float(np.mean([np.mean(logs) for logs in families.values()]))) if families else 0.0


def scored_cases(one: Prepared) -> list[Case]:
    """The cases whose question has a relevant document."""
    scored = {query.key for query in one.labelled.scored}
    return [case for case in one.cases if case.query.key in scored]


def learn(trial: Trial, keep: Keep, shipped: Table) -> Table:
    """The table learned from these questions; what is not learned here is taken from the shipped one."""
    table = replace(shipped, words=START, mixes=MIXES)
    table = climbed(table, word_changes(table), lambda one: trial.worth(one, keep, across=False))
    table = climbed(table, mix_changes("within"), lambda one: trial.worth(one, keep, across=False))
    table = climbed(table, word_changes(table), lambda one: trial.worth(one, keep, across=False))
    if any(one.has_better for one in trial.sets):
        table = climbed(
            table, mix_changes("within_quality"), lambda one: trial.worth(one, keep, across=False, better=True)
        )
    else:
        table = replace(table, mixes={**table.mixes, "within_quality": shipped.mixes["within_quality"]})
    return climbed(table, mix_changes("across"), lambda one: trial.worth(one, keep, across=True))


Change = Callable[[Table], Iterable[Table]]
"""A table with one number at each value of its grid."""


def climbed(table: Table, changes: Sequence[Change], worth: Callable[[Table], float]) -> Table:
    """One number after another at its best value, twice over; a value that is no better by `WORTH` is not taken."""
    best = worth(table)
    for _ in range(2):
        before = table
        for change in changes:
            for other in change(table):
                told = worth(other)
                if told > best * (1 + WORTH):
                    table, best = other, told
        if table == before:
            break
    return table


def word_changes(_table: Table) -> list[Change]:
    """The numbers of the words."""

    def named(name: str) -> Change:
        def change(table: Table) -> Iterable[Table]:
            for value in WORDS_GRID[name]:
                changed: dict[str, Any] = {name: value}
                yield replace(table, words=replace(table.words, **changed))

        return change

    def text(place: int) -> Change:
        def change(table: Table) -> Iterable[Table]:
            for value in TEXTS_GRID[place]:
                texts = list(table.words.texts)
                texts[place] = value
                yield replace(table, words=replace(table.words, texts=tuple(texts)))

        return change

    return [*(named(name) for name in WORDS_GRID), *(text(place) for place in range(len(TEXTS_GRID)))]


def mix_changes(situation: str) -> list[Change]:
    """The weights of the features in one situation."""

    def named(name: str) -> Change:
        return lambda table: (
            replace(table, mixes={**table.mixes, situation: replace(table.mixes[situation], **{name: value})})
            for value in MIX_GRIDS[situation][name]
        )

    return [named(name) for name in MIX_GRIDS[situation]]


def folds_of(one: Prepared) -> NDArray[np.int64]:
    """The fold of each question that has a relevant document."""
    return np.array([fold_of(query.group) for query in one.labelled.scored], dtype=np.int64)


def cross_validated(trial: Trial, shipped: Table) -> tuple[list[Table], dict[str, Floats], dict[str, Floats]]:
    """A table learned for each fold from the needs outside of it; and the marks of every need by the table that never
    saw it, without and with the better embedder."""
    folds = {one.labelled.name: folds_of(one) for one in trial.sets}
    tables = [learn(trial, {name: of != fold for name, of in folds.items()}, shipped) for fold in range(FOLDS)]
    plain, better = {}, {}
    for one in trial.sets:
        name = one.labelled.name
        plain[name] = held_out(trial, one, tables, folds[name], False)
        if one.has_better:
            better[name] = held_out(trial, one, tables, folds[name], True)
    return tables, plain, better


def held_out(trial: Trial, one: Prepared, tables: Sequence[Table], folds: NDArray[np.int64], better: bool) -> Floats:
    """The mark of each need by the table of the fold it is in."""
    marks = np.stack([trial.marks(one, table, better) for table in tables])
    result: Floats = marks[folds, np.arange(len(folds))]
    return result


def without_each_set(trial: Trial, shipped: Table) -> dict[str, tuple[float, float]]:
    """For every set nDCG@10 by a table learned from the other sets alone, and by one learned from all."""
    everything = {one.labelled.name: np.ones(len(one.labelled.scored), dtype=np.bool_) for one in trial.sets}
    whole = learn(trial, everything, shipped)
    result = {}
    for one in trial.sets:
        name = one.labelled.name
        table = learn(trial, {**everything, name: np.zeros_like(everything[name])}, shipped)
        result[name] = (float(trial.marks(one, table, False).mean()), float(trial.marks(one, whole, False).mean()))
    return result
