"""Facets (分面): filters of the catalogue as conditions, and counts per value over what the person may see."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.db.models import CharField, Count, Exists, OuterRef, Q
from django.db.models.functions import Cast, Substr
from django.utils.translation import get_language

from zhiqiao.domain.codes import PartyRole
from zhiqiao.records.models import Grade, Party, PatentClass, PatentParty
from zhiqiao.records.models.catalogue import PatentQuerySet
from zhiqiao.services.catalogue.pages import FACETS, FacetValue
from zhiqiao.services.catalogue.titles import code_titles

SHOWN = 30
"""Values of one facet that are counted out, the most frequent first; chosen ones are always among them."""


def known_filters(filters: Mapping[str, list[str]] | None) -> dict[str, list[str]]:
    """The filters as they are used: known facets, values of the right form, each once."""
    known: dict[str, list[str]] = {}
    for name in FACETS:
        values = [value.strip() for value in (filters or {}).get(name, []) if value.strip()]
        if name in {"holder", "year", "level", "trl"}:
            values = [value for value in values if value.isascii() and value.isdigit() and len(value) < 10]
        if values:
            known[name] = list(dict.fromkeys(values))
    return known


def narrowed(rows: PatentQuerySet, filters: Mapping[str, list[str]], *, without: str = "") -> PatentQuerySet:
    """The patents that pass every filter, save the one named."""
    for name, values in filters.items():
        if name != without:
            rows = rows.filter(_condition(name, values))
    return rows


def _condition(name: str, values: list[str]) -> Q | Exists:
    """One facet's filter: any of its values."""
    if name == "holder":
        return Exists(
            PatentParty.objects.filter(
                patent=OuterRef("pk"), role=PartyRole.APPLICANT, party__in=[int(value) for value in values]
            )
        )
    if name == "level":
        return Exists(
            Grade.objects.filter(patent=OuterRef("pk"), is_current=True, level__in=[int(value) for value in values])
        )
    if name == "ipc":
        codes = Q(pk__in=[])
        for value in values:
            exact = Q(subclass=value.upper()) if len(value) == 4 else Q(code__startswith=value.upper())
            codes |= exact
        return Exists(PatentClass.objects.filter(codes, patent=OuterRef("pk"), scheme="ipc"))
    any_of = Q(pk__in=[])
    for value in values:
        if name == "region":
            any_of |= Q(region__startswith=value)
        elif name == "year":
            any_of |= Q(application_date__year=int(value)) if 0 < int(value) < 9999 else Q(pk__in=[])
        else:
            any_of |= Q(**{name: value})
    return any_of


def counted(rows: PatentQuerySet, filters: Mapping[str, list[str]]) -> dict[str, list[FacetValue]]:
    """Counts per value of every facet. A facet with a filter is counted as if that filter were not set."""
    facets = {}
    for name in FACETS:
        base = narrowed(rows, filters, without=name)
        counts = COUNTERS.get(name, _plain(name))(base)
        facets[name] = labelled(name, counts, filters.get(name, []))
    return facets


def _plain(column: str) -> Callable[[PatentQuerySet], dict[str, int]]:
    """Counts of a column of the patent itself."""

    def count(rows: PatentQuerySet) -> dict[str, int]:
        found = rows.order_by().values_list(column).annotate(many=Count("pk"))
        return {str(value): many for value, many in found if value not in ("", None)}

    return count


def _years(rows: PatentQuerySet) -> dict[str, int]:
    """Counts by year of application, without a function call per row that SQLite would make in Python."""
    year = Substr(Cast("application_date", CharField()), 1, 4)
    found = rows.order_by().filter(application_date__isnull=False).values_list(year).annotate(many=Count("pk"))
    return {value: many for value, many in found}


def _holders(rows: PatentQuerySet) -> dict[str, int]:
    """Counts by applicant."""
    parts = PatentParty.objects.filter(role=PartyRole.APPLICANT, patent__in=rows.order_by().values("pk"))
    found = parts.order_by().values_list("party").annotate(many=Count("patent", distinct=True)).order_by("-many")
    return {str(party): many for party, many in found[: SHOWN * 2]}


def _levels(rows: PatentQuerySet) -> dict[str, int]:
    """Counts by level of the current grade."""
    grades = Grade.objects.filter(is_current=True, level__isnull=False, patent__in=rows.order_by().values("pk"))
    return {str(level): many for level, many in grades.order_by().values_list("level").annotate(many=Count("pk"))}


def _classes(rows: PatentQuerySet) -> dict[str, int]:
    """Counts by IPC section and subclass."""
    given = PatentClass.objects.filter(scheme="ipc", patent__in=rows.order_by().values("pk")).exclude(subclass="")
    sections = given.order_by().values_list(Substr("subclass", 1, 1)).annotate(many=Count("patent", distinct=True))
    found = given.order_by().values_list("subclass").annotate(many=Count("patent", distinct=True)).order_by("-many")
    return {**dict(sections), **dict(found[: SHOWN * 2])}


COUNTERS: dict[str, Callable[[PatentQuerySet], dict[str, int]]] = {
    "year": _years,
    "holder": _holders,
    "level": _levels,
    "ipc": _classes,
}


def labelled(name: str, counts: dict[str, int], chosen: list[str]) -> list[FacetValue]:
    """The values in the order in which they are shown, with labels where the value alone says nothing."""
    for value in chosen:
        counts.setdefault(value, 0)
    if name in {"year", "level", "trl"}:
        order = sorted(counts, key=lambda value: -int(value) if name == "year" else int(value))
    elif name == "ipc":
        order = sorted(counts, key=lambda value: (len(value) > 1, -counts[value], value))
    else:
        order = sorted(counts, key=lambda value: (-counts[value], value))
    shown = [value for place, value in enumerate(order) if place < SHOWN or value in chosen]
    labels = _labels(name, shown)
    return [FacetValue(value, counts[value], labels.get(value, ""), value in chosen) for value in shown]


def _labels(name: str, values: list[str]) -> dict[str, str]:
    """Names of parties and titles of classes, in the language that is active."""
    english = (get_language() or "").startswith("en")
    if name == "holder":
        parties = Party.objects.filter(pk__in=[int(value) for value in values])
        return {
            str(pk): (name_en or name_zh) if english else name_zh
            for pk, name_zh, name_en in parties.values_list("pk", "name", "name_en")
        }
    if name == "ipc":
        return {code: (en or zh) if english else (zh or en) for code, (zh, en) in code_titles("ipc", values).items()}
    return {}
