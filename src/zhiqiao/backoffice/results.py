"""Results and the trail in the back office (结果与留痕): to look at, never to change."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from zhiqiao.backoffice.labels import JOB_STATES
from zhiqiao.backoffice.tables import StaffTable
from zhiqiao.records.models import AuditEvent, Grade, GradeRun, MatchRun, Suggestion, TextVector
from zhiqiao.words import grading


def lines(sentences: list[str]) -> SafeString:
    """Sentences one below the other."""
    items = format_html_join("", "<li>{}</li>", ((sentence,) for sentence in sentences))
    return format_html('<ul class="zq-lines">{}</ul>', items)


@admin.register(Grade)
class GradeTable(StaffTable):
    """Grades with their reasons, old ones too."""

    list_display = ("patent", "level", "score", "coverage", "rubric", "cause", "is_current", "made_at")
    list_filter = ("is_current", "level", "rubric", "cause")
    search_fields = ("patent__record_key", "patent__title_zh", "patent__title_en")
    list_select_related = ("patent",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """Marks, gaps and changes as sentences."""
        told: list[Any] = [self.told_marks, self.told_missing, self.told_changes]
        return [
            "patent",
            "rubric",
            "level",
            "score",
            "coverage",
            *told,
            "cause",
            "is_current",
            "made_at",
            "facts_digest",
        ]

    @admin.display(description=_("Marks"))
    def told_marks(self, row: Any) -> SafeString:
        """Every mark as a sentence."""
        return lines([f"{grading.criterion(mark['criterion'])}: {grading.mark(mark)}" for mark in row.marks])

    @admin.display(description=_("Missing facts"))
    def told_missing(self, row: Any) -> SafeString:
        """What is not known."""
        return lines([grading.missing(one) for one in row.missing])

    @admin.display(description=_("What would change it"))
    def told_changes(self, row: Any) -> SafeString:
        """What would change the grade."""
        return lines([grading.change(one) for one in row.would_change])


@admin.register(GradeRun)
class GradeRunTable(StaffTable):
    """Gradings of many patents, and how far each came."""

    list_display = ("id", "cause", "rubric", "state", "done", "total", "made", "day", "began_at", "ended_at", "by")
    list_filter = ("cause", "state", "rubric")
    list_select_related = ("by",)
    exclude = ("fulfils",)


@admin.register(MatchRun)
class MatchRunTable(StaffTable):
    """Askings of the matcher."""

    list_display = ("id", "need", "patent", "candidates", "shown", "milliseconds", "version", "by", "made_at")
    search_fields = ("need__title_zh", "patent__record_key", "version")
    list_select_related = ("need", "patent", "by")


@admin.register(Suggestion)
class SuggestionTable(StaffTable):
    """Suggested pairs."""

    list_display = ("run", "rank", "need", "patent", "enterprise", "score", "confidence")
    search_fields = ("=run__id", "need__title_zh", "patent__record_key", "enterprise__name_zh")
    list_select_related = ("run", "need", "patent", "enterprise")


@admin.register(TextVector)
class TextVectorTable(StaffTable):
    """Vectors of texts; only that they are there can be read."""

    list_display = ("embedder", "text_digest")
    list_filter = ("embedder",)
    search_fields = ("text_digest",)
    exclude = ("vector",)


@admin.register(AuditEvent)
class AuditEventTable(StaffTable):
    """The trail."""

    list_display = ("at", "verb", "subject", "by", "organisation")
    list_filter = ("verb",)
    search_fields = ("verb", "subject", "by__username")
    list_select_related = ("by", "organisation")


class JobTable(StaffTable):
    """Jobs: what waits, what runs, what failed and why."""

    list_display = ("id", "job", "state", "enqueued_at", "started_at", "finished_at")
    list_filter = ("queue_name",)
    ordering = ("-enqueued_at",)
    exclude = ("status", "priority")
    readonly_fields = ("state",)

    @admin.display(description=_("Job"))
    def job(self, row: Any) -> str:
        """What the job is called."""
        return str((row.args_kwargs.get("args") or [row.task_path])[0])

    @admin.display(description=_("State"), ordering="status")
    def state(self, row: Any) -> str:
        """In words."""
        return str(JOB_STATES.get(row.status, row.status))


def show_jobs() -> None:
    """Put our table of jobs in the place of the one its package brings."""
    model = apps.get_model("django_tasks_database", "DBTaskResult")
    if admin.site.is_registered(model):
        admin.site.unregister(model)
    admin.site.register(model, JobTable)
