"""Indicators as kept (指标结果): values of each patent, how they lie in its cohort, the runs that computed them.

Beside them what the high-value figures need: awards and populations.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy

from zhiqiao.records.models.catalogue import Patent
from zhiqiao.records.models.people import Organisation, User


class IndicatorCohort(models.Model):
    """A cohort (同类同年组): patents of one field and filing year under one version of the options."""

    version = models.CharField(max_length=40)
    scheme = models.CharField(max_length=20)
    """What the field is of: "wipo35", or "ipc_section" where that concordance is not loaded."""
    field = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    size = models.PositiveIntegerField(default=0)
    spreads = models.JSONField(default=dict)
    """Indicator → how its known values lie, as `domain.grading.cohorts` writes it."""
    is_stale = models.BooleanField(default=True)
    """Values have changed since the spreads were taken."""
    as_of = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("table", "cohort of indicators")
        verbose_name_plural = pgettext_lazy("table", "cohorts of indicators")
        ordering = ["scheme", "field", "year"]
        constraints = [
            models.UniqueConstraint(fields=["version", "scheme", "field", "year"], name="indicator_cohort_once")
        ]

    def __str__(self) -> str:
        return f"{self.field} {self.year}"


class PatentIndicators(models.Model):
    """The indicators of a patent as last computed (专利指标). Null: could not be computed, or is not known."""

    patent = models.OneToOneField(Patent, on_delete=models.CASCADE, primary_key=True, related_name="indicators")
    version = models.CharField(max_length=40)
    """Version of the options it was computed under."""
    as_of = models.DateField()
    cohort = models.ForeignKey(
        IndicatorCohort, null=True, blank=True, on_delete=models.SET_NULL, related_name="members"
    )
    forward_citations_5 = models.FloatField(null=True, blank=True)
    forward_citations_7 = models.FloatField(null=True, blank=True)
    backward_citations = models.FloatField(null=True, blank=True)
    nonpatent_citations = models.FloatField(null=True, blank=True)
    family_size = models.FloatField(null=True, blank=True)
    claims = models.FloatField(null=True, blank=True)
    scope = models.FloatField(null=True, blank=True)
    grant_lag = models.FloatField(null=True, blank=True)
    generality = models.FloatField(null=True, blank=True)
    originality = models.FloatField(null=True, blank=True)
    radicalness = models.FloatField(null=True, blank=True)
    truncated = models.PositiveIntegerField(default=0)
    """Which values have a window that has not passed: a bit for each, in the order above."""
    partial = models.PositiveIntegerField(default=0)
    """Which values rest on part of the documents, in the same order."""
    is_valid_invention = models.BooleanField(null=True, blank=True)
    strategic_industry = models.BooleanField(null=True, blank=True)
    overseas_family = models.BooleanField(null=True, blank=True)
    maintained_over_ten_years = models.BooleanField(null=True, blank=True)
    large_pledge = models.BooleanField(null=True, blank=True)
    award_won = models.BooleanField(null=True, blank=True)
    is_high_value = models.BooleanField(null=True, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("table", "indicators of a patent")
        verbose_name_plural = pgettext_lazy("table", "indicators of patents")

    def __str__(self) -> str:
        return f"{self.patent_id} {self.as_of}"


class IndicatorRun(models.Model):
    """A run over the whole stock (指标计算批次): where it stands, so that one that was cut off goes on."""

    version = models.CharField(max_length=40)
    as_of = models.DateField()
    """The day it computes for, also when it goes on later."""
    state = models.CharField(max_length=10, default="running", choices=[("running", "running"), ("done", "done")])
    position = models.BigIntegerField(default=0)
    """Id of the last patent done."""
    done = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL)
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("table", "run of indicators")
        verbose_name_plural = pgettext_lazy("table", "runs of indicators")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.version} {self.as_of} {self.state}"


class PatentAward(models.Model):
    """An award a patent won (专利获奖)."""

    patent = models.ForeignKey(Patent, on_delete=models.CASCADE, related_name="awards", db_index=False)
    award = models.CharField(max_length=10, choices=[("state", "state"), ("patent", "patent")])
    """"state": State Science and Technology Award; "patent": China Patent Award."""
    year = models.PositiveSmallIntegerField()
    prize = models.CharField(max_length=100, blank=True)
    """As written, "金奖"."""
    source = models.CharField(max_length=300)
    """Where it is told: number of the decision, or the page of the list."""
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = pgettext_lazy("table", "award of a patent")
        verbose_name_plural = pgettext_lazy("table", "awards of patents")
        ordering = ["-year", "pk"]
        constraints = [models.UniqueConstraint(fields=["patent", "award", "year"], name="patent_award_once")]

    def __str__(self) -> str:
        return f"{self.award} {self.year} {self.prize}"


class Population(models.Model):
    """Inhabitants of a nation, province or city in a year (人口), from an official publication."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="populations")
    year = models.PositiveSmallIntegerField()
    inhabitants = models.PositiveBigIntegerField()
    source = models.CharField(max_length=300)

    class Meta:
        verbose_name = pgettext_lazy("table", "population")
        verbose_name_plural = pgettext_lazy("table", "populations")
        ordering = ["organisation", "-year"]
        constraints = [models.UniqueConstraint(fields=["organisation", "year"], name="population_once")]

    def __str__(self) -> str:
        return f"{self.organisation} {self.year}"
