"""Reads ZIP archives of sheets (压缩包读取): members in folders, names in GBK, ZIPs inside.

No member is ever written under its own name, so none can leave its place.
"""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Protocol

from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.engines.sheets.limits import MOST_DEPTH, refuse_bombs
from zhiqiao.engines.sheets.st96 import St96Reader
from zhiqiao.ports.sheets import RawRow, RawTable, SheetReader

SHEETS = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".csv", ".tsv", ".txt", ".xml", ".zip", ".et"})
UTF8_FLAG = 0x800
ENCRYPTED_FLAG = 0x1


class Recogniser(Protocol):
    """Finds the reader of a file."""

    def __call__(self, path: Path, *, name: str = "") -> SheetReader:
        """The reader; raises Refused."""
        ...


class ZipReader:
    """The tables of all members, in the order of their names. CNIPA's XML documents of an archive make one table."""

    def __init__(self, shown: str, reader_for: Recogniser, depth: int = 0) -> None:
        self.shown = shown
        self.reader_for = reader_for
        self.depth = depth

    def read(self, path: Path) -> Iterator[RawTable]:
        """The tables; a member that calls itself a sheet and cannot be read refuses the archive, and is named."""
        found = False
        documents: list[RawRow] = []
        heading: RawRow | None = None
        try:
            with zipfile.ZipFile(path) as archive, tempfile.TemporaryDirectory() as folder:
                members = [member for member in archive.infolist() if wanted(member)]
                refuse_bombs(archive.infolist(), self.shown)
                for at, member in enumerate(sorted(members, key=name_of)):
                    copy = self.unpack(archive, member, Path(folder) / f"{at}{suffix(member)}")
                    for table, is_document in self.tables(copy, member):
                        if is_document:
                            heading = heading or table.rows[0]
                            documents.extend(table.rows[1:])
                            continue
                        found = True
                        yield table
                    copy.unlink()
        except (zipfile.BadZipFile, OSError, NotImplementedError, EOFError) as error:
            raise Refused([Problem("file_is_whole", given=self.shown)]) from error
        if documents and heading is not None:
            found = True
            renumbered = [RawRow(number, row.cells) for number, row in enumerate(documents, start=2)]
            yield RawTable(f"{self.shown}/*.xml", "utf-8", [heading, *renumbered])
        if not found:
            raise Refused([Problem("archive_holds_sheets", given=self.shown)])

    def unpack(self, archive: zipfile.ZipFile, member: zipfile.ZipInfo, copy: Path) -> Path:
        """A copy under a name of ours, so that a member's name can lead nowhere."""
        if member.flag_bits & ENCRYPTED_FLAG:
            raise Refused([Problem("file_has_no_password", given=f"{self.shown}/{name_of(member)}")])
        with archive.open(member) as packed, copy.open("wb") as plain:
            shutil.copyfileobj(packed, plain, 1024**2)
        return copy

    def tables(self, copy: Path, member: zipfile.ZipInfo) -> Iterator[tuple[RawTable, bool]]:
        """The member's tables, and whether each is a document of CNIPA's XML."""
        shown = f"{self.shown}/{name_of(member)}"
        reader = self.reader_for(copy, name=shown)
        if isinstance(reader, ZipReader):
            if self.depth + 1 >= MOST_DEPTH:
                raise Refused([Problem("archive_is_safe", given=shown, data={"limit_mb": 0})])
            reader.depth = self.depth + 1
        for table in reader.read(copy):
            yield table, isinstance(reader, St96Reader)


def wanted(member: zipfile.ZipInfo) -> bool:
    """Sheets only: no folders, no resource forks, no lock files, nothing of another kind."""
    name = PurePosixPath(name_of(member))
    hidden = name.name.startswith((".", "~$")) or "__MACOSX" in name.parts
    return not member.is_dir() and not hidden and suffix(member) in SHEETS


def suffix(member: zipfile.ZipInfo) -> str:
    """The member's extension in small letters."""
    return PurePosixPath(name_of(member)).suffix.lower()


def name_of(member: zipfile.ZipInfo) -> str:
    """The member's name; Windows in China writes GBK without saying so."""
    if member.flag_bits & UTF8_FLAG:
        return member.filename
    try:
        raw = member.filename.encode("cp437")
    except UnicodeEncodeError:
        return member.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return member.filename
