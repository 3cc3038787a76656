"""Legal life (法律事件): every event told of a patent, and what our record said before the first of them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy

from zhiqiao.records.models.catalogue import Patent
from zhiqiao.records.models.imports import ImportLine


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
