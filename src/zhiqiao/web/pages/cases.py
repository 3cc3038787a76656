"""Cases of procedures (办件): the desk, one case with its form and history, many moved at once. Rules are asked of
`services.procedures`."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_POST

from zhiqiao.domain.problems import Problem, Refused, errors
from zhiqiao.domain.procedures.machinery import FILL, Procedure
from zhiqiao.records.models import Patent, User
from zhiqiao.services import intake, people, procedures
from zhiqiao.web.forms.sheets import SheetForm, sheet_form, written
from zhiqiao.web.pages import listing, refusals
from zhiqiao.web.pages.export import FORMATS
from zhiqiao.web.pages.reader import reader
from zhiqiao.words import problems
from zhiqiao.words import procedures as words

SIZES = [20, 50, 100, 500]
ROW = re.compile(r"[0-9]{1,18}(:[0-9]{1,9})?")
"""How a ticked row is sent: patent and revision in one value, for a form may hold a thousand at most."""
SWITCHES = ("mine", "late")
REFUSED_SHOWN = 100
"""Cases that could not be moved are listed up to so many; the rest are counted."""


@login_required
def browse(request: HttpRequest, name: str) -> HttpResponse:
    """The desk: what waits for whom, narrowed by state, words, one's own and late ones."""
    return render(request, "pages/cases.html", desk(request, procedure_or_404(name)))


def desk(request: HttpRequest, procedure: Procedure[Any]) -> dict[str, Any]:
    """What the page of the desk shows."""
    states = [state for state in request.GET.getlist("state") if state in procedure.states]
    switches = {one: request.GET.get(one) == "1" for one in SWITCHES}
    found = procedures.desk(
        procedure.name,
        user=reader(request),
        states=states,
        text=request.GET.get("q", "")[:200],
        holder=listing.number(request, "holder", 0, 10**7) or None,
        page=listing.number(request, "page", 1, 100_000),
        size=listing.number(request, "size", SIZES[0], procedures.SIZES_MOST),
        **switches,
    )
    return {
        "procedure": procedure,
        "title": words.label(words.NAMES, procedure.name),
        "found": found,
        "rows": [row_of(line) for line in found.rows],
        "facets": facets(request, found, states, switches),
        "text": request.GET.get("q", "")[:200],
        "kept": listing.kept(request, ["q", "size"]),
        "sizes": SIZES,
        "review_keys": [
            (keys, told)
            for keys, told in (
                ("j / k", _("next or previous row")),
                ("x", _("tick the row, or untick it")),
                ("p", _("choose to pass it on, and go to the button")),
                ("r", _("choose to return it, and go to the reason")),
                ("s", _("choose to submit it, and go to the button")),
                ("?", _("show these keys")),
            )
        ],
        "pager": listing.pager(found.total, found.page, found.size),
        "verbs": verbs(found),
        "accounts": procedures.accounts(reader(request)),
        "may_assign": any(procedure.may_assign(line.one.parts) for line in found.rows),
    }


def facets(
    request: HttpRequest, found: procedures.Desk, states: list[str], switches: dict[str, bool]
) -> list[listing.Facet]:
    """The states with their counts, and what is one's own or late."""
    values = [
        listing.Value(
            state,
            words.label(words.STATES, state),
            count,
            state in states,
            listing.switched(request, "state", state),
        )
        for state, count in found.states.items()
    ]
    labels = {"mine": (_("Mine to file"), found.mine), "late": (_("Past the time limit"), found.late)}
    further = [
        listing.Value("1", label, count, switches[one], listing.switched(request, one, "1"))
        for one, (label, count) in labels.items()
    ]
    return [
        listing.facet("state", _("State"), values, first=len(values)),
        listing.facet("further", pgettext("cases", "What waits"), further),
    ]


def verbs(found: procedures.Desk) -> list[tuple[str, str, bool]]:
    """The moves that somebody may think of for one of the rows on this page: verb, label, whether it asks why."""
    known = {one.verb: one.asks_reason for line in found.rows for one in line.options}
    return [(verb, words.label(words.MOVES, verb), asks) for verb, asks in known.items()]


def row_of(line: procedures.Line) -> dict[str, Any]:
    """One row of the desk."""
    case = line.one.row
    return {
        "patent": line.one.patent,
        "case": case,
        "state": words.label(words.STATES, case.state),
        "look": words.LOOKS.get(case.state, ""),
        "left": line.left,
        "keys": " ".join(
            f"{words.KEYS[one.verb]}:{one.verb}" for one in line.options if one.is_open and one.verb in words.KEYS
        ),
        "can": [words.label(words.MOVES, one.verb) for one in line.options if one.is_open],
    }


@login_required
def sheet(request: HttpRequest, name: str) -> HttpResponse:
    """The sheet to fill in many, with the patents that wait to be filed."""
    procedure_or_404(name)
    written_to = intake.prefilled(name, user=reader(request))
    return download(written_to, FORMATS["xlsx"], f"zhiqiao-{name}.xlsx")


@login_required
def print_out(request: HttpRequest, name: str, pk: int, form: str) -> HttpResponse:
    """One case as a document; where no Chinese font can be had, how to mend that."""
    try:
        content, media = procedures.print_case(name, pk, form, user=reader(request))
    except Refused as refusal:
        if any(one.code == "chinese_font_is_there" for one in refusal.problems):
            return refusals.refused(request, refusal.problems, status=409)
        raise Http404 from refusal
    return download(content, media, f"{name}-{pk}.{form}")


def download(content: bytes, media: str, name: str) -> HttpResponse:
    """A file to be kept."""
    response = HttpResponse(content, content_type=media)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@login_required
def coverage(request: HttpRequest, name: str) -> HttpResponse:
    """How much has been through the procedure, organisation by organisation, from one's topmost down."""
    procedure = procedure_or_404(name)
    at = request.GET.get("at", "")
    try:
        found = procedures.coverage(
            name, user=reader(request), at=int(at) if at.isascii() and at.isdigit() and len(at) < 19 else None
        )
    except Refused as refusal:
        raise Http404 from refusal
    ends = [state for state in procedure.states if state in procedure.ends]
    shown = [*ends, *(state for state in procedure.states if state not in ends)]
    return render(
        request,
        "pages/coverage.html",
        {
            "procedure": procedure,
            "title": words.label(words.NAMES, name),
            "found": found,
            "headings": [words.label(words.STATES, state) for state in shown],
            "rows": [(one, [one.states[state] for state in shown]) for one in found.below],
            "sums": [
                (label, one, [one.states[state] for state in shown])
                for label, one in ((_("Held by itself"), found.itself), (_("Together"), found.here))
                if one
            ],
        },
    )


@require_POST
@login_required
def move_many(request: HttpRequest, name: str) -> HttpResponse:
    """One move, or naming who files, for all chosen rows; those that could not be moved are listed with why."""
    procedure = procedure_or_404(name)
    read = dict(map(chosen_row, filter(ROW.fullmatch, request.POST.getlist("patent"))))
    chosen = list(read)
    back = request.POST.get("back", "")
    if not chosen:
        messages.warning(request, _("Nothing was chosen: tick the rows first."))
        return redirect(address_of(name, back))
    *_others, verb = request.POST.getlist("verb") or [""]  # a button that names its own stands behind the list
    if verb in ("assign", "assign_by_name"):
        assign(request, name, chosen, by_name=verb == "assign_by_name")
        return redirect(address_of(name, back))
    told = procedures.move_many(
        name,
        chosen,
        verb,
        by=reader(request),
        reason=request.POST.get("reason", ""),
        revisions={patent: revision for patent, revision in read.items() if revision is not None},
    )
    if told.moved:
        many = len(told.moved)
        messages.success(request, ngettext("%(many)s case is done.", "%(many)s cases are done.", many) % {"many": many})
    if not told.refused:
        return redirect(address_of(name, back))
    return render(request, "pages/cases_refused.html", refused(procedure, told, back, reader(request)), status=409)


def address_of(name: str, back: str) -> str:
    """The desk as it was narrowed."""
    return reverse("cases", args=[name]) + (back if back.startswith("?") else "")


def chosen_row(written: str) -> tuple[int, int | None]:
    """A ticked row: its patent, and the revision that was on the page."""
    patent, _colon, revision = written.partition(":")
    return int(patent), int(revision) if revision else None


def refused(procedure: Procedure[Any], told: procedures.Told, back: str, user: User) -> dict[str, Any]:
    """What the page of those that could not be moved shows."""
    numbers = list(told.refused)[:REFUSED_SHOWN]
    patents = Patent.objects.visible_to(user).in_bulk(numbers)
    return {
        "procedure": procedure,
        "title": words.label(words.NAMES, procedure.name),
        "rows": [(patents.get(one), told.refused[one]) for one in numbers],
        "further": len(told.refused) - len(numbers),
        "moved": len(told.moved),
        "count": len(told.refused),
        "back": address_of(procedure.name, back),
    }


def assign(request: HttpRequest, name: str, chosen: list[int], *, by_name: bool) -> None:
    """Name who files these, and say what came of it."""
    try:
        if by_name:
            told = procedures.assign_by_name(name, chosen, by=reader(request))
        else:
            filer = people.person_named(request.POST.get("filer", ""))
            told = {"assigned": procedures.assign(name, chosen, filer, by=reader(request))}
    except Refused as refusal:
        for problem in refusal.problems[:REFUSED_SHOWN]:
            messages.error(request, problems.say(problem))
        return
    sentences = {
        "assigned": _("Filers named: %(many)s."),
        "without": _("No account bears an inventor's name: %(many)s."),
        "doubtful": _("Two accounts bear the name, so that none was chosen: %(many)s."),
    }
    for what, many in told.items():
        if many:
            level = messages.SUCCESS if what == "assigned" else messages.WARNING
            messages.add_message(request, level, sentences[what] % {"many": many})


@login_required
def show(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    """One case: what is filled in, what may be done, what was done. What was typed stays when it is refused."""
    procedure = procedure_or_404(name)
    one = opened_or_404(request, name, pk)
    form = sheet_form(procedure.sheet, request.POST or None, initial=written(one.facts.sheet))
    if request.method == "POST" and make(request, procedure, one, form):
        return redirect("case", name=name, pk=pk)
    return render(request, "pages/case.html", page_of(procedure, one, form), status=409 if form.is_bound else 200)


def make(request: HttpRequest, procedure: Procedure[Any], one: procedures.Opened, form: SheetForm) -> bool:
    """Make the move whose button was pressed; False where it was refused, with the problems in the form."""
    verb, may_fill = request.POST.get("verb", ""), not procedures.may_fill(one)
    if may_fill and not form.is_valid():
        return False
    form.full_clean()
    revision = request.POST.get("revision", "")
    try:
        _case, warnings = procedures.move(
            procedure.name,
            one.patent.pk,
            verb,
            by=reader(request),
            values=form.values() if may_fill else None,
            reason=request.POST.get("reason", ""),
            revision=int(revision) if revision.isascii() and revision.isdigit() else None,
        )
    except Refused as refusal:
        form.refuse(refusal.problems)
        return False
    messages.success(request, _("Done: %(move)s.") % {"move": words.label(words.MOVES, verb)})
    for problem in warnings:
        messages.warning(request, problems.say(problem))
    return True


def page_of(procedure: Procedure[Any], one: procedures.Opened, form: SheetForm) -> dict[str, Any]:
    """What the page of one case shows."""
    case = one.row
    may_fill = procedures.may_fill(one)
    return {
        "procedure": procedure,
        "title": words.label(words.NAMES, procedure.name),
        "patent": one.patent,
        "case": case,
        "state": words.label(words.STATES, case.state),
        "look": words.LOOKS.get(case.state, ""),
        "form": form,
        "items": [(form[item.name], str(item.takes)) for item in form.items],
        "may_fill": not may_fill,
        "fill": FILL,
        "fill_label": words.label(words.MOVES, FILL),
        "buttons": [button(option) for option in procedures.options(one)],
        "parts": [words.label(words.PARTS, part) for part in sorted(one.parts)],
        "left": procedures.working_days_left(case.last_day),
        "history": [moved(entry) for entry in procedures.history(case)],
    }


def button(option: procedures.Option) -> dict[str, Any]:
    """A move as a button, with what stands against it now; what is missing in the sheet may be filled in with it."""
    against: list[Problem] = [one for one in errors(option.problems) if one.code != "reason_is_given"]
    return {
        "verb": option.verb,
        "label": words.label(words.MOVES, option.verb),
        "asks_reason": option.asks_reason,
        "against": against,
    }


def moved(entry: Any) -> dict[str, Any]:
    """One line of the history."""
    return {
        "move": words.label(words.MOVES, entry.verb),
        "part": words.label(words.PARTS, entry.part),
        "after": words.label(words.STATES, entry.after),
        "reason": words.reason(entry.part, entry.reason),
        "entry": entry,
    }


def procedure_or_404(name: str) -> Procedure[Any]:
    """The procedure of that name, whose cases are about patents; others have pages of their own."""
    try:
        procedure = procedures.procedure_named(name)
    except Refused as refusal:
        raise Http404 from refusal
    if not procedure.holders:
        raise Http404
    return procedure


def opened_or_404(request: HttpRequest, name: str, pk: int) -> procedures.Opened:
    """The case, where this person has to do with it."""
    if not ROW.fullmatch(str(pk)):
        raise Http404
    try:
        return procedures.open_case(name, pk, user=reader(request))
    except Refused as refusal:
        raise Http404 from refusal
