"""What is done at the annuity desk (年费办理): decisions, payments, reductions, of ticked rows or of one patent."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from zhiqiao.domain.money import fen_of_yuan
from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.records.clock import today
from zhiqiao.records.models import Patent
from zhiqiao.services import upkeep
from zhiqiao.web.pages.reader import reader
from zhiqiao.words import problems

ROW = re.compile(r"[0-9]{1,18}(:[0-9]{1,9})?")
"""How a ticked row is sent: patent and revision of its last decision."""
SHOWN = 20
"""Refusals and warnings told one by one; the rest are counted."""
YUAN_MOST = Decimal(10**9)


@require_POST
@login_required
def act(request: HttpRequest) -> HttpResponse:
    """Do one thing for all ticked rows, and say what came of it, row by row."""
    chosen = dict(map(chosen_row, filter(ROW.fullmatch, request.POST.getlist("patent"))))
    what = ACTS.get(request.POST.get("what", ""))
    try:
        if what is None or (not chosen and what in NEED_ROWS):
            messages.warning(request, _("Nothing was chosen: tick the rows first."))
        else:
            what(request, chosen)
    except Refused as refusal:
        for problem in refusal.problems[:SHOWN]:
            messages.error(request, problems.say(problem))
    return redirect(address_of(request))


def address_of(request: HttpRequest) -> str:
    """Back where one came from: the page of the patent, or the desk as it was narrowed."""
    one, back = request.POST.get("one", ""), request.POST.get("back", "")
    if ROW.fullmatch(one) and one.isdigit():
        return reverse("annuity", args=[int(one)])
    return reverse("annuities") + (back if back.startswith("?") else "")


def chosen_row(written: str) -> tuple[int, int | None]:
    """A ticked row: its patent, and the revision that was on the page."""
    patent, _colon, revision = written.partition(":")
    return int(patent), int(revision) if revision else None


def decide(request: HttpRequest, chosen: dict[int, int | None]) -> None:
    """Keep, open-license, transfer or drop."""
    note = request.POST.get("note", "")
    told = upkeep.decide(chosen, request.POST.get("choice", ""), note=note, by=reader(request))
    tell(request, told)


def pay(request: HttpRequest, chosen: dict[int, int | None]) -> None:
    """Record the next annuity of each as paid."""
    on, fen = day_of(request, "paid_on") or today(), amount_of(request)
    receipt = request.POST.get("receipt", "")
    tell(request, upkeep.pay([upkeep.Payment(one, on, None, fen, receipt) for one in chosen], by=reader(request)))


def reduce(request: HttpRequest, chosen: dict[int, int | None]) -> None:
    """Enter a reduction granted."""
    since = day_of(request, "since") or today()
    kind, note = request.POST.get("kind", ""), request.POST.get("note", "")
    tell(request, upkeep.reduce(list(chosen), kind, since, note=note, by=reader(request)))


def find_firms(request: HttpRequest, chosen: dict[int, int | None]) -> None:
    """Have firms looked for."""
    many = upkeep.ask_for_firms(list(chosen), by=reader(request))
    messages.success(
        request,
        ngettext(
            "Firms are being looked for, for %(many)s patent. Reload the page in a while.",
            "Firms are being looked for, for %(many)s patents. Reload the page in a while.",
            many,
        )
        % {"many": many},
    )


def take_back(request: HttpRequest, _chosen: dict[int, int | None]) -> None:
    """Take a payment back."""
    found = upkeep.take_back(number_of(request), by=reader(request))
    messages.success(request, _("The payment of year %(year)s is taken back.") % {"year": found.year})


def end_reduction(request: HttpRequest, _chosen: dict[int, int | None]) -> None:
    """Say until when a reduction held."""
    upkeep.end_reduction(number_of(request), day_of(request, "until") or today(), by=reader(request))
    messages.success(request, _("The reduction has ended."))


Act = Callable[[HttpRequest, dict[int, int | None]], None]
ACTS: dict[str, Act] = {
    "decide": decide,
    "pay": pay,
    "reduce": reduce,
    "firms": find_firms,
    "take_back": take_back,
    "end_reduction": end_reduction,
}
NEED_ROWS = (decide, pay, reduce, find_firms)


def number_of(request: HttpRequest) -> int:
    """The row that is meant; 0, which is none, for anything that is no number."""
    given = request.POST.get("row", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 19 else 0


def day_of(request: HttpRequest, name: str) -> date | None:
    """A date as entered; None where nothing was. Refused (`day_is_readable`)."""
    given = request.POST.get(name, "").strip()
    if not given:
        return None
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise Refused([Problem("day_is_readable", name, given[:40])]) from None


def amount_of(request: HttpRequest) -> int | None:
    """An amount in yuan as fen; None where nothing was entered. Refused (`amount_is_readable`)."""
    given = request.POST.get("amount", "").strip().replace(",", "").replace("，", "")
    if not given:
        return None
    try:
        amount = Decimal(given)
    except InvalidOperation:
        amount = Decimal(-1)
    if not (amount.is_finite() and 0 <= amount < YUAN_MOST):
        raise Refused([Problem("amount_is_readable", "amount", given[:40])])
    return fen_of_yuan(amount)


def tell(request: HttpRequest, told: upkeep.Told) -> None:
    """How many were done; what stood against the others, and what to think of, each with its number."""
    if many := len(told.done):
        messages.success(
            request, ngettext("%(many)s patent is done.", "%(many)s patents are done.", many) % {"many": many}
        )
    numbers = dict(
        Patent.objects.visible_to(reader(request))
        .filter(pk__in=[*told.refused, *told.warned])
        .values_list("pk", "application_number")
    )
    for level, listed in ((messages.ERROR, told.refused), (messages.WARNING, told.warned)):
        for number, found in list(listed.items())[:SHOWN]:
            name = numbers.get(number, str(number))
            messages.add_message(request, level, f"{name}: {' '.join(problems.say(one) for one in found)}")
        if further := len(listed) - SHOWN if len(listed) > SHOWN else 0:
            messages.add_message(request, level, _("and %(many)s further") % {"many": further})
