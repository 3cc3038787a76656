"""Legal life (法律事件): every event told of a patent, what our record said before the first of them, and differences
from the register."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import pgettext_lazy

from zhiqiao.records.models.catalogue import Patent
from zhiqiao.records.models.imports import ImportLine
from zhiqiao.records.models.people import User, organisations_of


class LegalEvent(models.Model):
    """One legal event as it was told (法律事件). Appended, never rewritten; the register is folded from them."""

    patent = models.ForeignKey(Patent, on_delete=models.CASCADE, related_name="legal_events", db_index=False)
    code = models.CharField(max_length=8)
    on = models.DateField()
    """The day of the announcement."""
    effective = models.DateField(null=True, blank=True)
    """The day from which it holds, where that is another one."""
    data = models.JSONField(default=dict, blank=True)
    """The rest of `domain.patents.legal_events.LegalEvent`."""
    source = models.CharField(max_length=300, blank=True)
    """The file, or whoever else told it."""
    line = models.ForeignKey(
        ImportLine, null=True, blank=True, on_delete=models.SET_NULL, related_name="legal_events", db_index=False
    )
    digest = models.CharField(max_length=64)
    """Of what it says: the same event told twice is one."""
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = pgettext_lazy("table", "legal event")
        verbose_name_plural = pgettext_lazy("table", "legal events")
        ordering = ["on", "id"]
        constraints = [models.UniqueConstraint(fields=["patent", "digest"], name="legal_event_once")]
        indexes = [
            models.Index(fields=["line"], condition=models.Q(line__isnull=False), name="legal_events_of_lines"),
            models.Index(fields=["on", "code"], name="legal_events_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.patent_id} {self.code} {self.on}"


class RegisterStart(models.Model):
    """What our record said of a patent before its first event (登记起点), so that a day before it can be told."""

    patent = models.OneToOneField(Patent, on_delete=models.CASCADE, related_name="register_start")
    owners = models.JSONField(default=list, blank=True)
    legal_state = models.CharField(max_length=12)
    legal_state_date = models.DateField(null=True, blank=True)
    taken = models.DateField()

    class Meta:
        verbose_name = pgettext_lazy("table", "register's start")
        verbose_name_plural = pgettext_lazy("table", "registers' starts")

    def __str__(self) -> str:
        return f"{self.patent_id} {self.taken}"


class DifferenceQuerySet(models.QuerySet["Difference"]):
    """Row scope of differences."""

    def visible_to(self, user: Any) -> DifferenceQuerySet:
        """Those of patents that one's own organisations, or those below them, hold; all for staff."""
        if user is None or not user.is_authenticated:
            return self.none()
        return self if user.is_staff else self.filter(patent__holder__in=organisations_of(user).values("pk"))


class Difference(models.Model):
    """One field in which an extract of the register says something else than our record (差异)."""

    STATES = ["open", "accepted", "ignored", "gone"]

    patent = models.ForeignKey(Patent, on_delete=models.CASCADE, related_name="differences", db_index=False)
    field = models.CharField(max_length=40)
    ours = models.JSONField()
    theirs = models.JSONField()
    source = models.CharField(max_length=300)
    source_date = models.DateField()
    """The day of the extract."""
    state = models.CharField(max_length=10, default="open", choices=[(state, state) for state in STATES])
    line = models.ForeignKey(
        ImportLine, null=True, blank=True, on_delete=models.SET_NULL, related_name="differences", db_index=False
    )
    data = models.JSONField(default=dict, blank=True)
    """For the legal state: since when, and in whose words."""
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL)
    decided_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = DifferenceQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("table", "difference")
        verbose_name_plural = pgettext_lazy("table", "differences")
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["patent", "field"], name="difference_once")]
        indexes = [
            models.Index(fields=["state", "field"], name="differences_by_state"),
            models.Index(fields=["line"], condition=models.Q(line__isnull=False), name="differences_of_lines"),
        ]

    def __str__(self) -> str:
        return f"{self.patent_id} {self.field} {self.state}"
