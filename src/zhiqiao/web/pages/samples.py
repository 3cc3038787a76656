"""Samples of what was filed (抽查): drawn, looked at, second opinions given, cases returned. Rules are asked of
`services.procedures`."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhiqiao.domain.access import Verb
from zhiqiao.domain.problems import Refused
from zhiqiao.domain.procedures.items import items
from zhiqiao.domain.procedures.machinery import Procedure
from zhiqiao.domain.procedures.sampling import Agreement, Mode, Rate, Verdict
from zhiqiao.records.models import SampledCase, User
from zhiqiao.services import people, procedures
from zhiqiao.web.forms.samples import DrawForm, OpinionForm, opinion_form
from zhiqiao.web.pages.cases import procedure_or_404
from zhiqiao.web.pages.export import FORMATS
from zhiqiao.web.pages.reader import reader
from zhiqiao.words import codes, problems
from zhiqiao.words import procedures as labels
from zhiqiao.words import sampling as words

LOOKS = {Verdict.AGREE: "good", Verdict.DISAGREE: "bad", Verdict.UNSURE: "wait"}
SHOWN = 500
"""Cases of a sample on one page; all stand in the workbook."""


@login_required
def browse(request: HttpRequest, name: str) -> HttpResponse:
    """The samples one may see, and a form to draw another."""
    procedure, user = procedure_or_404(name), reader(request)
    places = procedures.may_draw(user)
    form = DrawForm(request.POST or None, procedure=procedure, places=places)
    if request.method == "POST" and form.is_valid():
        try:
            made = procedures.draw(name, form.cleaned_data["organisation"], form.plan(), by=user)
        except Refused as refusal:
            form.refuse(refusal.problems)
        else:
            return redirect("sample", name=name, pk=made.pk)
    told = {
        "procedure": procedure,
        "title": labels.label(labels.NAMES, name),
        "samples": procedures.samples(name, user=user),
        "form": form,
        "may_draw": bool(places) and not people.problems_for(user, Verb.DRAW_SAMPLE),
    }
    return render(request, "pages/samples.html", told, status=409 if form.is_bound else 200)


@login_required
def show(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    """One sample: how it was drawn, how far the second opinions agree, its cases."""
    procedure, user = procedure_or_404(name), reader(request)
    found = result_or_404(name, pk, user)
    sample = found.sample
    return render(
        request,
        "pages/sample.html",
        {
            "procedure": procedure,
            "title": labels.label(labels.NAMES, name),
            "drawn": sample,
            "found": found,
            "mode": words.MODES[sample.mode],
            "states": [labels.label(labels.STATES, state) for state in sample.states],
            "strata": [words.STRATA[one] for one in sample.strata],
            "proof": words.PROOFS[procedures.proof(sample)] if found.is_overseen and "proof" in request.GET else "",
            "rates": rates(found.agreement),
            "holders": [(holder, one.cases) for holder, one in found.by_holder],
            "rows": [row_of(name, row, user, found.is_overseen) for row in found.rows[:SHOWN]],
            "further": max(len(found.rows) - SHOWN, 0),
            "accounts": procedures.accounts(user) if found.is_overseen else [],
            "may_name": sample.organisation_id in {one.pk for one in procedures.may_draw(user)},
        },
    )


def rates(agreement: Agreement | None) -> list[tuple[str, Rate]]:
    """Whole cases, then each item."""
    if agreement is None:
        return []
    return [
        (words.whole_case(), agreement.cases),
        *((codes.field_label(item), rate) for item, rate in agreement.items.items()),
    ]


def row_of(name: str, row: SampledCase, user: User, is_overseen: bool) -> dict[str, Any]:
    """One case of a sample."""
    against = procedures.disagreed(row)
    return {
        "row": row,
        "patent": row.patent,
        "against": [codes.field_label(one["item"]) for one in against],
        "is_mine": row.second_id == user.pk and row.answered_at is None,
        "may_read": row.answered_at is not None,
        "is_overseen": is_overseen,
    }


@login_required
def workbook(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    """The sample as a workbook."""
    procedure_or_404(name)
    try:
        written = procedures.sample_workbook(name, pk, user=reader(request))
    except Refused as refusal:
        raise Http404 from refusal
    response = HttpResponse(written, content_type=FORMATS["xlsx"])
    response["Content-Disposition"] = f'attachment; filename="sample-{pk}.xlsx"'
    return response


@require_POST
@login_required
def ask(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    """Share the cases among those who are asked for a second opinion."""
    sample = result_or_404(name, pk, reader(request)).sample
    named = [people.person_named(one) for one in request.POST.getlist("second")[: procedures.ACCOUNTS_MOST]]
    try:
        told = procedures.ask_seconds(sample, [one for one in named if one is not None], by=reader(request))
    except Refused as refusal:
        for problem in refusal.problems:
            messages.error(request, problems.say(problem))
    else:
        messages.success(request, _("Second opinions asked for: %(asked)s.") % told)
        if told["without"]:
            messages.warning(
                request,
                _("Nobody of those named may judge %(without)s of the cases: name somebody else for them.") % told,
            )
    return redirect("sample", name=name, pk=pk)


@login_required
def opinion(request: HttpRequest, name: str, pk: int, position: int) -> HttpResponse:
    """One case of a sample: the form of the second opinion for whoever is asked, and what was said for others."""
    procedure, user = procedure_or_404(name), reader(request)
    try:
        row = procedures.sampled_case(name, pk, position, user=user)
    except Refused as refusal:
        raise Http404 from refusal
    mode = Mode(row.sample.mode)
    is_asked = row.second_id == user.pk and row.answered_at is None
    form = opinion_form(procedure, mode, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            procedures.give_opinion(name, pk, position, by=user, **form.said())
        except Refused as refusal:
            form.refuse(refusal.problems)
        else:
            messages.success(request, _("Second opinion given. Thank you."))
            return redirect("sample", name=name, pk=pk)
    told = {
        **case_told(procedure, row, user),
        "form": form,
        "is_asked": is_asked,
        "is_blind": mode is Mode.BLIND,
        "fields": fields_of(procedure, row, form) if is_asked else [],
    }
    return render(request, "pages/opinion.html", told, status=409 if form.is_bound else 200)


def case_told(procedure: Procedure[Any], row: SampledCase, user: User) -> dict[str, Any]:
    """What the page of one sampled case says. What was filed is told only once the opinion is given."""
    known = {one.name: one for one in items(procedure.sheet)}
    against = procedures.disagreed(row)
    verb = procedures.returning(procedure.name, row, user) if against and row.returned_at is None else None
    return {
        "procedure": procedure,
        "title": labels.label(labels.NAMES, procedure.name),
        "row": row,
        "drawn": row.sample,
        "patent": row.patent,
        "opinions": [
            {
                "label": codes.field_label(one["item"]),
                "filed": words.value_told(known[one["item"]], one["filed"]),
                "value": words.value_told(known[one["item"]], one["value"]),
                "verdict": words.VERDICTS[one["verdict"]],
                "look": LOOKS[Verdict(one["verdict"])],
                "comment": one["comment"],
            }
            for one in row.opinions
            if one["item"] in known
        ],
        "against": against,
        "verb": verb and labels.label(labels.MOVES, verb),
        "reason": words.reason_of(row.sample_id, against, known) if verb else "",
    }


def fields_of(procedure: Procedure[Any], row: SampledCase, form: OpinionForm) -> list[dict[str, Any]]:
    """The fields of each item, with what was filed where that is in sight."""
    sheet = {one.name: one for one in items(procedure.sheet)}
    beside = {"is_funded": ("project_kind", "project_name", "project_number"), "maturity": ("trl",)}
    result = []
    for one in form.items:
        shown = [one.name, *(name for name in beside.get(one.name, ()) if name in sheet)]
        told = [words.value_told(sheet[name], row.sheet.get(name)) for name in shown]
        result.append(
            {
                "label": codes.field_label(one.name),
                "takes": str(one.takes),
                "filed": " · ".join(part for part in told if part) if not form.is_blind else "",
                "verdict": None if form.is_blind else form[f"verdict-{one.name}"],
                "value": form[f"value-{one.name}"],
                "comment": form[f"comment-{one.name}"],
            }
        )
    return result


@require_POST
@login_required
def send_back(request: HttpRequest, name: str, pk: int, position: int) -> HttpResponse:
    """Return a case for what the second opinion found."""
    procedure_or_404(name)
    try:
        procedures.send_back(name, pk, position, by=reader(request), reason=request.POST.get("reason", "")[:2000])
    except Refused as refusal:
        if any(one.code == "sampled_case_is_known" for one in refusal.problems):
            raise Http404 from refusal
        for problem in refusal.problems:
            messages.error(request, problems.say(problem))
    else:
        messages.success(request, _("The case is returned, with the reason."))
    return redirect("opinion", name=name, pk=pk, position=position)


def result_or_404(name: str, pk: int, user: User) -> procedures.Result:
    """The sample, where this person may see something of it."""
    try:
        return procedures.sample_result(name, pk, user=user)
    except Refused as refusal:
        raise Http404 from refusal
