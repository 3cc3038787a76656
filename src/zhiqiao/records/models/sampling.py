"""Samples of what was filed (抽查): how each was drawn, the cases in it as they stood, and the second opinions."""

from __future__ import annotations

from typing import cast

from django.db import models
from django.utils.translation import pgettext_lazy

from zhiqiao.domain.procedures.sampling import Mode
from zhiqiao.records.models.cases import Case
from zhiqiao.records.models.catalogue import Patent
from zhiqiao.records.models.people import Organisation, User


class Sample(models.Model):
    """A sample (抽查批次). What it was drawn from and by which seed is kept as it was and never rewritten."""

    procedure = models.CharField(max_length=40)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="samples")
    """It and all below it."""
    states = models.JSONField(default=list)
    begun = models.DateField(null=True, blank=True)
    """In these states since this day or later."""
    ended = models.DateField(null=True, blank=True)
    """In these states since this day or earlier."""
    size = models.PositiveIntegerField(null=True, blank=True)
    percent = models.DecimalField(max_digits=6, decimal_places=3, null=True, blank=True)
    strata = models.JSONField(default=list, blank=True)
    seed = models.CharField(max_length=80)
    mode = models.CharField(max_length=10, choices=[(mode, mode) for mode in Mode])
    population = models.PositiveIntegerField()
    """How many it was drawn from."""
    digest = models.CharField(max_length=64)
    """Of what it was drawn from, `domain.procedures.sampling.digest_of`."""
    note = models.CharField(max_length=300, blank=True)
    drawn_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="samples")
    drawn_at = models.DateTimeField()

    class Meta:
        verbose_name = pgettext_lazy("table", "sample")
        verbose_name_plural = pgettext_lazy("table", "samples")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.procedure} {self.organisation} {self.seed}"


class SampledCase(models.Model):
    """A case in a sample, as it stood when it was drawn, and what the second opinion says of it (复核件)."""

    sample = models.ForeignKey(Sample, on_delete=models.CASCADE, related_name="cases", db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="samples")
    holder = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="sampled")
    position = models.PositiveIntegerField()
    """Its place in the draw, from 1."""
    stratum = models.CharField(max_length=100, blank=True)
    state = models.CharField(max_length=30)
    sheet = models.JSONField(default=dict)
    """What was filed when it was drawn."""
    second = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="second_opinions")
    """Who is asked for the second opinion."""
    opinions = models.JSONField(default=list, blank=True)
    """Of each item: `item`, `verdict`, `filed`, `value`, `comment`."""
    comment = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)
    """When the case was returned for what the second opinion found."""

    class Meta:
        verbose_name = pgettext_lazy("table", "sampled case")
        verbose_name_plural = pgettext_lazy("table", "sampled cases")
        ordering = ["sample", "position"]
        constraints = [
            models.UniqueConstraint(fields=["sample", "position"], name="sampled_place"),
            models.UniqueConstraint(fields=["sample", "case"], name="sampled_once"),
        ]
        indexes = [models.Index(fields=["second", "answered_at"], name="sampled_by_second")]

    def __str__(self) -> str:
        return f"{self.sample_id} {self.position}"

    @property
    def patent(self) -> Patent:
        """What the case is about: only cases of patents are sampled."""
        return cast(Patent, self.case.patent)
