"""The trail (留痕): what was done, by whom, to what. Appended, never rewritten."""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy

from zhiqiao.records.models.people import Organisation, User


class AuditEvent(models.Model):
    """One thing that was done (审计事件)."""

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL)
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.SET_NULL)
    verb = models.CharField(max_length=60, db_index=True)
    subject = models.CharField(max_length=40)
    """Table and id, "patent:118"."""
    data = models.JSONField(default=dict)

    class Meta:
        verbose_name = pgettext_lazy("table", "audit event")
        verbose_name_plural = pgettext_lazy("table", "audit events")
        ordering = ["-id"]
        indexes = [models.Index(fields=["subject"])]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject}"
