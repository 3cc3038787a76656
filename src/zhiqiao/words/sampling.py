"""Samples in words (抽查用语): labels of their codes, the reason of a return, and what stands on the workbook.

Not responsible for problems (`words.problems`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from zhiqiao.domain.procedures.items import Item, Takes
from zhiqiao.domain.procedures.sampling import Mode, Stratum, Verdict
from zhiqiao.ports.sheets import Column
from zhiqiao.words import codes

Text = str | Promise

MODES: dict[str, Text] = {
    Mode.BLIND: gettext_lazy("Blind: the items are filled in anew, without seeing what was filed"),
    Mode.OPEN: gettext_lazy("Open: each filed item is marked right or not"),
}
VERDICTS: dict[str, Text] = {
    Verdict.AGREE: pgettext_lazy("second opinion", "agrees"),
    Verdict.DISAGREE: pgettext_lazy("second opinion", "disagrees"),
    Verdict.UNSURE: pgettext_lazy("second opinion", "cannot say"),
}
STRATA: dict[str, Text] = {
    Stratum.HOLDER: pgettext_lazy("sample", "by organisation"),
    Stratum.MATURITY: pgettext_lazy("sample", "by maturity"),
    Stratum.SELF_GRADE: pgettext_lazy("sample", "by self-assessment"),
}
PROOFS: dict[str, Text] = {
    "same": gettext_lazy("Drawn again just now with the same seed from the same population: the same cases."),
    "changed": gettext_lazy(
        "The population has changed since the draw, as its digest shows, so that the draw cannot be repeated on it now."
    ),
    "differs": gettext_lazy("Drawn again with the same seed from the same population, the cases differ: look into it."),
}


def value_told(one: Item, value: Any) -> str:
    """What stands in an item, in words; "" where nothing does."""
    if value in (None, "", []):
        return ""
    if one.takes is Takes.YES_NO:
        return str(codes.YES_NO["yes" if value else "no"])
    if one.codes is not None:
        known = {str(code): codes.label(code) for code in one.codes}
        many = value if isinstance(value, list | tuple) else [value]
        return pgettext("between reasons", "; ").join(known.get(str(each), str(each)) for each in many)
    return str(value)


def reason_of(sample: int, opinions: Iterable[Mapping[str, Any]], items: Mapping[str, Item]) -> str:
    """Why a case is returned: each item with which the second opinion disagrees, what it proposes, and why."""
    lines = []
    for one in opinions:
        item = items.get(one["item"])
        told = value_told(item, one["value"]) if item else ""
        parts = [part for part in (told and _("proposed: %(value)s") % {"value": told}, one["comment"]) if part]
        lines.append(f"{codes.field_label(one['item'])}: " + pgettext("between reasons", "; ").join(parts))
    return "\n".join([_("Found by sample %(number)s:") % {"number": sample}, *lines])


def agreement_columns() -> list[Column]:
    """Headings of the sheet of results."""
    return [
        Column(_("Organisation"), width=34),
        Column(_("Item"), width=26),
        Column(_("Agreed"), format="integer"),
        Column(pgettext("sample", "Decided"), format="integer"),
        Column(_("Could not say"), format="integer"),
        Column(_("Agreement rate"), format="percent"),
        Column(_("95 % from"), format="percent"),
        Column(_("95 % to"), format="percent"),
        Column("Cohen's κ", format="decimal"),
    ]


def case_columns() -> list[Column]:
    """Headings of the sheet of cases."""
    return [
        Column(_("Place in the draw"), width=10, format="integer"),
        Column(_("Number"), width=20),
        Column(_("Title"), width=44, wrap=True),
        Column(_("Organisation"), width=28),
        Column(_("Item"), width=24),
        Column(pgettext("second opinion", "Filed"), width=24, wrap=True),
        Column(_("Second opinion"), width=16),
        Column(pgettext("sample", "Proposed"), width=24, wrap=True),
        Column(_("Comment"), width=40, wrap=True),
        Column(_("Given by"), width=16),
    ]


def whole_case() -> str:
    """How the row of whole cases is called."""
    return _("Whole case: nothing disagreed with")


def how_drawn(told: Mapping[str, Any]) -> list[str]:
    """Lines above the results: from what the sample was drawn, and how the draw can be repeated."""
    return [
        _("Drawn: %(drawn)s of %(population)s cases; seed %(seed)s; digest of the population %(digest)s") % told,
        _(
            "Rates leave out what could not be said. Intervals are Wilson's at 95 %, without correction for small "
            "populations. κ is reckoned for blind opinions only, and not where chance alone would always agree."
        ),
    ]


def sheet_names() -> tuple[str, str]:
    """Names of the two sheets."""
    return _("Agreement"), pgettext("sample", "Cases")
