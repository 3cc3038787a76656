"""High-value figures (高价值专利统计): how many there are, by organisation and rule, from the kept results.

A patent counts once, with the organisation that holds its record, however many rules it meets; under each rule stand
those that meet it. Figures per 10,000 inhabitants are given only where a population is on record.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from django.db.models import Count, Min, Q

from zhiqiao.domain.grading.high_value import RULE_CODES, per_ten_thousand
from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.records.models import Organisation, Patent, PatentIndicators, Population, User
from zhiqiao.records.models.people import organisations_of
from zhiqiao.services.people import way_to


@dataclass(frozen=True)
class Tally:
    """Counts of patents: held; computed; valid inventions; high-value among them, each once; those that cannot be told
    yet; by rule; and of how many valid inventions each rule is `known`. `as_of` is the oldest day any was computed
    for."""

    held: int = 0
    computed: int = 0
    valid: int = 0
    high_value: int = 0
    unknown: int = 0
    by_rule: Mapping[str, int] = field(default_factory=lambda: dict.fromkeys(RULE_CODES, 0))
    known: Mapping[str, int] = field(default_factory=lambda: dict.fromkeys(RULE_CODES, 0))
    as_of: date | None = None

    def count_of(self, code: str) -> int | None:
        """How many meet a rule; None where there are valid inventions and the rule is known of none of them."""
        return None if self.valid and not self.known[code] else self.by_rule[code]

    def plus(self, other: Tally) -> Tally:
        """Both together."""
        names = [one.name for one in fields(self) if one.name not in {"by_rule", "known", "as_of"}]
        days = [day for day in (self.as_of, other.as_of) if day is not None]
        return Tally(
            **{name: getattr(self, name) + getattr(other, name) for name in names},
            by_rule={code: self.by_rule[code] + other.by_rule[code] for code in RULE_CODES},
            known={code: self.known[code] + other.known[code] for code in RULE_CODES},
            as_of=min(days) if days else None,
        )

    @property
    def share(self) -> float | None:
        """High-value patents of the valid inventions; None where there is none."""
        return self.high_value / self.valid if self.valid else None


@dataclass(frozen=True)
class Figure:
    """An organisation with all below it, its population where one is on record, and what follows from it."""

    organisation: Organisation
    tally: Tally
    population: Population | None = None
    has_below: bool = False

    @property
    def per_ten_thousand(self) -> float | None:
        """High-value patents per 10,000 inhabitants (每万人口高价值发明专利拥有量)."""
        return per_ten_thousand(self.tally.high_value, self.population.inhabitants if self.population else None)


@dataclass(frozen=True)
class Figures:
    """One level: the organisation one looks at (None above all of one's own), the way down to it, those below, and all
    of them together with what it holds itself."""

    here: Figure | None
    above: list[Organisation]
    below: list[Figure]
    together: Tally


def figures(*, user: User | None, at: int | None = None) -> Figures:
    """The level below one organisation, or one's own topmost organisations. Refused (`organisation_is_known`) for one
    that is not among one's own."""
    own = {one.pk: one for one in _organisations(user)}
    if at is not None and at not in own:
        raise Refused([Problem("organisation_is_known", "organisation", str(at))])
    tallies = _tallies(own)
    people = _populations(own)
    next_ones = [one for one in own.values() if (one.parent_id == at if at else one.parent_id not in own)]
    below = [figure(one, own.values(), tallies, people) for one in next_ones]
    below = sorted(
        (one for one in below if one.tally.held),
        key=lambda one: (-one.tally.high_value, -one.tally.valid, one.organisation.name_zh, one.organisation.pk),
    )
    here = figure(own[at], own.values(), tallies, people) if at is not None else None
    together = here.tally if here else _sum(one.tally for one in below)
    return Figures(here, way_to(own, at), below, together)


def figure(
    organisation: Organisation,
    own: Iterable[Organisation],
    tallies: Mapping[int, Tally],
    people: Mapping[int, Population],
) -> Figure:
    """The counts of an organisation and all below it together."""
    under = [one for one in own if one.path.startswith(organisation.path)]
    together = _sum(tallies[one.pk] for one in under if one.pk in tallies)
    has_below = any(one.parent_id == organisation.pk for one in under)
    return Figure(organisation, together, people.get(organisation.pk), has_below)


def _organisations(user: User | None) -> list[Organisation]:
    """All, for whoever holds the command line; else those one stands in, with all below them."""
    return list(Organisation.objects.all() if user is None else organisations_of(user))


def _sum(tallies: Iterable[Tally]) -> Tally:
    """All of them together."""
    whole = Tally()
    for one in tallies:
        whole = whole.plus(one)
    return whole


def _tallies(own: Mapping[int, Organisation]) -> dict[int, Tally]:
    """By holder: what it holds itself. All of a nation are counted in one pass, not holder by holder."""
    held = dict(
        Patent.objects.exclude(holder=None)
        .order_by()
        .values_list("holder")
        .annotate(Count("pk"))
        .values_list("holder", "pk__count")
    )
    rules = {f"n_{code}": Count("pk", filter=Q(is_high_value=True, **{code: True})) for code in RULE_CODES}
    known = {
        f"k_{code}": Count("pk", filter=Q(is_valid_invention=True, **{f"{code}__isnull": False})) for code in RULE_CODES
    }
    rows = (
        PatentIndicators.objects.exclude(patent__holder=None)
        .order_by()
        .values("patent__holder")
        .annotate(
            computed=Count("pk"),
            valid=Count("pk", filter=Q(is_valid_invention=True)),
            high=Count("pk", filter=Q(is_high_value=True)),
            unknown=Count("pk", filter=Q(is_high_value=None)),
            oldest=Min("as_of"),
            **rules,
            **known,
        )
    )
    found = {pk: Tally(held=many) for pk, many in held.items() if pk in own}
    for one in rows:
        row: dict[str, Any] = dict(one)
        pk = row["patent__holder"]
        if pk in own:
            found[pk] = Tally(
                held[pk],
                row["computed"],
                row["valid"],
                row["high"],
                row["unknown"],
                {code: row[f"n_{code}"] for code in RULE_CODES},
                {code: row[f"k_{code}"] for code in RULE_CODES},
                row["oldest"],
            )
    return found


def _populations(own: Mapping[int, Organisation]) -> dict[int, Population]:
    """The newest population on record of each organisation."""
    found: dict[int, Population] = {}
    for one in Population.objects.order_by("-year"):
        if one.organisation_id in own:
            found.setdefault(one.organisation_id, one)
    return found
