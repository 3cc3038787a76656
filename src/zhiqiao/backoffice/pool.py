"""The pool in the back office (资源库): to look at; entries follow the cases of the procedure."""

from __future__ import annotations

from django.contrib import admin

from zhiqiao.backoffice.tables import StaffTable
from zhiqiao.records.models import PoolCard, PoolEntry, PoolGuest


@admin.register(PoolEntry)
class PoolEntryTable(StaffTable):
    """Entries with terms and cause of leaving."""

    list_display = ("patent", "state", "lane", "visibility", "level", "industry", "since", "until", "cause", "left_on")
    list_filter = ("state", "lane", "visibility", "cause")
    search_fields = ("patent__record_key", "patent__title_zh", "patent__title_en")
    list_select_related = ("patent", "holder")


@admin.register(PoolCard)
class PoolCardTable(StaffTable):
    """What people have said of patents in plain words."""

    list_display = ("patent", "stage", "price_from_fen", "price_to_fen", "updated_by", "updated_at")
    search_fields = ("patent__record_key", "problem", "effect", "use", "product")
    list_select_related = ("patent", "updated_by")


@admin.register(PoolGuest)
class PoolGuestTable(StaffTable):
    """To whom single listings are shown."""

    list_display = ("entry", "organisation")
    search_fields = ("organisation__name_zh", "organisation__name_en")
    list_select_related = ("entry", "organisation")
