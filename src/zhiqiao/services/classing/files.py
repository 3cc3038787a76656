"""Files of packs (数据包文件): sheets, CSV (also compressed) and lines of JSON, as tables of texts."""

from __future__ import annotations

import gzip
import hashlib
import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.engines import choose

TextTable = list[tuple[int, list[str]]]
"""Line number and cells."""
MOST_BYTES = 200 * 1024**2


def tables_in(path: Path, name: str = "") -> list[TextTable]:
    """The tables of one file. Refused when it is no sheet and holds no lines of JSON."""
    shown = name or path.name
    if not path.is_file():
        raise Refused([Problem("file_is_there", "file", shown)])
    if shown.lower().endswith(".gz"):
        return list(_unpacked(path, shown))
    if shown.lower().endswith((".jsonl", ".ndjson")):
        return [_lines_of_json(path, shown)]
    tables = choose.sheet_reader(path, name=shown).read(path)
    return [[(row.number, [_text(cell) for cell in row.cells]) for row in table.rows] for table in tables]


def _unpacked(path: Path, shown: str) -> Iterable[TextTable]:
    """The tables of a compressed file."""
    with tempfile.TemporaryDirectory() as folder:
        inner = Path(folder) / Path(shown).stem
        try:
            with gzip.open(path) as packed:
                content = packed.read(MOST_BYTES + 1)
        except (OSError, EOFError) as error:
            raise Refused([Problem("file_is_whole", given=shown)]) from error
        if len(content) > MOST_BYTES:
            raise Refused([Problem("file_is_small_enough", given=shown, data={"limit_mb": MOST_BYTES // 1024**2})])
        inner.write_bytes(content)
        yield from tables_in(inner, inner.name)


def _lines_of_json(path: Path, shown: str) -> TextTable:
    """One object a line; the names of all objects become the headings. A line that is none has an empty code."""
    objects: list[tuple[int, dict[str, Any]]] = []
    headings: dict[str, None] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8-sig", errors="replace").splitlines(), 1):
        if not line.strip():
            continue
        try:
            given = json.loads(line)
        except (ValueError, RecursionError):
            given = None
        one = given if isinstance(given, dict) else {}
        headings.update(dict.fromkeys(map(str, one)))
        objects.append((number, one or {"": "?"}))
    if not headings:
        raise Refused([Problem("pack_has_columns", "file", shown)])
    rows = [(number, [_text(one.get(name, one.get(""))) for name in headings]) for number, one in objects]
    return [(0, list(headings)), *rows]


def _text(cell: Any) -> str:
    """A cell as text; whole numbers without a point, lists joined."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, list):
        return "；".join(map(_text, cell))
    return str(cell).strip()


def digest_of(paths: Sequence[Path]) -> str:
    """Of the contents of all files, whatever their order and names."""
    each = sorted(_digest(path) for path in paths)
    return hashlib.sha256("".join(each).encode()).hexdigest()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def with_names(paths: Sequence[Path], names: Sequence[str]) -> Iterator[tuple[Path, str]]:
    """Each file with the name it came under."""
    given = list(names) or [path.name for path in paths]
    yield from zip(paths, given, strict=True)
