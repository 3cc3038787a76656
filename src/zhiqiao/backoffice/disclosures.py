"""Disclosures in the back office (发明披露): to look at; they are written and moved on their pages."""

from __future__ import annotations

from django.contrib import admin

from zhiqiao.backoffice.tables import StaffTable
from zhiqiao.records.models import Disclosure, DisclosureEvaluation, DisclosureFile, DisclosureInventor


@admin.register(Disclosure)
class DisclosureTable(StaffTable):
    """Disclosures with what was filed of them."""

    list_display = ("case", "round", "evaluator", "application_number", "filed_on", "patent", "created_at")
    search_fields = ("application_number", "evaluator__username")
    list_select_related = ("case", "evaluator", "patent")


@admin.register(DisclosureInventor)
class DisclosureInventorTable(StaffTable):
    """Who made them."""

    list_display = ("disclosure", "name", "user", "share", "agreed_at", "agreed_by")
    search_fields = ("name", "user__username")
    list_select_related = ("disclosure", "user", "agreed_by")


@admin.register(DisclosureFile)
class DisclosureFileTable(StaffTable):
    """What was attached."""

    list_display = ("disclosure", "file_name", "size", "file_digest", "by", "created_at")
    search_fields = ("file_name", "file_digest")
    list_select_related = ("disclosure", "by")


@admin.register(DisclosureEvaluation)
class DisclosureEvaluationTable(StaffTable):
    """Every evaluation as it was handed in."""

    list_display = ("disclosure", "round", "by", "total", "proposal", "scale_version", "created_at")
    list_filter = ("proposal",)
    search_fields = ("by__username", "remarks")
    list_select_related = ("disclosure", "by")
