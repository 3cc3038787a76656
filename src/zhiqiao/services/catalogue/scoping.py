"""Row scope for engines (检索范围): what a person may see, as filters an index understands."""

from __future__ import annotations

from zhiqiao.ports.search import Filter
from zhiqiao.records.models import Patent, User
from zhiqiao.records.models.people import organisations_of


def scope(user: User | None) -> list[Filter]:
    """Only what this person may see is looked for; for staff, and where all is public, no filter is needed."""
    if user is not None and user.is_authenticated and user.is_staff:
        return []
    if not Patent.objects.filter(is_public=False).exists():
        return []
    own = organisations_of(user).values_list("pk", flat=True)
    return [Filter("scope", ["public", *(f"closed:{number}" for number in own)])]
