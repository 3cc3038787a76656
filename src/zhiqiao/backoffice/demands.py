"""Demand in the back office (需求侧): to look at; needs and enterprises are written through `services.demands`."""

from __future__ import annotations

from django.contrib import admin

from zhiqiao.backoffice.tables import CodeFilter, StaffTable
from zhiqiao.records.models import Enterprise, Need


@admin.register(Enterprise)
class EnterpriseTable(StaffTable):
    """Enterprises."""

    list_display = ("name_zh", "name_en", "industry", "region", "size", "organisation", "is_sample")
    list_filter = (("industry", CodeFilter), ("size", CodeFilter), "is_sample", "region")
    search_fields = ("name_zh", "name_en", "uscc")
    list_select_related = ("organisation",)


@admin.register(Need)
class NeedTable(StaffTable):
    """Needs of enterprises, confidential ones too: staff are bound by their office."""

    list_display = (
        "title_zh",
        "title_en",
        "enterprise",
        "industry",
        "state",
        "confidentiality",
        "created_at",
        "is_sample",
    )
    list_filter = (("state", CodeFilter), ("confidentiality", CodeFilter), ("industry", CodeFilter), "is_sample")
    search_fields = ("title_zh", "title_en", "enterprise__name_zh")
    list_select_related = ("enterprise",)
