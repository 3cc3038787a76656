"""Sentences of the indicators (指标说明): names, what a value rests on, what is missing, what the five rules say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

Text = str | Promise

NAMES: dict[str, Text] = {
    "forward_citations_5": pgettext_lazy("indicator", "Forward citations, 5 years"),
    "forward_citations_7": pgettext_lazy("indicator", "Forward citations, 7 years"),
    "backward_citations": pgettext_lazy("indicator", "Backward citations"),
    "nonpatent_citations": pgettext_lazy("indicator", "Citations of other literature"),
    "family_size": pgettext_lazy("indicator", "Family size"),
    "claims": pgettext_lazy("indicator", "Claims"),
    "scope": pgettext_lazy("indicator", "Patent scope"),
    "grant_lag": pgettext_lazy("indicator", "Grant lag"),
    "generality": pgettext_lazy("indicator", "Generality"),
    "originality": pgettext_lazy("indicator", "Originality"),
    "radicalness": pgettext_lazy("indicator", "Radicalness"),
    "composite_4": pgettext_lazy("indicator", "Composite index of 4"),
    "composite_6": pgettext_lazy("indicator", "Composite index of 6"),
    "normalised": pgettext_lazy("indicator", "Comparison within the cohort"),
    "normalised_lag": pgettext_lazy("indicator", "Comparison of the grant lag"),
    "valid_invention": pgettext_lazy("high value", "Valid invention patent"),
    "strategic_industry": pgettext_lazy("high value", "Strategic emerging industry"),
    "overseas_family": pgettext_lazy("high value", "Family overseas"),
    "maintained_over_ten_years": pgettext_lazy("high value", "Maintained for more than ten years"),
    "large_pledge": pgettext_lazy("high value", "Relatively high pledge financing"),
    "award_won": pgettext_lazy("high value", "State S&T award or China Patent Award"),
}
FLAGS: dict[str, Text] = {
    "truncated": pgettext_lazy("flag", "window not over"),
    "partial": pgettext_lazy("flag", "partly known"),
    "small_cohort": pgettext_lazy("flag", "small cohort"),
}
FLAGS_TOLD: dict[str, Text] = {
    "truncated": _("The years in which it is counted have not passed: the value can still rise."),
    "partial": _("Not all citing or cited documents are on record here: the value rests on those that are."),
    "small_cohort": _("So few patents of this field and year are on record that the comparison says little."),
}
MISSING: dict[str, Text] = {
    "publication_date": _("the day of publication is not known"),
    "citing_documents": _("the citing documents are not on record"),
    "citations": _("the cited documents are not on record"),
    "nonpatent_citations": _("citations of other literature are not on record"),
    "family": _("the family is not on record"),
    "claims_count": _("the number of claims is not known"),
    "citations_made": _("it cites no patent document"),
    "citations_received": _("no document cites it yet"),
    "classes_of_documents": _("the classes of too many of the documents are not known"),
    "ipc": _("no IPC class is known"),
    "application_date": _("the filing date is not known"),
    "grant_date": _("it has not been granted, or the day is not known"),
    "dates_in_order": _("the grant lies before the filing: one of the dates is wrong"),
}
BASIS: dict[str, Text] = {
    "told": _("%(known)s citing documents on record here, %(told)s told by the source; counted up to %(until)s"),
    "known": _("%(known)s citing documents on record here; counted up to %(until)s"),
    "documents": _("%(classed)s of %(documents)s documents with known classes"),
    "offices": _("offices: %(offices)s"),
    "codes": _("subclasses: %(codes)s"),
    "cited": _("%(claims)s claims, %(cited)s cited documents"),
}
"""By the value that only this kind of basis has; the first that is there tells."""
REASONS: dict[str, Text] = {
    "in_force": _("An invention patent, granted and in force."),
    "not_an_invention": _("Not an invention patent: not counted."),
    "term_over": _("The term ended on %(until)s: not counted."),
    "not_in_force": _("Not granted, or no longer in force: not counted."),
    "kind_unknown": _("The kind of patent is not known."),
    "state_unknown": _("The legal state is not known. Import a register extract."),
    "industries_not_loaded": _("The concordance of strategic emerging industries is not loaded."),
    "industry_met": _("Industry %(industry)s, by row %(row)s of the concordance."),
    "industry_possible": _("Perhaps industry %(industry)s: row %(row)s also asks for keywords that were not checked."),
    "industry_none": _("No row of the concordance fits its classes."),
    "family_unknown": _("The family is not on record."),
    "family_overseas": _("Family members at %(offices)s; whether each is granted there is not checked."),
    "family_domestic": _("No family member at an office overseas."),
    "grant_date_unknown": _("The grant date is not known."),
    "filing_date_unknown": _("The filing date is not known."),
    "kept_since_grant": _("In force for more than %(years)s years since the grant on %(since)s."),
    "kept_since_filing": _("In force for more than %(years)s years since filing on %(since)s."),
    "kept_too_short_since_grant": _("Granted on %(since)s: %(years)s years will be over on %(until)s."),
    "kept_too_short_since_filing": _("Filed on %(since)s: %(years)s years will be over on %(until)s."),
    "pledges_unknown": _("No legal events of this patent are on record, so pledges are not known."),
    "pledges_none": _("The legal events on record name no pledge."),
    "pledge_threshold_not_set": _(
        "%(count)s pledges on record. From which amount financing counts as high is not published, and no threshold "
        "has been set here."
    ),
    "pledge_large": _("Pledged for %(yuan)s yuan; the threshold set here is %(threshold)s yuan."),
    "pledge_amount_unknown": _("%(count)s pledges on record, not all with their amount."),
    "pledge_small": _("Pledged for %(yuan)s yuan at most; the threshold set here is %(threshold)s yuan."),
    "won_state": _("State Science and Technology Award %(year)s %(prize)s"),
    "won_patent": _("China Patent Award %(year)s %(prize)s"),
    "awards_unknown": _("No award is on record, and the lists of awards here are not said to be complete."),
    "awards_none": _("On none of the lists of awards."),
}
SCHEMES: dict[str, Text] = {
    "wipo35": pgettext_lazy("cohort", "WIPO field"),
    "ipc_section": pgettext_lazy("cohort", "IPC section"),
}
IN_DAYS = {"grant_lag"}
SHARES = {"generality", "originality", "radicalness", "composite_4", "composite_6"}


def name(code: str) -> str:
    """An indicator, a comparison or a high-value rule by name."""
    return str(NAMES[code])


def written(code: str, value: float | None) -> str:
    """A value as people read it: counts whole, shares with two decimals, the lag in days; "" where there is none."""
    if value is None:
        return ""
    if code in IN_DAYS:
        return gettext("%(days)s days") % {"days": f"{value:.0f}"}
    if code in SHARES:
        return f"{value:.2f}"
    return f"{value:.0f}" if value == int(value) else f"{value:.1f}"


def missing(codes: tuple[str, ...] | list[str]) -> str:
    """Why there is no value."""
    if not codes:
        return ""
    parts = [str(MISSING[code]) for code in codes if code in MISSING]
    lacking = [name(code) for code in codes if code not in MISSING]
    if lacking:
        names = pgettext("between listed facts", ", ").join(lacking)
        parts.append(gettext("without a comparable value: %(names)s") % {"names": names})
    return pgettext("between reasons", "; ").join(parts)


def basis(given: Mapping[str, Any]) -> str:
    """What a value rests on, "" where the value says all."""
    kind = next((one for one in BASIS if one in given), None)
    return str(BASIS[kind]) % given if kind else ""


def answer(holds: bool | None) -> str:
    """Yes, no, or not known."""
    if holds is None:
        return pgettext("answer", "not known")
    return pgettext("answer", "yes") if holds else pgettext("answer", "no")


def reason(code: str, data: Mapping[str, Any]) -> str:
    """Why a rule says what it says."""
    values = {key: f"{value:,.0f}" if isinstance(value, float) else value for key, value in data.items()}
    return (str(REASONS[code]) % values).strip()


def flags(codes: Any) -> list[dict[str, str]]:
    """Flags by name, with what each means, in a steady order."""
    given = {str(code) for code in codes}
    return [
        {"code": code, "label": str(label), "told": str(FLAGS_TOLD[code])}
        for code, label in FLAGS.items()
        if code in given
    ]


def cohort(scheme: str, field: str, year: int) -> str:
    """A cohort by name."""
    return gettext("%(scheme)s %(field)s, filed in %(year)s") % {
        "scheme": SCHEMES[scheme],
        "field": field,
        "year": year,
    }
