"""Sentences about parties (当事人说明): why two names are held to be perhaps one."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

DOUBTS = {
    "same_name_other_region": _("The same name at two places"),
    "same_name_other_code": _("The same name with two social credit codes"),
    "personal_name": _("A personal name, which several people may bear"),
    "place_in_brackets": _("One name has a place in brackets, the other has not"),
    "other_tail": _("The same name with another ending, such as its legal form"),
    "abbreviation": _("One name may be short for the other"),
    "word_order": _("The same words in another order"),
    "near_spelling": _("Spelt almost the same"),
}


def doubt(reason: str) -> str:
    """Why two parties are in doubt, in the language that is active."""
    return str(DOUBTS.get(reason, reason))
