"""Titles of codes (代码名称): our own short ones, and those of code lists that somebody loads with their source."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.db import transaction

from zhiqiao.domain.access import Verb
from zhiqiao.domain.patents.classifications import ipc_titles
from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.records import audit
from zhiqiao.records.models import CodeTitle, User
from zhiqiao.services import people

BATCH = 2000
HEADINGS = {
    "code": ("code", "symbol", "ipc", "代码", "分类号"),
    "zh": ("zh", "title_zh", "name_zh", "chinese", "中文", "名称"),
    "en": ("en", "title_en", "name_en", "english", "英文"),
}


def code_titles(scheme: str, codes: Iterable[str]) -> dict[str, tuple[str, str]]:
    """(zh, en) of each code that has a title. For IPC, a group without one of its own gets its subclass's."""
    wanted = {code for code in codes if code}
    loaded = {
        code: (zh, en)
        for code, zh, en in CodeTitle.objects.filter(
            scheme=scheme, code__in=wanted | {code[:4] for code in wanted}
        ).values_list("code", "zh", "en")
    }
    ours = ipc_titles() if scheme == "ipc" else {}
    titles: dict[str, tuple[str, str]] = {}
    for code in wanted:
        steps = (code, code[:4]) if scheme == "ipc" else (code,)
        zh = next((loaded[step][0] for step in steps if step in loaded and loaded[step][0]), "")
        en = next((loaded[step][1] for step in steps if step in loaded and loaded[step][1]), "")
        own = next((ours[step] for step in steps if step in ours), ("", ""))
        if zh or en or any(own):
            titles[code] = (zh or own[0], en or own[1])
    return titles


@transaction.atomic
def load_code_titles(scheme: str, rows: Path | Iterable[tuple[str, str, str]], source: str, *, by: User | None) -> int:
    """Load a code list: a CSV (also .gz) with columns code, zh, en, or such rows. Returns how many codes.

    A code that is there gets the new titles; an empty title erases none. Audit: `code_titles_loaded`.
    """
    people.require(by, Verb.MANAGE_PEOPLE)
    if not source.strip():
        raise Refused([Problem("source_given", "source")])
    given = _read(rows) if isinstance(rows, Path) else rows
    titles = {code.strip().replace(" ", "")[:30]: (zh.strip(), en.strip()) for code, zh, en in given if code.strip()}
    if not titles:
        raise Refused([Problem("code_list_has_rows", "rows", str(rows)[:100] if isinstance(rows, Path) else "")])
    known = {row.code: row for row in CodeTitle.objects.filter(scheme=scheme)}
    made = []
    for code, (zh, en) in titles.items():
        row = known.get(code) or CodeTitle(scheme=scheme, code=code)
        row.zh, row.en, row.source = zh or row.zh, en or row.en, source[:200]
        made.append(row)
    CodeTitle.objects.bulk_create(
        made,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["scheme", "code"],
        update_fields=["zh", "en", "source"],
    )
    audit.record("code_titles_loaded", CodeTitle.objects.get(scheme=scheme, code=made[0].code), by=by, scheme=scheme,
                 source=source, codes=len(made))  # fmt: skip
    return len(made)


def _read(path: Path) -> Iterator[tuple[str, str, str]]:
    """The rows of a CSV by its headings."""
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    reader = csv.reader(io.StringIO(raw.decode("utf-8-sig")))
    headings = [heading.strip().lower() for heading in next(reader, [])]
    place = {
        name: next((headings.index(one) for one in known if one in headings), -1) for name, known in HEADINGS.items()
    }
    if place["code"] < 0 or (place["zh"] < 0 and place["en"] < 0):
        raise Refused([Problem("code_list_has_columns", "rows", ", ".join(headings)[:100])])
    for cells in reader:
        yield (
            cells[place["code"]],
            cells[place["zh"]] if place["zh"] >= 0 else "",
            cells[place["en"]] if place["en"] >= 0 else "",
        )
