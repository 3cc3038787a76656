"""Work on the pool (资源库工作台): what stands where, proposing by the rule, a listing's card, the promise letter."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhiqiao.domain.access import Verb
from zhiqiao.domain.pool.codes import Cause, Scope
from zhiqiao.domain.pool.terms import terms
from zhiqiao.domain.problems import Refused
from zhiqiao.records.models import Patent, PoolEntry
from zhiqiao.services import people, pool
from zhiqiao.web.forms.pool import ListingForm, written
from zhiqiao.web.pages.reader import reader
from zhiqiao.words import codes, problems
from zhiqiao.words import pool as words
from zhiqiao.words import procedures as case_words

PROPOSED_BY_RULE = {"term_is_known": "term_is_long_enough"}
"""Problems that are told under the name of another rule."""


@login_required
def desk(request: HttpRequest) -> HttpResponse:
    """Cases by state, listings that run out first, who left last and why, and what the rule would do."""
    user = reader(request)
    may_not = people.problems_for(user, Verb.RUN_POOL)
    found = pool.standing(user)
    return render(
        request,
        "pages/pool_desk.html",
        {
            "states": [(one, case_words.label(case_words.STATES, one), many) for one, many in found.states.items()],
            "ending": found.ending,
            "left": [left_of(entry) for entry in found.left],
            "may_not": may_not,
            "trial": trial_of(request) if request.GET.get("try") == "1" and not may_not else None,
            "terms": terms(),
        },
    )


def left_of(entry: PoolEntry) -> dict[str, Any]:
    """Who left: why, and by which event."""
    return {
        "entry": entry,
        "cause": codes.label(Cause(entry.cause)) if entry.cause else "",
        "event": words.event(entry.event),
    }


def trial_of(request: HttpRequest) -> dict[str, Any]:
    """What the rule says of one's own stock, reason by reason."""
    told = pool.trial(by=reader(request))
    against = []
    for code, many in told.against.most_common():
        patents = Patent.objects.visible_to(reader(request)).filter(pk__in=told.examples[code]).order_by("pk")
        name = case_words.label(case_words.RULES, PROPOSED_BY_RULE.get(code, code))
        against.append({"label": name, "many": many, "examples": list(patents)})
    return {"told": told, "against": against}


@require_POST
@login_required
def propose(request: HttpRequest) -> HttpResponse:
    """Propose what the rule finds in one's own stock."""
    try:
        told = pool.propose(by=reader(request))
    except Refused as refusal:
        for problem in refusal.problems:
            messages.error(request, problems.say(problem))
        return redirect("pool-desk")
    messages.success(
        request,
        _("Looked at %(all)s patents; proposed %(new)s. Their holders are asked for the promise now.")
        % {"all": told.looked_at, "new": told.proposed},
    )
    return redirect("pool-desk")


def found_or_404(request: HttpRequest, key: str) -> tuple[Patent, PoolEntry | None]:
    """The listing, for who has to do with it."""
    try:
        patent, entry = pool.entry_of(key, user=reader(request))
        if pool.problems_with(patent, reader(request)):
            raise Http404
    except Refused as refusal:
        raise Http404 from refusal
    return patent, entry


@login_required
def edit(request: HttpRequest, key: str) -> HttpResponse:
    """Write the card of a listing and say who may see it. What was typed stays when it is refused."""
    patent, entry = found_or_404(request, key)
    card = pool.card_of(patent)
    start = written(card)
    if entry is not None:
        start |= {"scope": entry.visibility, "shown_to": "\n".join(pool.guests_of(entry))}
    form = ListingForm(request.POST or None, initial=start)
    if entry is None or entry.state != "listed":
        del form.fields["scope"], form.fields["shown_to"]
    if request.method == "POST" and form.is_valid() and saved(request, form, patent):
        messages.success(request, _("The listing is saved."))
        return redirect("pool-entry", patent.record_key)
    drafted = {name: words.source(draft.taken_from) for name, draft in card.drafts.items()}
    texts = [{"field": form[name], "drafted": drafted.get(name, "")} for name in pool.TEXTS]
    context = {"patent": patent, "entry": entry, "form": form, "texts": texts, "revision": card.revision}
    context["drafts"] = bool(drafted)
    return render(request, "pages/pool_edit.html", context, status=409 if form.is_bound else 200)


def saved(request: HttpRequest, form: ListingForm, patent: Patent) -> bool:
    """Write through the service; False where it refused, with the problems in the form."""
    revision = request.POST.get("revision", "")
    read = int(revision) if revision.isascii() and revision.isdigit() and len(revision) < 10 else None
    try:
        if form.cleaned_data.get("scope"):
            names = [one.strip() for one in form.cleaned_data["shown_to"].splitlines() if one.strip()]
            scope = Scope(form.cleaned_data["scope"])
            pool.write_listing(patent, form.values(), scope, names, by=reader(request), revision=read)
        else:
            pool.write_card(patent, form.values(), by=reader(request), revision=read)
    except Refused as refusal:
        form.refuse(refusal.problems)
        return False
    return True


@login_required
def promise(request: HttpRequest, key: str) -> HttpResponse:
    """The promise letter, to be read and printed."""
    try:
        patent, letter = pool.promise_of(key, user=reader(request))
    except Refused as refusal:
        raise Http404 from refusal
    promises = [(codes.field_label(name), answer) for name, answer in letter.answers.items()]
    return render(request, "pages/pool_promise.html", {"patent": patent, "letter": letter, "promises": promises})
