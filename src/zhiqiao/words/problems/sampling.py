"""Sentences for problems of samples (抽查的问题)."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "sample_size_is_given_once": _("Say how many cases to draw, or how many per hundred: one of the two."),
    "sample_size_is_possible": _("%(given)s cases cannot be drawn at once: from 1 to %(most)s can."),
    "sample_percent_is_possible": _("%(given)s per hundred cannot be drawn: more than 0 and at most 100 can."),
    "school_draws_sample": _(
        "A sample is drawn by an officer of the school or by an official, of what they oversee; a college does not "
        "sample itself."
    ),
    "procedure_is_sampled": _("Nothing in this procedure is meant to be sampled."),
    "state_can_be_sampled": _("Choose at least one state in which something has been filed."),
    "period_is_forward": _("The period ends before it begins: %(given)s."),
    "population_is_there": _("No case of %(given)s meets this choice, so there is nothing to draw from."),
    "sample_is_own": _("This sample was drawn from what you do not oversee: only whoever does can do this."),
    "sample_is_known": _("There is no such sample among those you may see."),
    "sampled_case_is_known": _("There is no such case in this sample among those you may see."),
    "second_is_here": _(
        "Name at least one active account of your own organisations for the second opinion. Not among them: %(given)s."
    ),
    "second_is_asked": _("Only the person who is asked for this second opinion can give it."),
    "second_is_another": _(
        "You filed or reviewed this case, or may not see its patent, so somebody else has to give the second opinion. "
        "Ask whoever drew the sample to name another person."
    ),
    "opinion_is_given_once": _("The second opinion has been given already, and stays as it was given."),
    "opinion_is_given": _("%(field)s: say what you think of it."),
    "disagreement_says_why": _("%(field)s: you disagree, so say what is right or why."),
    "second_opinion_found_fault": _("The second opinion disagrees with nothing here, so there is nothing to return."),
    "sample_returned_once": _("The case has been returned for this already."),
}
