"""Classification packs on pages (分类数据包页): what is loaded, what is missing and where it is had; one pack with its
rows and faults; the patents under one code."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from zhiqiao.domain.access import Verb
from zhiqiao.domain.classing.schemes import Scheme
from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.records.models import Patent
from zhiqiao.services import classing, people
from zhiqiao.web.forms.packs import PackForm
from zhiqiao.web.pages import listing
from zhiqiao.web.pages.reader import reader
from zhiqiao.web.pages.refusals import refused
from zhiqiao.words import classing as words

SIZE = 50
PATENTS = 20
FAULTS = 100


def browse(request: HttpRequest) -> HttpResponse:
    """Every scheme: its editions, or which official file is missing, where it is had, and what lacks it."""
    may_not = people.problems_for(reader(request), Verb.KEEP_PACKS)
    form = PackForm(label_suffix="", initial={"scheme": request.GET.get("scheme", "")})
    problems: list[Problem] = []
    if request.method == "POST":
        if may_not:
            return refused(request, may_not)
        form = PackForm(request.POST, request.FILES, label_suffix="")
        if form.is_valid():
            try:
                return redirect("pack", _loaded(request, form))
            except Refused as refusal:
                problems = refusal.problems
    return render(
        request,
        "pages/packs.html",
        {
            "schemes": [
                {
                    "standing": one,
                    "name": words.name(one.scheme),
                    "file": words.official_file(one.scheme),
                    "where": words.where(one.scheme),
                    "lacks": words.lacks(one.scheme),
                    "needs": words.name(one.needs) if one.needs else "",
                }
                for one in classing.standing()
            ],
            "form": form,
            "problems": problems,
            "may_load": not may_not,
            "ours": words.OURS,
        },
        status=422 if problems or form.errors else 200,
    )


def _loaded(request: HttpRequest, form: PackForm) -> int:
    """Load what was sent; says whether it was new. Returns the pack's number."""
    given = form.cleaned_data
    done = classing.receive(
        given["scheme"],
        [(file.name or "file", file.chunks()) for file in given["tables"]],
        edition=given["edition"],
        source=given["source"],
        licence=given["licence"],
        by=reader(request),
    )
    if done.is_new:
        messages.success(request, _("Loaded. Look at rows and faults; then put it to use."))
    else:
        messages.info(request, _("These files were loaded before; nothing has changed."))
    return done.pack.pk


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One pack: where it comes from, its faults, its rows as written; staff put it to use."""
    try:
        pack = classing.pack_of(pk)
        if request.method == "POST":
            classing.activate(pack, by=reader(request))
            messages.success(request, _("In use. The patents are classed in the background."))
            return redirect("pack", pk)
    except Refused as refusal:
        known = refusal.problems[0].code != "pack_is_there"
        return refused(request, refusal.problems, 403 if known else 404)
    text = request.GET.get("q", "")[:60]
    found = classing.rows_of(pack, text, page=listing.number(request, "page", 1, 100_000), size=SIZE)
    return render(
        request,
        "pages/pack.html",
        {
            "pack": pack,
            "name": words.name(pack.scheme),
            "text": text,
            "faults": [Problem.from_json(fault) for fault in pack.faults[:FAULTS]],
            "more_faults": max(0, pack.faults_count - FAULTS),
            "rows": [{"row": row, "title": words.title(titles)} for row, titles in found.rows],
            "is_tree": found.is_tree,
            "pager": listing.pager(found.total, found.page, SIZE),
            "total": found.total,
            "may_load": not people.problems_for(reader(request), Verb.KEEP_PACKS),
        },
    )


def of_class(request: HttpRequest, scheme: str, code: str) -> HttpResponse:
    """The patents under one code, each with the row that put it there."""
    if scheme not in set(Scheme):
        raise Http404
    number = listing.number(request, "page", 1, 100_000)
    found = classing.patents_in(scheme, code, user=reader(request), page=number, size=PATENTS)
    titles = classing.titles_in(Scheme(scheme), [code])
    return render(
        request,
        "pages/class.html",
        {
            "scheme": scheme,
            "name": words.name(scheme),
            "code": code,
            "title": words.title(titles.get(code, ("", ""))),
            "found": found,
            "lacks": words.lacks(scheme),
            "rows": [told(entry) for entry in found.entries] if found else [],
            "pager": listing.pager(found.total, found.page, PATENTS) if found else None,
        },
    )


def told(entry: classing.Entry) -> dict[str, Any]:
    """A class found, in words."""
    return {
        "hit": entry.hit,
        "rule": entry.rule,
        "patent": entry.patent,
        "title": words.title(entry.titles),
        "sureness": words.sureness(entry.hit.is_sure),
        "words": pgettext("between listed facts", ", ").join(entry.hit.words),
    }


def groups_of(patent: Patent) -> dict[str, Any]:
    """What the card shows: the schemes in use with what the patent meets, and the names of those not loaded."""
    given = classing.classes_of(patent)
    return {
        "class_groups": [
            {
                "name": words.name(one.scheme),
                "scheme": one.scheme,
                "pack": one.pack,
                "hits": list(map(told, one.entries)),
            }
            for one in given
            if one.pack is not None
        ],
        "classes_missing": [words.name(one.scheme) for one in given if one.pack is None],
        "industry_note": words.OURS,
    }
