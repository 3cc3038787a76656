"""What is shown of packs (数据包状况): which are loaded, which are missing, and the classes of one patent with why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count

from zhiqiao.domain.classing.schemes import MATCHED, SCHEMES, Scheme, Shape
from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.records.models import ClassHit, ClassPack, ClassRow, ClassRule, Patent


@dataclass(frozen=True)
class Standing:
    """A scheme with its editions. `active` is the one in use, None where it is missing; `needs` names a scheme whose
    pack it cannot work without and that is missing; `patents` counts those that meet any of its codes."""

    scheme: Scheme
    shape: Shape
    active: ClassPack | None
    packs: list[ClassPack] = field(default_factory=list)
    needs: Scheme | None = None
    titles: Scheme | None = None
    patents: int | None = None


def standing() -> list[Standing]:
    """Every scheme in its order, loaded or missing."""
    packs: dict[str, list[ClassPack]] = {}
    for pack in ClassPack.objects.defer("faults").select_related("loaded_by"):
        packs.setdefault(pack.scheme, []).append(pack)
    active = {name: next((pack for pack in given if pack.is_active), None) for name, given in packs.items()}
    counted = dict(
        ClassHit.objects.order_by().values_list("scheme").annotate(patents=Count("patent", distinct=True))
        if any(active.values())
        else ()
    )
    return [
        Standing(
            scheme=scheme,
            shape=facts.shape,
            active=active.get(scheme),
            packs=packs.get(scheme, []),
            needs=facts.on if facts.on and not active.get(facts.on) else None,
            titles=facts.titles if facts.titles and not active.get(facts.titles) else None,
            patents=counted.get(scheme, 0) if active.get(scheme) and scheme in MATCHED else None,
        )
        for scheme, facts in SCHEMES.items()
    ]


def pack_of(pk: int) -> ClassPack:
    """One pack. Refused (`pack_is_there`)."""
    found = ClassPack.objects.filter(pk=pk).first()
    if found is None:
        raise Refused([Problem("pack_is_there", "pack", str(pk))])
    return found


def titles_in(scheme: Scheme, codes: Iterable[str]) -> dict[str, tuple[str, str]]:
    """(zh, en) of codes of a scheme as the packs in use have them: its own, else the one that names its codes."""
    wanted = set(codes)
    names = [scheme, *([other] if (other := SCHEMES[scheme].titles) else [])]
    titles: dict[str, tuple[str, str]] = {}
    for name in names:
        rows = ClassRow.objects.filter(pack__scheme=name, pack__is_active=True, code__in=wanted)
        for code, zh, en in rows.values_list("code", "zh", "en"):
            if (zh or en) and code not in titles:
                titles[code] = (zh, en)
    return titles


def classes_of(patent: Patent) -> list[dict[str, Any]]:
    """For each scheme that puts patents into classes: the pack in use or None, and the hits with title and row."""
    active = {Scheme(pack.scheme): pack for pack in ClassPack.objects.filter(is_active=True).defer("faults")}
    hits: dict[str, list[ClassHit]] = {}
    if active:
        for hit in ClassHit.objects.filter(patent=patent).select_related("pack"):
            hits.setdefault(hit.scheme, []).append(hit)
    refs = {(hit.pack_id, hit.ref) for given in hits.values() for hit in given}
    rules = {
        (rule.pack_id, rule.ref): rule
        for rule in ClassRule.objects.filter(pack__in={pack for pack, _ref in refs}, ref__in={ref for _p, ref in refs})
    }
    told = []
    for scheme in MATCHED:
        given = hits.get(scheme, []) if scheme in active else []
        titles = titles_in(scheme, [hit.code for hit in given]) if given else {}
        told.append(
            {
                "scheme": scheme,
                "pack": active.get(scheme),
                "hits": [
                    {"hit": hit, "titles": titles.get(hit.code, ("", "")), "rule": rules.get((hit.pack_id, hit.ref))}
                    for hit in given
                ],
            }
        )
    return told
