"""Disclosures (发明披露): inventions that are no patents yet, confidential to their inventors, college and school."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import pgettext_lazy

from zhiqiao.domain.codes import OrganisationKind, Role
from zhiqiao.records.models.cases import Case
from zhiqiao.records.models.catalogue import Patent
from zhiqiao.records.models.people import Membership, User


class DisclosureQuerySet(models.QuerySet["Disclosure"]):
    """Row scope of disclosures."""

    def visible_to(self, user: Any) -> DisclosureQuerySet:
        """Their inventors, who evaluates them, once they were submitted the officers of their college and school, and
        staff; never a province or the nation, never other inventors."""
        if user is not None and user.is_authenticated and user.is_staff:
            return self
        if user is None or not user.is_authenticated:
            return self.none()
        own = models.Q(case__filer=user) | models.Q(evaluator=user)
        own |= models.Q(pk__in=DisclosureInventor.objects.filter(user=user).values("disclosure"))
        return self.filter(own | models.Q(round__gt=0) & held_by_desks_of(user))


def held_by_desks_of(user: User) -> models.Q:
    """Of the colleges and institutions for which this person acts."""
    desks = Membership.objects.filter(
        user=user,
        role__in=[str(Role.ADMIN), str(Role.OFFICER)],
        organisation__kind__in=[str(OrganisationKind.COLLEGE), str(OrganisationKind.INSTITUTION)],
    )
    held = models.Q(pk__in=[])
    for path in desks.values_list("organisation__path", flat=True):
        held |= models.Q(case__holder__path__startswith=path)
    return held


class Disclosure(models.Model):
    """A disclosed invention (发明披露), one to one with its case, whose sheet holds what it says."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="disclosure")
    round = models.PositiveIntegerField(default=0)
    """Counted up whenever it is submitted or evaluated anew: an evaluation counts for the round in which it was
    made."""
    evaluator = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="disclosures_to_evaluate"
    )
    application_number = models.CharField(max_length=40, blank=True)
    filed_on = models.DateField(null=True, blank=True)
    patent = models.ForeignKey(Patent, null=True, blank=True, on_delete=models.SET_NULL, related_name="disclosures")
    is_sample = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = DisclosureQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("table", "disclosure")
        verbose_name_plural = pgettext_lazy("table", "disclosures")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application_number"],
                condition=~models.Q(application_number=""),
                name="disclosure_of_application_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class DisclosureInventor(models.Model):
    """An inventor of a disclosure (发明人), with the share of the contribution in percent."""

    disclosure = models.ForeignKey(Disclosure, on_delete=models.CASCADE, related_name="inventors")
    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=100)
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="disclosed_with")
    share = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    """Who said so: the inventor, or an officer who has it in writing from one without an account."""

    class Meta:
        verbose_name = pgettext_lazy("table", "inventor of a disclosure")
        verbose_name_plural = pgettext_lazy("table", "inventors of disclosures")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["disclosure", "position"], name="inventor_place_once")]

    def __str__(self) -> str:
        return self.name


class DisclosureFile(models.Model):
    """A file attached to a disclosure (披露附件); its bytes lie in the data folder under their digest."""

    disclosure = models.ForeignKey(Disclosure, on_delete=models.CASCADE, related_name="files")
    file_name = models.CharField(max_length=300)
    size = models.PositiveIntegerField()
    file_digest = models.CharField(max_length=64)
    stored_as = models.CharField(max_length=200)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = pgettext_lazy("table", "file of a disclosure")
        verbose_name_plural = pgettext_lazy("table", "files of disclosures")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["disclosure", "file_digest"], name="disclosure_file_once")]

    def __str__(self) -> str:
        return self.file_name


class DisclosureEvaluation(models.Model):
    """An evaluation that was handed in (申请前评估). Appended, never rewritten; the sheet of points stands in it as it
    was."""

    disclosure = models.ForeignKey(Disclosure, on_delete=models.CASCADE, related_name="evaluations")
    round = models.PositiveIntegerField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    scale_version = models.CharField(max_length=60)
    scale = models.JSONField(default=dict)
    """What was asked: code → names and most points, so that it reads the same when the sheet has changed."""
    points = models.JSONField(default=dict)
    vetoes = models.JSONField(default=list)
    total = models.PositiveSmallIntegerField()
    proposal = models.CharField(max_length=10)
    remarks = models.TextField(blank=True)

    class Meta:
        verbose_name = pgettext_lazy("table", "evaluation before filing")
        verbose_name_plural = pgettext_lazy("table", "evaluations before filing")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.disclosure_id}: {self.total}"
