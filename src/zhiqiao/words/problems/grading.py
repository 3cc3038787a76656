"""Sentences for problems of grading and assessment (分级与评估的问题)."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "period_begins_before_it_ends": _("The period begins on %(given)s, after its end. Exchange the two days."),
    "database_has_room": _(
        "The disk, or the room the database may take, is full: %(given)s of %(total)s patents are graded, and their "
        "grades are kept. Make room and run the same command again; it goes on there."
    ),
    "scenario_is_known": _("There is no scenario “%(given)s”. There are: %(known)s."),
    "scenario_file_can_be_read": _("The file of scenarios cannot be read: %(given)s. Check path and rights."),
    "scenario_file_is_toml": _("The file of scenarios is not TOML: %(given)s. Mend that line; text must be UTF-8."),
    "scenario_part_is_known": _(
        "“%(place)s” means nothing here. Known are version, names_verified, indicators, leaves and scenarios, and in a "
        "scenario version, names, told and weights."
    ),
    "scenario_part_is_table": _("“%(place)s” must be a table, and is “%(given)s”."),
    "scenario_flag_is_yes_or_no": _("“%(place)s” must be true or false, and is “%(given)s”."),
    "scenario_version_is_whole": _("“%(place)s” must be a whole number from 1, and is “%(given)s”."),
    "scenario_code_is_plain": _(
        "“%(given)s” in “%(place)s” cannot be a code: take small letters, digits and _, beginning with a letter."
    ),
    "scenario_has_names": _(
        "“%(place)s” must be two texts in brackets, the Chinese one first, the English one second."
    ),
    "scenario_is_not_the_kept_one": _(
        "“%(given)s” is the rubric under which grades are kept, and is not changed by a file. Give your scenario "
        "another name."
    ),
    "indicator_has_dimension_and_names": _(
        "“%(place)s” must be three texts: dimension (legal, technical, economic), Chinese name, English name."
    ),
    "indicator_dimension_is_known": _(
        "“%(place)s” names the dimension “%(given)s”: there are legal, technical and economic."
    ),
    "leaf_is_computed_or_named": _(
        "“%(place)s” must be one text, the indicator, for a leaf that is computed, or three for one that people score: "
        "indicator, Chinese name, English name."
    ),
    "leaf_indicator_is_known": _("“%(place)s” names the indicator “%(given)s”, which there is not."),
    "leaf_criterion_is_known": _(
        "“%(place)s” is to be computed, but there is no criterion “%(given)s”. Give it two names to have it scored by "
        "people."
    ),
    "leaf_is_computed_already": _(
        "“%(place)s” has names to be scored by people, but the criterion “%(given)s” computes it. Take another code."
    ),
    "leaf_stays_in_its_dimension": _(
        "“%(place)s” must stay under an indicator of the dimension “%(given)s”, as in the rubric that grades."
    ),
    "weighed_leaf_is_known": _("“%(place)s” weighs a leaf that there is not. Add it under leaves, or mend the name."),
    "weight_is_whole_number": _("“%(place)s” must be a whole number from 1, and is “%(given)s”."),
    "weights_make_a_whole": _("The weights in “%(place)s” add up to %(given)s; they must add up to 100."),
}
