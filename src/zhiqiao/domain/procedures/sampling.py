"""Sampling of what was filed (抽查): which cases a seed draws from a population, and how far a second opinion agrees.

Not responsible for whose cases these are, nor for what follows from a finding.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import ceil, sqrt
from typing import Any

from zhiqiao.domain.problems import Problem


class Mode(StrEnum):
    """How the second opinion is given (复核方式): blind, by filling in the items anew without seeing what was filed; or
    with what was filed in sight, marking each item."""

    BLIND = "blind"
    OPEN = "open"


class Verdict(StrEnum):
    """What the second opinion says of one item (复核结论)."""

    AGREE = "agree"
    DISAGREE = "disagree"
    UNSURE = "unsure"


class Stratum(StrEnum):
    """By what a population may be divided, so that each part is drawn from in proportion (分层)."""

    HOLDER = "holder"
    MATURITY = "maturity"
    SELF_GRADE = "self_grade"


@dataclass(frozen=True)
class Member:
    """One of a population: its key, which everybody knows it by, and the part it falls into."""

    key: str
    stratum: str = ""


@dataclass(frozen=True)
class Opinion:
    """What the second opinion says of one item, against what was filed."""

    item: str
    verdict: Verdict
    filed: Any = None
    value: Any = None
    comment: str = ""


@dataclass(frozen=True)
class Rate:
    """How many of those decided agree (一致率), with the interval that holds the true share 95 times in 100; None where
    nothing was decided. `unsure` are left out of it. `kappa` is None where it is not defined or was not blind."""

    agreed: int
    decided: int
    unsure: int = 0
    kappa: float | None = None

    @property
    def share(self) -> float | None:
        """Agreed of decided."""
        return self.agreed / self.decided if self.decided else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's interval at 95 %."""
        return wilson(self.agreed, self.decided)


@dataclass(frozen=True)
class Agreement:
    """The outcome of a sample: cases with nothing disagreed of, among those in which something was decided, and each
    item by itself."""

    cases: Rate
    items: Mapping[str, Rate]


Z95 = 1.959963984540054
"""Two-sided 95 % of the normal distribution."""


def digest_of(population: Iterable[Member]) -> str:
    """SHA-256 of the population: its keys with their parts, sorted, one a line. The same population has the same."""
    lines = sorted(f"{one.key}\t{one.stratum}\n" for one in population)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def ticket(seed: str, key: str) -> str:
    """The lot of one member: SHA-256 of seed, line feed and key. Anybody can reckon it, on any machine."""
    return hashlib.sha256(f"{seed}\n{key}".encode()).hexdigest()


def draw(population: Sequence[Member], seed: str, size: int) -> list[Member]:
    """So many members, those with the smallest lots in each part, each part in proportion to what it holds. The same
    seed and population give the same draw, whatever the order they come in."""
    parts: dict[str, list[Member]] = defaultdict(list)
    for one in {one.key: one for one in population}.values():
        parts[one.stratum].append(one)
    shares = allotted({name: len(members) for name, members in parts.items()}, size, seed)
    drawn: list[Member] = []
    for name in sorted(parts):
        drawn += sorted(parts[name], key=lambda one: (ticket(seed, one.key), one.key))[: shares[name]]
    return sorted(drawn, key=lambda one: (ticket(seed, one.key), one.key))


def allotted(parts: Mapping[str, int], size: int, seed: str) -> dict[str, int]:
    """How many are drawn from each part: in proportion, what is left over to the largest remainders; where remainders
    are alike the lot decides."""
    total = sum(parts.values())
    size = min(max(size, 0), total)
    exact = {name: Fraction(many * size, total) for name, many in parts.items() if total}
    given = {name: int(share) for name, share in exact.items()}
    order = sorted(exact, key=lambda name: (given[name] - exact[name], ticket(seed, name), name))
    for name in order[: size - sum(given.values())]:
        given[name] += 1
    return given


def size_for(population: int, *, size: int | None, percent: float | None) -> int:
    """How many to draw: a number, or so many per hundred, rounded up; never more than there are."""
    wanted = size if size is not None else ceil(Fraction(str(percent or 0)) * population / 100)
    return min(max(wanted, 0), population)


def size_is_given_once(size: int | None, percent: float | None, most: int) -> list[Problem]:
    """A sample is so many, or so many per hundred; one of the two, and within what people can look through."""
    if (size is None) == (percent is None):
        return [Problem("sample_size_is_given_once", "size")]
    if size is not None and not 1 <= size <= most:
        return [Problem("sample_size_is_possible", "size", str(size), data={"most": most})]
    if percent is not None and not 0 < percent <= 100:
        return [Problem("sample_percent_is_possible", "percent", str(percent))]
    return []


def opinion_is_whole(items: Sequence[str], opinions: Sequence[Opinion]) -> list[Problem]:
    """Each item is marked, and who disagrees says with a value or a comment what is right instead."""
    told = {one.item: one for one in opinions}
    missing = [Problem("opinion_is_given", item) for item in items if item not in told]
    bare = [
        Problem("disagreement_says_why", one.item)
        for one in opinions
        if one.verdict is Verdict.DISAGREE and one.value in (None, "") and not one.comment.strip()
    ]
    return [*missing, *bare]


def compared(item: str, filed: Any, value: Any, *, is_text: bool, comment: str = "") -> Opinion:
    """A blind opinion: agrees where the values are the same. Texts that say the same are worded otherwise, so comparing
    does not decide them; nor is anything decided where one of the two is not filled in."""
    if is_text or filed in (None, "") or value in (None, ""):
        return Opinion(item, Verdict.UNSURE, filed, value, comment)
    return Opinion(item, Verdict.AGREE if filed == value else Verdict.DISAGREE, filed, value, comment)


def wilson(agreed: int, decided: int) -> tuple[float, float] | None:
    """Wilson's score interval at 95 % for a share; None of nothing.

    No correction for small populations: where most of one was drawn, the true interval is narrower.
    """
    if decided <= 0:
        return None
    share, square = agreed / decided, Z95 * Z95
    middle = (share + square / (2 * decided)) / (1 + square / decided)
    half = Z95 * sqrt(share * (1 - share) / decided + square / (4 * decided * decided)) / (1 + square / decided)
    return (0.0 if agreed == 0 else max(middle - half, 0.0), 1.0 if agreed == decided else min(middle + half, 1.0))


def kappa(pairs: Sequence[tuple[Any, Any]]) -> float | None:
    """Cohen's kappa of two independent ratings, unweighted: agreement beyond that by chance. None for fewer than two
    pairs, and where chance alone would agree always."""
    many = len(pairs)
    if many < 2:
        return None
    first, second = Counter(str(one) for one, _ in pairs), Counter(str(other) for _, other in pairs)
    chance = sum(first[code] * second[code] for code in first) / (many * many)
    seen = sum(str(one) == str(other) for one, other in pairs) / many
    return None if chance >= 1 else (seen - chance) / (1 - chance)


def agreement(answers: Sequence[Sequence[Opinion]], items: Sequence[str], mode: Mode) -> Agreement:
    """How far second opinions agree with what was filed: by case, and item by item."""
    by_item: dict[str, list[Opinion]] = {item: [] for item in items}
    for answer in answers:
        for one in answer:
            by_item.setdefault(one.item, []).append(one)
    decided = [[one.verdict for one in answer if one.verdict is not Verdict.UNSURE] for answer in answers]
    cases = [verdicts for verdicts in decided if verdicts]
    agreed = sum(Verdict.DISAGREE not in verdicts for verdicts in cases)
    whole = Rate(agreed, len(cases), len(answers) - len(cases))
    return Agreement(whole, {item: rate_of(opinions, mode) for item, opinions in by_item.items()})


def rate_of(opinions: Sequence[Opinion], mode: Mode) -> Rate:
    """The rate of one item."""
    decided = [one for one in opinions if one.verdict is not Verdict.UNSURE]
    agreed = sum(one.verdict is Verdict.AGREE for one in decided)
    pairs = [(one.filed, one.value) for one in decided]
    chance = kappa(pairs) if mode is Mode.BLIND else None
    return Rate(agreed, len(decided), len(opinions) - len(decided), chance)
