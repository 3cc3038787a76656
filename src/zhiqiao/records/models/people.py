"""People and organisations (人员与组织): accounts, the organisation tree, who is what where, keys for programs."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import pgettext_lazy

from zhiqiao.domain.codes import OrganisationKind, Role


class Organisation(models.Model):
    """A place in the tree (组织): nation, province, city, institution, college, or a firm, agency or bank."""

    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    kind = models.CharField(max_length=20, choices=[(kind, kind) for kind in OrganisationKind])
    name_zh = models.CharField(max_length=200)
    name_en = models.CharField(max_length=300, blank=True)
    region = models.CharField(max_length=60, blank=True)
    path = models.CharField(max_length=400, db_index=True, blank=True)
    """Ids from the root, "/1/7/": a subtree is a prefix."""
    is_sample = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = pgettext_lazy("table", "organisation")
        verbose_name_plural = pgettext_lazy("table", "organisations")
        constraints = [
            models.UniqueConstraint(fields=["parent", "name_zh"], name="organisation_name_in_parent"),
        ]

    def __str__(self) -> str:
        return self.name_zh


class User(AbstractUser):
    """A person's account (账号)."""

    display_name = models.CharField(max_length=100, blank=True)
    language = models.CharField(max_length=10, default="zh-hans")
    large_type = models.BooleanField(default=False)
    is_sample = models.BooleanField(default=False)

    class Meta:
        verbose_name = pgettext_lazy("table", "user")
        verbose_name_plural = pgettext_lazy("table", "users")

    def __str__(self) -> str:
        return self.display_name or self.username


class Membership(models.Model):
    """A person's role in an organisation (任职)."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=[(role, role) for role in Role])

    class Meta:
        verbose_name = pgettext_lazy("table", "membership")
        verbose_name_plural = pgettext_lazy("table", "memberships")
        constraints = [
            models.UniqueConstraint(fields=["user", "organisation", "role"], name="membership_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.organisation} · {self.role}"


class ApiKey(models.Model):
    """A key for a program (接口密钥); only its hash is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_keys")
    label = models.CharField(max_length=100)
    prefix = models.CharField(max_length=12, db_index=True)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("table", "API key")
        verbose_name_plural = pgettext_lazy("table", "API keys")

    def __str__(self) -> str:
        return f"{self.prefix}… {self.label}"


def organisation_scope(user: Any) -> models.Q | None:
    """Which organisations the user stands in, with all below them, as a condition on `Organisation`; None for all."""
    if user is not None and user.is_authenticated and user.is_staff:
        return None
    if user is None or not user.is_authenticated:
        return models.Q(pk__in=[])
    condition = models.Q(pk__in=[])
    for path in Organisation.objects.filter(memberships__user=user).values_list("path", flat=True).distinct():
        condition |= models.Q(path__startswith=path)
    return condition


def organisations_of(user: Any) -> models.QuerySet[Organisation]:
    """Those organisations themselves."""
    scope = organisation_scope(user)
    return Organisation.objects.all() if scope is None else Organisation.objects.filter(scope)
