"""The patents and needs that are searched (语料): generated ones, or the files of a generated stock.

Not responsible for cutting them into words.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np

from bench.national.firms import NEED_COLUMNS, needs_of
from bench.national.generate import COLUMNS, ENCODINGS
from bench.national.register import STATES, province_of
from bench.national.sources import read_sources
from bench.national.stock import BATCH, Stock
from zhiqiao.domain.patents.classifications import industry_of

STATE_OF = {form: state for state, forms in STATES.items() for form in forms}
FACETS = ("kind", "legal_state", "industry", "region", "section", "year", "trl")
"""Each has one value at most here, so that a plain column can hold it in every engine."""


@dataclass(frozen=True)
class Row:
    """A patent in one language: Chinese where it has Chinese texts, else English."""

    language: str
    title: str
    body: str
    essence: str
    """Title, effect and scenario: the second text its meaning is taken from; empty where it has neither."""
    facets: dict[str, str]


@dataclass(frozen=True)
class Need:
    """A need as a firm wrote it."""

    title: str
    body: str


def generated(documents: int, needs: int, seed: int) -> tuple[str, list[Row], list[Need]]:
    """What the texts are made from, that many patents, and at least so many needs that some of them answer."""
    stock = Stock(documents, needs, seed=seed, sources=read_sources())
    every = np.arange(len(stock.institutions.names))
    rows: list[Row] = []
    asked: list[Need] = []
    for at, start in enumerate(range(0, documents, BATCH)):
        many = min(BATCH, documents - start)
        batch = stock.batch((0, at), many, 10_000 + start, every)
        names = list(batch.columns)
        rows += [
            row_of(dict(zip(names, line, strict=True))) for line in zip(*(batch.columns[n] for n in names), strict=True)
        ]
        own = range(len(asked), min(needs, len(asked) + -(-needs * many // documents)))
        asked += [Need(one.need[1], one.need[2]) for one in needs_of(stock, batch, (0, at), own)]
    return stock.sources.name, rows, asked


def of_files(folder: Path, documents: int, needs: int) -> tuple[str, list[Row], list[Need]]:
    """The same from the files of `bench.national.generate`, the first of each."""
    rows: list[Row] = []
    for place in sorted(folder.glob("patents-*.csv")):
        for line in lines_of(place):
            if len(rows) == documents:
                break
            rows.append(row_of({column: line[heading] for heading, column in COLUMNS}))
    title, body = NEED_COLUMNS[1:3]
    asked = [Need(line[title], line[body]) for line in islice(lines_of(folder / "needs.csv"), needs)]
    return "files", rows, asked


def lines_of(place: Path) -> Iterator[dict[str, str]]:
    """The lines of a sheet, in whichever of the two encodings it is."""
    for encoding in ENCODINGS:
        try:
            with place.open(encoding=encoding, newline="") as file:
                file.readline()
        except UnicodeDecodeError:
            continue
        with place.open(encoding=encoding, errors="replace", newline="") as file:
            yield from csv.DictReader(file)
        return


def row_of(columns: dict[str, str]) -> Row:
    """A patent from the columns of its sheet."""
    language = "zh" if columns["title_zh"] else "en"
    title, body = columns[f"title_{language}"], columns[f"abstract_{language}"]
    told = [text for text in (columns["effect_zh"], columns["scenario_zh"]) if text]
    code = columns["ipc"].split(";")[0].strip()
    facets = {
        "kind": columns["kind"],
        "legal_state": STATE_OF.get(columns["state"], ""),
        "industry": str(industry_of(code)) if code else "",
        "region": province_of(columns["region"]) if columns["region"] else "",
        "section": code[:1],
        "year": columns["application_date"][:4],
        "trl": columns["trl"],
    }
    return Row(language, title, body, "\n".join([title, *told]) if told else "", facets)
