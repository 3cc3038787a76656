"""Sentences of grading (分级说明): criteria, marks, what is missing, what would change the grade.

Takes what `domain.grading` returns or what is kept with a grade, both as plain dicts with `code` and `data`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext_lazy, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

Text = str | Promise

DIMENSIONS: dict[str, Text] = {
    "legal": pgettext_lazy("dimension", "Legal value"),
    "technical": pgettext_lazy("dimension", "Technical value"),
    "economic": pgettext_lazy("dimension", "Economic value"),
}

CRITERIA: dict[str, Text] = {
    "right_in_force": pgettext_lazy("criterion", "Right in force"),
    "remaining_term": pgettext_lazy("criterion", "Remaining term"),
    "annuity_paid_up": pgettext_lazy("criterion", "Annuities paid up"),
    "number_of_claims": pgettext_lazy("criterion", "Number of claims"),
    "substantive_examination": pgettext_lazy("criterion", "Depth of examination"),
    "clear_ownership": pgettext_lazy("criterion", "Clear ownership"),
    "breadth_of_classes": pgettext_lazy("criterion", "Breadth of classes"),
    "cited_by_later": pgettext_lazy("criterion", "Cited by later documents"),
    "builds_on_known_art": pgettext_lazy("criterion", "Known art on record"),
    "technology_readiness": pgettext_lazy("criterion", "Technology readiness"),
    "inventors_at_hand": pgettext_lazy("criterion", "Inventors at hand"),
    "foreign_family": pgettext_lazy("criterion", "Foreign family"),
    "years_maintained": pgettext_lazy("criterion", "Years maintained"),
    "use_named": pgettext_lazy("criterion", "Use and effect named"),
    "ways_named": pgettext_lazy("criterion", "Ways of transfer named"),
    "funding_behind": pgettext_lazy("criterion", "Funding behind it"),
}

LEVELS: dict[int, Text] = {
    1: pgettext_lazy("grade", "Level 1"),
    2: pgettext_lazy("grade", "Level 2"),
    3: pgettext_lazy("grade", "Level 3"),
    4: pgettext_lazy("grade", "Level 4"),
    5: pgettext_lazy("grade", "Level 5"),
}

ADVICE: dict[int, Text] = {
    1: pgettext_lazy("grade", "Keep, build on it, and offer it first"),
    2: pgettext_lazy("grade", "Promote it actively"),
    3: pgettext_lazy("grade", "Offer it widely, for example by open licence"),
    4: pgettext_lazy("grade", "Sell it, license it cheaply, or improve what is weak"),
    5: pgettext_lazy("grade", "Consider giving it up before the next annuity"),
}
"""What to do with a patent of each level: our proposal."""

FACTS: dict[str, Text] = {
    "annuity_paid_to_year": pgettext_lazy("fact", "last annuity year paid"),
    "application_date": pgettext_lazy("fact", "filing date"),
    "citations": pgettext_lazy("fact", "documents cited"),
    "cited_by_count": pgettext_lazy("fact", "number of citing documents"),
    "claims_count": pgettext_lazy("fact", "number of claims"),
    "effect": pgettext_lazy("fact", "technical effect"),
    "family": pgettext_lazy("fact", "patent family"),
    "funding": pgettext_lazy("fact", "source of funds"),
    "grant_date": pgettext_lazy("fact", "grant date"),
    "inventors": pgettext_lazy("fact", "inventors"),
    "ipc": pgettext_lazy("fact", "IPC classes"),
    "kind": pgettext_lazy("fact", "kind of patent"),
    "legal_state": pgettext_lazy("fact", "legal state"),
    "owners": pgettext_lazy("fact", "owners or applicants"),
    "publication_date": pgettext_lazy("fact", "publication date"),
    "scenario": pgettext_lazy("fact", "use scenario"),
    "trl": pgettext_lazy("fact", "technology readiness level"),
    "willing": pgettext_lazy("fact", "accepted ways of transfer"),
}

EVIDENCE: dict[str, Text] = {
    "facts_missing": _("Not known"),
    "no_right_left": _("There is no right left"),
    # right_in_force
    "right_lapsed": _("The right has lapsed for an unpaid annuity: there is nothing left to transfer or license"),
    "right_expired": _("The term has run out: anyone may use it"),
    "right_invalidated": _("The right was declared invalid as a whole and counts as never granted"),
    "application_withdrawn": _("The application was withdrawn or refused: no right came of it"),
    "right_abandoned": _("The owner has given the right up"),
    "term_over_by_date": _(
        "By its filing date the term ran out on %(until)s; if the register shows a later day, correct the dates"
    ),
    "right_pending": _("The application is pending: there is no right yet"),
    "right_granted_on": _("Granted on %(on)s and in force"),
    "right_granted": _("Granted and in force"),
    # remaining_term, annuity_paid_up
    "years_left": _("%(years)s years of protection left, until %(until)s"),
    "term_rule_not_known": _("We do not know the term of such rights in %(office)s"),
    "annuity_rule_not_known": _("We do not know the annuity rules of %(office)s"),
    "annuity_not_yet_due": _("No annuity is due before grant"),
    "annuity_paid": _("Annuities are paid up to year %(year)s; it is now year %(now)s"),
    "annuity_late": _(
        "The annuity of year %(year)s was due on %(due)s; it can be paid until %(last_day)s, today %(total_yuan)s yuan "
        "with the surcharge (full amount, before any reduction)"
    ),
    "annuity_overdue": _(
        "No payment is known for year %(year)s, due on %(due)s and payable until %(last_day)s; "
        "the right may have lapsed"
    ),
    # number_of_claims, substantive_examination, clear_ownership
    "design_has_no_claims": _("A design has no claims"),
    "claims_counted": ngettext_lazy("%(count)s claim", "%(count)s claims", "count"),
    "not_yet_examined": _("Examination is not finished"),
    "never_granted": _("It was never granted"),
    "examined_in_substance": _("An invention granted after substantive examination"),
    "examined_preliminarily_only": _("Granted after preliminary examination only, without a search"),
    "owned_alone": _("One owner: %(owner)s"),
    "owned_together": ngettext_lazy(
        "%(count)s owner",
        "%(count)s owners: beyond their own use and ordinary licences, all must agree unless they have a contract",
        "count",
    ),
    # technical
    "design_has_no_ipc": _("Designs are not classed by the IPC"),
    "subclasses_counted": ngettext_lazy(
        "Classed in %(count)s IPC subclass: %(codes)s", "Classed in %(count)s IPC subclasses: %(codes)s", "count"
    ),
    "too_young_to_be_cited": _("Published less than two years ago: too early to count citations"),
    "cited_by_counted": ngettext_lazy(
        "Cited by %(count)s later document in %(years)s years",
        "Cited by %(count)s later documents in %(years)s years",
        "count",
    ),
    "design_has_no_citations": _("Designs are granted without a search report"),
    "citations_counted": ngettext_lazy(
        "%(count)s earlier document on record", "%(count)s earlier documents on record", "count"
    ),
    "trl_stated": _("Technology readiness level %(trl)s"),
    "inventors_counted": ngettext_lazy("%(count)s inventor named", "%(count)s inventors named", "count"),
    # economic
    "family_elsewhere": ngettext_lazy(
        "Family member at %(count)s office elsewhere: %(offices)s",
        "Family members at %(count)s offices elsewhere: %(offices)s",
        "count",
    ),
    "family_pct_only": _("An international (PCT) publication, but no right elsewhere yet"),
    "family_none": _("No family member elsewhere"),
    "not_granted_yet": _("Not granted yet"),
    "years_kept": _("Kept in force for %(years)s years since %(since)s"),
    "use_and_effect_named": _("Use scenario and technical effect are written down"),
    "use_named_only": _("The use scenario is written down, the technical effect is not"),
    "effect_named_only": _("The technical effect is written down, the use scenario is not"),
    "ways_counted": ngettext_lazy(
        "The holder accepts %(count)s way of transfer", "The holder accepts %(count)s ways of transfer", "count"
    ),
    "funded_by_enterprise": _("Paid for by an enterprise: %(funding)s"),
    "funded_by_state": _("Paid for by a national programme: %(funding)s"),
    "funded_by_region": _("Paid for by a provincial or municipal programme: %(funding)s"),
    "funded_otherwise": _("Paid for by other funds: %(funding)s"),
    "not_funded": _("No outside funds"),
}

CHANGES: dict[str, Text] = {
    "learn_right_in_force": _("Look up the legal state in the register and enter it"),
    "learn_remaining_term": _("Enter the kind of patent and its filing date"),
    "learn_annuity_paid_up": _("Look up the last annuity year paid and enter it"),
    "learn_number_of_claims": _("Enter the number of claims"),
    "learn_substantive_examination": _("Enter the kind of patent and its legal state"),
    "learn_clear_ownership": _("Enter the owners or applicants"),
    "learn_breadth_of_classes": _("Enter the IPC classes"),
    "learn_cited_by_later": _("Look up how many documents cite it, and its publication date"),
    "learn_builds_on_known_art": _("Enter the documents cited"),
    "learn_technology_readiness": _("Let the inventors state the technology readiness level"),
    "learn_inventors_at_hand": _("Enter the inventors"),
    "learn_foreign_family": _("Look up whether it has family members elsewhere"),
    "learn_years_maintained": _("Enter the legal state and the grant date"),
    "learn_use_named": _("Let the inventors write down where it can be used and what it achieves"),
    "learn_ways_named": _("Ask the holder which ways of transfer are acceptable"),
    "learn_funding_behind": _("Enter who paid for the research"),
    "obtain_grant": _("Pursue the application to grant"),
    "restore_right": _(
        "Ask the office to restore the right: possible for good reason within two months of its notice of lapse"
    ),
    "check_annuity_in_register": _(
        "Check in the register whether the annuity of year %(year)s was paid by %(last_day)s, "
        "and enter the last year paid"
    ),
    "pay_late_annuity": _("Pay the annuity of year %(year)s by %(last_day)s"),
    "pay_late_annuity_of": _(
        "Pay the annuity of year %(year)s by %(last_day)s: %(fee_yuan)s yuan and today "
        "%(surcharge_yuan)s yuan surcharge (full amounts, before any reduction)"
    ),
    "gather_in_one_hand": _("Bring all shares into one hand, for example that of %(owner)s"),
    "raise_readiness": _("Bring the technology from readiness level %(now)s to %(next)s"),
    "file_abroad": _("File in one office elsewhere while priority lasts, until %(last_day)s"),
    "write_scenario": _("Write down where it can be used"),
    "write_effect": _("Write down what it achieves"),
    "accept_more_ways": _("Accept three ways of transfer (now %(now)s)"),
}


def say(reason: Mapping[str, Any]) -> str:
    """The sentence of one piece of evidence or of one change, in the language that is active."""
    code = str(reason["code"])
    text = EVIDENCE.get(code) or CHANGES[code]
    return filled(text, reason.get("data") or {})


def filled(text: Text, data: Mapping[str, Any]) -> str:
    """A sentence with its values; amounts and years lose needless decimals, counts stay numbers for the plural."""
    shown = {name: number(value) if isinstance(value, float) else value for name, value in data.items()}
    return str(text % shown)


def number(value: float) -> str:
    """A number as people write it: 2000, 9.4."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def criterion(code: str) -> str:
    """The name of a criterion."""
    return str(CRITERIA[code])


def dimension(code: str) -> str:
    """The name of a dimension."""
    return str(DIMENSIONS[code])


def level(given: int | None) -> str:
    """The name of a level; without one, that too little is known."""
    return pgettext("grade", "Not enough facts") if given is None else str(LEVELS[given])


def advice(given: int | None) -> str:
    """What to do with a patent of this level."""
    return pgettext("grade", "Enter what is missing, then grade again") if given is None else str(ADVICE[given])


def fact(name: str) -> str:
    """The name of a fact that can be missing."""
    return str(FACTS[name])


def facts(names: list[str]) -> str:
    """Several facts in one line."""
    return pgettext("between listed facts", ", ").join(fact(name) for name in names)


def mark(stored: Mapping[str, Any]) -> str:
    """One mark as a sentence: why, and how many points of how many."""
    why = pgettext("between reasons", "; ").join(say(reason) for reason in stored["evidence"])
    if stored["missing"]:
        return gettext("Not known: %(facts)s. Not counted") % {"facts": facts(stored["missing"])}
    if not stored["applies"]:
        return gettext("%(why)s; does not count here") % {"why": why}
    data = {"why": why, "earned": f"{stored['earned']:.1f}", "weight": stored["weight"]}
    if stored["veto"]:
        return gettext("%(why)s; the whole grade is therefore 0") % data
    return gettext("%(why)s: %(earned)s of %(weight)s points") % data


def missing(stored: Mapping[str, Any]) -> str:
    """What one criterion lacks."""
    data = {"criterion": criterion(stored["criterion"]), "facts": facts(stored["facts"]), "weight": stored["weight"]}
    return gettext("%(criterion)s: %(facts)s not known (weight %(weight)s)") % data


def change(stored: Mapping[str, Any]) -> str:
    """One change with its effect on score and level, or on coverage where there is no score yet."""
    return gettext("%(what)s: %(effect)s") % {"what": say(stored), "effect": effect(stored)}


def effect(stored: Mapping[str, Any]) -> str:
    """What a change would bring."""
    data = {
        "lift": f"{stored['lift'] or 0:.1f}",
        "level": level(stored["level_after"]),
        "coverage": f"{stored['coverage_after']:.0f}",
    }
    if stored["lift"] is None:
        if stored["changes_level"]:
            return gettext("%(coverage)s %% of the facts would be known, enough for a grade") % data
        return gettext("%(coverage)s %% of the facts would be known") % data
    if stored["changes_level"] and stored["up_to"]:
        return gettext("up to +%(lift)s points, at best %(level)s") % data
    if stored["changes_level"]:
        return gettext("+%(lift)s points, then %(level)s") % data
    if stored["up_to"]:
        return gettext("up to +%(lift)s points, same level") % data
    return gettext("+%(lift)s points, same level") % data


def summary(score: float | None, given_level: int | None, coverage: float) -> str:
    """The grade in one line."""
    data = {"level": level(given_level), "coverage": f"{coverage:.0f}"}
    if score is None:
        return gettext("Not enough facts for a grade: %(coverage)s %% known, 40 %% needed") % data
    return gettext("%(level)s, %(score)s of 100 points, %(coverage)s %% of the facts known") % {
        **data,
        "score": f"{score:.2f}",
    }
