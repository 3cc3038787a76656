"""Writes a document as PDF with the letters it needs of a Chinese font inside. The text reaches the typesetter as data,
never as its language."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

import typst

from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.ports.documents import Document

FAMILIES = (
    "Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC", "Noto Sans CJK SC", "Noto Sans SC",
    "Source Han Sans SC", "Songti SC", "STSong", "SimSun", "NSimSun", "FandolSong", "PingFang SC", "Microsoft YaHei",
    "SimHei", "Heiti SC", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "AR PL UMing CN", "Droid Sans Fallback",
    "LXGW WenKai",
)  # fmt: skip
"""Chinese fonts as systems have them, the best for print first."""

PAGE = """
#let it = json(bytes(sys.inputs.document))
#set document(title: it.title)
#set page(paper: "a4", margin: 2cm, footer: context [
  #set text(8pt)
  #it.foot #h(1fr) #counter(page).display("1 / 1", both: true)
])
#set text(font: it.font, size: 10pt, lang: it.language)
#set table(stroke: 0.5pt, inset: 5pt)
#show heading: set block(above: 1.2em, below: 0.7em)
#let words(text) = text.split("\\n").join(linebreak())
#let grid-of(told) = table(
  columns: told.widths.map(part => part * 1fr),
  ..if told.headings.len() > 0 { (table.header(..told.headings.map(one => strong(one))),) },
  ..told.rows.flatten().map(words),
)
= #it.title
#it.subtitle
#grid-of(it.facts)
#for part in it.sections [
  == #part.heading
  #for line in part.lines [#par(words(line))]
  #if part.table != none { grid-of(part.table) }
]
"""


class PdfWriter:
    """Writes PDF; `fonts` is a folder of fonts besides those of the system, or none."""

    media_type = "application/pdf"

    def __init__(self, fonts: Path | None = None) -> None:
        self.fonts = fonts

    def write(self, document: Document) -> bytes:
        """The file's bytes. Refused (`chinese_font_is_there`) where no Chinese font can be found."""
        font = chinese_font(self.fonts)
        if font is None:
            raise Refused([Problem("chinese_font_is_there", given=str(self.fonts or ""))])
        return bytes(
            typst.compile(
                PAGE.encode(),
                format="pdf",
                font_paths=fonts(self.fonts),
                sys_inputs={"document": json.dumps(told(document, font))},
            )
        )


def told(document: Document, font: str) -> dict[str, object]:
    """The document as the typesetter takes it."""
    return {
        "title": safe(document.title),
        "subtitle": safe(document.subtitle),
        "foot": safe(document.foot),
        "language": document.language,
        "font": font,
        "facts": table((), document.facts, (1, 3)),
        "sections": [
            {
                "heading": safe(one.heading),
                "lines": [safe(line) for line in one.lines],
                "table": None if one.table is None else table(one.table.headings, one.table.rows, one.table.widths),
            }
            for one in document.sections
        ],
    }


def table(headings: object, rows: object, widths: object) -> dict[str, object]:
    """A table as the typesetter takes it."""
    lines = [[safe(cell) for cell in row] for row in rows]  # type: ignore[attr-defined]
    above = [safe(cell) for cell in headings]  # type: ignore[attr-defined]
    parts = list(widths) or [1] * len(above)  # type: ignore[call-overload]
    return {"headings": above, "rows": lines, "widths": parts}


def safe(text: str) -> str:
    """The text as it can be written: half a sign is not one."""
    return text.encode("utf-8", "replace").decode().replace("\0", "")


@lru_cache(maxsize=4)
def fonts(folder: Path | None) -> typst.Fonts:
    """The fonts of the system and of that folder, looked for once."""
    return typst.Fonts(font_paths=[str(folder)] if folder else [])


@lru_cache(maxsize=4)
def chinese_font(folder: Path | None) -> str | None:
    """The Chinese font to print with: the best of those known by name, in that folder or on this system; else whatever
    stands in the folder, which its owner chose. None where there is none."""
    known = set(fonts(folder).families())
    named = next((family for family in FAMILIES if family in known), None)
    if named is not None or folder is None:
        return named
    own = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)])
    return next(iter(sorted(own.families())), None)
