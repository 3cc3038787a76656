"""How people come in and are stood in for (邀请、外部身份与代填): invitations, identities of other sites, stand-ins."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import pgettext_lazy

from zhiqiao.domain.codes import Role
from zhiqiao.records.models.people import Organisation, User, organisation_scope


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Row scope of invitations."""

    def visible_to(self, user: Any) -> InvitationQuerySet:
        """Those into organisations one stands in, and below; who may do what with them is the service's to say."""
        scope = organisation_scope(user)
        return self if scope is None else self.filter(organisation__in=Organisation.objects.filter(scope))


class Invitation(models.Model):
    """An invitation to a role in an organisation (邀请). Who opens its link makes an account, or uses their own."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="invitations")
    role = models.CharField(max_length=20, choices=[(role, role) for role in Role])
    name = models.CharField(max_length=100, blank=True)
    email = models.EmailField(blank=True)
    nonce = models.CharField(max_length=32)
    """Signed into the link; a renewed invitation has another, so that the old link ends."""
    expires_on = models.DateField()
    made_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="invitations_made")
    made_at = models.DateTimeField(auto_now_add=True)
    accepted_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="invitations_taken"
    )
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("table", "invitation")
        verbose_name_plural = pgettext_lazy("table", "invitations")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.name or self.email or self.pk} · {self.organisation}"


class OutsideIdentity(models.Model):
    """An account at another site with which a person signs in here (外部身份), by OpenID Connect."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="outside_identities")
    issuer = models.CharField(max_length=300)
    subject = models.CharField(max_length=255)
    made_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("table", "outside identity")
        verbose_name_plural = pgettext_lazy("table", "outside identities")
        constraints = [models.UniqueConstraint(fields=["issuer", "subject"], name="outside_identity_once")]

    def __str__(self) -> str:
        return f"{self.user} @ {self.issuer}"


class StandIn(models.Model):
    """Who files for an inventor who has left or cannot (代填人): by the inventor's name, within one organisation."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="stand_ins")
    name = models.CharField(max_length=200)
    folded = models.CharField(max_length=200)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="stands_in")
    reason = models.CharField(max_length=500, blank=True)
    made_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="stand_ins_made")
    made_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("table", "stand-in")
        verbose_name_plural = pgettext_lazy("table", "stand-ins")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "folded"], condition=models.Q(ended_at__isnull=True), name="one_stand_in"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ← {self.user}"
