"""Detection (表头识别): which line is the heading, which source it comes from, and what each column means."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from zhiqiao.domain.patents.reading.headings import OF_SOURCE, TELLTALES, fold_heading, listed, shaped, telltales
from zhiqiao.domain.patents.reading.template import template_fields

Cell = str | int | float | bool | date | datetime | None
LINES_SEARCHED = 30
"""How far down the heading line is looked for: exports put a title, a query or a notice above it."""
NUMBER_FIELDS = frozenset({"application_number", "publication_number", "grant_number"})
TITLE_FIELDS = frozenset({"title", "title_zh", "title_en"})

__all__ = ["Cell", "Detection", "detect", "fitted", "fold_heading", "signature", "unique_headings", "usable"]


@dataclass(frozen=True)
class Detection:
    """What was found. `heading_row_index` is -1 when no line looks like headings.

    `headings` are unique and as written; `mapping` gives each one a field or ""; `confidence` is 0-1;
    `unmapped` are the headings without a field; `is_usable` says whether lines can be read with it as it stands.
    """

    source: str
    heading_row_index: int
    headings: tuple[str, ...]
    mapping: Mapping[str, str]
    confidence: float
    unmapped: tuple[str, ...] = field(default=())

    @property
    def is_usable(self) -> bool:
        """A number has its column."""
        return usable(self.mapping)


def usable(mapping: Mapping[str, str]) -> bool:
    """A column map with which lines can be read: it has a number."""
    return bool(NUMBER_FIELDS.intersection(mapping.values()))


def signature(headings: Sequence[str]) -> str:
    """Fingerprint of a set of headings, under which a settled column map is remembered (64 hex digits)."""
    return hashlib.sha256("\n".join(fold_heading(heading) for heading in headings).encode()).hexdigest()


def fitted(mapping: Mapping[str, str], headings: Sequence[str]) -> dict[str, str]:
    """A remembered map for headings that differ in width or blanks only: each heading by its folded form."""
    by_fold = {fold_heading(heading): meaning for heading, meaning in mapping.items()}
    return {heading: by_fold.get(fold_heading(heading), "") for heading in headings}


def unique_headings(cells: Sequence[Cell], width: int) -> tuple[str, ...]:
    """Headings as written, each once: a repeated one becomes "name [2]", an empty one "[5]" after its column."""
    headings: list[str] = []
    seen: dict[str, int] = {}
    for at in range(max(width, len(cells))):
        cell = cells[at] if at < len(cells) else None
        written = " ".join(str(cell).split()) if cell is not None else ""
        if not written:
            headings.append(f"[{at + 1}]")
            continue
        seen[written] = seen.get(written, 0) + 1
        headings.append(written if seen[written] == 1 else f"{written} [{seen[written]}]")
    return tuple(headings)


def detect(rows: Sequence[Sequence[Cell]]) -> Detection:
    """Find the heading line among the first rows, the source, and the column map."""
    at, source = find_headings(rows)
    if at < 0:
        width = max((len(row) for row in rows[:LINES_SEARCHED]), default=0)
        headings = unique_headings((), width)
        return Detection("generic", -1, headings, dict.fromkeys(headings, ""), 0.0, headings)
    heading_cells = trimmed(rows[at])
    headings = unique_headings(heading_cells, usual_width(rows[at + 1 : at + 1 + LINES_SEARCHED], len(heading_cells)))
    mapping = map_headings(headings, source)
    unmapped = tuple(heading for heading in headings if not mapping[heading])
    return Detection(source, at, headings, mapping, confidence(headings, mapping, source), unmapped)


def find_headings(rows: Sequence[Sequence[Cell]]) -> tuple[int, str]:
    """The line whose cells are best known as headings, and the source they give away; (-1, "") when none is."""
    best = (0.0, -1, "")
    for at, row in enumerate(rows[:LINES_SEARCHED]):
        folded = [fold_heading(cell) for cell in row if isinstance(cell, str) and 0 < len(cell) <= 60]
        if not folded:
            continue
        source = source_of(folded)
        fields = [meaning_of(heading, source) for heading in folded]
        known = sum(meaning is not None for meaning in fields)
        has_number = bool(NUMBER_FIELDS.intersection(meaning or "" for meaning in fields))
        has_title = bool(TITLE_FIELDS.intersection(meaning or "" for meaning in fields))
        if known < 2 or not (has_number or has_title):
            continue
        score = known + 3 * has_number + 2 * has_title
        if score > best[0]:
            best = (score, at, source)
    return best[1], best[2]


def source_of(folded: Sequence[str]) -> str:
    """The source a set of folded headings gives away, else "generic"."""
    present = set(folded)
    if any(heading.startswith("st96") for heading in present):
        return "st96"
    ours = present.intersection(template_fields())
    if len(ours) >= 6 and len(ours) >= 0.8 * len(present) and present & {"申请号", "applicationnumber"}:
        foreign = max(len(present & telltales(source)) for source in TELLTALES)
        if foreign < 3:
            return "template"
    if sum(heading.startswith("[标]") for heading in present):
        return "patsnap"
    found = max(TELLTALES, key=lambda source: len(present & telltales(source)))
    return found if len(present & telltales(found)) >= 2 else "generic"


def meaning_of(folded: str, source: str) -> str | None:
    """The field a folded heading means in a source; "" when it is known and not needed, None when it is not known."""
    if source == "template" and folded in template_fields():
        return template_fields()[folded]
    if source in OF_SOURCE and folded in listed(source):
        return listed(source)[folded]
    if folded in listed():
        return listed()[folded]
    if folded in template_fields():
        return template_fields()[folded]
    return shaped(folded) or None


def map_headings(headings: Sequence[str], source: str) -> dict[str, str]:
    """Each heading its field or ""; what merely repeats a better column is left out."""
    mapping: dict[str, str] = {}
    for heading in headings:
        base = heading.rsplit(" [", 1)[0] if heading.endswith("]") and " [" in heading else heading
        mapping[heading] = meaning_of(fold_heading(base), source) or ""
    for poor, better in POORER:
        folded = {fold_heading(heading): heading for heading in headings}
        if poor in folded and any(mapping[heading] == better and fold_heading(heading) != poor for heading in headings):
            mapping[folded[poor]] = ""
    return mapping


POORER = (("第一申请人", "applicants"), ("第一发明人", "inventors"), ("当前发明人名称", "inventors"))
"""Headings that say part of what another column says in full."""


def confidence(headings: Sequence[str], mapping: Mapping[str, str], source: str) -> float:
    """How sure the map is, 0-1: a number and a title have columns, the source is known, most headings are known."""
    meanings = set(mapping.values())
    known = sum(bool(mapping[heading]) or meaning_of(fold_heading(heading), source) == "" for heading in headings)
    share = known / len(headings) if headings else 0.0
    sure = 0.35 * bool(NUMBER_FIELDS & meanings) + 0.2 * bool(TITLE_FIELDS & meanings)
    return round(min(1.0, sure + 0.2 * (source != "generic") + 0.25 * share), 2)


def trimmed(cells: Sequence[Cell]) -> Sequence[Cell]:
    """Without the empty cells at the end."""
    last = max((at + 1 for at, cell in enumerate(cells) if cell is not None and str(cell).strip()), default=0)
    return cells[:last]


def usual_width(rows: Sequence[Sequence[Cell]], headings: int) -> int:
    """How many columns the lines use: more than there are headings only if most lines do (a column without a name)."""
    widths = sorted(len(trimmed(row)) for row in rows if trimmed(row))
    if not widths:
        return headings
    return max(headings, widths[len(widths) // 2])
