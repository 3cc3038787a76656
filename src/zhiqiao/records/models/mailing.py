"""Mail (邮件): what was sent to whom, once for each person, kind and period."""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy

from zhiqiao.records.models.people import User


class Letter(models.Model):
    """A letter to one person (邮件记录): made once for its period, sent by a job."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="letters", db_index=False)
    kind = models.CharField(max_length=40)
    period = models.CharField(max_length=20)
    """What it is about, such as "2026-W47"."""
    address = models.CharField(max_length=254)
    subject = models.CharField(max_length=300)
    body = models.TextField()
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    """Null while it waits, or could not be sent (then `failure` says why)."""
    failure = models.TextField(blank=True)

    class Meta:
        verbose_name = pgettext_lazy("table", "letter")
        verbose_name_plural = pgettext_lazy("table", "letters")
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["person", "kind", "period"], name="letter_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind} {self.period}"
