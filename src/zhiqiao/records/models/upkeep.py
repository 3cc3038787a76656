"""Upkeep (专利维持): the annuity each patent owes next, reductions granted, payments made, and what was decided."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from zhiqiao.domain.codes import Role
from zhiqiao.records.models.catalogue import Patent
from zhiqiao.records.models.people import Membership, Organisation, User
from zhiqiao.records.models.results import MatchRun

OVERSEES = (Role.ADMIN, Role.OFFICER, Role.OFFICIAL)
"""Roles that see what keeping their organisation's patents costs."""


def overseen_by(user: Any, roles: Collection[Role] = OVERSEES) -> models.QuerySet[Organisation] | None:
    """The organisations in which this person holds one of these roles, with all below them; None stands for all."""
    if user is None or (user.is_authenticated and user.is_staff):
        return None
    if not user.is_authenticated:
        return Organisation.objects.none()
    held = Membership.objects.filter(user=user, role__in=[str(role) for role in roles])
    condition = Q(pk__in=[])
    for path in held.values_list("organisation__path", flat=True).distinct():
        condition |= Q(path__startswith=path)
    return Organisation.objects.filter(condition)


class AnnuityDueQuerySet(models.QuerySet["AnnuityDue"]):
    """Row scope of what is due."""

    def visible_to(self, user: Any, roles: Collection[Role] = OVERSEES) -> AnnuityDueQuerySet:
        """Those of the organisations this person oversees; all for staff and the owner of the machine."""
        held = overseen_by(user, roles)
        return self if held is None else self.filter(holder__in=held.values("pk"))


class AnnuityDue(models.Model):
    """The annuity a patent owes next (应缴年费), reckoned from its facts and kept so that lists are one indexed query.

    A copy: it can be thrown away and reckoned anew. `due` is empty where the filing date or the last year paid is not
    known. Amounts in fen, without surcharge; null where the fee table has no line.
    """

    patent = models.OneToOneField(Patent, on_delete=models.CASCADE, related_name="annuity_due", primary_key=True)
    holder = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="annuities", db_index=False
    )
    level = models.PositiveSmallIntegerField(null=True, blank=True)
    """Of the current grade."""
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    due = models.DateField(null=True, blank=True)
    payable_until = models.DateField(null=True, blank=True)
    """Last day of grace, moved to the next working day."""
    ends = models.DateField(null=True, blank=True)
    """When the term runs out."""
    full_fen = models.BigIntegerField(null=True, blank=True)
    fee_fen = models.BigIntegerField(null=True, blank=True)
    """After the best reduction."""
    reduction = models.CharField(max_length=20, blank=True)
    following_fen = models.BigIntegerField(null=True, blank=True)
    """The annuity of the year after, after reductions; 0 where there is none any more."""
    life_fen = models.BigIntegerField(default=0)
    """All from this one to the end of the term, as far as the table has lines."""
    years_without_fee = models.PositiveSmallIntegerField(default=0)
    fee_table = models.CharField(max_length=60, blank=True)
    """Version of the table they were reckoned with."""
    firms_run = models.ForeignKey(
        MatchRun, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    """The firms found for it when it was about to lapse."""

    objects = AnnuityDueQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("table", "annuity due")
        verbose_name_plural = pgettext_lazy("table", "annuities due")
        indexes = [
            models.Index(fields=["holder", "due"], name="annuities_by_holder"),
            models.Index(fields=["due", "level"], name="annuities_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.patent_id}: {self.year} {self.due}"


class FeeReduction(models.Model):
    """A reduction of fees granted for one patent (准予减缴): a fact somebody entered. Ended, never erased."""

    patent = models.ForeignKey(Patent, on_delete=models.CASCADE, related_name="fee_reductions")
    kind = models.CharField(max_length=20)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL)
    at = models.DateTimeField()

    class Meta:
        verbose_name = pgettext_lazy("table", "fee reduction")
        verbose_name_plural = pgettext_lazy("table", "fee reductions")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["patent", "kind"], condition=Q(until__isnull=True), name="one_reduction_runs"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.patent_id} {self.kind} {self.since}"


class AnnuityPayment(models.Model):
    """A payment of an annuity (年费缴纳记录). One that was entered by mistake is taken back, not erased."""

    patent = models.ForeignKey(Patent, on_delete=models.CASCADE, related_name="annuity_payments")
    year = models.PositiveSmallIntegerField()
    paid_on = models.DateField()
    amount_fen = models.BigIntegerField(null=True, blank=True)
    receipt = models.CharField(max_length=100, blank=True)
    paid_before = models.PositiveSmallIntegerField(null=True, blank=True)
    """The last year paid as it stood before."""
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="annuities_paid")
    at = models.DateTimeField()
    taken_back_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("table", "annuity payment")
        verbose_name_plural = pgettext_lazy("table", "annuity payments")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["patent", "year"], condition=Q(taken_back_at__isnull=True), name="annuity_paid_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.patent_id}: {self.year} {self.paid_on}"


class UpkeepDecision(models.Model):
    """What a person decided about a patent before an annuity (维持决策). Appended; the newest is current."""

    patent = models.ForeignKey(Patent, on_delete=models.CASCADE, related_name="upkeep_decisions", db_index=False)
    year = models.PositiveSmallIntegerField()
    """The annuity year it was decided for: for the next one it is asked again."""
    choice = models.CharField(max_length=20)
    proposed = models.CharField(max_length=20)
    """What the rules proposed then, with their reasons and the costs that were shown."""
    reasons = models.JSONField(default=list)
    fee_fen = models.BigIntegerField(null=True, blank=True)
    life_fen = models.BigIntegerField(default=0)
    note = models.TextField(blank=True)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="upkeep_decisions")
    at = models.DateTimeField()
    revision = models.PositiveIntegerField()
    """1 for the first: who decides says which one was read, so that two never overwrite each other unseen."""
    is_current = models.BooleanField(default=True)

    class Meta:
        verbose_name = pgettext_lazy("table", "upkeep decision")
        verbose_name_plural = pgettext_lazy("table", "upkeep decisions")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["patent", "revision"], name="upkeep_revision_once"),
            models.UniqueConstraint(fields=["patent"], condition=Q(is_current=True), name="one_current_decision"),
        ]

    def __str__(self) -> str:
        return f"{self.patent_id}: {self.year} {self.choice}"
