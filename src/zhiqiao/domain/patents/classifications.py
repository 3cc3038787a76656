"""Classes (分类号): the form of IPC symbols, our own short titles, and the industry they point to.

The short titles are our own wording, for showing; the official texts are loaded as code titles by whoever has them.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from zhiqiao.domain.codes import Industry


@dataclass(frozen=True)
class IpcSymbol:
    """One IPC symbol (国际专利分类号): "C08L63/00" is section C, class C08, subclass C08L, group 63/00."""

    section: str
    ipc_class: str
    subclass: str
    group: str = ""

    @property
    def code(self) -> str:
        """As we store it: "C08L63/00", or only the subclass."""
        return self.subclass + self.group


SYMBOL = re.compile(r"([A-HY]\d{2}[A-Z])\s*(?:(\d{1,4})\s*[/:]\s*(\d{2,6})\b)?")
EDITION = re.compile(r"^[1-8]?([A-HY]) (\d{2}[A-Z])")
"""The edition before a symbol of IPC 1 to 8, "7C 07D 235:00"."""
SPACED = re.compile(r"^([A-HY]\d{2}[A-Z])\s+(\d{1,4})\s+(\d{2,6})\b")
PADDED = re.compile(r"^([A-HY]\d{2}[A-Z])(\d{3})(\d{2,6})$")
ST8 = re.compile(r"^([A-HY]\d{2}[A-Z])(\d{4})(\d{6})$")


@lru_cache(maxsize=20_000)
def read_ipc(given: str) -> IpcSymbol | None:
    """One symbol in any writing; None when it is none.

    "E01B3/32(2006.01)I", "C07D 417/12", "A21D 8 02 20060101 A F I", "A61K03578" (three digits of main group, then the
    subgroup, as WIPO landscape sheets have it), "A61K0035780000" (WIPO ST.8 fourteen signs), "H01M" (subclass alone).
    """
    text = EDITION.sub(r"\1\2", given.strip().upper())
    found = SPACED.match(text) or ST8.match(text) or PADDED.match(text) or SYMBOL.match(text)
    if not found:
        return None
    subclass, main, sub = found[1], found[2], found[3]
    group = ""
    if main and int(main):
        digits = sub.rstrip("0") if len(sub) > 2 else sub
        group = f"{int(main)}/{digits.ljust(2, '0')}"
    elif not main and not re.fullmatch(r"[A-HY]\d{2}[A-Z]\s*0*(?:\(.*)?", text):
        return None
    return IpcSymbol(subclass[0], subclass[:3], subclass, group)


@cache
def ipc_titles() -> dict[str, tuple[str, str]]:
    """Our own short titles: code → (zh, en), for sections, classes and subclasses."""
    file = resources.files("zhiqiao.domain.patents").joinpath("ipc_titles.csv")
    with file.open(encoding="utf-8") as lines:
        return {row["code"]: (row["zh"], row["en"]) for row in csv.DictReader(lines)}


INDUSTRY_BY_PREFIX: dict[str, Industry] = {
    # agriculture and food
    "A01": Industry.AGRIFOOD, "A21": Industry.AGRIFOOD, "A22": Industry.AGRIFOOD, "A23": Industry.AGRIFOOD,
    "A24": Industry.AGRIFOOD, "C05": Industry.AGRIFOOD, "C12C": Industry.AGRIFOOD, "C12G": Industry.AGRIFOOD,
    "C12H": Industry.AGRIFOOD, "C12J": Industry.AGRIFOOD, "C13": Industry.AGRIFOOD, "B02B": Industry.AGRIFOOD,
    # medicine and life
    "A61": Industry.BIOMED, "C07K": Industry.BIOMED, "C12": Industry.BIOMED, "C40": Industry.BIOMED,
    "C07D": Industry.BIOMED, "C07H": Industry.BIOMED, "C07J": Industry.BIOMED, "G16B": Industry.BIOMED,
    "G16H": Industry.BIOMED,
    # energy
    "H01M": Industry.ENERGY, "H02": Industry.ENERGY, "F03": Industry.ENERGY, "G21": Industry.ENERGY,
    "F24S": Industry.ENERGY, "F24T": Industry.ENERGY, "F24V": Industry.ENERGY, "C25B": Industry.ENERGY,
    "C10": Industry.ENERGY, "F17": Industry.ENERGY, "F22": Industry.ENERGY, "F02C": Industry.ENERGY,
    "B60L": Industry.ENERGY, "E21B": Industry.ENERGY, "F01": Industry.ENERGY, "F28": Industry.ENERGY,
    # environment
    "C02": Industry.ENVIRONMENT, "B01D": Industry.ENVIRONMENT, "B09": Industry.ENVIRONMENT,
    "F23": Industry.ENVIRONMENT, "F01N": Industry.ENVIRONMENT, "E03": Industry.ENVIRONMENT,
    "A62D": Industry.ENVIRONMENT, "B08": Industry.ENVIRONMENT, "F24F": Industry.ENVIRONMENT,
    # electronics
    "H01": Industry.ELECTRONICS, "H03": Industry.ELECTRONICS, "H04": Industry.ELECTRONICS,
    "H05": Industry.ELECTRONICS, "H10": Industry.ELECTRONICS, "G01": Industry.ELECTRONICS,
    "G02": Industry.ELECTRONICS, "G11": Industry.ELECTRONICS, "G03": Industry.ELECTRONICS,
    "G09": Industry.ELECTRONICS, "B81": Industry.ELECTRONICS, "H99": Industry.ELECTRONICS,
    "F21": Industry.ELECTRONICS, "G04": Industry.ELECTRONICS, "G08": Industry.ELECTRONICS,
    # software
    "G06": Industry.SOFTWARE, "G16": Industry.SOFTWARE, "G10L": Industry.SOFTWARE, "H04L": Industry.SOFTWARE,
    "G07": Industry.SOFTWARE,
    # materials
    "C01": Industry.MATERIALS, "C03": Industry.MATERIALS, "C04": Industry.MATERIALS, "C06": Industry.MATERIALS,
    "C07": Industry.MATERIALS, "C08": Industry.MATERIALS, "C09": Industry.MATERIALS, "C11": Industry.MATERIALS,
    "C14": Industry.MATERIALS, "C21": Industry.MATERIALS, "C22": Industry.MATERIALS, "C23": Industry.MATERIALS,
    "C25": Industry.MATERIALS, "C30": Industry.MATERIALS, "B22": Industry.MATERIALS, "B32": Industry.MATERIALS,
    "B82": Industry.MATERIALS, "B01J": Industry.MATERIALS, "B29": Industry.MATERIALS, "D01": Industry.MATERIALS,
    "D06": Industry.MATERIALS, "D21": Industry.MATERIALS, "B27": Industry.MATERIALS, "D02": Industry.MATERIALS,
    "D03": Industry.MATERIALS, "D04": Industry.MATERIALS, "H01B": Industry.MATERIALS, "H01F": Industry.MATERIALS,
    # equipment
    "B": Industry.EQUIPMENT, "E": Industry.EQUIPMENT, "F": Industry.EQUIPMENT, "G05": Industry.EQUIPMENT,
    "G12": Industry.EQUIPMENT, "D": Industry.EQUIPMENT,
}  # fmt: skip
"""Which industry a subclass, class or section points to; the longest prefix wins. Our own coarse table [P]."""


def industry_of(ipc: str) -> Industry:
    """The industry a symbol points to after our own table [P]; OTHER where the table has no line."""
    symbol = read_ipc(ipc)
    if symbol is None:
        return Industry.OTHER
    for prefix in (symbol.subclass, symbol.ipc_class, symbol.section):
        if prefix in INDUSTRY_BY_PREFIX:
            return INDUSTRY_BY_PREFIX[prefix]
    return Industry.OTHER
