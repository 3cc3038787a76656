"""Cases of procedures in the back office (办件): to look at; they are moved on their pages, by the rules of their
procedure."""

from __future__ import annotations

from django.contrib import admin

from zhiqiao.backoffice.tables import StaffTable
from zhiqiao.records.models import Case, CaseMove, Sample, SampledCase


@admin.register(Case)
class CaseTable(StaffTable):
    """Cases with their state, who files them and what is filled in."""

    list_display = ("patent", "procedure", "state", "since", "last_day", "holder", "filer", "updated_at")
    list_filter = ("procedure", "state")
    search_fields = ("patent__record_key", "patent__title_zh", "patent__title_en", "filer__username")
    list_select_related = ("patent", "holder", "filer")


@admin.register(CaseMove)
class CaseMoveTable(StaffTable):
    """Every move as it was made."""

    list_display = ("case", "verb", "part", "by", "at", "before", "after", "reason")
    list_filter = ("verb", "part")
    search_fields = ("case__patent__record_key", "by__username", "reason")
    list_select_related = ("case", "by")


@admin.register(Sample)
class SampleTable(StaffTable):
    """Samples as they were drawn."""

    list_display = ("organisation", "procedure", "population", "seed", "mode", "drawn_by", "drawn_at")
    list_filter = ("procedure", "mode")
    search_fields = ("organisation__name_zh", "seed", "note")
    list_select_related = ("organisation", "drawn_by")


@admin.register(SampledCase)
class SampledCaseTable(StaffTable):
    """The cases of samples with their second opinions."""

    list_display = ("sample", "position", "case", "second", "answered_at", "returned_at")
    search_fields = ("case__patent__record_key", "second__username")
    list_select_related = ("sample__organisation", "case__patent", "second")
