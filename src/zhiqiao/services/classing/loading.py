"""Loading of packs (数据包载入): an official file read into an edition that stays; one edition of a scheme put to use.

A loaded edition changes nothing until it is put to use; what it replaces stays and can be put to use again.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from zhiqiao.domain.access import Verb
from zhiqiao.domain.classing.columns import lines_of
from zhiqiao.domain.classing.packs import PackDraft
from zhiqiao.domain.classing.reading import read_pack
from zhiqiao.domain.classing.schemes import SCHEMES, Scheme, Shape
from zhiqiao.domain.problems import Problem, Refused, errors
from zhiqiao.records import audit, jobs
from zhiqiao.records.bulk import insert_rows
from zhiqiao.records.models import ClassPack, ClassRow, ClassRule, User
from zhiqiao.services import catalogue, people
from zhiqiao.services.classing import files

BATCH = 2000
FAULTS_KEPT = 500
"""Faults kept with a pack, and shown; all are counted."""


@dataclass(frozen=True)
class Loaded:
    """What came of a file: the pack, and whether it is a new one; False when these very files are loaded already."""

    pack: ClassPack
    is_new: bool


def load(
    scheme: str,
    paths: Sequence[Path],
    *,
    edition: str,
    source: str,
    licence: str = "",
    by: User | None,
    names: Sequence[str] = (),
) -> Loaded:
    """Read an official file (or files that belong together) into a pack. It is not put to use: `activate` does that.

    Good rows are kept, faults are kept with the pack and shown. The same files once more change nothing. Audit:
    `pack_loaded`. Refused: unknown scheme, no edition or source, another file under an edition that is there, no
    table with the columns, no good row.
    """
    people.require(by, Verb.KEEP_PACKS)
    wanted = known_scheme(scheme)
    edition, source = " ".join(edition.split())[:60], " ".join(source.split())[:300]
    problems = [] if source else [Problem("source_given", "source")]
    if not edition:
        problems.append(Problem("pack_edition_is_given", "edition"))
    if not paths:
        problems.append(Problem("file_is_there", "file"))
    if problems:
        raise Refused(problems)
    shown = [name for _path, name in files.with_names(paths, names)]
    tables = [table for path, name in files.with_names(paths, names) for table in files.tables_in(path, name)]
    digest = files.digest_of(paths)
    if known := _known(wanted, edition, digest):
        return Loaded(known, False)
    read = [lines for table in tables if (lines := lines_of(table, wanted)) is not None]
    if not read:
        raise Refused([Problem("pack_has_columns", "file", ", ".join(shown)[:200])])
    draft = read_pack(wanted, read)
    if not draft.rows or (SCHEMES[wanted].shape is not Shape.TREE and not any(one.patterns for one in draft.rules)):
        raise Refused([Problem("pack_has_rows", "file", ", ".join(shown)[:200]), *errors(list(draft.faults))[:5]])
    return _kept(wanted, draft, (edition, source, licence.strip()[:300], digest), shown, by)


def receive(
    scheme: str,
    uploads: Sequence[tuple[str, Iterable[bytes]]],
    *,
    edition: str,
    source: str,
    licence: str = "",
    by: User | None,
) -> Loaded:
    """As `load`, for files that come in pieces over the network: name and pieces of each."""
    people.require(by, Verb.KEEP_PACKS)
    with tempfile.TemporaryDirectory(prefix="zhiqiao-") as folder:
        paths = []
        for at, (_name, chunks) in enumerate(uploads):
            paths.append(Path(folder) / f"received-{at}")
            with paths[-1].open("wb") as file:
                for chunk in chunks:
                    file.write(chunk)
        names = [Path(name).name or "file" for name, _chunks in uploads]
        return load(scheme, paths, edition=edition, source=source, licence=licence, by=by, names=names)


def known_scheme(scheme: str) -> Scheme:
    """The scheme of that name. Refused (`scheme_is_known`)."""
    if scheme not in set(Scheme):
        raise Refused([Problem("scheme_is_known", "scheme", scheme[:60], data={"allowed": ", ".join(Scheme)})])
    return Scheme(scheme)


def _known(scheme: Scheme, edition: str, digest: str) -> ClassPack | None:
    """The pack of these very files. Refused when another file stands under this edition."""
    same = ClassPack.objects.filter(scheme=scheme, digest=digest).first()
    if same is not None:
        return same
    if ClassPack.objects.filter(scheme=scheme, edition=edition).exists():
        raise Refused([Problem("pack_edition_is_new", "edition", edition)])
    return None


@transaction.atomic
def _kept(
    scheme: Scheme, draft: PackDraft, told: tuple[str, str, str, str], names: list[str], by: User | None
) -> Loaded:
    """Write the pack with its rows, rules and faults."""
    edition, source, licence, digest = told
    if known := _known(scheme, edition, digest):  # somebody loaded them while we read
        return Loaded(known, False)
    rules = [rule for rule in draft.rules if rule.patterns]
    pack = ClassPack.objects.create(
        scheme=scheme,
        edition=edition,
        source=source,
        licence=licence,
        digest=digest,
        file_names=names,
        rows_count=len(draft.rows),
        rules_count=len(rules),
        faults_count=len(draft.faults),
        faults=[fault.as_json() for fault in draft.faults[:FAULTS_KEPT]],
        loaded_by=by if by is not None and by.is_authenticated else None,
    )
    _insert(
        ClassRow,
        ("pack_id", "code", "zh", "en", "parent", "line"),
        ((pack.pk, row.code, row.zh, row.en, row.parent, row.line) for row in draft.rows),
    )
    _insert(ClassRule, RULE_COLUMNS, (
        (pack.pk, rule.ref, rule.code, rule.line, rule.written, rule.words_written, list(rule.patterns),
         list(rule.exclusions), [list(group) for group in rule.asked.groups], list(rule.asked.unless))
        for rule in rules
    ))  # fmt: skip
    audit.record(
        "pack_loaded", pack, by=by, scheme=str(scheme), edition=edition, source=source, rows=pack.rows_count,
        rules=pack.rules_count, faults=pack.faults_count,
    )  # fmt: skip
    return Loaded(pack, True)


RULE_COLUMNS = (
    "pack_id", "ref", "code", "line", "written", "words_written", "patterns", "exclusions", "groups", "unless",
)  # fmt: skip


def _insert(
    model: type[ClassRow] | type[ClassRule], columns: Sequence[str], rows: Iterable[tuple[object, ...]]
) -> None:
    """Many rows, some at a time."""
    batch: list[tuple[object, ...]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            insert_rows(model, columns, batch)
            batch = []
    insert_rows(model, columns, batch)


@transaction.atomic
def activate(pack: ClassPack, *, by: User | None) -> ClassPack:
    """Put an edition to use in place of the one before, which stays loaded.

    Audit: `pack_activated`. Job: `class_all`, which classes every patent anew, some at a time, and asks for new
    grades of those whose classes changed. Of IPC the titles are put on the cards. Putting to use what is in use
    changes nothing.
    """
    people.require(by, Verb.KEEP_PACKS)
    of_scheme = {one.pk: one for one in ClassPack.objects.select_for_update(of=("self",)).filter(scheme=pack.scheme)}
    pack = of_scheme[pack.pk]
    if pack.is_active:
        return pack
    before = next((one for one in of_scheme.values() if one.is_active), None)
    if before is not None:
        ClassPack.objects.filter(pk=before.pk).update(is_active=False, classed_up_to=None)
    is_tree = SCHEMES[Scheme(pack.scheme)].shape is Shape.TREE
    pack.is_active, pack.activated_at, pack.classed_up_to = True, timezone.now(), None if is_tree else 0
    pack.save(update_fields=["is_active", "activated_at", "classed_up_to"])
    audit.record(
        "pack_activated", pack, by=by, scheme=pack.scheme, edition=pack.edition,
        before=before.edition if before is not None else "",
    )  # fmt: skip
    if pack.scheme == Scheme.IPC:
        titles = pack.rows.values_list("code", "zh", "en")
        catalogue.load_code_titles("ipc", titles.iterator(), f"{pack.edition}, {pack.source}"[:200], by=by)
    if not is_tree:
        jobs.add("class_all", pack=pack.pk, after=0)
    return pack
