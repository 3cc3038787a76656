"""Indicators on pages (指标页): the rules with formulas, and high-value patents by organisation."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from zhiqiao.domain.grading.high_value import RULE_CODES
from zhiqiao.domain.problems import Refused
from zhiqiao.ports.sheets import Column, PageCell
from zhiqiao.services import catalogue, indicators
from zhiqiao.web.pages import export
from zhiqiao.web.pages.reader import reader
from zhiqiao.web.templatetags.zhiqiao import in_language
from zhiqiao.words import indicators as words


def rules(request: HttpRequest) -> HttpResponse:
    """Every indicator and high-value rule with formula, unit, source and the options in use."""
    told = indicators.rules()
    parts = [
        {"heading": _("Indicators"), "lines": told["indicators"]},
        {"heading": _("Comparison"), "lines": told["normalisation"]},
        {"heading": _("High-value invention patents"), "lines": told["high_value"]},
    ]
    return render(request, "pages/indicator_rules.html", {"told": told, "parts": parts})


@login_required
def high_value(request: HttpRequest) -> HttpResponse:
    """High-value patents organisation by organisation, from one's topmost down; or the same as a workbook."""
    at = request.GET.get("at", "")
    try:
        found = indicators.figures(
            user=reader(request), at=int(at) if at.isascii() and at.isdigit() and len(at) < 19 else None
        )
    except Refused as refusal:
        raise Http404 from refusal
    if request.GET.get("format") == "xlsx":
        return handed_out(found)
    rows = found.below or ([found.here] if found.here and found.here.tally.held else [])
    return render(
        request,
        "pages/high_value.html",
        {
            "found": found,
            "headings": headings(),
            "rows": [(one, cells(one.tally, one.per_ten_thousand)) for one in rows],
            "sums": cells(found.together, found.here.per_ten_thousand if found.here else None),
            "notes": notes(found),
        },
    )


def headings() -> list[str]:
    """What is counted, in the order of `cells`."""
    return [
        _("Valid inventions"),
        _("High value"),
        _("Share"),
        *(words.name(code) for code in RULE_CODES),
        _("Cannot be told yet"),
        _("Per 10,000 inhabitants"),
    ]


def cells(tally: indicators.Tally, per_ten_thousand: float | None) -> list[str]:
    """Counts as written; "" where not known."""
    return [
        str(tally.valid),
        str(tally.high_value),
        "" if tally.share is None else f"{tally.share:.1%}",
        *("" if tally.count_of(code) is None else str(tally.count_of(code)) for code in RULE_CODES),
        str(tally.unknown),
        "" if per_ten_thousand is None else f"{per_ten_thousand:.2f}",
    ]


def notes(found: indicators.Figures) -> list[str]:
    """What a reader must know of the counts."""
    told = []
    whole = found.together
    if whole.computed < whole.held:
        told.append(
            _("Computed for %(computed)s of %(held)s patents; the others follow with the waiting jobs.")
            % {"computed": whole.computed, "held": whole.held}
        )
    if whole.as_of is not None:
        told.append(_("As of %(day)s.") % {"day": whole.as_of.isoformat()})
    if whole.unknown:
        told.append(
            _(
                "%(count)s patents cannot be told yet: a rule whose facts are not on record says neither yes nor no, "
                "so the number of high-value patents is a least number."
            )
            % {"count": whole.unknown}
        )
    return told


def handed_out(found: indicators.Figures) -> HttpResponse:
    """The counts of this level as a workbook; what is not known stays empty."""
    kinds: list[str] = ["integer", "integer", "percent", *("integer" for _code in RULE_CODES), "integer", "decimal"]
    columns = [Column(_("Organisation"), width=34), Column(_("Patents held"), width=12, format="integer")]
    columns += [Column(name, width=14, format=kind) for name, kind in zip(headings(), kinds, strict=True)]  # type: ignore[arg-type]
    columns += [Column(_("Population"), width=14, format="integer"), Column(_("Year and source"), width=40, wrap=True)]
    columns.append(Column(_("As of"), width=12, format="date"))
    rows: list[list[PageCell]] = []
    for one in [*found.below, *([found.here] if found.here else [])]:
        tally, people = one.tally, one.population
        rows.append(
            [
                in_language(one.organisation, "name")[0],
                tally.held,
                tally.valid,
                tally.high_value,
                tally.share,
                *(tally.count_of(code) for code in RULE_CODES),
                tally.unknown,
                one.per_ten_thousand,
                people.inhabitants if people else None,
                f"{people.year}, {people.source}" if people else "",
                tally.as_of,
            ]
        )
    response = HttpResponse(
        catalogue.as_workbook(_("High-value patents"), columns, rows), content_type=export.FORMATS["xlsx"]
    )
    response["Content-Disposition"] = 'attachment; filename="high-value.xlsx"'
    return response
