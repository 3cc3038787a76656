"""Learning the table (学习权重): the numbers of matching chosen on labelled needs, and tried on needs left out.

One number after another is set to that value of its grid which ranks best (coordinate ascent on the measure itself,
Metzler and Croft 2007); a change must be worth `WORTH`, so that noise changes nothing. What is best is the geometric
mean over the sets of their nDCG@10: a set counts as one, however hard or large it is, and our sample, asked in several
ways, as one together.
Not responsible for sureness, nor for the points of facts.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from math import exp, log
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zhiqiao.domain.matching import learned
from zhiqiao.domain.matching.learned import Mix, Table, WordRule
from zhiqiao.services.evaluation.figures import ndcg
from zhiqiao.services.evaluation.prepared import Case, Prepared

FOLDS = 5
PASSES = 2
"""How often each number is looked at."""
WORTH = 0.001
"""By how much a value must do better than the one before it, as a share."""
LEAST = 0.01
"""A set on which nothing is found still counts as this."""
MOST_LEARNED = 150
"""Of a set with more questions so many, spread evenly, are learned from."""
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
    "within": Mix(words=1.0, meaning=0.1, quality=0.0),
    "within_quality": Mix(words=1.0, meaning=0.0, quality=0.0),
    "across": Mix(words=0.0, meaning=1.0, quality=0.0),
}
"""Within one language words lead, across two meaning alone."""
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
    "across": {"words": (0.0, 0.1, 0.2, 0.3, 0.4, 0.5)},
}
Floats = NDArray[np.float64]
Keep = Mapping[str, NDArray[np.bool_]]
"""Set → which of its questions are learned from."""


@dataclass
class Trial:
    """Sets on which tables are tried; every table is tried once on a set, on all its questions."""

    sets: Sequence[Prepared]
    kept: dict[tuple[str, bool, WordRule, Mix], Floats] = field(default_factory=dict)

    def marks(self, one: Prepared, table: Table, better: bool) -> Floats:
        """nDCG@10 of each question of a set that has a relevant document."""
        mix = table.mixes["across" if one.across else "within_quality" if better else "within"]
        key = (one.labelled.name, better, table.words, mix)
        if key not in self.kept:
            with learned.trying(table):
                self.kept[key] = np.array([mark(one, case, better) for case in scored_cases(one)])
        return self.kept[key]

    def worth(self, table: Table, keep: Keep, situation: str) -> float:
        """The geometric mean over the families of sets of nDCG@10, on the questions that are learned from; 0 where no
        set is of this situation."""
        better, families = situation == "within_quality", dict[str, list[float]]()
        for one in self.sets:
            chosen = keep[one.labelled.name]
            if one.across is (situation == "across") and (one.has_better or not better) and chosen.any():
                told = float(self.marks(one, table, better)[chosen].mean())
                families.setdefault(one.labelled.family, []).append(log(max(told, LEAST)))
        return exp(float(np.mean([np.mean(logs) for logs in families.values()]))) if families else 0.0


def mark(one: Prepared, case: Case, better: bool) -> float:
    """nDCG@10 of one question by the table in use."""
    stands, query = case.standing(better), case.query
    keys = [one.labelled.documents[number].key for number in stands.ids[stands.order()].tolist()]
    return ndcg([key for key in keys if key not in query.excluded], one.labelled.judged[query.key])


def scored_cases(one: Prepared) -> list[Case]:
    """The cases whose question has a relevant document."""
    scored = {query.key for query in one.labelled.scored}
    return [case for case in one.cases if case.query.key in scored]


def fewer(one: Prepared) -> Prepared:
    """The set as it is learned from: of very many questions some."""
    every = scored_cases(one)
    many = min(len(every), MOST_LEARNED)
    cases = [every[place * len(every) // many] for place in range(many)]
    return replace(one, labelled=replace(one.labelled, queries=[case.query for case in cases]), cases=cases)


def learn(trial: Trial, keep: Keep, shipped: Table) -> Table:
    """The table learned from these questions; what no set tells is taken from the shipped one."""
    table = shipped
    for situation, start in MIXES.items():
        if not trial.worth(shipped, keep, situation):
            continue
        table = replace(table, mixes={**table.mixes, situation: start})
        changes = mix_changes(situation)
        if situation == "within":
            table, changes = replace(table, words=START), [*word_changes(), *changes]
        table = climbed(table, changes, partial(trial.worth, keep=keep, situation=situation))
    return table


Change = Callable[[Table], Iterable[Table]]
"""A table with one number at each value of its grid."""


def climbed(table: Table, changes: Sequence[Change], worth: Callable[[Table], float]) -> Table:
    """One number after another at its best value, `PASSES` times; a value that is no better by `WORTH` is not taken."""
    best = worth(table)
    for _ in range(PASSES):
        before = table
        for change in changes:
            for other in change(table):
                told = worth(other)
                if told > best * (1 + WORTH):
                    table, best = other, told
        if table == before:
            break
    return table


def word_changes() -> list[Change]:
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
        return lambda table: (with_mix(table, situation, **{name: value}) for value in MIX_GRIDS[situation][name])

    return [named(name) for name in MIX_GRIDS[situation]]


def with_mix(table: Table, situation: str, **changed: float) -> Table:
    """The table with other weights of the features in one situation."""
    return replace(table, mixes={**table.mixes, situation: replace(table.mixes[situation], **changed)})


def fold_of(group: str) -> int:
    """Which fold a need is in: by its name, so that it stays there whatever else is in the set."""
    return zlib.crc32(group.encode()) % FOLDS


def everything(sets: Iterable[Prepared], *, but: str = "") -> Keep:
    """All questions are learned from, but those of one family of sets."""
    return {
        one.labelled.name: np.full(len(one.labelled.scored), one.labelled.family != but, dtype=np.bool_) for one in sets
    }


def only(sets: Iterable[Prepared], family: str) -> Keep:
    """The questions of one family alone: with these it is learned from what it is scored on."""
    return {name: ~of for name, of in everything(sets, but=family).items()}


def outside(sets: Iterable[Prepared], fold: int) -> Keep:
    """The questions that are learned from so that those of a fold can be ranked by what never saw them."""
    return {
        one.labelled.name: np.array([fold_of(query.group) != fold for query in one.labelled.scored], dtype=np.bool_)
        for one in sets
    }


def as_numbers(table: Table) -> dict[str, Any]:
    """What was learned, to be printed."""
    return {
        "words": {**vars(table.words), "texts": list(table.words.texts)},
        **{name: vars(mix) for name, mix in table.mixes.items()},
    }
