"""Finding by key (按号查找): which patents stand under the keys that numbers give."""

from __future__ import annotations

from collections.abc import Collection

from zhiqiao.records.bulk import among
from zhiqiao.records.models import Patent, PatentDocument, User


def ids_by_key(keys: Collection[str], user: User | None) -> dict[str, int]:
    """Key → patent, for keys of applications and of published documents; of those the person may see. None stands for
    whoever holds the command line."""
    found: dict[str, int] = dict(among(PatentDocument, "key", keys, "key", "patent_id"))
    found.update(among(Patent, "record_key", keys, "record_key", "id"))
    if user is None or not found:
        return found
    seen = set(Patent.objects.visible_to(user).filter(pk__in=set(found.values())).values_list("pk", flat=True))
    return {key: pk for key, pk in found.items() if pk in seen}
