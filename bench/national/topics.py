"""Topics (主题): IPC main groups, how often each is met, and which classes stand together on one patent."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.national.sources import Sources

STRANGE_SHARE = 0.04
"""Patents whose class is drawn from the whole classification, evenly: real titles miss a tenth of its subclasses."""
GROUPS_WITHOUT_LIST = 8
"""Main groups made up for a subclass where no classification is at hand."""
SEVERAL = 5


@dataclass
class Topics:
    """Main groups, numbered, by subclass, numbered."""

    subclasses: list[str]
    group_codes: list[list[str]]
    """Per topic the codes one can be given."""
    first_group: NDArray[np.int64]
    """Per subclass its first topic."""
    groups: NDArray[np.int64]
    """Per subclass how many topics."""
    met: NDArray[np.int64]
    """(real titles, several): subclasses that stand together, main one first, -1 where there are no more."""

    @property
    def count(self) -> int:
        """How many topics."""
        return len(self.group_codes)

    def draw(self, random: np.random.Generator, many: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """For each patent its subclasses and, in each, a topic; -1 where there are no more."""
        subclasses = self.met[random.integers(0, len(self.met), many)].copy()
        strange = random.random(many) < STRANGE_SHARE
        subclasses[strange, 0] = random.integers(0, len(self.subclasses), int(strange.sum()))
        known = np.maximum(subclasses, 0)
        # Groups of a subclass follow Zipf too: the first ones, listed first, are the broad ones.
        rank = zipf_rank(random.random(subclasses.shape), self.groups[known], 0.6)
        chosen = self.first_group[known] + rank
        return subclasses, np.where(subclasses < 0, -1, chosen)


def zipf_rank(uniform: NDArray[np.float64], many: NDArray[np.int64], offset: float) -> NDArray[np.int64]:
    """Ranks below `many` with probability about 1 / (rank + offset)."""
    rank = offset * (((many + offset) / offset) ** uniform - 1.0)
    return np.minimum(rank.astype(np.int64), np.maximum(many - 1, 0))


def topics_of(sources: Sources, random: np.random.Generator) -> Topics:
    """Topics from the classification and the real titles."""
    codes: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for code in sources.classes:
        if len(code) == 4:
            codes[code] = codes[code]
        elif "/" in code:
            codes[code[:4]][code.partition("/")[0]].append(code)
    for text in sources.titles:
        for subclass in text.subclasses:
            codes[subclass] = codes[subclass]
    subclasses = sorted(codes)
    place = {subclass: number for number, subclass in enumerate(subclasses)}
    group_codes: list[list[str]] = []
    first, groups = [], []
    for subclass in subclasses:
        first.append(len(group_codes))
        found = codes[subclass] or {f"{subclass}{n}": [f"{subclass}{n}/00"] for n in range(1, GROUPS_WITHOUT_LIST)}
        # The broad groups first, with a little chance in it.
        order = sorted(found, key=lambda group: -len(found[group]) * random.uniform(0.5, 1.5))
        group_codes += [found[group] for group in order]
        groups.append(len(order))
    met = np.full((len(sources.titles), SEVERAL), -1, dtype=np.int64)
    for row, text in enumerate(sources.titles):
        for column, subclass in enumerate(text.subclasses[:SEVERAL]):
            met[row, column] = place[subclass]
        random.shuffle(met[row, : len(text.subclasses[:SEVERAL])])  # the list is in alphabetical order
    return Topics(subclasses, group_codes, np.array(first), np.array(groups), met)
