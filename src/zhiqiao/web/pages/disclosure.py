"""One disclosure (发明披露): written by its inventor, evaluated on the scored sheet, decided by the office, followed to
its patent. Rules are asked of `services.disclosures`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhiqiao.domain.prefiling.facts import Proposal
from zhiqiao.domain.problems import Problem, Refused, errors
from zhiqiao.domain.procedures.disclosure import COLLEGE, DISCLOSURE, EVALUATOR, OFFICE
from zhiqiao.services import disclosures, people, procedures
from zhiqiao.services.disclosures import Disclosed, Named
from zhiqiao.web.forms.sheets import SheetForm, sheet_form, written
from zhiqiao.web.pages.reader import reader
from zhiqiao.words import codes, problems
from zhiqiao.words import procedures as words

WAY = ("draft", "disclosed", "evaluation", "decision", "approved", "filed", "linked")
DECISIONS = ("approve_filing", "ask_to_improve", "hold", "decline", "evaluate_again")
ELSEWHERE = {*DECISIONS, "evaluate", "record_filing"}
"""Moves that stand on a page of their own."""
SPARE = 3
"""Empty lines for further inventors."""
GROUPS = (
    ("invention_title", "problem_solved", "solution", "advantages", "known_before", "maturity", "interested"),
    ("publication", "published_on", "planned_on", "may_be_secret", "wants_abroad"),
    ("is_funded", "project_kind", "project_name", "project_number"),
    ("ownership", "other_owners"),
)


@login_required
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """The disclosure: what is written, where it stands, what may be done. What was typed stays when it is refused."""
    one = opened_or_404(request, pk)
    form = sheet_form(DISCLOSURE.sheet, request.POST or None, initial=written(one.facts.sheet))
    if request.method == "POST" and make(request, one, form):
        return redirect("disclosure", pk=pk)
    return render(request, "pages/disclosure.html", page_of(request, one, form), status=409 if form.is_bound else 200)


def make(request: HttpRequest, one: Disclosed, form: SheetForm) -> bool:
    """Make the move whose button was pressed; False where it was refused, with the problems in the form."""
    verb, may_fill = request.POST.get("verb", ""), not procedures.may_fill(one)
    if may_fill and not form.is_valid():
        return False
    form.full_clean()
    try:
        warnings = disclosures.move(
            one.disclosure.pk,
            verb,
            by=reader(request),
            values=form.values() if may_fill else None,
            inventors=inventors_of(request) if may_fill else None,
            reason=request.POST.get("reason", ""),
            revision=revision_of(request),
        )
    except Refused as refusal:
        form.refuse(refusal.problems)
        return False
    messages.success(request, _("Done: %(move)s.") % {"move": words.label(words.MOVES, verb)})
    for problem in warnings:
        messages.warning(request, problems.say(problem))
    return True


def inventors_of(request: HttpRequest) -> list[Named]:
    """The inventors as they were typed."""
    sent = [request.POST.getlist(f"inventor_{name}") for name in ("name", "share", "account")]
    return [Named(name, share, account) for name, share, account in zip(*sent, strict=False)]


def revision_of(request: HttpRequest) -> int | None:
    """The revision that was read."""
    given = request.POST.get("revision", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else None


def page_of(request: HttpRequest, one: Disclosed, form: SheetForm) -> dict[str, Any]:
    """What the page of one disclosure shows."""
    may_fill = not procedures.may_fill(one)
    typed = inventors_of(request) if form.is_bound and may_fill else None
    takes = {item.name: str(item.takes) for item in form.items}
    desk = bool(one.parts & {COLLEGE, OFFICE})
    return {
        **common(one),
        "form": form,
        "groups": [
            (title, [(form[name], takes[name]) for name in names])
            for title, names in zip(titles(), GROUPS, strict=True)
        ],
        "may_fill": may_fill,
        "lines": lines_of(one, typed) if may_fill else [],
        "inventors": one.inventors,
        "agrees": not may_fill
        and any(each.user_id == request.user.pk and not each.agreed_at for each in one.inventors),
        "may_note": desk,
        "colleagues": disclosures.colleagues(one.row.holder) if may_fill else [],
        "buttons": [button(option) for option in procedures.options(one) if option.verb not in ELSEWHERE],
        "evaluators": evaluators(one) if desk and one.row.state in ("disclosed", "evaluation") else [],
        "may_evaluate": EVALUATOR in one.parts and one.row.state == "evaluation",
        "may_decide": has_desk(one) and one.row.state not in ("draft", "returned", "disclosed"),
        "evaluation": told(one) if disclosures.may_read_evaluation(one) else None,
        "files": list(one.disclosure.files.select_related("by")),
        "may_attach": disclosures.may_attach(one),
        "endings": ",".join(disclosures.BEGINNINGS),
        "most": disclosures.SIZE_MOST // disclosures.MEGABYTE,
        "history": [moved(entry) for entry in procedures.history(one.row)],
        "award": disclosures.award(one.disclosure.patent),
        "steps": steps(one),
    }


def common(one: Disclosed) -> dict[str, Any]:
    """What all pages of a disclosure show at their head."""
    return {
        "one": one,
        "row": one.disclosure,
        "case": one.row,
        "title": one.facts.sheet.invention_title or _("Untitled disclosure"),
        "state": words.label(words.STATES, one.row.state),
        "look": words.LOOKS.get(one.row.state, ""),
        "left": procedures.working_days_left(one.row.last_day),
        "parts": [words.label(words.PARTS, part) for part in sorted(one.parts)],
    }


def titles() -> list[str]:
    """The headings of the groups of items."""
    return [
        _("The invention"),
        _("Publication and secrecy"),
        _("Declaration of public funding"),
        _("Whose it is"),
    ]


def lines_of(one: Disclosed, typed: list[Named] | None) -> list[Named]:
    """The lines for inventors: as typed, or as stored, and some to spare."""
    kept = [
        Named(each.name, f"{each.share:f}" if each.share is not None else "", each.user.username if each.user else "")
        for each in one.inventors
    ]
    shown = [each for each in typed if each.name or each.username or each.share] if typed is not None else kept
    return [*shown, *[Named()] * SPARE][: disclosures.INVENTORS_MOST]


def steps(one: Disclosed) -> list[tuple[str, str]]:
    """The way from disclosure to grant: each step with "done", "here" or "" for what is to come."""
    before = {entry.after for entry in procedures.history(one.row)}
    here = WAY.index(one.row.state) if one.row.state in WAY else -1
    patent = one.disclosure.patent
    way = [
        (words.label(words.STATES, state), "here" if at == here else "done" if at < here or state in before else "")
        for at, state in enumerate(WAY)
    ]
    granted = patent is not None and patent.grant_date is not None
    if here < 0:
        way.append((words.label(words.STATES, one.row.state), "here"))
        return way
    return [*way, (pgettext("step of a disclosure", "Granted"), "done" if granted else "")]


def evaluators(one: Disclosed) -> list[Any]:
    """Whom one may name to evaluate it."""
    own = {each.user_id for each in one.inventors} | {one.row.filer_id}
    return [user for user in disclosures.colleagues(one.row.holder) if user.pk not in own]


def has_desk(one: Disclosed) -> bool:
    """Whether this person sits at the pages of evaluation and decision."""
    return bool(one.parts & {COLLEGE, OFFICE, EVALUATOR})


def told(one: Disclosed) -> dict[str, Any] | None:
    """The evaluation as it was handed in, by the sheet that was in force then; None without one."""
    found = one.evaluation
    if found is None:
        return None
    return {
        "row": found,
        "proposal": codes.label(Proposal(found.proposal)),
        "lines": [(named(each), found.points.get(each["code"]), each["points"]) for each in found.scale["criteria"]],
        "vetoes": [(named(each), each["source"]) for each in found.scale["vetoes"] if each["code"] in found.vetoes],
        "is_example": found.scale.get("is_example"),
        "source": found.scale.get("source", ""),
    }


def named(given: Any, what: str = "name") -> str:
    """A name that the scored sheet gives in both languages."""
    language = "zh" if (get_language() or "").startswith("zh") else "en"
    return str(given[f"{what}_{language}"] or given[f"{what}_zh"])


def button(option: procedures.Option) -> dict[str, Any]:
    """A move as a button, with what stands against it now."""
    against = [one for one in option.problems if one.code != "reason_is_given"]
    return {
        "verb": option.verb,
        "label": words.label(words.MOVES, option.verb),
        "asks_reason": option.asks_reason,
        "against": errors(against),
        "warnings": [one for one in against if one not in errors(against)],
    }


def moved(entry: Any) -> dict[str, Any]:
    """One line of the history."""
    return {
        "move": words.label(words.MOVES, entry.verb),
        "part": words.label(words.PARTS, entry.part),
        "after": words.label(words.STATES, entry.after),
        "entry": entry,
    }


def opened_or_404(request: HttpRequest, pk: int) -> Disclosed:
    """The disclosure, where this person may see it."""
    try:
        return disclosures.open_disclosure(pk, user=reader(request))
    except Refused as refusal:
        raise Http404 from refusal


@require_POST
@login_required
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """What is done beside the sheet: evaluator, agreement, files, filing. Tells what came of it on the page."""
    opened_or_404(request, pk)
    acts: dict[str, Callable[[HttpRequest, int], str]] = {
        "evaluator": name_evaluator,
        "agree": agree,
        "attach": attach,
        "detach": detach,
        "filing": record_filing,
    }
    chosen = acts.get(request.POST.get("do", ""))
    try:
        if chosen is not None:
            messages.success(request, chosen(request, pk))
    except Refused as refusal:
        for problem in refusal.problems:
            messages.error(request, problems.say(problem))
    back = "disclosure-decide" if request.POST.get("do") == "filing" else "disclosure"
    return redirect(back, pk=pk)


def name_evaluator(request: HttpRequest, pk: int) -> str:
    """Name who evaluates, and accept it for evaluation where that was asked."""
    evaluator = people.person_named(request.POST.get("evaluator", ""))
    disclosures.name_evaluator(pk, evaluator, by=reader(request), revision=revision_of(request))
    one = disclosures.open_disclosure(pk, user=reader(request))
    if one.row.state == "disclosed":
        disclosures.move(pk, "accept", by=reader(request))
    return _("%(who)s evaluates it.") % {"who": evaluator}


def agree(request: HttpRequest, pk: int) -> str:
    """Note the agreement of an inventor."""
    line = request.POST.get("inventor", "")
    disclosures.agree(pk, by=reader(request), inventor=int(line) if line.isascii() and line.isdigit() else None)
    return _("The agreement is noted.")


def attach(request: HttpRequest, pk: int) -> str:
    """Keep a file."""
    sent = request.FILES.get("file")
    if sent is None:
        raise Refused([Problem("file_is_there", "file", "")])
    row = disclosures.attach(pk, sent.name or "", sent.chunks(), by=reader(request))
    return _("Attached: %(name)s.") % {"name": row.file_name}


def detach(request: HttpRequest, pk: int) -> str:
    """Take a file off."""
    given = request.POST.get("file", "")
    disclosures.detach(pk, int(given) if given.isascii() and given.isdigit() else 0, by=reader(request))
    return _("The file was taken off.")


def record_filing(request: HttpRequest, pk: int) -> str:
    """Note number and day of the application."""
    try:
        filed_on = date.fromisoformat(request.POST.get("filed_on", ""))
    except ValueError:
        filed_on = None
    number = request.POST.get("application_number", "")[:60]
    row = disclosures.record_filing(pk, number, filed_on, by=reader(request), revision=revision_of(request))
    return _("Filed as %(number)s.") % {"number": row.application_number}


@login_required
def evaluate(request: HttpRequest, pk: int) -> HttpResponse:
    """The evaluator's sheet: criteria with points, grounds against filing, and patents that share words."""
    one = opened_or_404(request, pk)
    if not has_desk(one):
        raise Http404
    found: list[Problem] = []
    if request.method == "POST":
        try:
            disclosures.evaluate(
                pk,
                by=reader(request),
                points=points_of(request),
                vetoes=request.POST.getlist("veto"),
                remarks=request.POST.get("remarks", ""),
                revision=revision_of(request),
            )
            messages.success(request, _("The evaluation is handed in. It cannot be changed; it can be made again."))
            return redirect("disclosure", pk=pk)
        except Refused as refusal:
            found = refusal.problems
    context = {**common(one), **sheet_of(request), "problems": found, **beside(request, one)}
    context["may_evaluate"] = EVALUATOR in one.parts and one.row.state == "evaluation"
    return render(request, "pages/disclosure_evaluate.html", context, status=409 if found else 200)


def points_of(request: HttpRequest) -> dict[str, int | None]:
    """Points as they were typed; None for what is no whole number. Refused where the sheet in force cannot be read."""
    given = {one.code: request.POST.get(f"points_{one.code}", "").strip() for one in disclosures.scale().criteria}
    return {
        code: int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None for code, text in given.items()
    }


def sheet_of(request: HttpRequest) -> dict[str, Any]:
    """The sheet in force with what was typed, or why there is none."""
    try:
        scale = disclosures.scale()
    except Refused as refusal:
        return {"scale": None, "scale_problems": refusal.problems}
    ticked = request.POST.getlist("veto")
    return {
        "scale": scale,
        "criteria": [
            (one, named(vars(one)), named(vars(one), "told"), request.POST.get(f"points_{one.code}", ""))
            for one in scale.criteria
        ],
        "vetoes": [(one, named(vars(one)), one.code in ticked) for one in scale.vetoes],
        "ladder": [(codes.label(step), least) for step, least in scale.thresholds.items()],
        "remarks": request.POST.get("remarks", ""),
    }


def beside(request: HttpRequest, one: Disclosed) -> dict[str, Any]:
    """What stands beside a sheet or a decision: what was disclosed, and patents that share words with it."""
    told_items = [(codes.field_label(name), shown(value)) for name, value in one.facts.sheet if value not in (None, "")]
    return {"items": told_items, "near": disclosures.nearby(one.facts.sheet, user=reader(request))}


def shown(value: Any) -> str:
    """An item as people read it."""
    if isinstance(value, bool):
        return str(codes.YES_NO["yes" if value else "no"])
    return codes.label(value) if hasattr(value, "name") else str(value)


@login_required
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """The decision: the evaluation with its reasons beside the disclosure, what stands against each decision, and the
    filing once it was approved."""
    one = opened_or_404(request, pk)
    if not has_desk(one):
        raise Http404
    found: list[Problem] = []
    if request.method == "POST":
        verb = request.POST.get("verb", "")
        try:
            disclosures.move(
                pk,
                verb if verb in DECISIONS else "",
                by=reader(request),
                reason=request.POST.get("reason", ""),
                revision=revision_of(request),
            )
            messages.success(request, _("Done: %(move)s.") % {"move": words.label(words.MOVES, verb)})
            return redirect("disclosure-decide", pk=pk)
        except Refused as refusal:
            found = refusal.problems
    context = {
        **common(one),
        **beside(request, one),
        "problems": found,
        "reason": request.POST.get("reason", ""),
        "evaluation": told(one),
        "buttons": [button(option) for option in procedures.options(one) if option.verb in DECISIONS],
        "may_file": one.row.state == "approved" and OFFICE in one.parts,
        "inventors": one.inventors,
    }
    return render(request, "pages/disclosure_decide.html", context, status=409 if found else 200)
