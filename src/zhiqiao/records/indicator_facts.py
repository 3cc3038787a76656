"""Rows to the facts of indicators (行转指标事实): a patent with the documents it cites and those that cite it.

As `facts.facts_of_patents`: a few queries for some thousand ids, no models. Only published patents count as citing or
as cited with known classes; who may see the patent itself is the caller's to say.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from zhiqiao.domain.codes import LegalState
from zhiqiao.domain.grading.high_value import Award
from zhiqiao.domain.grading.indicators import IndicatorFacts, Neighbour
from zhiqiao.records import bulk
from zhiqiao.records.facts import KINDS, STATES, as_day, rows_of
from zhiqiao.records.models import FamilyMember, Patent, PatentAward, PatentCitation, PatentClass

SERIAL = re.compile(r"^([A-Z]{2}\d+)[A-Z]\d?$")
"""A document number with its kind code: documents of one serial are one patent."""


@dataclass(frozen=True)
class Read:
    """What was read of one patent: the facts of its indicators, its legal state, its awards (empty: none on record)."""

    facts: IndicatorFacts
    legal_state: LegalState
    awards: tuple[Award, ...]


COLUMNS = (
    "id", "office", "kind", "legal_state", "application_date", "publication_date", "grant_date", "claims_count",
    "cited_by_count", "family_known", "citations_known",
)  # fmt: skip


def read_patents(ids: Sequence[int]) -> list[Read]:
    """What the indicators and the high-value rules read of these patents, by id; ids that are gone are left out."""
    wanted = set(ids)
    if not wanted:
        return []
    cited: dict[int, list[tuple[str, int | None]]] = defaultdict(list)
    for patent, number, other in rows_of(PatentCitation, wanted, "patent_id", "number", "cited_id"):
        if patent in wanted:
            cited[patent].append((number, other))
    citing: dict[int, set[int]] = defaultdict(set)
    for other, patent in rows_of(PatentCitation, wanted, "cited_id", "patent_id", key="cited_id"):
        if other in wanted and other != patent:
            citing[other].add(patent)
    around = {other for pairs in cited.values() for _number, other in pairs if other}
    around |= {patent for patents in citing.values() for patent in patents}
    neighbours = _neighbours(around)
    own = _classes(wanted)
    offices = defaultdict(set)
    for patent, office in rows_of(FamilyMember, wanted, "patent_id", "office"):
        offices[patent].add(office)
    awards = defaultdict(list)
    for patent, award, year, prize in rows_of(PatentAward, wanted, "patent_id", "award", "year", "prize"):
        awards[patent].append(Award(award, year, prize))
    found = []
    for row in rows_of(Patent, wanted, *COLUMNS, key="id", order=("id",)):
        pk, office, kind, state, filed, published, granted, claims, cited_by, family_known, citations_known = row
        if pk not in wanted:
            continue
        facts = IndicatorFacts(
            id=pk,
            office=office,
            kind=KINDS[kind],
            subclasses=tuple(own.get(pk, ())),
            application_date=as_day(filed),
            publication_date=as_day(published),
            grant_date=as_day(granted),
            claims_count=claims,
            family_offices=tuple(sorted(offices.get(pk, ()))) if family_known else None,
            cited=tuple(_cited(cited.get(pk, ()), pk, neighbours)) if citations_known else None,
            citing=tuple(neighbours[one] for one in sorted(citing.get(pk, ())) if one in neighbours),
            cited_by_count=cited_by,
        )
        found.append(Read(facts, STATES[state], tuple(awards.get(pk, ()))))
    return found


def around(ids: Sequence[int]) -> set[int]:
    """These patents, those they cite and those that cite them: whose indicators a change of them touches."""
    wanted = set(ids)
    if not wanted:
        return set()
    touched = {other for patent, other in rows_of(PatentCitation, wanted, "patent_id", "cited_id") if patent in wanted}
    touched |= {
        patent
        for other, patent in rows_of(PatentCitation, wanted, "cited_id", "patent_id", key="cited_id")
        if other in wanted
    }
    return wanted | {one for one in touched if one is not None}


def _cited(pairs: Iterable[tuple[str, int | None]], own: int, neighbours: dict[int, Neighbour]) -> Iterable[Neighbour]:
    """The documents a patent cites; those that are not in the stock by their serial, without classes."""
    for number, other in pairs:
        if other in neighbours and other != own:
            yield neighbours[other]
        elif other != own:
            serial = SERIAL.match(number)
            yield Neighbour(serial[1] if serial else number)


def _neighbours(ids: set[int]) -> dict[int, Neighbour]:
    """Published patents of the stock as others see them: classes and first publication."""
    if not ids:
        return {}
    classes = _classes(ids)
    found = {}
    for pk, public, published, granted in bulk.among(
        Patent, "id", ids, "id", "is_public", "publication_date", "grant_date"
    ):
        days = [day for day in (as_day(published), as_day(granted)) if day is not None]
        if public:
            found[pk] = Neighbour(f"#{pk}", tuple(classes.get(pk, ())), min(days) if days else None)
    return found


def _classes(ids: set[int]) -> dict[int, list[str]]:
    """Distinct IPC subclasses of patents, that of the main class first."""
    found: dict[int, list[str]] = defaultdict(list)
    for patent, scheme, subclass in rows_of(PatentClass, ids, "patent_id", "scheme", "subclass", order=("position",)):
        if scheme == "ipc" and subclass and subclass not in found[patent]:
            found[patent].append(subclass)
    return found
