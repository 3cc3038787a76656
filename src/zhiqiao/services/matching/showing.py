"""What of a ranked list is shown (展示): families and near-duplicates folded, one applicant not filling the list.

The rules are the domain's (`twins`, `diversity`); this module brings them terms, numbers and applicants.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field

from zhiqiao.domain.codes import PartyRole
from zhiqiao.domain.matching.diversity import Spread, spread
from zhiqiao.domain.matching.twins import Family, Folded, fold
from zhiqiao.domain.patents.facts import PatentFacts
from zhiqiao.domain.patents.names import fold_name
from zhiqiao.ports.segment import Segmenter
from zhiqiao.services.matching.results import Further

SIGNS = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Shown:
    """The rows to be shown in their order, each with what is folded under it; and what spreading did."""

    groups: Mapping[int, Folded]
    order: Sequence[int]
    moved: Sequence[int] = ()
    further: Mapping[int, Further] = field(default_factory=dict)


def shown_of(
    good: Sequence[int],
    every: Sequence[int],
    facts: Mapping[int, PatentFacts],
    scores: Mapping[int, float],
    segmenter: Segmenter,
    *,
    spread_out: bool = True,
) -> Shown:
    """The best of each kind among the `good`, in their order; with `spread_out` no applicant has more than three of the
    first ten. Of `every` candidate, those below the floor are folded too, never shown."""
    order = list(dict.fromkeys([*good, *every]))
    texts = segmenter.numbers_of_each([told_by(facts[number]) for number in order])
    groups = fold(order, dict(zip(order, texts, strict=True)), {number: family_of(facts[number]) for number in order})
    groups = {number: groups[number] for number in good if number in groups}
    if not spread_out:
        return Shown(groups, list(groups))
    holders = {number: holders_of(facts[number]) for number in groups}
    told = spread(list(groups), {number: list(those) for number, those in holders.items()}, scores)
    return Shown(groups, told.order, told.moved, furthers(told, holders))


def furthers(told: Spread, holders: Mapping[int, Mapping[Hashable, str]]) -> dict[int, Further]:
    """Held back applicants by the row at which they are told, with their names."""
    return {number: Further(holders[number][holder], many) for number, (holder, many) in told.further.items()}


def told_by(facts: PatentFacts) -> str:
    """What near-duplicates are told by: title and abstract in the language there is."""
    if facts.title_zh:
        return f"{facts.title_zh}\n{facts.abstract_zh}"
    return f"{facts.title_en}\n{facts.abstract_en}"


def family_of(facts: PatentFacts) -> Family:
    """What tells the family of a patent: its documents, and the members its sources name."""
    own = {plain(each) for each in (*facts.publication_numbers, facts.application_number) if each}
    return Family(frozenset(own), frozenset(map(plain, facts.family_numbers)))


def plain(number: str) -> str:
    """A number without signs, as two sources may write it alike."""
    return SIGNS.sub("", number.upper())


def holders_of(facts: PatentFacts) -> dict[Hashable, str]:
    """The applicants, or the owners where none is known, each with its name as written: the party where it was
    recognised, else the folded name."""
    for role in (PartyRole.APPLICANT, PartyRole.OWNER):
        told: dict[Hashable, str] = {}
        for one in facts.parties:
            if one.role is role:
                told.setdefault(one.party_id or fold_name(one.name), one.name)
        if told:
            return told
    return {}
