"""Browsing (目录查询): a faceted page of patents, and one patent by any of its numbers, within a person's scope."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, When

from zhiqiao.domain.patents import numbers
from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.records.facts import with_current_grades, with_parties
from zhiqiao.records.models import Grade, Patent, PatentDocument, User
from zhiqiao.records.models.catalogue import PatentQuerySet
from zhiqiao.services import indexing
from zhiqiao.services.catalogue.counting import counted_by_index
from zhiqiao.services.catalogue.facets import counted, known_filters, narrowed
from zhiqiao.services.catalogue.pages import SORTS, CataloguePage

log = logging.getLogger(__name__)

BEST = 2000
"""So many of the patents that met the words are looked at; `complete` says whether there were more."""
LARGEST_PAGE = 200
SEARCHED_TEXTS = ("title_zh", "title_en", "abstract_zh", "abstract_en", "parties__name_written", "parties__name_en")


def search(
    text: str = "",
    *,
    user: User | None,
    filters: Mapping[str, list[str]] | None = None,
    page: int = 1,
    size: int = 20,
    sort: str = "",
) -> CataloguePage:
    """One page of the patents this person may see, with counts per facet over the same scope.

    A number in the box finds that patent; other words are looked up in the index or, where it is not there, in the
    database (`searched_by` says which).
    """
    used = known_filters(filters)
    size = min(max(size, 1), LARGEST_PAGE)
    visible = Patent.objects.all().visible_to(user)
    text = " ".join(text.split())
    ranked, searched_by, complete = _ranked(text, visible)
    rows = visible if ranked is None else visible.filter(pk__in=ranked)
    if searched_by == "database":
        rows = visible.filter(_words_met(text))
    if sort not in SORTS or (sort == "relevance" and not ranked):
        sort = "relevance" if ranked else "newest"
    passed = narrowed(rows, used)
    large = counted_by_index(user, used) if ranked is None and not text else None
    if large is not None and large.few is not None:
        passed = visible.filter(pk__in=large.few)
    total = large.total if large is not None else passed.count()
    page = min(max(page, 1), max(1, -(-total // size)))
    return CataloguePage(
        rows=_one_page(passed, ranked, sort, (page - 1) * size, size),
        total=total,
        page=page,
        size=size,
        sort=sort,
        text=text,
        filters=used,
        facets=large.facets if large is not None else counted(rows, used),
        searched_by=searched_by,
        complete=complete,
    )


def _ranked(text: str, visible: PatentQuerySet) -> tuple[list[int] | None, str, bool]:
    """Ids best first (None: no order by words), how they were found, and whether these are all."""
    if not text:
        return None, "", True
    by_number = _by_number(text, visible)
    if by_number is not None:
        return [by_number.pk], "number", True
    try:
        hits = indexing.search_patents(text, filters={}, limit=BEST, facets=[])
    except Exception:
        # The index is a copy: where it is missing or being rebuilt the catalogue still answers, and says so.
        log.warning("The index did not answer; looking in the database instead.", exc_info=True)
        return None, "database", True
    return [hit.id for hit in hits.hits], "index", hits.total <= len(hits.hits)


def _words_met(text: str) -> Q:
    """Every word stands somewhere in the texts or names."""
    all_words = Q()
    for word in text.split()[:8]:
        anywhere = Q()
        for column in SEARCHED_TEXTS[:4]:
            anywhere |= Q(**{f"{column}__icontains": word})
        named = Patent.objects.filter(
            Q(parties__name_written__icontains=word) | Q(parties__name_en__icontains=word)
        ).values("pk")
        all_words &= anywhere | Q(pk__in=named)
    return all_words


def _one_page(rows: PatentQuerySet, ranked: list[int] | None, sort: str, start: int, size: int) -> list[Patent]:
    """The rows of one page in order, with parties, classes, documents and the current grade (`current_grades`)."""
    if sort == "relevance" and ranked:
        place = {pk: rank for rank, pk in enumerate(ranked)}
        passed = sorted(rows.order_by().values_list("pk", flat=True), key=lambda pk: place.get(pk, len(place)))
        pks = passed[start : start + size]
    elif sort == "grade":
        pks = _best_graded(rows, start, size)
    else:
        pks = list(_sorted(rows, sort).values_list("pk", flat=True)[start : start + size])
    order = Case(*[When(pk=pk, then=rank) for rank, pk in enumerate(pks)], output_field=IntegerField())
    found = Patent.objects.filter(pk__in=pks).select_related("holder")
    found = found.prefetch_related(with_parties(), "classes", "documents", with_current_grades())
    return list(found.order_by(order)) if pks else []


def _sorted(rows: PatentQuerySet, sort: str) -> PatentQuerySet:
    """The order asked for; what is not known comes last, and ties stay in the same order from page to page."""
    if sort == "oldest":
        return rows.order_by(F("application_date").asc(nulls_last=True), "pk")
    if sort == "title":
        return rows.order_by("title_zh", "title_en", "pk")
    if sort == "updated":
        return rows.order_by("-updated_at", "-pk")
    return rows.order_by(F("application_date").desc(nulls_last=True), "-pk")


def _best_graded(rows: PatentQuerySet, start: int, size: int) -> list[int]:
    """One page by score, best first, those without a score last.

    The graded are read along their own index: to order all rows by a looked-up score takes a second at a million.
    """
    current = Grade.objects.filter(patent=OuterRef("pk"), is_current=True, score__isnull=False)
    graded = rows.filter(grades__is_current=True, grades__score__isnull=False)
    found = list(
        graded.order_by("-grades__score", "-grades__patent").values_list("pk", flat=True)[start : start + size]
    )
    if len(found) < size:
        start = max(0, start - graded.count())
        others = rows.exclude(Exists(current)).order_by("-pk").values_list("pk", flat=True)
        found.extend(others[start : start + size - len(found)])
    return found


def _by_number(given: str, visible: PatentQuerySet) -> Patent | None:
    """The visible patent that has this number, in whatever writing; None when it is no number or nobody's."""
    if not any(char.isdigit() for char in given):
        return None
    found = visible.filter(record_key=given).first()
    if found is not None:
        return found
    number = numbers.read_number(given).number
    if number is None:
        return None
    if number.form == "application":
        key = numbers.record_key(number, None)
        found = visible.filter(Q(record_key=key) | Q(application_number=number.canonical, office=number.office)).first()
        if found is not None:
            return found
    documents = PatentDocument.objects.filter(
        Q(number=number.canonical) | Q(key=numbers.publication_key(number)) & ~Q(key="")
    )
    return visible.filter(documents__in=documents).first()


def get(record_key_or_number: str, *, user: User | None) -> Patent:
    """One patent by record key, application number, ZL or publication number in any writing.

    Refused (`patent_is_known`) when there is none, or none that this person may see: the two are not told apart.
    """
    found = _by_number(" ".join(record_key_or_number.split()), Patent.objects.all().visible_to(user))
    if found is None:
        raise Refused([Problem("patent_is_known", "number", record_key_or_number[:80])])
    return found
