"""Imports in the back office (导入): runs and raw lines to look at, remembered column maps that can be forgotten."""

from __future__ import annotations

from django.contrib import admin

from zhiqiao.backoffice.tables import CodeFilter, StaffTable
from zhiqiao.records.models import ColumnMap, ImportLine, ImportRun


@admin.register(ImportRun)
class ImportRunTable(StaffTable):
    """Files brought in, and what became of them."""

    list_display = (
        "id",
        "file_name",
        "what",
        "state",
        "lines_total",
        "accepted",
        "rejected",
        "unchanged",
        "by",
        "created_at",
    )
    list_filter = (("state", CodeFilter), ("what", CodeFilter), "is_sample")
    search_fields = ("file_name", "organisation__name_zh", "by__username")
    list_select_related = ("by",)


@admin.register(ImportLine)
class ImportLineTable(StaffTable):
    """Raw lines, kept as they came."""

    list_display = ("run", "table", "number", "state", "patent", "need")
    list_filter = (("state", CodeFilter),)
    search_fields = ("=run__id", "patent__record_key")
    list_select_related = ("run", "patent", "need")


@admin.register(ColumnMap)
class ColumnMapTable(StaffTable):
    """Column maps that people settled. Forgetting one only means that the next such file is asked about again."""

    may_delete = True
    list_display = ("source", "signature", "organisation", "by", "updated_at")
    list_filter = ("source",)
    search_fields = ("source", "signature", "organisation__name_zh")
    list_select_related = ("organisation", "by")
