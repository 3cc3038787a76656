"""Classification packs in the back office (分类数据包): to look at; they are loaded and put to use by the service."""

from __future__ import annotations

from django.contrib import admin

from zhiqiao.backoffice.tables import StaffTable
from zhiqiao.records.models import ClassHit, ClassPack, ClassRow, ClassRule


@admin.register(ClassPack)
class ClassPackTable(StaffTable):
    """Editions that were loaded."""

    list_display = (
        "scheme",
        "edition",
        "source",
        "rows_count",
        "rules_count",
        "faults_count",
        "is_active",
        "loaded_at",
    )
    list_filter = ("scheme", "is_active")


@admin.register(ClassRow)
class ClassRowTable(StaffTable):
    """Codes with their titles."""

    list_display = ("pack", "code", "zh", "en", "parent", "line")
    list_select_related = ("pack",)
    search_fields = ("code", "zh", "en")
    list_filter = ("pack",)


@admin.register(ClassRule)
class ClassRuleTable(StaffTable):
    """What leads to a code, as written and as read."""

    list_display = ("pack", "ref", "code", "written", "words_written", "line")
    list_select_related = ("pack",)
    search_fields = ("code",)
    list_filter = ("pack",)


@admin.register(ClassHit)
class ClassHitTable(StaffTable):
    """What patents met, and by which row."""

    list_display = ("patent", "scheme", "code", "is_sure", "is_primary", "symbol", "pattern", "ref", "pack")
    list_filter = ("scheme", "is_sure")
    list_select_related = ("patent", "pack")
    search_fields = ("patent__record_key", "code")
    raw_id_fields = ("patent", "pack")
