"""Sentences for problems of annuities (年费的问题)."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "patent_is_upkept": _("There is no such patent among those whose annuities you look after."),
    "annuity_is_owed": _(
        "Nothing is known to fall due for this patent: look at its filing date and the last year paid."
    ),
    "annuity_falls_due": _(
        "No annuity of year %(year)s falls due for this patent: its term ends before, or its state is another."
    ),
    "annuity_is_unpaid": _(
        "The annuity of year %(year)s counts as paid already: the record says paid up to year %(paid)s."
    ),
    "annuity_is_next": _("Year %(next)s comes first: the annuity of year %(year)s cannot be paid before it."),
    "payment_is_not_ahead": _("The day of payment lies ahead: %(given)s. Enter it once it has been paid."),
    "paid_before_last_day": _(
        "It was paid after the last day of grace, %(given)s: look in the register whether the right was restored."
    ),
    "payment_covers_annuity": _(
        "%(yuan)s yuan were owed on that day and %(paid)s were paid: the office may ask for the rest."
    ),
    "payment_is_known": _("There is no such payment, or it has been taken back already."),
    "payment_is_last": _("The last year paid is no longer year %(year)s: take back the later payment first."),
    "reduction_is_known": _("“%(given)s” is no ground on which fees are reduced."),
    "reduction_runs_once": _("This reduction is entered for the patent already. End it before you enter it anew."),
    "fee_reduction_runs": _("There is no such reduction, or it has ended already."),
    "reduction_ends_after_it_began": _("A reduction cannot end before it began: %(given)s."),
    "choice_is_known": _("“%(given)s” is none of the choices: keep, open-license, transfer or drop."),
    "decision_is_unchanged": _("Somebody (%(by)s) decided since you read this. Look at it again, then decide."),
    "drop_gives_reason": _(
        "Others own this right, work under it or hold it as security: write down why it may be dropped."
    ),
    "right_is_co_owned": _("%(owners)s parties own it: ask the others before it is given up."),
    "right_is_licensed": _("A licence stands in the register: whoever holds it relies on the right."),
    "right_is_pledged": _("It is pledged: it is not given up without the pledgee."),
    "right_is_preserved": _("A court has the right preserved."),
    "register_is_not_known": _(
        "No legal events of this patent have been imported: whether it is licensed or pledged is not known here."
    ),
    "not_too_many_at_once": _("%(given)s at once are too many: at most %(most)s."),
    "fee_table_is_readable": _(
        "The fee table %(file)s cannot be read (%(given)s). The table that comes with Zhiqiao is used instead."
    ),
    "firms_are_known": _("No enterprise is known here yet: import enterprises or needs first."),
    "day_is_readable": _("“%(given)s” is no date. Write it as 2026-11-22."),
    "amount_is_readable": _("“%(given)s” is no amount in yuan."),
}
