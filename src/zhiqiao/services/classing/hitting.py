"""Hits (归类结果): every patent is asked which codes of the packs in use it meets; the answers are kept with why.

Not responsible for the rules: those are `domain.classing.matching`. Classing the same facts again changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import connection, transaction

from zhiqiao.domain.classing.matching import ClassFound
from zhiqiao.domain.classing.schemes import SCHEMES, Scheme
from zhiqiao.records import jobs
from zhiqiao.records.bulk import among, collecting_seldom, insert_rows
from zhiqiao.records.models import ClassHit, ClassPack, Patent, PatentClass
from zhiqiao.services.classing.compiled import active_packs, table_of
from zhiqiao.services.classing.loading import known_scheme

CHUNK = 2000
"""Patents classed in one transaction."""
COLUMNS = (
    "patent_id", "scheme", "code", "pack_id", "ref", "symbol", "pattern", "words", "is_sure", "is_primary",
)  # fmt: skip
TEXTS = ("title_zh", "title_en", "abstract_zh", "abstract_en")
Hit = tuple[Any, ...]
"""Values of `COLUMNS`."""


def class_patents(ids: Sequence[int], schemes: Sequence[str] | None = None) -> int:
    """Class these patents by the packs in use (of these schemes, or of all); returns how many changed.

    Ids of patents that are gone are passed over. Job: `grade_patents` (cause "classes") for those that changed.
    """
    changed = 0
    wanted = sorted(set(ids))
    for start in range(0, len(wanted), CHUNK):
        changed += len(_class_chunk(wanted[start : start + CHUNK], schemes))
    return changed


@transaction.atomic
def _class_chunk(ids: list[int], schemes: Sequence[str] | None) -> list[int]:
    """One chunk; returns the patents whose classes changed."""
    packs = active_packs()
    wanted = [scheme for scheme in packs if schemes is None or scheme in schemes]
    if not wanted or not ids:
        return []
    if connection.features.has_select_for_update:  # elsewhere the transaction itself keeps others out
        ids = list(Patent.objects.filter(pk__in=ids).order_by("pk").select_for_update().values_list("pk", flat=True))
    texts = {pk: "\n".join(filter(None, given)) for pk, *given in among(Patent, "id", ids, "id", *TEXTS)}
    symbols = symbols_of(texts)
    before: dict[tuple[int, str], Hit] = {}
    for row in _standing(list(texts)):
        before[(row[0], row[1])] = (*before.get((row[0], row[1]), ()), row)
    changed: set[int] = set()
    stale: dict[Scheme, list[int]] = {}
    fresh: list[Hit] = []
    for scheme in wanted:
        on = SCHEMES[scheme].on
        table = table_of(packs[scheme].pk, packs[scheme].digest)
        for pk, text in texts.items():
            given = symbols.get(pk, []) if on is None else _codes(before.get((pk, on), ()))
            found = table.classes_of(given, text)
            rows = tuple(_row(pk, scheme, packs[scheme].pk, one) for one in found)
            if rows != (old := before.get((pk, scheme), ())):
                before[(pk, scheme)] = rows
                fresh += rows
                if old:
                    stale.setdefault(scheme, []).append(pk)
                changed.add(pk)
    for scheme, pks in stale.items():
        ClassHit.objects.filter(scheme=scheme, patent__in=pks).delete()
    insert_rows(ClassHit, COLUMNS, fresh)
    if changed:
        jobs.add("grade_patents", ids=sorted(changed), cause="classes")
        jobs.add("compute_indicators", ids=sorted(changed))
    return sorted(changed)


def _row(pk: int, scheme: Scheme, pack: int, found: ClassFound) -> Hit:
    """What was found, as values of `COLUMNS`."""
    return (
        pk, str(scheme), found.code, pack, found.ref, found.symbol, found.pattern, list(found.words), found.is_sure,
        found.is_primary,
    )  # fmt: skip


def _standing(ids: Sequence[int]) -> list[Hit]:
    """The hits of these patents as values of `COLUMNS`, in the order in which they were written."""
    found: list[Hit] = []
    for start in range(0, len(ids), 500):
        some = ClassHit.objects.filter(patent__in=ids[start : start + 500]).order_by("pk")
        found += some.values_list(*COLUMNS)
    return found


def _codes(rows: Iterable[Hit]) -> list[str]:
    """The sure codes of another scheme, the primary one first."""
    return [row[2] for row in sorted(rows, key=lambda row: not row[9]) if row[8]]


def symbols_of(ids: Iterable[int]) -> dict[int, list[str]]:
    """The IPC symbols of each patent, the first one first."""
    found: dict[int, list[str]] = {}
    for pk, scheme, code in among(
        PatentClass, "patent_id", list(ids), "patent_id", "scheme", "code", order=("patent_id", "position", "id")
    ):
        if scheme == "ipc":
            found.setdefault(pk, []).append(code)
    return found


def class_next(pack: int, after: int) -> None:
    """Class the next patents by a pack just put to use, and add the job for those that follow; idempotent.

    Each chunk and the job for the next are one transaction: a worker that dies loses nothing. What is matched on the
    codes of this scheme is done with it. A pack no longer in use is left alone.
    """
    with transaction.atomic(), collecting_seldom():
        row = ClassPack.objects.select_for_update(of=("self",)).filter(pk=pack, is_active=True).first()
        if row is None or (row.classed_up_to is not None and row.classed_up_to > after):
            return
        ids = list(Patent.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:CHUNK])
        schemes = [row.scheme, *(scheme for scheme, facts in SCHEMES.items() if facts.on == row.scheme)]
        _class_chunk(ids, schemes)
        row.classed_up_to = ids[-1] if len(ids) == CHUNK else None
        row.save(update_fields=["classed_up_to"])
        if len(ids) == CHUNK:
            jobs.add("class_all", pack=pack, after=ids[-1])


def class_all(progress: Callable[[int, int], None] | None = None) -> int:
    """Class every patent by every pack in use, here and now; returns how many changed. Jobs that waited to do so before
    it began are fulfilled with it."""
    waiting = jobs.waiting_for("class_all")
    packs = [pack.pk for pack in active_packs().values()]
    total, done, changed, last = Patent.objects.count(), 0, 0, 0
    with collecting_seldom():
        while ids := list(Patent.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:CHUNK]):
            changed += len(_class_chunk(ids, None))
            done, last = done + len(ids), ids[-1]
            if progress:
                progress(done, total)
    with transaction.atomic():
        jobs.fulfil(waiting)
        ClassPack.objects.filter(pk__in=packs, is_active=True).update(classed_up_to=None)
    return changed


def hits_of(ids: Iterable[int], scheme: str) -> dict[int, list[ClassHit]] | None:
    """What each of these patents meets in a scheme, the primary first; None when no pack of the scheme is in use, or
    of the scheme on whose codes it is matched.

    A patent that meets nothing has an empty list. While a new edition is being applied, what the one before found
    stands until it is replaced; each hit names its pack.
    """
    wanted = known_scheme(scheme)
    needed = {wanted, SCHEMES[wanted].on or wanted}
    if ClassPack.objects.filter(scheme__in=needed, is_active=True).count() < len(needed):
        return None
    found: dict[int, list[ClassHit]] = {pk: [] for pk in ids}
    pks = list(found)
    for start in range(0, len(pks), 500):
        for hit in ClassHit.objects.filter(patent__in=pks[start : start + 500], scheme=wanted):
            found[hit.patent_id].append(hit)
    return found
