"""Cases (办件): one procedure run for one patent, or for what may become one, and every move that was made in it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy

from zhiqiao.records.models.catalogue import Patent
from zhiqiao.records.models.people import Organisation, User


class Case(models.Model):
    """A case (办件). A patent nobody has begun to file has none; it counts as being in the procedure's first state."""

    procedure = models.CharField(max_length=40)
    patent = models.ForeignKey(
        Patent, null=True, blank=True, on_delete=models.PROTECT, related_name="cases", db_index=False
    )
    """Null where a procedure is about something that is no patent yet: a table beside this one says what."""
    holder = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="cases", db_index=False
    )
    """Who files it: the organisation that held the patent when the case was opened."""
    filer = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="filed_cases")
    """The inventor who files it, or the one who stands in."""
    state = models.CharField(max_length=30)
    since = models.DateField()
    last_day = models.DateField(null=True, blank=True)
    """Of the time limit that runs; null where none does."""
    sheet = models.JSONField(default=dict, blank=True)
    """What was filled in, by the fields of the procedure's sheet."""
    revision = models.PositiveIntegerField(default=0)
    """Counted up at every write: who writes says which one was read, so that two never overwrite each other unseen."""
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = pgettext_lazy("table", "case")
        verbose_name_plural = pgettext_lazy("table", "cases")
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["patent", "procedure"], name="case_once")]
        indexes = [
            models.Index(fields=["procedure", "holder", "state"], name="cases_by_holder"),
            models.Index(fields=["procedure", "state", "last_day"], name="cases_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.procedure} {self.patent_id} {self.state}"


class CaseMove(models.Model):
    """One move as it was made (办理记录). Appended, never rewritten."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="moves")
    verb = models.CharField(max_length=40)
    part = models.CharField(max_length=30)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL)
    at = models.DateTimeField()
    before = models.CharField(max_length=30)
    after = models.CharField(max_length=30)
    reason = models.TextField(blank=True)
    sheet = models.JSONField(default=dict, blank=True)
    """What was filled in when it was made."""

    class Meta:
        verbose_name = pgettext_lazy("table", "move of a case")
        verbose_name_plural = pgettext_lazy("table", "moves of cases")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.verb}"
