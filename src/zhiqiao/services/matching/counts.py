"""Counts of stored matches (匹配计数), for lists. Nothing is matched here."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Max

from zhiqiao.records.models import MatchRun


def matches_shown(need_ids: Iterable[int]) -> dict[int, int]:
    """How many patents the last match of each need showed; a need never matched is not in it."""
    runs = MatchRun.objects.filter(need__in=list(need_ids)).values("need").annotate(last=Max("pk")).values("last")
    return dict(MatchRun.objects.filter(pk__in=runs).order_by("pk").values_list("need_id", "shown"))
