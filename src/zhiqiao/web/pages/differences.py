"""The difference inbox (差异收件箱): our record beside an extract of the register, field by field; accept or ignore."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_POST

from zhiqiao.domain.access import Verb
from zhiqiao.domain.codes import LegalState, PatentKind
from zhiqiao.domain.patents.differences import FIELDS
from zhiqiao.domain.problems import Refused
from zhiqiao.records.models import Difference, User
from zhiqiao.services import legal, people
from zhiqiao.web.pages import listing
from zhiqiao.web.pages.reader import reader
from zhiqiao.web.pages.refusals import refused
from zhiqiao.words import codes
from zhiqiao.words import problems as sentences

SIZE = 50
STATES = tuple(Difference.STATES)
TOLD_AT_MOST = 5
"""Reasons shown after many were decided at once."""


def states() -> dict[str, str]:
    """The states of a difference in words."""
    return {
        "open": pgettext("difference", "Open"),
        "accepted": pgettext("difference", "Accepted"),
        "ignored": pgettext("difference", "Ignored"),
        "gone": pgettext("difference", "Gone"),
    }


@login_required
def browse(request: HttpRequest) -> HttpResponse:
    """Differences of one's own patents, those to be decided first; filters stand in the address."""
    user = reader(request)
    problems = people.problems_for(user, Verb.IMPORT_SHEET)
    if problems:
        return refused(request, problems)
    state = request.GET.get("state", "open")
    state = state if state in STATES else "open"
    name = request.GET.get("field", "")
    name = name if name in FIELDS else ""
    found = legal.inbox(user, state=state, name=name)
    total = found.count()
    pager = listing.pager(total, listing.number(request, "page", 1, 100_000), SIZE)
    start = (pager.number - 1) * SIZE
    counted = legal.counts(user)
    return render(
        request,
        "pages/differences.html",
        {
            "rows": [shown(row) for row in found[start : start + SIZE]],
            "total": total,
            "pager": pager,
            "state": state,
            "field": name,
            "states": [(code, words, counted["state"][code]) for code, words in states().items()],
            "fields": [(one, codes.field_label(one), counted["field"][one]) for one in FIELDS],
        },
    )


def shown(row: Difference) -> dict[str, Any]:
    """One difference with both values in words."""
    return {
        "difference": row,
        "field": codes.field_label(row.field),
        "ours": in_words(row.field, row.ours),
        "theirs": in_words(row.field, row.theirs),
    }


def in_words(name: str, value: Any) -> str:
    """A value in the reader's language; "" where nothing is known."""
    if isinstance(value, list):
        return pgettext("between reasons", "; ").join(map(str, value))
    if name == "legal_state" and value in set(LegalState):
        return codes.label(LegalState(value))
    if name == "kind" and value in set(PatentKind):
        return codes.label(PatentKind(value))
    return str(value)


@login_required
@require_POST
def decide(request: HttpRequest) -> HttpResponse:
    """The ticked differences accepted, ignored or opened again; what could not be decided is told with why."""
    ids = [int(one) for one in request.POST.getlist("difference") if one.isdecimal() and len(one) < 19]
    back = request.POST.get("back", "")
    try:
        told = legal.decide(ids, request.POST.get("verdict", ""), by=reader(request))
    except Refused as refusal:
        for problem in refusal.problems:
            messages.error(request, sentences.say(problem))
        return away(back)
    if told.done:
        words = ngettext("%(count)s difference decided.", "%(count)s differences decided.", told.done)
        messages.success(request, words % {"count": told.done})
    elif not told.refused:
        messages.warning(request, _("No difference was ticked."))
    for sentence in list(dict.fromkeys(sentences.say(one) for found in told.refused.values() for one in found))[
        :TOLD_AT_MOST
    ]:
        messages.error(request, sentence)
    return away(back)


def away(back: str) -> HttpResponse:
    """To the list as it was filtered; to nowhere else."""
    answer = redirect("differences")
    if back.startswith("?"):
        answer["Location"] += back.replace("\r", "").replace("\n", "")
    return answer


def waiting(user: User) -> int | None:
    """How many wait for this person, for the work page."""
    return Difference.objects.visible_to(user).filter(state="open").count()


def may(user: User) -> bool:
    """Whoever may import may decide."""
    return not people.problems_for(user, Verb.IMPORT_SHEET)
