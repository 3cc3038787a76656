"""Doubts about parties (疑似同一主体): two names side by side; a person says whether they are one, or takes it back."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhiqiao.domain.access import Verb
from zhiqiao.domain.problems import Refused
from zhiqiao.records.models import Party, Patent
from zhiqiao.services import catalogue, people
from zhiqiao.web.pages import listing
from zhiqiao.web.pages.reader import reader
from zhiqiao.web.pages.refusals import refused
from zhiqiao.words import problems as problem_words

SIZE = 10
EXAMPLES = 3
LATELY = 10


@dataclass(frozen=True)
class Side:
    """One of the two parties, with what helps to tell."""

    party: Party
    names: list[str]
    patents: int
    examples: list[Patent]


def doubts(request: HttpRequest) -> HttpResponse:
    """The queue of open doubts, and one's own last decisions."""
    problems = people.problems_for(reader(request), Verb.DECIDE_PARTY)
    if problems and not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path(), reverse("login"))
    if problems:
        return refused(request, problems)
    if request.method == "POST":
        return decide(request)
    waiting = catalogue.open_doubts(reader(request))
    total = waiting.count()
    pager = listing.pager(total, listing.number(request, "page", 1, 100_000), SIZE)
    start = (pager.number - 1) * SIZE
    lately = reader(request).partydoubt_set.exclude(verdict="open")
    return render(
        request,
        "pages/doubts.html",
        {
            "doubts": [
                {"doubt": doubt, "sides": [side(doubt.party, request), side(doubt.other, request)]}
                for doubt in waiting[start : start + SIZE]
            ],
            "total": total,
            "pager": pager,
            "lately": lately.select_related("party", "other").order_by("-decided_at")[:LATELY],
        },
    )


def side(party: Party, request: HttpRequest) -> Side:
    """What is known of a party: its names as written, how many patents, the newest of them."""
    patents = Patent.objects.visible_to(reader(request)).filter(parties__party=party).distinct()
    names = [name.name for name in party.names.order_by("pk") if name.name not in (party.name, party.name_en)]
    return Side(party, names[:5], patents.count(), list(patents.order_by("-application_date")[:EXAMPLES]))


def decide(request: HttpRequest) -> HttpResponse:
    """Same, different, or back to open."""
    verdict = request.POST.get("verdict", "")
    own = reader(request).partydoubt_set.exclude(verdict="open")
    waiting = catalogue.open_doubts(reader(request))
    given = request.POST.get("doubt", "")
    doubt = get_object_or_404(own if verdict == "undo" else waiting, pk=int(given) if given.isdecimal() else 0)
    try:
        if verdict == "undo":
            catalogue.undo_decision(doubt, by=reader(request))
            messages.success(request, _("The decision is taken back; the doubt is open again."))
        else:
            catalogue.decide_doubt(doubt, verdict, by=reader(request))
            messages.success(
                request,
                _("Noted: one and the same.") if verdict == "same" else _("Noted: two different parties."),
            )
    except Refused as refusal:
        for problem in refusal.problems:
            messages.error(request, problem_words.say(problem))
    return redirect(request.get_full_path())
