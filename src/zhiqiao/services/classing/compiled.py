"""Compiled packs (编译好的规则): the rules of a pack as a prefix table, read once for each process."""

from __future__ import annotations

from functools import lru_cache

from zhiqiao.domain.classing.keywords import Asked
from zhiqiao.domain.classing.matching import PrefixTable
from zhiqiao.domain.classing.packs import PackRule
from zhiqiao.domain.classing.schemes import MATCHED, Scheme
from zhiqiao.records.models import ClassPack, ClassRule


def active_packs() -> dict[Scheme, ClassPack]:
    """The packs in use that put patents into classes, in the order in which they must be asked."""
    given = ClassPack.objects.filter(is_active=True, scheme__in=MATCHED).defer("faults")
    found = {Scheme(pack.scheme): pack for pack in given}
    return {scheme: found[scheme] for scheme in MATCHED if scheme in found}


@lru_cache(maxsize=16)
def table_of(pack_id: int, digest: str) -> PrefixTable:
    """The rules of a pack. A pack never changes, so that what was read stays right; the digest guards against an id
    that was given twice."""
    columns = ("ref", "code", "patterns", "exclusions", "groups", "unless", "words_written", "line")
    rules = ClassRule.objects.filter(pack=pack_id).order_by("ref").values_list(*columns)
    return PrefixTable(
        PackRule(
            ref=ref,
            code=code,
            patterns=tuple(patterns),
            exclusions=tuple(exclusions),
            asked=Asked(tuple(map(tuple, groups)), tuple(unless)),
            has_words=bool(words),
            line=line,
        )
        for ref, code, patterns, exclusions, groups, unless, words, line in rules.iterator()
    )
