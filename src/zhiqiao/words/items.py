"""What an item of a sheet takes, in words (填报要求), for whoever wrote something else."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from zhiqiao.domain.procedures.items import Item, Takes, items
from zhiqiao.domain.procedures.register import every
from zhiqiao.words.codes import label


def allowed(field: str) -> str:
    """What may stand in an item of that name; "" where no procedure has one."""
    found = next((one for each in every().values() for one in items(each.sheet) if one.name == field), None)
    return told(found) if found is not None else ""


def told(one: Item) -> str:
    """The same of an item."""
    if one.takes is Takes.YES_NO:
        return _("Write yes or no.")
    if one.takes is Takes.DAY:
        return _("Write a day as 2026-11-22.")
    if one.takes is Takes.NUMBER:
        return _("Write a whole number from %(least)s to %(most)s.") % {"least": one.least, "most": one.most}
    if one.codes is not None:
        known = pgettext("between reasons", "; ").join(label(code) for code in one.codes)
        if one.takes is Takes.CHOICES:
            return _("Choose among: %(known)s. Separate several by semicolons.") % {"known": known}
        return _("Choose one of: %(known)s.") % {"known": known}
    return _("At most %(length)s characters.") % {"length": one.length}
