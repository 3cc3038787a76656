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
}
