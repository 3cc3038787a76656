"""Invitations, outside identities and stand-ins in the back office (邀请、外部身份、代填): to look at; they are
made and ended on the page of people."""

from __future__ import annotations

from django.contrib import admin
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from zhiqiao.backoffice.tables import StaffTable
from zhiqiao.records.models import Invitation, OutsideIdentity, StandIn

for secret in (StaticDevice, TOTPDevice):
    # Their pages show the secret of somebody else's second factor.
    if admin.site.is_registered(secret):
        admin.site.unregister(secret)


@admin.register(Invitation)
class InvitationTable(StaffTable):
    """Who was invited to what, and whether it was taken up; without what the link is made of."""

    list_display = ("organisation", "role", "name", "email", "expires_on", "made_by", "accepted_by", "revoked_at")
    list_filter = ("role",)
    search_fields = ("name", "email", "organisation__name_zh")
    list_select_related = ("organisation", "made_by", "accepted_by")
    exclude = ("nonce",)


@admin.register(OutsideIdentity)
class OutsideIdentityTable(StaffTable):
    """With which identities of other sites people sign in."""

    list_display = ("user", "issuer", "subject", "made_at", "last_used_at")
    search_fields = ("user__username", "subject")
    list_select_related = ("user",)


@admin.register(StandIn)
class StandInTable(StaffTable):
    """Who files under whose name."""

    list_display = ("organisation", "name", "user", "made_by", "made_at", "ended_at")
    search_fields = ("name", "user__username", "organisation__name_zh")
    list_select_related = ("organisation", "user", "made_by")
