"""Reads delimited text (文本表格读取): CSV, TSV and their kin, in the encodings met in China and elsewhere."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.ports.sheets import RawRow, RawTable

BOMS: tuple[tuple[bytes, str], ...] = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
DELIMITERS = (",", "\t", ";", "|")
CHINESE = re.compile(
    r"[\u4e00-\u9fff\u3000-\u303f\uff00-\uffef\u2014\u2018-\u201d\u2026\u00b7\u2460-\u2473\u3400-\u4dbf°×±℃μ]"
)
BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
csv.field_size_limit(16 * 1024**2)


class DelimitedReader:
    """One table per file. Encoding and delimiter are found out; a cell written ="…" is unwrapped as Excel does."""

    def __init__(self, shown: str) -> None:
        self.shown = shown

    def read(self, path: Path) -> Iterator[RawTable]:
        """The file's table; line numbers count records, as Excel does."""
        text, encoding = decoded(path.read_bytes(), self.shown)
        delimiter, text = delimiter_of(text)
        rows = [
            RawRow(number, tuple(unwrapped(cell) for cell in cells))
            for number, cells in enumerate(self.records(text, delimiter), start=1)
            if any(cell.strip() for cell in cells)
        ]
        if not rows:
            raise Refused([Problem("sheet_holds_rows", given=self.shown)])
        yield RawTable(self.shown, encoding, rows)

    def records(self, text: str, delimiter: str) -> list[list[str]]:
        """The records; a quotation mark that is never closed would swallow lines, so it is refused."""
        lines = io.StringIO(text, newline=None)
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        try:
            return list(reader)
        except csv.Error as error:
            if "unexpected end of data" in str(error):
                line = last_opened(text, delimiter)
                raise Refused([Problem("sheet_quotes_close", given=self.shown, data={"line": line})]) from error
        try:
            return list(csv.reader(io.StringIO(text, newline=None), delimiter=delimiter))
        except csv.Error as error:
            raise Refused([Problem("file_is_whole", given=self.shown)]) from error


def last_opened(text: str, delimiter: str) -> int:
    """The physical line on which the record begins that never ends."""
    reader = csv.reader(io.StringIO(text, newline=None), delimiter=delimiter, strict=True)
    begins = 1
    try:
        for _ in reader:
            begins = reader.line_num + 1
    except csv.Error:
        return begins
    return begins


def decoded(content: bytes, shown: str) -> tuple[str, str]:
    """The text and the name of its encoding. Raises Refused for what is no text."""
    for mark, encoding in BOMS:
        if content.startswith(mark):
            try:
                return content.decode(encoding).lstrip("\ufeff"), encoding
            except UnicodeDecodeError as error:
                raise Refused([Problem("text_encoding_is_known", given=shown, data={"tried": encoding})]) from error
    sample = content[:4096]
    if b"\0" in sample:
        found = unmarked_utf16(content)
        if found is None:
            raise Refused([Problem("file_is_a_sheet", given=shown, data={"kind": "binary"})])
        return found
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return not_utf8(content, shown)


def unmarked_utf16(content: bytes) -> tuple[str, str] | None:
    """UTF-16 without its mark, told by what comes out: Chinese and plain signs, which no other file gives."""
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        head = text[:20_000]
        if "\0" not in head and len(BEYOND_ASCII.sub("", head)) + len(CHINESE.findall(head)) >= 0.95 * len(head):
            return text, encoding
    return None


def not_utf8(content: bytes, shown: str) -> tuple[str, str]:
    """GBK or GB18030 where what comes out is Chinese, else a Western encoding; line ends tell the old Mac's."""
    for encoding in ("gbk", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        beyond = BEYOND_ASCII.findall(text[:2_000_000])
        if len(CHINESE.findall("".join(beyond))) >= 0.8 * len(beyond):
            return text, encoding
    old_mac = b"\r" in content and b"\n" not in content
    for encoding in ("mac_roman", "cp1252") if old_mac else ("cp1252", "mac_roman"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if len(BEYOND_ASCII.findall(text)) <= 0.3 * len(text):
            return text, encoding
    raise Refused([Problem("text_encoding_is_known", given=shown, data={"tried": "UTF-8, GB18030, Windows-1252"})])


def delimiter_of(text: str) -> tuple[str, str]:
    """The delimiter under which the first records are most alike and widest; Excel's "sep=" line is heeded."""
    hint = re.match(r"^sep=(.)\r?\n", text)
    if hint:
        return hint[1], text[hint.end() :]
    head = text[:200_000]
    best = (0.0, ",")
    for delimiter in DELIMITERS:
        reader = csv.reader(io.StringIO(head, newline=None), delimiter=delimiter)
        widths = Counter(len(record) for record in islice(reader, 60) if record)
        if not widths:
            continue
        width, times = max(widths.items(), key=lambda item: (item[1], item[0]))
        if width > 1:
            score = times / widths.total() * (1 + min(width, 30) / 30)
            if score > best[0] + 1e-9:
                best = (score, delimiter)
    return best[1], text


def unwrapped(cell: str) -> str | None:
    """Nothing for an empty cell; ="201710117081.7" is what people write so that Excel keeps the text."""
    if not cell.strip():
        return None
    found = re.fullmatch(r'\s*="([^"]*)"\s*', cell) if cell.lstrip().startswith("=") else None
    return found[1] if found else cell
