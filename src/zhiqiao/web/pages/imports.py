"""The import wizard (导入向导): file, columns, check, run, and the lines to mend; done by `services.intake`."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhiqiao.domain.access import Verb
from zhiqiao.domain.codes import Industry, LegalState, PatentKind, Role
from zhiqiao.domain.problems import Problem, Refused, Severity
from zhiqiao.domain.problems import errors as rejecting
from zhiqiao.records.models import ImportLine, ImportRun, Need, Patent
from zhiqiao.services import intake, people
from zhiqiao.services.intake.raw import shown
from zhiqiao.web.forms.imports import WHATS, UploadForm, chosen_map, field_choices, input_name
from zhiqiao.web.pages import listing
from zhiqiao.web.pages.export import spreadsheet
from zhiqiao.web.pages.reader import reader
from zhiqiao.words import problems as words
from zhiqiao.words.codes import field_label, label, source_label

SAMPLES = 3
PREVIEWED = 20
RUNS_A_PAGE = 20
LINES_A_PAGE = 50
LINE_STATES = ("rejected", "accepted", "unchanged", "waiting", "mended")
SUMMARY_COLUMNS = {
    "patents": ("record_key", "title", "applicants", "application_date", "legal_state"),
    "needs": ("title", "problem", "enterprise", "industry", "region"),
    "enterprises": ("title", "industry", "region", "uscc"),
    "register": ("record_key", "title", "applicants", "application_date", "legal_state"),
    "accounts": ("display_name", "email", "organisation", "role"),
    "events": ("application_number", "event_code", "effective_date", "event_number", "parties"),
    "inventory": ("application_number", "trl", "self_grade", "scenario"),
    "pool": ("application_number", "lane", "scope", "promised_by"),
}
CODED: dict[str, type[StrEnum]] = {"legal_state": LegalState, "industry": Industry, "kind": PatentKind, "role": Role}
"""Values of the preview that are codes."""


@dataclass(frozen=True)
class ColumnRow:
    """One column of a table in the wizard: its heading, sample values, the field it means."""

    name: str
    heading: str
    samples: list[str]
    field: str
    letter: str


def line_state(code: str) -> str:
    """What became of a line, in words."""
    return {
        "rejected": _("Rejected"),
        "accepted": _("Accepted"),
        "unchanged": _("Unchanged"),
        "waiting": _("Waiting"),
        "mended": _("Mended since"),
    }[code]


def _run_or_404(request: HttpRequest, pk: int) -> ImportRun:
    return get_object_or_404(ImportRun.objects.visible_to(reader(request)), pk=pk)


def _verb(what: str) -> Verb:
    return intake.kind_of(what).verb


def browse(request: HttpRequest) -> HttpResponse:
    """Send a file in, and see one's runs."""
    what = request.GET.get("what", "patents")
    form = UploadForm(initial={"what": what if what in WHATS else "patents"}, label_suffix="")
    found: list[Problem] = []
    if request.method == "POST":
        form = UploadForm(request.POST, request.FILES, label_suffix="")
        run, found = _received(request, form)
        if run is not None:
            return redirect("import-check" if run.corrects_id and run.state == "mapped" else "import-map", pk=run.pk)
    runs = ImportRun.objects.visible_to(reader(request)).select_related("by", "organisation")
    pager = listing.pager(runs.count(), listing.number(request, "page", 1, 100_000), RUNS_A_PAGE)
    start = (pager.number - 1) * RUNS_A_PAGE
    return render(
        request,
        "pages/imports.html",
        {
            "form": form,
            "problems": found,
            "may_not": people.problems_for(reader(request), Verb.IMPORT_SHEET),
            "runs": runs[start : start + RUNS_A_PAGE],
            "pager": pager,
            "templates": [(code, label) for code, label in WHATS.items()],
        },
        status=422 if found or form.errors else 200,
    )


def _received(request: HttpRequest, form: UploadForm) -> tuple[ImportRun | None, list[Problem]]:
    """The run of an uploaded file, or what is wrong with it."""
    if not request.user.is_authenticated or not form.is_valid():
        return None, people.problems_for(reader(request), Verb.IMPORT_SHEET)
    upload = form.cleaned_data["file"]
    try:
        run = intake.receive(upload.chunks(), upload.name, by=reader(request), what=form.cleaned_data["what"])
    except Refused as refusal:
        return None, refusal.problems
    return run, []


def template(request: HttpRequest, what: str) -> HttpResponse:
    """Our own template, to fill in."""
    if what not in WHATS:
        raise Http404
    return spreadsheet(intake.template(what), f"zhiqiao-{what}.xlsx")


@login_required
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """What each column of each table means: detected, shown with sample values, correctable, remembered."""
    run = _run_or_404(request, pk)
    found: list[Problem] = []
    if request.method == "POST":
        try:
            run = _settle(request, run)
        except Refused as refusal:
            found = refusal.problems
        if not found and run.state != "new":
            return redirect("import-check", pk=run.pk)
    tables = intake.tables_of(run)
    return render(
        request,
        "pages/import_map.html",
        {
            "run": run,
            "step": 2,
            "problems": found
            + [Problem.from_json(one) for table in tables if not table.left_out for one in table.problems],
            "choices": field_choices(run.what),
            "tables": _tables(run, tables),
            "may_not": people.problems_for(reader(request), _verb(run.what)),
        },
        status=409 if found else 200,
    )


def _settle(request: HttpRequest, run: ImportRun) -> ImportRun:
    """Settle the maps that were sent; tables with the same headings are settled alike."""
    tables = intake.tables_of(run)
    for number, table in enumerate(tables):
        leader = _leader(tables, number)
        if input_name(leader, 0) in request.POST:
            run = intake.set_map(
                run,
                number,
                chosen_map(request.POST, leader, table),
                by=reader(request),
                remember="remember" in request.POST,
            )
    return run


def _leader(tables: list[intake.Table], number: int) -> int:
    """The first table with the same headings, such as the first slice of many in one ZIP."""
    own = tables[number]
    for at, table in enumerate(tables[:number]):
        if table.signature == own.signature and len(table.headings) == len(own.headings) and not table.left_out:
            return at
    return number


def _tables(run: ImportRun, tables: list[intake.Table]) -> list[dict[str, Any]]:
    """All tables as the page shows them, those that are read first; of several with the same headings one whole."""
    shown_tables = []
    for number, table in enumerate(tables):
        leader = _leader(tables, number)
        if leader == number:
            shown_tables.append(_table(run, number, table))
        else:
            shown_tables.append({"table": table, "like": tables[leader].name, "source": source_label(table.source)})
    return sorted(shown_tables, key=lambda one: one["table"].left_out)


def _table(run: ImportRun, number: int, table: intake.Table) -> dict[str, Any]:
    """One table as the page shows it: used columns first, the rest below."""
    first = [shown(line.raw) for line in run.lines.filter(table=number).order_by("number")[:SAMPLES]]
    rows = [
        ColumnRow(
            name=input_name(number, column),
            heading=heading,
            samples=[cells[column][:80] for cells in first if column < len(cells) and cells[column]],
            field=table.map.get(heading, ""),
            letter=_letter(column),
        )
        for column, heading in enumerate(table.headings)
    ]
    used = [row for row in rows if row.field]
    return {
        "number": number,
        "table": table,
        "source": source_label(table.source),
        "used": used or rows,
        "left": [row for row in rows if not row.field] if used else [],
        "used_count": len(used),
        "count": len(rows),
        "doubled": _doubled(used),
    }


def _doubled(used: list[ColumnRow]) -> list[str]:
    """Fields that two columns mean; allowed, and worth a look."""
    fields = [row.field for row in used]
    return [field_label(name) for name in dict.fromkeys(fields) if fields.count(name) > 1]


def _letter(column: int) -> str:
    """The column's letters as Excel shows them."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@login_required
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """How the first lines will be read and what is wrong with them. Nothing is saved yet."""
    run = _run_or_404(request, pk)
    if run.state == "new":
        return redirect("import-map", pk=run.pk)
    seen = intake.preview(run, PREVIEWED)
    tables = intake.tables_of(run)
    names = SUMMARY_COLUMNS[run.what]
    return render(
        request,
        "pages/import_check.html",
        {
            "run": run,
            "step": 3,
            "seen": seen,
            "complete": seen.looked_at >= run.lines_total,
            "heads": [_summary_label(name) for name in names],
            "lines": [_preview_line(line, names, tables) for line in seen.lines],
            "kinds": _problem_kinds(seen.lines, seen.problem_counts),
            "several": len({line.table for line in seen.lines}) > 1,
            "may_not": people.problems_for(reader(request), _verb(run.what)),
        },
    )


def _summary_label(name: str) -> str:
    """Heading of a column of the preview."""
    return _("Record") if name == "record_key" else field_label(name)


def _preview_line(line: intake.PreviewLine, names: tuple[str, ...], tables: list[intake.Table]) -> dict[str, Any]:
    cells = [(_summary_label(name), _summary_value(line, name)) for name in names]
    return {"line": line, "table": tables[line.table].name, "cells": cells}


def _summary_value(line: intake.PreviewLine, name: str) -> str:
    """A value of the preview; codes in words, what is not known empty."""
    value, of = line.summary.get(name, ""), CODED.get(name)
    if of is None or value not in set(of):
        return value
    return "" if value in {LegalState.UNKNOWN, Industry.OTHER} else label(of(value))


def _problem_kinds(lines: list[intake.PreviewLine], counts: list[tuple[str, str, int]]) -> list[dict[str, Any]]:
    """Problems by kind, each with its count and one sentence as an example."""
    examples = {(problem.code, problem.field): problem for line in reversed(lines) for problem in line.problems}
    kinds = []
    for code, field, count in counts:
        example = examples.get((code, field))
        kinds.append(
            {
                "count": count,
                "field": field_label(field) if field else "",
                "sentence": words.say(example) if example else words.say(Problem(code, field, given="…")),
                "is_error": example is None or example.severity is Severity.ERROR,
            }
        )
    return kinds


@login_required
@require_POST
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand the run to the worker."""
    run = _run_or_404(request, pk)
    try:
        intake.start_run(run, by=reader(request))
    except Refused as refusal:
        for problem in refusal.problems:
            messages.error(request, words.say(problem))
        return redirect("import-map", pk=run.pk)
    return redirect("import", pk=run.pk)


@login_required
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """A run: how far it is, what came of it, the lines that want mending, with a way to send them again."""
    run = _run_or_404(request, pk)
    state = request.GET.get("state", "rejected")
    state = state if state in LINE_STATES else "rejected"
    tables = intake.tables_of(run)
    read = run.lines.filter(table__in=[number for number, table in enumerate(tables) if not table.left_out])
    lines = read.filter(state=state).select_related("enterprise").order_by("table", "number")
    pager = listing.pager(lines.count(), listing.number(request, "page", 1, 100_000), LINES_A_PAGE)
    first = (pager.number - 1) * LINES_A_PAGE
    shown_lines = list(lines[first : first + LINES_A_PAGE])
    became = _became(request, shown_lines)
    return render(
        request,
        "pages/import.html",
        {
            **_state(run),
            "step": 4,
            "tables": tables,
            "several": sum(not table.left_out for table in tables) > 1,
            "state": state,
            "states": [(code, line_state(code), read.filter(state=code).count()) for code in LINE_STATES],
            "lines": [{**_line(line, tables), **became.get(line.pk, {})} for line in shown_lines],
            "pager": pager,
            "kinds": _rejected_kinds(run),
            "form": UploadForm(initial={"what": run.what}, label_suffix=""),
            "corrections": run.corrections.order_by("pk"),
            "may_not": people.problems_for(reader(request), _verb(run.what)),
        },
    )


def _state(run: ImportRun) -> dict[str, Any]:
    """What the progress panel is drawn from."""
    return {
        "run": run,
        "progress": intake.progress_of(run),
        "failure": [Problem.from_json(run.failure)] if run.failure.get("code") else [],
    }


def _became(request: HttpRequest, lines: list[ImportLine]) -> dict[int, dict[str, Any]]:
    """The patent or need each line became, where this person may see it."""
    patents = Patent.objects.visible_to(reader(request)).in_bulk([line.patent_id for line in lines if line.patent_id])
    needs = {
        need.pk: need
        for need in Need.objects.visible_to(reader(request)).filter(
            pk__in=[line.need_id for line in lines if line.need_id]
        )
    }
    return {
        line.pk: {"patent": patents.get(line.patent_id or 0), "need": needs.get(line.need_id or 0)} for line in lines
    }


def _line(line: ImportLine, tables: list[intake.Table]) -> dict[str, Any]:
    """A line with its raw values beside their headings."""
    table = tables[line.table] if line.table < len(tables) else None
    headings = table.headings if table else []
    values = shown(line.raw)
    named = [
        (headings[place] if place < len(headings) else f"[{place + 1}]", value)
        for place, value in enumerate(values)
        if value
    ]
    found = [Problem.from_json(one) for one in line.problems]
    fields = {problem.field for problem in found}
    at_fault = {heading for heading, field in (table.map.items() if table else []) if field in fields}
    return {
        "line": line,
        "table": table.name if table else "",
        "problems": found,
        "values": [(heading, value, heading in at_fault) for heading, value in named],
    }


def _rejected_kinds(run: ImportRun) -> list[tuple[str, str, int]]:
    """Why lines were rejected: (sentence of the first case, field label, how many lines), most frequent first."""
    counts: Counter[tuple[str, str]] = Counter()
    first: dict[tuple[str, str], Problem] = {}
    for stored in run.lines.filter(state="rejected").order_by("table", "number").values_list("problems", flat=True):
        found = {(one.code, one.field): one for one in rejecting([Problem.from_json(each) for each in stored])}
        counts.update(found.keys())
        first = {**found, **first}
    return [
        (words.say(first[key]), field_label(key[1]) if key[1] else "", count) for key, count in counts.most_common()
    ]


@login_required
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The progress panel alone, asked for again and again while the run is on its way."""
    run = _run_or_404(request, pk)
    response = render(request, "parts/import_progress.html", _state(run))
    if run.state != "running":
        response["HX-Refresh"] = "true"
    return response


@login_required
def errors(request: HttpRequest, pk: int) -> HttpResponse:
    """The rejected lines as a workbook to mend and send again."""
    run = _run_or_404(request, pk)
    try:
        return spreadsheet(intake.error_workbook(run), f"zhiqiao-{run.pk}-errors.xlsx")
    except Refused as refusal:
        for problem in refusal.problems:
            messages.warning(request, words.say(problem))
        return redirect("import", pk=run.pk)
