"""Demand (需求侧): enterprises and their needs."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import pgettext_lazy

from zhiqiao.domain.codes import Confidentiality, FirmSize, Industry, Language, NeedStage, NeedState
from zhiqiao.domain.patents.names import fold_name
from zhiqiao.records.models.catalogue import Party
from zhiqiao.records.models.people import Organisation, User, organisations_of


class Enterprise(models.Model):
    """An enterprise (企业): its profile, and the party under which its own patents stand where known."""

    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="enterprises"
    )
    party = models.ForeignKey(Party, null=True, blank=True, on_delete=models.SET_NULL, related_name="enterprises")
    name_zh = models.CharField(max_length=300)
    name_en = models.CharField(max_length=300, blank=True)
    folded_zh = models.CharField(max_length=300, blank=True, editable=False)
    folded_en = models.CharField(max_length=300, blank=True, editable=False)
    """The names in the form in which names are compared, by which an enterprise is recognised (`form_of`)."""
    uscc = models.CharField(max_length=18, blank=True)
    industry = models.CharField(max_length=20, choices=[(code, code) for code in Industry], default=Industry.OTHER)
    region = models.CharField(max_length=60, blank=True)
    size = models.CharField(max_length=10, choices=[(size, size) for size in FirmSize], default=FirmSize.UNKNOWN)
    products_zh = models.TextField(blank=True)
    products_en = models.TextField(blank=True)
    profile_zh = models.TextField(blank=True)
    profile_en = models.TextField(blank=True)
    tags = models.JSONField(default=list, blank=True)
    is_sample = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = pgettext_lazy("table", "enterprise")
        verbose_name_plural = pgettext_lazy("table", "enterprises")
        constraints = [
            models.UniqueConstraint(
                fields=["name_zh", "region"], condition=~models.Q(name_zh=""), name="enterprise_name_in_region"
            )
        ]
        indexes = [
            models.Index(fields=["folded_zh"], name="enterprise_by_name_zh"),
            models.Index(fields=["folded_en"], name="enterprise_by_name_en"),
            models.Index(fields=["uscc"], name="enterprise_by_code"),
        ]
        ordering = ["name_zh"]

    def __str__(self) -> str:
        return self.name_zh or self.name_en

    @staticmethod
    def form_of(name: str) -> str:
        """The form in which a name is compared, as far as it is kept."""
        return fold_name(name)[:300]


class NeedQuerySet(models.QuerySet["Need"]):
    """Row scope of needs."""

    def visible_to(self, user: Any) -> NeedQuerySet:
        """Open and anonymous needs for everyone; drafts and restricted ones for their side, named schools and staff."""
        if user is not None and user.is_authenticated and user.is_staff:
            return self
        own = organisations_of(user).values("pk")
        public = ~models.Q(state=NeedState.DRAFT) & ~models.Q(confidentiality=Confidentiality.RESTRICTED)
        shown = models.Q(shown_to__in=own) & ~models.Q(state=NeedState.DRAFT)
        return self.filter(public | models.Q(owner__in=own) | shown).distinct()


class Need(models.Model):
    """A technical need in plain words (技术需求)."""

    enterprise = models.ForeignKey(Enterprise, null=True, blank=True, on_delete=models.PROTECT, related_name="needs")
    owner = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="needs")
    """The organisation that entered it and may change it."""
    shown_to = models.ManyToManyField(Organisation, blank=True, related_name="needs_shown")
    """Schools a restricted need is shown to."""
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="needs")
    title_zh = models.CharField(max_length=300, blank=True)
    title_en = models.CharField(max_length=300, blank=True)
    problem_zh = models.TextField(blank=True)
    problem_en = models.TextField(blank=True)
    language = models.CharField(max_length=5, choices=[(code, code) for code in Language], default=Language.ZH)
    industry = models.CharField(max_length=20, choices=[(code, code) for code in Industry], default=Industry.OTHER)
    region = models.CharField(max_length=60, blank=True)
    budget_fen = models.BigIntegerField(null=True, blank=True)
    deadline = models.DateField(null=True, blank=True)
    ways = models.JSONField(default=list, blank=True)
    stage = models.CharField(max_length=10, choices=[(stage, stage) for stage in NeedStage], default=NeedStage.ANY)
    confidentiality = models.CharField(
        max_length=12, choices=[(code, code) for code in Confidentiality], default=Confidentiality.OPEN
    )
    state = models.CharField(max_length=10, choices=[(state, state) for state in NeedState], default=NeedState.OPEN)
    source_key = models.CharField(max_length=120, blank=True, db_index=True)
    """What makes a need from a sheet one record: firm and title folded, or the sheet's own number."""
    content_digest = models.CharField(max_length=64, blank=True)
    is_sample = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = NeedQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("table", "need")
        verbose_name_plural = pgettext_lazy("table", "needs")
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.title_zh or self.title_en
