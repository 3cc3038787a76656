"""Results of judging (评判结果): grades, matches and the vectors behind them, each with the version that made it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy

from zhiqiao.records.models.catalogue import Patent
from zhiqiao.records.models.demands import Enterprise, Need
from zhiqiao.records.models.people import User


class Grade(models.Model):
    """A grade of a patent (分级结果). Old grades stay; one is current."""

    patent = models.ForeignKey(Patent, on_delete=models.CASCADE, related_name="grades")
    rubric = models.CharField(max_length=40)
    """Name and version of the rubric, "first@1"."""
    score = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    level = models.PositiveSmallIntegerField(null=True)
    coverage = models.DecimalField(max_digits=5, decimal_places=2)
    """Share of the rubric's weight for which facts were known, percent."""
    marks = models.JSONField(default=list)
    would_change = models.JSONField(default=list)
    missing = models.JSONField(default=list)
    facts_digest = models.CharField(max_length=64)
    cause = models.CharField(max_length=40)
    is_current = models.BooleanField(default=True)
    direction = models.CharField(max_length=6, null=True, blank=True)
    """Against the grade before (`domain.grading.differences.Direction`); null for the first, and where level and score
    are the same."""
    level_before = models.PositiveSmallIntegerField(null=True)
    score_before = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = pgettext_lazy("table", "grade")
        verbose_name_plural = pgettext_lazy("table", "grades")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["patent"], condition=models.Q(is_current=True), name="one_current_grade"),
        ]
        indexes = [
            # Partial, because a database does not look up "is current" in an index that merely begins with it.
            models.Index(fields=["level"], condition=models.Q(is_current=True), name="grades_by_level"),
            models.Index(fields=["-score", "-patent"], condition=models.Q(is_current=True), name="grades_by_score"),
            # What changed in a period, counted by direction and cause without reading a row.
            models.Index(
                fields=["made_at", "direction", "cause", "patent"],
                condition=models.Q(direction__isnull=False),
                name="grades_that_moved",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.patent_id}: {self.score}"


class MatchRun(models.Model):
    """One asking of the matcher (匹配批次): what was asked, with which version, what it cost."""

    need = models.ForeignKey(Need, null=True, blank=True, on_delete=models.CASCADE, related_name="match_runs")
    patent = models.ForeignKey(Patent, null=True, blank=True, on_delete=models.CASCADE, related_name="match_runs")
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL)
    version = models.CharField(max_length=120)
    """Version of the ranking rules, and the id of the embedder."""
    candidates = models.PositiveIntegerField(default=0)
    shown = models.PositiveIntegerField(default=0)
    milliseconds = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = pgettext_lazy("table", "match run")
        verbose_name_plural = pgettext_lazy("table", "match runs")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.pk} {self.version}"


class Suggestion(models.Model):
    """One pair the matcher suggests (匹配建议): need and patent, or patent and enterprise, with reasons."""

    run = models.ForeignKey(MatchRun, on_delete=models.CASCADE, related_name="suggestions")
    rank = models.PositiveSmallIntegerField()
    need = models.ForeignKey(Need, null=True, blank=True, on_delete=models.CASCADE, related_name="suggestions")
    patent = models.ForeignKey(Patent, on_delete=models.CASCADE, related_name="suggestions")
    enterprise = models.ForeignKey(
        Enterprise, null=True, blank=True, on_delete=models.CASCADE, related_name="suggestions"
    )
    score = models.FloatField()
    confidence = models.FloatField()
    explanation = models.JSONField(default=dict)
    """Features, reasons, counter-reasons and the phrases that met, as `domain.matching.explanation` writes them."""

    class Meta:
        verbose_name = pgettext_lazy("table", "suggestion")
        verbose_name_plural = pgettext_lazy("table", "suggestions")
        ordering = ["run", "rank"]
        constraints = [models.UniqueConstraint(fields=["run", "rank"], name="suggestion_rank_once")]

    def __str__(self) -> str:
        return f"{self.run_id}#{self.rank}"


class TextVector(models.Model):
    """The vector of a text (文本向量), computed once per embedder and text."""

    embedder = models.CharField(max_length=80)
    text_digest = models.CharField(max_length=40)
    vector = models.BinaryField()
    """float16, little-endian."""

    class Meta:
        verbose_name = pgettext_lazy("table", "text vector")
        verbose_name_plural = pgettext_lazy("table", "text vectors")
        constraints = [models.UniqueConstraint(fields=["embedder", "text_digest"], name="text_vector_once")]

    def __str__(self) -> str:
        return f"{self.embedder} {self.text_digest[:8]}"
