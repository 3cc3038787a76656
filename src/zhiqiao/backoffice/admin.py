"""The back office (后台): found by Django under this name; the tables stand in their own modules."""

from django.contrib import admin
from django.contrib.auth.models import Group

from zhiqiao.backoffice import (
    cases,
    catalogue,
    classes,
    demands,
    imports,
    indicators,
    invitations,
    legal,
    people,
    pool,
    results,
    upkeep,
)

__all__ = [
    "cases",
    "catalogue",
    "classes",
    "demands",
    "imports",
    "indicators",
    "invitations",
    "legal",
    "people",
    "pool",
    "results",
    "upkeep",
]

__all__ = ["cases", "catalogue", "classes", "demands", "imports", "legal", "people", "results"]
from zhiqiao.backoffice import disclosures

__all__ = ["cases", "catalogue", "demands", "disclosures", "imports", "legal", "people", "results"]

# Rights come from roles in organisations, so Django's groups would only mislead.
if admin.site.is_registered(Group):
    admin.site.unregister(Group)
