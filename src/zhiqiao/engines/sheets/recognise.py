"""Which reader a file needs, told by its first bytes and not by its name (文件类型识别)."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.engines.sheets.archive import ZipReader
from zhiqiao.engines.sheets.delimited import DelimitedReader
from zhiqiao.engines.sheets.inpadoc import InpadocReader
from zhiqiao.engines.sheets.limits import MOST_BYTES, refuse_bombs
from zhiqiao.engines.sheets.st96 import St96Reader
from zhiqiao.engines.sheets.workbooks import WorkbookReader
from zhiqiao.ports.sheets import SheetReader

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
NOT_SHEETS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7Z"),
    (b"\x1f\x8b", "GZIP"),
    (b"{\\rtf", "RTF"),
    (b"SQLite format 3", "SQLite"),
)
ST96_NAMESPACES = (b"sipo.gov.cn/xmlschema", b"cnipa.gov.cn/xmlschema", b"wipo.int/standards/xmlschema/st96")
OPS_NAMESPACES = (b"http://ops.epo.org", b"http://www.epo.org/exchange")
ARCHIVES = frozenset({"RAR", "7Z", "GZIP"})


def reader_for(path: Path, *, name: str = "") -> SheetReader:
    """The reader for this file. Raises Refused when it is no sheet we can read."""
    shown = name or path.name
    if not path.is_file():
        raise Refused([Problem("file_is_there", given=shown)])
    size = path.stat().st_size
    if size == 0:
        raise Refused([Problem("file_is_not_empty", given=shown)])
    if size > MOST_BYTES:
        raise Refused([Problem("file_is_small_enough", given=shown, data={"limit_mb": MOST_BYTES // 1024**2})])
    with path.open("rb") as file:
        head = file.read(8192)
    if head.startswith(b"PK"):
        return zipped(path, shown)
    if head.startswith(OLE):
        return legacy(path, shown)
    for magic, kind in NOT_SHEETS:
        if head.startswith(magic):
            code = "archive_is_a_zip" if kind in ARCHIVES else "file_is_a_sheet"
            raise Refused([Problem(code, given=shown, data={"kind": kind})])
    return marked_up(head, shown) or DelimitedReader(shown)


def zipped(path: Path, shown: str) -> SheetReader:
    """A workbook of today, or an archive of sheets; both are ZIP files."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise Refused([Problem("file_is_whole", given=shown)]) from error
    refuse_bombs(members, shown)
    names = {member.filename for member in members}
    if any(re.match(r"^xl/workbook\.(xml|bin)$", each) for each in names) or "content.xml" in names:
        return WorkbookReader(shown)
    if "word/document.xml" in names or "ppt/presentation.xml" in names:
        raise Refused([Problem("file_is_a_sheet", given=shown, data={"kind": "Word"})])
    return ZipReader(shown, reader_for)


def legacy(path: Path, shown: str) -> SheetReader:
    """An XLS workbook, or a protected XLSX, which hides in the same container."""
    content = path.read_bytes()
    if ENCRYPTED_PACKAGE in content:
        raise Refused([Problem("file_has_no_password", given=shown)])
    if not any(stream.encode("utf-16-le") in content for stream in ("Workbook", "Book", "WORKBOOK", "BOOK")):
        raise Refused([Problem("file_is_a_sheet", given=shown, data={"kind": "OLE"})])
    return WorkbookReader(shown)


def marked_up(head: bytes, shown: str) -> SheetReader | None:
    """XML of CNIPA and OPS has its reader; web pages and other XML that call themselves sheets are refused; None for
    text."""
    text = head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").replace(b"\0", b"").lower()
    if re.match(rb"[{\[]\s*[\"{\[]", text):
        raise Refused([Problem("file_is_a_sheet", given=shown, data={"kind": "JSON"})])
    if not text.startswith(b"<"):
        return None
    if re.search(rb"<(?:\w+:)?patentdocument", text) or any(each in text for each in ST96_NAMESPACES):
        return St96Reader(shown)
    if any(each in text for each in OPS_NAMESPACES):
        return InpadocReader(shown)
    if re.search(rb"<(?:!doctype\s+html|html|table|meta|head|body|div|style)\b", text):
        raise Refused([Problem("html_is_no_workbook", given=shown)])
    if b"schemas-microsoft-com:office:spreadsheet" in text:
        raise Refused([Problem("html_is_no_workbook", given=shown, data={"kind": "XML 2003"})])
    raise Refused([Problem("xml_is_st96", given=shown)])
