"""Sentences for problems of indicators (指标的问题)."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "indicator_options_readable": _(
        "The file of options that ZHIQIAO_INDICATOR_OPTIONS names cannot be used: %(given)s. Compare it with the file "
        "shipped, printed in the reference of indicators."
    ),
    "award_is_known": _(
        "“%(given)s” is no award that counts: say state (State Science and Technology Award) or patent (China Patent "
        "Award)."
    ),
    "award_year_possible": _("In the year %(given)s no such award can have been won. Write the year of the award."),
    "award_source_given": _("Say where the award is told: the number of the decision, or the list and its year."),
}
