"""Imports (导入): runs, their raw lines kept as they came, and the column maps people have settled."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import pgettext_lazy

from zhiqiao.records.models.people import Organisation, User, organisations_of


class ImportRunQuerySet(models.QuerySet["ImportRun"]):
    """Row scope of import runs."""

    def visible_to(self, user: Any) -> ImportRunQuerySet:
        """A run is seen by whoever started it, by its organisation and those above, and by staff."""
        if user is None or not user.is_authenticated:
            return self.none()
        if user.is_staff:
            return self
        return self.filter(
            models.Q(by=user) | models.Q(organisation__in=organisations_of(user).values("pk"))
        ).distinct()


class ImportRun(models.Model):
    """One file brought in (导入批次). Its state moves new → mapped → running → done, or failed; it can be resumed."""

    STATES = ["new", "mapped", "running", "done", "failed"]

    WHAT = ["patents", "needs", "enterprises", "inventory", "pool", "events", "register", "accounts"]

    what = models.CharField(max_length=12, choices=[(what, what) for what in WHAT], default="patents")
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="import_runs"
    )
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="import_runs")
    state = models.CharField(max_length=10, choices=[(state, state) for state in STATES], default="new")
    file_name = models.CharField(max_length=300)
    file_digest = models.CharField(max_length=64, db_index=True)
    stored_as = models.CharField(max_length=400)
    tables = models.JSONField(default=list)
    """One per sheet: name, encoding, source, heading line, headings, map, signature, line count."""
    corrects = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="corrections")
    """The run whose error workbook this is."""
    lines_total = models.PositiveIntegerField(default=0)
    accepted = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    failure = models.JSONField(default=dict, blank=True)
    is_sample = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("table", "import run")
        verbose_name_plural = pgettext_lazy("table", "import runs")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.pk} {self.file_name}"


class ImportLine(models.Model):
    """One raw line, kept as it came (原始行), and what became of it."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="lines", db_index=False)
    table = models.PositiveSmallIntegerField(default=0)
    number = models.PositiveIntegerField()
    """The line's number in the sheet, as Excel shows it."""
    raw = models.JSONField()
    state = models.CharField(
        max_length=10,
        default="waiting",
        choices=[(state, state) for state in ["waiting", "accepted", "unchanged", "rejected", "mended"]],
    )
    problems = models.JSONField(default=list, blank=True)
    patent = models.ForeignKey(
        "records.Patent", null=True, blank=True, on_delete=models.SET_NULL, related_name="import_lines"
    )
    need = models.ForeignKey(
        "records.Need", null=True, blank=True, on_delete=models.SET_NULL, related_name="import_lines", db_index=False
    )
    enterprise = models.ForeignKey(
        "records.Enterprise",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="import_lines",
        db_index=False,
    )

    class Meta:
        verbose_name = pgettext_lazy("table", "import line")
        verbose_name_plural = pgettext_lazy("table", "import lines")
        ordering = ["run", "table", "number"]
        constraints = [models.UniqueConstraint(fields=["run", "table", "number"], name="import_line_once")]
        indexes = [
            models.Index(fields=["run", "state"]),
            # Most lines are of patents: only the others are indexed here.
            models.Index(fields=["need"], condition=models.Q(need__isnull=False), name="lines_of_needs"),
            models.Index(fields=["enterprise"], condition=models.Q(enterprise__isnull=False), name="lines_of_firms"),
        ]

    def __str__(self) -> str:
        return f"{self.run_id}:{self.number}"


class ColumnMap(models.Model):
    """A column map a person settled for a set of headings (列映射), used again when the same headings return."""

    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.CASCADE, related_name="column_maps"
    )
    signature = models.CharField(max_length=64, db_index=True)
    source = models.CharField(max_length=40)
    mapping = models.JSONField()
    """Heading as written → field name, or "" to leave out."""
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = pgettext_lazy("table", "column map")
        verbose_name_plural = pgettext_lazy("table", "column maps")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "signature"], name="column_map_once"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.signature[:8]}"
