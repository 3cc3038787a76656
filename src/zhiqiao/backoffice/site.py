"""The frame of the back office (后台框架): its front page in rooms; signing in and passwords are the site's own."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

ROOMS = (
    (
        pgettext_lazy("room", "People and organisations"),
        ("User", "Organisation", "Membership", "Invitation", "OutsideIdentity", "StandIn", "ApiKey"),
    ),
    (
        pgettext_lazy("room", "Catalogue"),
        ("Patent", "PatentDocument", "PatentParty", "PatentClass", "FamilyMember", "PatentCitation", "CodeTitle"),
    ),
    (pgettext_lazy("room", "Legal life"), ("LegalEvent", "RegisterStart", "Difference")),
    (pgettext_lazy("room", "Classification"), ("ClassPack", "ClassRow", "ClassRule", "ClassHit")),
    (pgettext_lazy("room", "Parties"), ("Party", "PartyName", "PartyDoubt")),
    (pgettext_lazy("room", "Demand"), ("Enterprise", "Need")),
    (
        pgettext_lazy("room", "Procedures"),
        ("Case", "CaseMove", "Sample", "SampledCase"),
    ),
    (
        pgettext_lazy("room", "Before filing"),
        ("Disclosure", "DisclosureInventor", "DisclosureFile", "DisclosureEvaluation"),
    ),
    (
        pgettext_lazy("room", "Annuities"),
        ("AnnuityDue", "AnnuityPayment", "FeeReduction", "UpkeepDecision", "Letter"),
    ),
    (pgettext_lazy("room", "Pool"), ("PoolEntry", "PoolGuest", "PoolCard")),
    (pgettext_lazy("room", "Imports"), ("ImportRun", "ImportLine", "ColumnMap")),
    (
        pgettext_lazy("room", "Results and trail"),
        ("Grade", "GradeRun", "MatchRun", "Suggestion", "TextVector", "AuditEvent"),
    ),
    (
        pgettext_lazy("room", "Indicators"),
        ("PatentIndicators", "IndicatorCohort", "IndicatorRun", "PatentAward", "Population"),
    ),
)
"""The tables as the front page and the side bar group them."""


class BackofficeSite(admin.AdminSite):
    """Django's admin with our door, our rooms and our names."""

    site_header = site_title = _("Zhiqiao back office")
    index_title = _("All tables")

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The site's own page for signing in; whoever has signed in and is not staff is turned away."""
        if self.has_permission(request):
            return redirect("admin:index")
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next") or reverse("admin:index"))

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """One's own password is changed on its own page of the site, through the service."""
        return redirect("password")

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Our tables by rooms, then what else there is."""
        apps = super().get_app_list(request, app_label)
        ours = next((app for app in apps if app["app_label"] == "records"), None)
        if ours is None:
            return apps
        tables = {table["object_name"]: table for table in ours["models"]}
        rooms = [
            {**ours, "name": name, "models": [tables[one] for one in names if one in tables]} for name, names in ROOMS
        ]
        return [*rooms, *(app for app in apps if app is not ours)]
