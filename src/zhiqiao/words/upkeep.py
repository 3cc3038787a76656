"""Annuities in words (年费用语): stages, choices, reductions, reasons of proposals. Not responsible for problems."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from zhiqiao.domain.patents.fees import ReductionKind
from zhiqiao.domain.patents.upkeep import Choice, Stage

Text = str | Promise

STAGES: dict[str, Text] = {
    Stage.DUE: pgettext_lazy("annuity", "Not late yet"),
    Stage.GRACE: pgettext_lazy("annuity", "In grace"),
    Stage.OVERDUE: pgettext_lazy("annuity", "Past its grace"),
    Stage.UNKNOWN: pgettext_lazy("annuity", "Not known"),
}
LOOKS = {Stage.DUE: "wait", Stage.GRACE: "warn", Stage.OVERDUE: "bad", Stage.UNKNOWN: ""}
"""How the badge of a stage looks."""
CHOICES: dict[str, Text] = {
    Choice.KEEP: pgettext_lazy("choice", "Keep"),
    Choice.OPEN_LICENSE: pgettext_lazy("choice", "Open-license"),
    Choice.TRANSFER: pgettext_lazy("choice", "Transfer"),
    Choice.DROP: pgettext_lazy("choice", "Drop"),
}
REDUCTIONS: dict[str, Text] = {
    ReductionKind.SINGLE: _("Reduction for one applicant"),
    ReductionKind.JOINT: _("Reduction for joint applicants"),
    ReductionKind.OPEN_LICENCE: _("Open licence being worked"),
}
REASONS: dict[str, Text] = {
    "level_is": _("It is graded level %(level)s."),
    "years_left": _("%(years)s years of its term are left."),
    "holder_thinks_well": _("The holder's own grade in the inventory is %(grade)s of 5, 1 being the best."),
    "too_little_known": _("Too little is known to grade it: nothing is given up unseen."),
    "open_licence_runs": _("An open licence runs."),
    "is_licensed": _("A licence stands in the register: whoever holds it relies on the right."),
    "is_pledged": _("It is pledged: it is not given up without the pledgee."),
    "is_preserved": _("A court has the right preserved."),
}


def label(of: Mapping[str, Text], code: object) -> str:
    """A code in the reader's language; an unknown one as it is."""
    return str(of.get(str(code), code))


def reason(code: str, data: Mapping[str, Any]) -> str:
    """A reason of a proposal as a sentence."""
    try:
        return str(REASONS[code]) % dict(data)
    except KeyError:
        return code


OUTCOMES: dict[str, Text] = {
    "sent": pgettext_lazy("digest", "is being sent"),
    "already": pgettext_lazy("digest", "has been sent this week"),
    "no_address": pgettext_lazy("digest", "no e-mail address is known"),
    "nothing_due": pgettext_lazy("digest", "nothing falls due"),
    "no_mail": pgettext_lazy("digest", "no mail server is set up: nothing is sent"),
    "not_asked": pgettext_lazy("digest", "would be sent"),
}


def summary(grace: int, bands: Mapping[int, int], undecided: int) -> list[str]:
    """The counts of a digest, one sentence each."""
    told = [gettext("Late, to be paid with a surcharge: %(many)s.") % {"many": grace}]
    for days, many in bands.items():
        told.append(gettext("Due within %(days)s days: %(many)s.") % {"days": days, "many": many})
    return [*told, gettext("Not decided yet: %(many)s.") % {"many": undecided}]


def letter(name: str, period: str, told: Sequence[str], lines: Sequence[str], further: int) -> tuple[str, str]:
    """Subject and text of a digest, in the language that is active."""
    subject = gettext("Annuities due, %(period)s") % {"period": period}
    text = [gettext("%(name)s, these annuities of your organisation's patents are to be seen to.") % {"name": name}, ""]
    text += [*told, "", *lines]
    if further:
        text.append(gettext("and %(many)s further: see Work, Annuities") % {"many": further})
    return subject, "\n".join([*text, "", gettext("The register of the patent office prevails.")])


def letter_line(number: str, title: str, year: int | None, due: str, until: str, yuan: str) -> str:
    """One patent in a letter."""
    told = {"number": number, "title": title, "year": year, "due": due, "until": until, "yuan": yuan or "—"}
    return gettext("%(due)s %(number)s %(title)s: year %(year)s, %(yuan)s yuan, payable until %(until)s") % told
