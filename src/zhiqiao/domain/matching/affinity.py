"""What speaks for a patent beside the likeness of the texts (佐证): the facets it answers, its figures, the classes it
shares with the others found, its team and its age.

Responsible for values of 0 to 1, None where nothing is known, and what they say for or against; what each counts is in
the learned table. Not responsible for facts that must fit (`aspects`): right, readiness, way, place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from zhiqiao.domain.codes import PartyRole
from zhiqiao.domain.matching.explanation import Reason
from zhiqiao.domain.matching.parameters import Placed, Tally, compared, said_of, tally
from zhiqiao.domain.matching.ranking import Ranked
from zhiqiao.domain.patents.facts import PatentFacts

FIRST = 20
"""So many of the first candidates tell what an answer is about."""
FEWEST = 5
"""Of fewer candidates with classes nothing is told."""
COMMON_CLASS = 0.5
"""From this agreement on it is said that the first candidates are in the patent's class."""
FACET_ANSWERED = 0.25
"""A facet of which a patent has this share of the words, by worth, is answered."""
TEAM_AT_WORK = 3
"""A team with so many further patents among the candidates is at work on the subject."""
YOUNG, OLD = 3.0, 15.0
"""Years since the application: up to the first a technique is fresh, from the second on it is not."""
DAYS_A_YEAR = 365.25
FIGURE_TEXTS = {
    language: tuple(f"{name}_{language}" for name in ("title", "abstract", "claim", "effect", "scenario"))
    for language in ("zh", "en")
}
"""Texts of a patent in which figures are read, by language."""


@dataclass(frozen=True)
class Common:
    """What the candidates of one answer have in common (候选共性).

    `worth`: how much of the score of the first candidates has each IPC subclass (小类); `classed`: how many of them
    have classes at all, and `first` which they are. `behind`: how many candidates each person or body stands behind.
    `classes` and `teams` are those of each candidate.
    """

    worth: Mapping[str, float] = field(default_factory=dict)
    classed: int = 0
    first: frozenset[int] = frozenset()
    behind: Mapping[str, int] = field(default_factory=dict)
    classes: Mapping[int, frozenset[str]] = field(default_factory=dict)
    teams: Mapping[int, frozenset[str]] = field(default_factory=dict)


def in_common(ranked: Sequence[Ranked], patents: Mapping[int, PatentFacts]) -> Common:
    """Of the candidates that are judged, best first."""
    classes = {one.id: subclasses(patents[one.id]) for one in ranked}
    teams = {one.id: team(patents[one.id]) for one in ranked}
    worth: dict[str, float] = {}
    for one in ranked[:FIRST]:
        for code in classes[one.id]:
            worth[code] = worth.get(code, 0.0) + one.score
    classed = sum(bool(classes[one.id]) for one in ranked[:FIRST])
    behind = Counter(name for made in teams.values() for name in made)
    return Common(worth, classed, frozenset(one.id for one in ranked[:FIRST]), behind, classes, teams)


def subclasses(patent: PatentFacts) -> frozenset[str]:
    """IPC subclasses, the first four characters."""
    return frozenset(code[:4] for code in patent.ipc if len(code) >= 4)


def team(patent: PatentFacts) -> frozenset[str]:
    """Who made it: its inventors, or its applicants where no inventor is known."""
    made = frozenset(party.name for party in patent.parties if party.role is PartyRole.INVENTOR)
    return made or frozenset(patent.applicants)


def class_agreement(ranked: Ranked, common: Common) -> float | None:
    """How much of the first candidates is in the patent's best class, beside the commonest class; its own part is
    taken off.

    Candidates that words alone brought together from other fields fall behind those the others are like.
    """
    held = common.classes.get(ranked.id)
    if common.classed < FEWEST or not held:
        return None
    most = max(common.worth.values(), default=0.0)
    own = ranked.score if ranked.id in common.first else 0.0
    best = max(common.worth.get(code, 0.0) - own for code in held)
    return min(1.0, max(0.0, best) / most) if most > 0 else None


def class_reason(ranked: Ranked, common: Common, agreement: float | None) -> tuple[Reason | None, Reason | None]:
    """That the first candidates are in its class too, or that no other is."""
    held = common.classes.get(ranked.id, frozenset())
    if agreement is None:
        return None, None
    if agreement >= COMMON_CLASS:
        best = max(held, key=lambda code: (common.worth.get(code, 0.0), code))
        return Reason("class_is_shared", {"classes": best}), None
    if agreement == 0.0:
        return None, Reason("class_is_alone", {"classes": ", ".join(sorted(held)[:3])})
    return None, None


def team_at_work(ranked: Ranked, common: Common) -> tuple[float | None, int]:
    """Whether its makers have further patents among the candidates, and how many; not known where no maker is."""
    made = common.teams.get(ranked.id)
    if not made:
        return None, 0
    further = max(common.behind.get(name, 1) for name in made) - 1
    return min(1.0, further / TEAM_AT_WORK), further


def age(patent: PatentFacts, today: date) -> float | None:
    """Years since the application."""
    return None if patent.application_date is None else (today - patent.application_date).days / DAYS_A_YEAR


def freshness(years: float | None) -> float | None:
    """1 for a technique applied for within three years, 0 from fifteen years on."""
    return None if years is None else min(1.0, max(0.0, (OLD - years) / (OLD - YOUNG)))


def texts_with_figures(patent: PatentFacts, asked: Sequence[Placed]) -> dict[str, str]:
    """The patent's texts in one language figures are asked in, Chinese first, as it is read quickest; where it has none
    of these, all its texts."""
    languages = {one.language for one in asked}
    every: dict[str, str] = {}
    for language in ("zh", "en"):
        named = {name: str(getattr(patent, name)) for name in FIGURE_TEXTS[language]}
        told = {name: text for name, text in named.items() if text}
        if told and language in languages:
            return told
        every.update(told)
    return every


def figures_fit(asked: Sequence[Placed], texts: Mapping[str, str]) -> tuple[float | None, Tally]:
    """Whether the figures a patent states agree with those asked for; None where none can be compared."""
    told = tally(compared(asked, said_of(texts))) if asked and texts else Tally()
    comparable = told.agree + told.near + told.clash
    return ((told.balance + 1) / 2 if comparable else None), told


def answered(share: float) -> float:
    """How far a facet is answered by a patent that has this share of its words: a quarter of them is an answer."""
    return min(1.0, share / FACET_ANSWERED)


def facets_answered(ranked: Ranked) -> float | None:
    """How far each facet is answered, in the mean; not known across languages, where words do not meet."""
    return sum(map(answered, ranked.facets.values())) / len(ranked.facets) if ranked.facets else None


def facet_reasons(ranked: Ranked) -> tuple[Reason | None, Reason | None]:
    """Which facets of a need that has several are answered, and of which not a word is said."""
    if len(ranked.facets) < 2:
        return None, None
    full = [facet for facet, share in ranked.facets.items() if answered(share) == 1.0]
    silent = [facet for facet, share in ranked.facets.items() if share == 0.0]
    return (
        Reason("facets_answered", {"facets": ",".join(full)}) if len(full) > 1 else None,
        Reason("facets_not_answered", {"facets": ",".join(silent)}) if silent else None,
    )
