"""Attached files (披露附件): kept in the data folder under their digest, given only to who may see the disclosure."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path, PurePath

from django.conf import settings
from django.db import transaction

from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.records import audit
from zhiqiao.records.models import DisclosureFile, User
from zhiqiao.services import procedures
from zhiqiao.services.disclosures.opening import Disclosed, held, visible

FOLDER = "disclosures"
MEGABYTE = 1 << 20
SIZE_MOST = 20 * MEGABYTE
FILES_MOST = 20
NAME_MOST = 200
BEGINNINGS: dict[str, tuple[bytes, ...]] = {
    ".pdf": (b"%PDF-",),
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".docx": (b"PK\x03\x04",),
    ".xlsx": (b"PK\x03\x04",),
    ".pptx": (b"PK\x03\x04",),
    ".doc": (b"\xd0\xcf\x11\xe0",),
    ".xls": (b"\xd0\xcf\x11\xe0",),
    ".ppt": (b"\xd0\xcf\x11\xe0",),
    ".wps": (b"\xd0\xcf\x11\xe0",),
    ".txt": (b"",),
}
"""Endings that are taken, and how such a file begins."""


@transaction.atomic
def attach(pk: int, file_name: str, pieces: Iterable[bytes], *, by: User | None) -> DisclosureFile:
    """Keep a file with a disclosure; the same content once. Audit: `disclosure_file_added`.

    Refused (`disclosure_is_known`), (`disclosure_takes_files`) once a decision was made and for who is no inventor of
    it, (`file_kind_is_taken`, `attachment_is_small_enough`, `file_has_content`, `files_are_few_enough`).
    """
    one = held(pk, user=by)
    name = plain(file_name)
    if not may_attach(one):
        raise Refused([Problem("disclosure_takes_files", "file", name)])
    if one.disclosure.files.count() >= FILES_MOST:
        raise Refused([Problem("files_are_few_enough", "file", name, data={"most": FILES_MOST})])
    digest, size, stored_as = keep(name, pieces)
    row, is_new = DisclosureFile.objects.get_or_create(
        disclosure=one.disclosure,
        file_digest=digest,
        defaults={
            "file_name": name,
            "size": size,
            "stored_as": stored_as,
            "by": by if by is not None and by.pk is not None else None,
        },
    )
    if is_new:
        audit.record("disclosure_file_added", one.row, by=by, file=name, digest=digest, size=size)
    return row


@transaction.atomic
def detach(pk: int, file: int, *, by: User | None) -> None:
    """Take a file off; its bytes stay for the trail. Audit: `disclosure_file_removed`. Refused as with `attach`, and
    (`disclosure_file_is_known`)."""
    one = held(pk, user=by)
    row = one.disclosure.files.filter(pk=file).first()
    if row is None:
        raise Refused([Problem("disclosure_file_is_known", "file", str(file))])
    if not may_attach(one):
        raise Refused([Problem("disclosure_takes_files", "file", row.file_name)])
    audit.record("disclosure_file_removed", one.row, by=by, file=row.file_name, digest=row.file_digest)
    row.delete()


def may_attach(one: Disclosed) -> bool:
    """Whether this person may add files now: the inventor while it is written or looked at."""
    states = ("draft", "returned", "disclosed", "evaluation")
    return "inventor" in one.parts and one.row.state in states


def opened(pk: int, file: int, *, user: User | None) -> tuple[DisclosureFile, Path]:
    """A file and where it lies. Refused (`disclosure_file_is_known`) where there is none, or not for this person, or
    its bytes are no longer those that were sent."""
    row = DisclosureFile.objects.filter(pk=file, disclosure__in=visible(user).filter(pk=pk).values("pk")).first()
    place = place_of(row.stored_as) if row is not None else None
    if row is None or place is None or not place.is_file():
        raise Refused([Problem("disclosure_file_is_known", "file", row.file_name if row else str(file))])
    with place.open("rb") as stored:
        if hashlib.file_digest(stored, "sha256").hexdigest() != row.file_digest:
            raise Refused([Problem("kept_file_is_whole", "file", row.file_name)])
    return row, place


def keep(name: str, pieces: Iterable[bytes]) -> tuple[str, int, str]:
    """Write it durably; digest, size, and where it lies under the data folder's files."""
    ending = PurePath(name).suffix.lower()
    if ending not in BEGINNINGS:
        known = " ".join(BEGINNINGS)
        raise Refused([Problem("file_kind_is_taken", "file", name, data={"known": known})])
    folder = Path(settings.FILES) / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    handle, written = tempfile.mkstemp(dir=folder, prefix="incoming-")
    copy, digest, size, head = Path(written), hashlib.sha256(), 0, b""
    try:
        with os.fdopen(handle, "wb") as target:
            for piece in pieces:
                size += len(piece)
                if size > SIZE_MOST:
                    raise Refused(
                        [Problem("attachment_is_small_enough", "file", name, data={"most": SIZE_MOST // MEGABYTE})]
                    )
                head = (head + piece)[:8] if len(head) < 8 else head
                digest.update(piece)
                target.write(piece)
            target.flush()
            os.fsync(target.fileno())
        if size == 0:
            raise Refused([Problem("file_has_content", "file", name)])
        if not head.startswith(BEGINNINGS[ending]):
            raise Refused([Problem("file_is_what_it_says", "file", name)])
        stored_as = f"{FOLDER}/{digest.hexdigest()[:2]}/{digest.hexdigest()}"
        place = place_of(stored_as)
        place.parent.mkdir(parents=True, exist_ok=True)
        copy.replace(place)
    finally:
        copy.unlink(missing_ok=True)
    return digest.hexdigest(), size, stored_as


def plain(file_name: str) -> str:
    """The name alone, without folders and signs that do harm in a header; its ending stays."""
    name = "".join(sign for sign in PurePath(file_name.replace("\\", "/")).name if sign.isprintable())
    name = procedures.storable(name).strip() or "file"
    ending = PurePath(name).suffix
    return name if len(name) <= NAME_MOST else name[: NAME_MOST - len(ending)] + ending


def place_of(stored_as: str) -> Path:
    """Where a kept file lies."""
    return Path(settings.FILES) / stored_as
