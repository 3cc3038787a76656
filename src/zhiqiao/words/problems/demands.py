"""Sentences for problems of needs and firms (需求与企业的问题)."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "need_says_something": _("The line has neither a title nor a problem. Write at least the title of the need."),
    "need_has_title": _(
        "The need has no title; its first clause was taken: “%(given)s”. Write a title if another says it better."
    ),
    "need_title_given": _("The need has no title. Write in a few words what is wanted."),
    "problem_says_enough": _(
        "The problem is told in fewer than %(shortest)s signs; matching will be poor. Add today's state, the "
        "figures wanted and the conditions."
    ),
    "budget_is_not_negative": _(
        "The budget %(given)s is below zero. Write the amount in 10,000 yuan, or leave it empty."
    ),
    "budget_is_readable": _(
        "%(field)s “%(given)s” cannot be read and was left out. Write the amount in 10,000 yuan, such as 80."
    ),
    "deadline_is_ahead": _("The deadline %(given)s has passed. Move it, or close the need."),
    "stage_is_known": _(
        "%(field)s “%(given)s” is none of the stages we know; any stage was taken. Write laboratory, sample, "
        "pilot or mass production."
    ),
    "confidentiality_is_known": _(
        "%(field)s “%(given)s” cannot be read, so the need is shown to named schools only. Write open, anonymous "
        "or restricted."
    ),
    "size_is_known": _(
        "%(field)s “%(given)s” is none of the sizes we know and was left out. Write micro, small, medium or large."
    ),
    "uscc_has_valid_check_sign": _(
        "%(field)s “%(given)s” is mistyped: its check sign does not fit, so it was left out. Compare it with the "
        "business licence."
    ),
    "enterprise_name_given": _("The line has no firm's name. Write its full registered name."),
    "enterprise_is_known": _(
        "There is no firm “%(given)s”, or you may not see it. Go back to the list and choose again."
    ),
    "need_is_known": _("There is no need “%(given)s”, or you may not see it. Go back to the list and choose again."),
    "need_is_own": _("The need belongs to another organisation. Ask that organisation to change it."),
    "school_is_known": _("There is no school “%(given)s” in the list. Choose one that stands there."),
}
