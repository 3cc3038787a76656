"""Classes (分类归类): packs of official tables as they were loaded, their rows and rules, and what each patent met."""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy

from zhiqiao.domain.classing.schemes import Scheme
from zhiqiao.records.models.catalogue import Patent
from zhiqiao.records.models.people import User


class ClassPack(models.Model):
    """One edition of an official table (分类数据包). Editions stay; at most one of a scheme is in use."""

    scheme = models.CharField(max_length=20, choices=[(scheme, scheme) for scheme in Scheme])
    edition = models.CharField(max_length=60)
    source = models.CharField(max_length=300)
    """Which document it is, of whom, and where it was had."""
    licence = models.CharField(max_length=300, blank=True)
    file_names = models.JSONField(default=list)
    digest = models.CharField(max_length=64)
    """Of the files' contents: the same files twice are one pack."""
    rows_count = models.PositiveIntegerField(default=0)
    rules_count = models.PositiveIntegerField(default=0)
    faults_count = models.PositiveIntegerField(default=0)
    faults = models.JSONField(default=list)
    """The first of them, as problems."""
    is_active = models.BooleanField(default=False)
    classed_up_to = models.BigIntegerField(null=True, blank=True)
    """While patents are being classed by it: the last one done; null where nothing is under way."""
    loaded_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL)
    loaded_at = models.DateTimeField(auto_now_add=True)
    activated_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("table", "classification pack")
        verbose_name_plural = pgettext_lazy("table", "classification packs")
        ordering = ["scheme", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "edition"], name="class_edition_once"),
            models.UniqueConstraint(
                fields=["scheme"], condition=models.Q(is_active=True), name="class_pack_in_use_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} {self.edition}"


class ClassRow(models.Model):
    """A code of a pack with its titles (分类条目)."""

    pack = models.ForeignKey(ClassPack, on_delete=models.CASCADE, related_name="rows", db_index=False)
    code = models.CharField(max_length=30)
    zh = models.TextField(blank=True)
    en = models.TextField(blank=True)
    parent = models.CharField(max_length=100, blank=True)
    line = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = pgettext_lazy("table", "row of a pack")
        verbose_name_plural = pgettext_lazy("table", "rows of packs")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["pack", "code"], name="class_row_once")]

    def __str__(self) -> str:
        return self.code


class ClassRule(models.Model):
    """A rule of a pack (归类规则): which symbols and words lead to a code, as written and as read."""

    pack = models.ForeignKey(ClassPack, on_delete=models.CASCADE, related_name="rules", db_index=False)
    ref = models.PositiveIntegerField()
    """Its number within the pack."""
    code = models.CharField(max_length=30)
    line = models.PositiveIntegerField(default=0)
    written = models.TextField(blank=True)
    words_written = models.TextField(blank=True)
    patterns = models.JSONField(default=list)
    exclusions = models.JSONField(default=list)
    groups = models.JSONField(default=list)
    unless = models.JSONField(default=list)

    class Meta:
        verbose_name = pgettext_lazy("table", "rule of a pack")
        verbose_name_plural = pgettext_lazy("table", "rules of packs")
        ordering = ["pack", "ref"]
        constraints = [models.UniqueConstraint(fields=["pack", "ref"], name="class_rule_once")]

    def __str__(self) -> str:
        return f"{self.pack_id}:{self.ref} {self.code}"


class ClassHit(models.Model):
    """A patent stands under a code (归类结果), by which row, symbol and words; `is_sure` or only possible."""

    # Found by the unique constraint, which begins with it.
    patent = models.ForeignKey(Patent, on_delete=models.CASCADE, related_name="class_hits", db_index=False)
    scheme = models.CharField(max_length=20, choices=[(scheme, scheme) for scheme in Scheme])
    code = models.CharField(max_length=30)
    pack = models.ForeignKey(ClassPack, on_delete=models.CASCADE, related_name="hits", db_index=False)
    ref = models.PositiveIntegerField()
    """The rule of the pack that fired."""
    symbol = models.CharField(max_length=20)
    pattern = models.CharField(max_length=30)
    words = models.JSONField(default=list)
    is_sure = models.BooleanField()
    is_primary = models.BooleanField()

    class Meta:
        verbose_name = pgettext_lazy("table", "class found")
        verbose_name_plural = pgettext_lazy("table", "classes found")
        ordering = ["patent", "scheme", "-is_primary", "-is_sure", "pk"]
        constraints = [models.UniqueConstraint(fields=["patent", "scheme", "code"], name="class_hit_once")]
        indexes = [models.Index(fields=["scheme", "code", "patent"], name="class_hits_by_code")]

    def __str__(self) -> str:
        return f"{self.patent_id} {self.scheme} {self.code}"
