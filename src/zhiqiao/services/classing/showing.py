"""What is shown of packs (数据包状况): which are loaded, which are missing, and the classes of one patent with why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Count, Q

from zhiqiao.domain.classing.schemes import MATCHED, SCHEMES, Scheme, Shape
from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.records.models import ClassHit, ClassPack, ClassRow, ClassRule, Patent, User
from zhiqiao.services import catalogue
from zhiqiao.services.classing.loading import known_scheme


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


@dataclass(frozen=True)
class Entry:
    """A class found, with its titles and the row that fired; `patent` where patents are listed."""

    hit: ClassHit
    titles: tuple[str, str]
    rule: ClassRule | None
    patent: Patent | None = None


@dataclass(frozen=True)
class Classes:
    """What a patent meets in one scheme; `pack` is None where none is in use, or none of what it is matched on."""

    scheme: Scheme
    pack: ClassPack | None
    entries: list[Entry]


@dataclass(frozen=True)
class PackPage:
    """One page of a pack's rows, each with its titles: codes of a tree, else its rules."""

    rows: list[tuple[ClassRow | ClassRule, tuple[str, str]]]
    total: int
    page: int
    is_tree: bool


@dataclass(frozen=True)
class ClassPage:
    """One page of the patents under a code."""

    entries: list[Entry]
    total: int
    page: int


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


def rows_of(pack: ClassPack, text: str = "", *, page: int = 1, size: int = 50) -> PackPage:
    """The rows of a pack in the order of the file, those with this code or these words in a title or a rule."""
    is_tree = SCHEMES[Scheme(pack.scheme)].shape is Shape.TREE
    named = ClassRow.objects.filter(pack=pack)
    wanted = " ".join(text.split())
    if wanted:
        named = named.filter(Q(code__startswith=wanted) | Q(zh__icontains=wanted) | Q(en__icontains=wanted))
    if is_tree:
        found: Any = named.order_by("pk")
    else:
        found = ClassRule.objects.filter(pack=pack).order_by("ref")
        if wanted:
            written = Q(written__icontains=wanted) | Q(words_written__icontains=wanted)
            found = found.filter(written | Q(code__in=named.values("code")))
    total = found.count()
    page = min(max(page, 1), max(1, -(-total // size)))
    rows = list(found[(page - 1) * size : page * size])
    titles = {row.code: (row.zh, row.en) for row in pack.rows.filter(code__in={row.code for row in rows})}
    return PackPage([(row, titles.get(row.code, ("", ""))) for row in rows], total, page, is_tree)


def classes_of(patent: Patent) -> list[Classes]:
    """For each scheme that puts patents into classes: the pack in use or None, and what the patent meets, with why."""
    active = {Scheme(pack.scheme): pack for pack in ClassPack.objects.filter(is_active=True).defer("faults")}
    hits: dict[str, list[ClassHit]] = {}
    if active:
        for hit in ClassHit.objects.filter(patent=patent):
            hits.setdefault(hit.scheme, []).append(hit)
    told = []
    for scheme in MATCHED:
        on = SCHEMES[scheme].on
        pack = active.get(scheme) if on is None or on in active else None
        told.append(Classes(scheme, pack, entries_of(scheme, hits.get(scheme, []) if pack else [])))
    return told


def entries_of(scheme: Scheme, hits: Sequence[ClassHit]) -> list[Entry]:
    """The hits with their titles and the rows that fired."""
    if not hits:
        return []
    titles = titles_in(scheme, [hit.code for hit in hits])
    rules = {
        (rule.pack_id, rule.ref): rule
        for rule in ClassRule.objects.filter(pack__in={hit.pack_id for hit in hits}, ref__in={hit.ref for hit in hits})
    }
    return [Entry(hit, titles.get(hit.code, ("", "")), rules.get((hit.pack_id, hit.ref))) for hit in hits]


def patents_in(scheme: str, code: str, *, user: User | None, page: int = 1, size: int = 20) -> ClassPage | None:
    """The patents this person may see under a code, oldest record first; None when no pack of the scheme is in use."""
    wanted = known_scheme(scheme)
    if not ClassPack.objects.filter(scheme=wanted, is_active=True).exists():
        return None
    found = ClassHit.objects.filter(scheme=wanted, code=code)
    if user is not None and catalogue.scope(user):  # some patents are closed to this person
        found = found.filter(patent__in=Patent.objects.visible_to(user))
    total = found.count()
    page = min(max(page, 1), max(1, -(-total // size)))
    hits = list(found.order_by("patent").select_related("patent")[(page - 1) * size : page * size])
    entries = [replace(entry, patent=entry.hit.patent) for entry in entries_of(wanted, hits)]
    return ClassPage(entries, total, page)
