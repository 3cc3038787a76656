"""Grading runs (分级批次): how far a grading of many patents has come, so that it goes on where it was broken off."""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy

from zhiqiao.records.models.people import User


class GradeRun(models.Model):
    """One grading of many patents (分级批次). Its position is written in one transaction with the grades."""

    STATES = ["open", "done", "given_up"]

    cause = models.CharField(max_length=40)
    rubric = models.CharField(max_length=40)
    since = models.DateField(null=True, blank=True)
    """For a review by date: the day of the review before."""
    day = models.DateField()
    """The day it began on."""
    position = models.BigIntegerField(default=0)
    """Id of the last patent that is done; they are graded by id."""
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    made = models.PositiveIntegerField(default=0)
    fulfils = models.JSONField(default=list, blank=True)
    """Ids of jobs that waited when it began: done with it."""
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL)
    began_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=[(state, state) for state in STATES], default="open")
    """Open while it runs and while it is broken off; given up where a new one was begun in its place."""

    class Meta:
        verbose_name = pgettext_lazy("table", "grading run")
        verbose_name_plural = pgettext_lazy("table", "grading runs")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["cause"], condition=models.Q(state="open"), name="one_open_grade_run"),
        ]

    def __str__(self) -> str:
        return f"{self.cause} {self.done}/{self.total}"
