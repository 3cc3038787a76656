"""Sentences for problems of cases (办件的问题)."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "item_is_filled": _("%(field)s is not filled in. Fill it in before you submit."),
    "project_is_named": _(
        "The patent came of a publicly funded project, but %(field)s is missing. It stands in the project's contract."
    ),
    "willing_names_a_way": _("You are willing to have the patent transformed: name at least one way you accept."),
    "readiness_goes_with_stage": _(
        "Level of readiness %(given)s is unusual for this stage: %(low)s to %(high)s are expected. Look at both again; "
        "nothing needs to be done if they are right."
    ),
    "right_has_not_ended": _(
        "The right has ended, and the inventory takes in patents in force only. If the register says otherwise, import "
        "its extract first."
    ),
    "move_is_of_procedure": _("“%(given)s” cannot be done in this procedure. Reload the page to see what can."),
    "case_stands_before_move": _(
        "The case is in a state from which this is not done: a step before it is missing, or somebody has moved it on "
        "meanwhile. Reload the page to see how it stands."
    ),
    "part_permits_move": _("Your part in this case does not permit this. Ask whoever reviews it."),
    "reason_is_given": _("Say why: whoever has to mend it reads it."),
    "procedure_is_known": _("There is no procedure called “%(given)s”."),
    "case_is_known": _("There is no such patent among those you have to do with."),
    "case_is_unchanged": _(
        "The case of %(given)s changed since you opened it, last by: %(who)s. Reload it: what you typed was not saved, "
        "and what they wrote stands."
    ),
    "item_is_readable": _("%(field)s: “%(given)s” cannot be taken. %(allowed)s"),
    "cases_are_few_enough": _("%(given)s cases at once are too many: at most %(most)s. Do them in several rounds."),
    "filer_is_here": _(
        "%(given)s has no account in the institution that holds %(number)s. Make one there first, or name a stand-in."
    ),
    "patent_is_named_once": _(
        "%(given)s stands in line %(line)s already. Keep one of the two lines, or put what both say into one."
    ),
    "desk_assigns": _("Only an officer of the college or school that holds %(given)s names who files it."),
}
