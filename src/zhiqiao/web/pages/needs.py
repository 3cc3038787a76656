"""Needs and enterprises (需求与企业): list, need, form, enterprise. Rules are asked of `services.demands`."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhiqiao.domain.access import Verb
from zhiqiao.domain.codes import Industry, NeedState, Way
from zhiqiao.domain.matching.asking import asked_back
from zhiqiao.domain.matching.facts import NeedFacts
from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.records.facts import need_facts
from zhiqiao.records.models import Need, Organisation
from zhiqiao.services import demands, people
from zhiqiao.services.matching import counts
from zhiqiao.web.forms.needs import NeedForm, written
from zhiqiao.web.pages import listing
from zhiqiao.web.pages.reader import reader
from zhiqiao.words import asking, codes, problems

SIZES = [20, 50, 100]
FACETS: dict[str, type[StrEnum] | None] = {"state": NeedState, "industry": Industry, "region": None, "way": Way}
"""The facets and the code lists of their values; regions are names already."""
SHOWN = 50
"""Needs and own patents shown on an enterprise's page."""


def facet_labels() -> dict[str, str]:
    """Headings of the facets."""
    return {"state": _("State"), "industry": _("Industry"), "region": _("Region"), "way": _("Way of cooperation")}


def sorts() -> list[tuple[str, str]]:
    """Orders offered."""
    return [
        ("newest", _("Newest first")),
        ("deadline", _("Deadline first")),
        ("budget", _("Largest budget first")),
    ]


def browse(request: HttpRequest) -> HttpResponse:
    """The needs this person may see, with facets."""
    filters = {name: request.GET.getlist(name) for name in FACETS if request.GET.getlist(name)}
    page = demands.list_needs(
        user=reader(request),
        text=request.GET.get("q", "")[:200],
        filters=filters,
        page=listing.number(request, "page", 1, 100_000),
        size=listing.number(request, "size", 20, 100),
        sort=request.GET.get("sort", ""),
    )
    facets = [listing.facet(name, label, _values(request, name, page)) for name, label in facet_labels().items()]
    matched = counts.matches_shown([need.pk for need in page.rows])
    return render(
        request,
        "parts/need_list.html" if request.htmx else "pages/needs.html",  # type: ignore[attr-defined]
        {
            "page": page,
            "rows": [_row(need, matched) for need in page.rows],
            "facets": [facet for facet in facets if facet.first],
            "chips": listing.chips(facets),
            "clear": listing.without(request, FACETS),
            "kept": listing.kept(request, ["q", "sort", "size"]),
            "sorts": sorts(),
            "sizes": SIZES,
            "pager": listing.pager(page.total, page.page, page.size),
            "today": timezone.localdate(),
            "write_problems": people.problems_for(reader(request), Verb.WRITE_NEED),
        },
    )


def _values(request: HttpRequest, name: str, page: Any) -> list[listing.Value]:
    """A facet's values with labels."""
    chosen, of = page.filters.get(name, []), FACETS[name]
    return [
        listing.Value(
            value,
            codes.label(of(value)) if of and value in set(of) else value,
            count,
            value in chosen,
            listing.switched(request, name, value),
        )
        for value, count in page.facets.get(name, {}).items()
    ]


def _row(need: Need, matched: dict[int, int]) -> dict[str, Any]:
    return {"need": need, "firm": need.enterprise, "hidden": _is_veiled(need), "matches": matched.get(need.pk)}


def _is_veiled(need: Need) -> bool:
    """Whether the service took the firm off, because the need is anonymous to this person."""
    return bool(getattr(need, "is_veiled", False))


def _need_or_404(request: HttpRequest, pk: int) -> Need:
    try:
        return demands.get_need(pk, user=reader(request))
    except Refused as refusal:
        raise Http404 from refusal


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One need: all that was given, the firm behind it with its own patents, matched patents brought in later."""
    need = _need_or_404(request, pk)
    firm = need.enterprise
    may_not = demands.problems_with(need, reader(request))
    own = demands.enterprise_patents(firm).visible_to(reader(request)) if firm else None
    return render(
        request,
        "pages/need.html",
        {
            "need": need,
            "firm": firm,
            "hidden": _is_veiled(need),
            "own_patents": list(own[:5]) if own is not None else [],
            "own_total": own.count() if own is not None else 0,
            "may_not": may_not,
            "today": timezone.localdate(),
            "shown_to": [] if may_not else list(need.shown_to.all()),
            "questions": [] if may_not or need.state == "closed" else _questions(asked_back(need_facts(need))),
            "match_problems": people.problems_for(reader(request), Verb.MATCH),
            "overdue": need.deadline is not None and need.deadline < timezone.localdate(),
        },
    )


def _questions(missing: list[Problem]) -> list[str]:
    return [asking.ask(problem) for problem in missing]


def write(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Write a new need or change one. What was typed stays when it is refused."""
    need = _need_or_404(request, pk) if pk is not None else None
    if need is not None:
        may_not = demands.problems_with(need, reader(request))
    else:
        may_not = people.problems_for(reader(request), Verb.WRITE_NEED)
    schools = list(people.institutions())
    form = NeedForm(
        request.POST or None, schools=schools, initial=written(need) if need else given(request), label_suffix=""
    )
    if request.method == "POST" and request.GET.get("part") == "questions":
        return render(request, "parts/need_questions.html", {"questions": _questions(asked_back(form.facts()))})
    if request.method == "POST" and not may_not and form.is_valid():
        saved = _save(request, form, need, schools)
        if saved is not None:
            messages.success(request, _("The need is saved.") if need else _("The need is published."))
            return redirect("need", pk=saved.pk)
    facts = form.facts() if form.is_bound else need_facts(need) if need else NeedFacts()
    return render(
        request,
        "pages/need_form.html",
        {
            "form": form,
            "need": need,
            "may_not": may_not,
            "questions": _questions(asked_back(facts)),
            **_known(request),
        },
        status=403 if may_not and request.method == "POST" else 200,
    )


def given(request: HttpRequest) -> dict[str, str]:
    """What a new need begins with: the words typed in the search box, and the reader's own firm where there is one."""
    start = {"problem": request.GET.get("problem", "")[:4000]}
    firm = demands.own_enterprise(reader(request))
    if firm is not None:
        start |= {"enterprise": firm.name_zh or firm.name_en, "region": firm.region, "uscc": firm.uscc}
        start["industry"] = "" if firm.industry == Industry.OTHER else firm.industry
    return start


def _known(request: HttpRequest) -> dict[str, Any]:
    """Firms and regions on file, offered while one types."""
    on_file = demands.list_enterprises(user=reader(request), size=200)
    names = [name for firm in on_file.rows for name in (firm.name_zh, firm.name_en) if name]
    return {"enterprises": names, "regions": list(on_file.facets.get("region", {}))[:100]}


def _save(request: HttpRequest, form: NeedForm, need: Need | None, schools: list[Organisation]) -> Need | None:
    """Write through the service; None when it refused, with the problems shown at their fields."""
    chosen = set(form.cleaned_data["shown_to"])
    try:
        told = demands.tell_need(
            form.draft(),
            by=reader(request),
            need=need,
            shown_to=[school for school in schools if str(school.pk) in chosen],
        )
    except Refused as refusal:
        form.refuse(refusal.problems)
        return None
    for problem in told.problems:
        messages.warning(request, problems.say(problem))
    return told.need


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a need: it stays on file and is no longer matched."""
    need = _need_or_404(request, pk)
    try:
        demands.close_need(need, by=reader(request))
        messages.success(request, _("The need is closed."))
    except Refused as refusal:
        for problem in refusal.problems:
            messages.error(request, problems.say(problem))
    return redirect("need", pk=need.pk)


def enterprise(request: HttpRequest, pk: int) -> HttpResponse:
    """An enterprise: profile, products, the needs one may know to be its own, its patents where known."""
    try:
        firm = demands.get_enterprise(pk, user=reader(request))
    except Refused as refusal:
        raise Http404 from refusal
    needs = demands.list_needs(
        user=reader(request),
        filters={"enterprise": [str(firm.pk)], "state": [str(state) for state in NeedState]},
        size=SHOWN,
    )
    patents = demands.enterprise_patents(firm).visible_to(reader(request))
    matched = counts.matches_shown([need.pk for need in needs.rows])
    return render(
        request,
        "pages/enterprise.html",
        {
            "firm": firm,
            "rows": [_row(need, matched) for need in needs.rows],
            "needs_total": needs.total,
            "patents": list(patents[:SHOWN]),
            "patents_total": patents.count(),
        },
    )
