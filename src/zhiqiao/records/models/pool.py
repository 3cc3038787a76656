"""The pool (专利转化资源库): which patents are in it or were, on what terms, and what is told of them plainly."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import pgettext_lazy

from zhiqiao.domain.codes import Industry, OrganisationKind, PatentKind
from zhiqiao.domain.pool.codes import Cause, EntryState, Lane, Scope, Stage
from zhiqiao.records.models.catalogue import Patent
from zhiqiao.records.models.people import Membership, Organisation, User, organisations_of


class PoolEntryQuerySet(models.QuerySet["PoolEntry"]):
    """Row scope of the pool."""

    def visible_to(self, user: Any) -> PoolEntryQuerySet:
        """Public entries for everyone; others for the holder and those above it, for members of firms, or for the
        organisations named, as the entry's visibility says; everything for staff."""
        if user is not None and user.is_authenticated and user.is_staff:
            return self
        seen = models.Q(visibility=Scope.PUBLIC)
        if user is None or not user.is_authenticated:
            return self.filter(seen)
        own = organisations_of(user).values("pk")
        seen |= models.Q(holder__in=own)
        seen |= models.Q(visibility=Scope.NAMED, pk__in=PoolGuest.objects.filter(organisation__in=own).values("entry"))
        if Membership.objects.filter(user=user, organisation__kind=OrganisationKind.ENTERPRISE).exists():
            seen |= models.Q(visibility=Scope.FIRMS)
        return self.filter(seen)


class PoolEntry(models.Model):
    """A patent's time in the pool (在库记录). Entries that have left stay; one at most is current.

    Level, kind, industry and region are copies, so that layers are counted along one index.
    """

    patent = models.ForeignKey(Patent, on_delete=models.PROTECT, related_name="pool_entries")
    holder = models.ForeignKey(Organisation, null=True, on_delete=models.SET_NULL, related_name="pool_entries")
    """Who promised: the organisation that held the patent when it was listed."""
    state = models.CharField(max_length=10, choices=[(state, state) for state in EntryState])
    is_current = models.BooleanField(default=True)
    lane = models.CharField(max_length=10, choices=[(lane, lane) for lane in Lane])
    entrusted_to = models.CharField(max_length=200, blank=True)
    visibility = models.CharField(max_length=10, choices=[(scope, scope) for scope in Scope])
    since = models.DateField()
    """Listed since; in review since, where it is pending."""
    until = models.DateField(null=True, blank=True)
    promised_by = models.CharField(max_length=100, blank=True)
    promised_on = models.DateField(null=True, blank=True)
    level = models.PositiveSmallIntegerField(null=True, blank=True)
    kind = models.CharField(max_length=12, choices=[(kind, kind) for kind in PatentKind])
    industry = models.CharField(max_length=20, choices=[(code, code) for code in Industry])
    region = models.CharField(max_length=60, blank=True)
    cause = models.CharField(max_length=20, blank=True, choices=[(cause, cause) for cause in Cause])
    event = models.CharField(max_length=30, blank=True)
    """What made it leave: a gazette code ("CF01") or the fact that changed ("legal_state")."""
    event_on = models.DateField(null=True, blank=True)
    left_on = models.DateField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = PoolEntryQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("table", "pool entry")
        verbose_name_plural = pgettext_lazy("table", "pool entries")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["patent"], condition=models.Q(is_current=True), name="pool_entry_current_once"
            ),
        ]
        indexes = [
            # Layers and filters are counted along this one alone, and the rows of a cell are read along it.
            models.Index(
                fields=["state", "visibility", "level", "industry", "lane", "kind", "region", "holder"],
                name="pool_layers",
            ),
            models.Index(fields=["state", "-since", "-id"], name="pool_newest"),
            models.Index(fields=["state", "level", "-since", "-id"], name="pool_best"),
            models.Index(fields=["state", "industry", "-since", "-id"], name="pool_industry"),
            models.Index(fields=["state", "until"], name="pool_until"),
        ]

    def __str__(self) -> str:
        return f"{self.patent_id} {self.state}"


class PoolGuest(models.Model):
    """An organisation to which a listing is shown (指定可见单位)."""

    entry = models.ForeignKey(PoolEntry, on_delete=models.CASCADE, related_name="guests", db_index=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="pool_guests")

    class Meta:
        verbose_name = pgettext_lazy("table", "pool guest")
        verbose_name_plural = pgettext_lazy("table", "pool guests")
        constraints = [models.UniqueConstraint(fields=["entry", "organisation"], name="pool_guest_once")]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.organisation_id}"


class PoolCard(models.Model):
    """What people have said of a patent in plain words (通俗卡片). Empty means: not given. Drafts of the machine are
    never stored."""

    patent = models.OneToOneField(Patent, on_delete=models.CASCADE, related_name="pool_card")
    problem = models.TextField(blank=True)
    effect = models.TextField(blank=True)
    use = models.TextField(blank=True)
    product = models.TextField(blank=True)
    stage = models.CharField(max_length=10, blank=True, choices=[(stage, stage) for stage in Stage])
    ways = models.JSONField(default=list, blank=True)
    price_from_fen = models.BigIntegerField(null=True, blank=True)
    price_to_fen = models.BigIntegerField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)
    updated_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = pgettext_lazy("table", "pool card")
        verbose_name_plural = pgettext_lazy("table", "pool cards")

    def __str__(self) -> str:
        return str(self.patent_id)
