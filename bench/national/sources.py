"""Real texts and lists (真实语料) whose statistics the generated stock takes over, read at run time and never kept.

They lie beside the checkout (`ZHIQIAO_SHARED_DATA`). Where they are absent our own small sample stands in, and
`Sources.name` says so, so that a report can tell it.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "src/zhiqiao/sample"
ENGLISH_AT_MOST = 4000
"""English texts read for their statistics: more add nothing but time."""


@dataclass(frozen=True)
class Text:
    """One real text: title, abstract, and the IPC subclasses it is said to have (none where nobody says)."""

    title: str
    abstract: str
    subclasses: tuple[str, ...] = ()


@dataclass
class Sources:
    """Everything the statistics are taken from."""

    name: str
    chinese: list[Text] = field(default_factory=list)
    titles: list[Text] = field(default_factory=list)
    """Chinese titles with their real IPC subclasses."""
    english: list[Text] = field(default_factory=list)
    classes: dict[str, tuple[str, str]] = field(default_factory=dict)
    """IPC code → its title in Chinese and English."""
    kinds: dict[str, int] = field(default_factory=dict)
    """Letter of the published document (A, B, U) → how many."""
    institutions: list[tuple[str, str]] = field(default_factory=list)
    """Universities with the region they are in, the ones with more patents first."""
    applicants: dict[str, int] = field(default_factory=dict)
    """Universities → patents of theirs among the real ones; tells how heavy the head of the distribution is."""
    needs: list[tuple[str, str]] = field(default_factory=list)
    """Needs in everyday Chinese: our own, because their frames go into generated texts."""
    english_needs: list[tuple[str, str]] = field(default_factory=list)


def read_sources(folder: Path | None = None) -> Sources:
    """The real data beside the checkout, or our own sample."""
    folder = folder or Path(os.environ.get("ZHIQIAO_SHARED_DATA") or ROOT.parent / "shared" / "data")
    return from_real(folder) if (folder / "demo").is_dir() else from_sample()


def from_real(folder: Path) -> Sources:
    """Statistics of real patents, titles with classes, classification, universities and needs."""
    got = Sources("real")
    for row in json_lines(folder / "demo/cn_patents_title_assignee_abstract.jsonl.gz"):
        if is_whole(row["title"], row["abstract"]):
            got.chinese.append(Text(row["title"], row["abstract"]))
        if row["assignee_kind"] == "university":
            got.applicants[row["assignee"]] = got.applicants.get(row["assignee"], 0) + 1
    for row in json_lines(folder / "retrieval/xling_en_zh_abstracts_chanemo/corpus.jsonl"):
        if is_whole(row["title"], row["text"]):
            got.chinese.append(Text(row["title"], row["text"]))
    for row in table(folder / "demo/cn_titles_ipc_subclass_folds1-4.csv"):
        letter = row["publication_numbers"].strip()[-1:]
        got.kinds[letter] = got.kinds.get(letter, 0) + 1
        got.titles.append(Text(row["title"], "", tuple(row["ipc_subclasses"].split("|"))))
    got.classes = {
        row["code"]: (row["title_zh"], row["title_en"]) for row in table(folder / "classification/ipc_zh_en.csv.gz")
    }
    got.english = english_of(folder)
    provinces = {row["adcode"]: row["name"] for row in table(folder / "classification/cn_adcodes_cpca.csv")}
    got.institutions = universities(folder / "classification/universities_cn.csv", provinces, got.applicants)
    got.needs = sample_needs("zh")
    topics = json_lines(folder / "demands_en_sbir/sbir_topics_2008_2018.jsonl.gz")
    got.english_needs = [(row["title"], row["description"]) for row in topics if 200 < len(row["description"]) < 1500]
    return got


def is_whole(title: str, abstract: str) -> bool:
    """Both are there."""
    return len(title.strip()) > 1 and len(abstract.strip()) > 20


def english_of(folder: Path) -> list[Text]:
    """English abstracts: of patents first, then of funded projects."""
    found = [
        Text(row["Title"], row["Abstract"]) for row in table(folder / "demo/nasa_patents_2014.csv") if row["Abstract"]
    ]
    for name in ("xling_en_zh_abstracts_chanemo", "xling_en_zh_patents_mt"):
        rows = json_lines(folder / "retrieval" / name / "queries.jsonl")
        found += [Text(row["text"], row["description"]) for row in rows]
    for row in json_lines(folder / "retrieval/en_need_award_sbir_dev/corpus.jsonl.gz"):
        if len(found) >= ENGLISH_AT_MOST:
            break
        found.append(Text(row["text"][:80].rpartition(" ")[0], row["text"]))
    return found


def universities(place: Path, provinces: dict[str, str], known: dict[str, int]) -> list[tuple[str, str]]:
    """Real universities with "province+city"; those with many real patents first, then four-year ones."""
    # A city's own code before that of a district of the same name elsewhere.
    of_city: dict[str, str] = {}
    for code, name in sorted(provinces.items(), key=lambda one: not one[0].endswith("00000000")):
        of_city.setdefault(name, code)
    rows = []
    for row in table(place):
        city = "".join(row["city"].split())
        code = of_city.get(city, "")
        province = provinces.get(code[:2] + "0000000000", "") if code else ""
        region = city if province in ("", city) else province + city
        rows.append((-known.get(row["name"], 0), row["level"] != "本科", row["name"], region))
    return [(name, region) for _known, _level, name, region in sorted(rows)]


def from_sample() -> Sources:
    """Our own invented sample: small, so that tails are thin; whoever reports must say so."""
    got = Sources("sample")
    regions: dict[str, str] = {}
    for file in sorted((SAMPLE / "patents").glob("*.jsonl")):
        for row in json_lines(file):
            subclasses = tuple(dict.fromkeys(code[:4] for code in row["ipc"]))
            if row.get("abstract_zh"):
                got.chinese.append(Text(row["title_zh"], row["abstract_zh"], subclasses))
                got.titles.append(Text(row["title_zh"], "", subclasses))
            if row.get("abstract_en"):
                got.english.append(Text(row["title_en"], row["abstract_en"], subclasses))
            letter = {"utility": "U", "design": "S"}.get(row["kind"], "B" if row.get("grant_date") else "A")
            got.kinds[letter] = got.kinds.get(letter, 0) + 1
            for name in row["applicants"]:
                got.applicants[name] = got.applicants.get(name, 0) + 1
    for file in sorted((SAMPLE / "firms").glob("*.jsonl")):
        for row in json_lines(file):
            regions[row["region"]] = row["region"]
    places = list(regions)
    names = sorted(got.applicants, key=lambda name: (-got.applicants[name], name))
    got.institutions = [(name, places[at % len(places)]) for at, name in enumerate(names)]
    got.classes = our_classes()
    got.needs = sample_needs("zh")
    got.english_needs = sample_needs("en")
    return got


def our_classes() -> dict[str, tuple[str, str]]:
    """The short IPC titles the product ships."""
    rows = table(ROOT / "src/zhiqiao/domain/patents/ipc_titles.csv")
    return {row["code"]: (row["zh"], row["en"]) for row in rows}


def sample_needs(language: str) -> list[tuple[str, str]]:
    """Titles and descriptions of the sample's needs."""
    rows = [row for file in sorted((SAMPLE / "needs").glob("*.jsonl")) for row in json_lines(file)]
    return [(row[f"title_{language}"], row[f"problem_{language}"]) for row in rows if row.get(f"problem_{language}")]


def json_lines(place: Path) -> Iterator[dict[str, Any]]:
    """The rows of a .jsonl or .jsonl.gz file."""
    raw = gzip.decompress(place.read_bytes()) if place.suffix == ".gz" else place.read_bytes()
    for line in raw.decode("utf-8").split("\n"):
        if line.strip():
            yield json.loads(line)


def table(place: Path) -> list[dict[str, str]]:
    """The rows of a .csv or .csv.gz file."""
    raw = gzip.decompress(place.read_bytes()) if place.suffix == ".gz" else place.read_bytes()
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))


def tidy_class_title(title: str) -> list[str]:
    """The pieces of an IPC title that name things: without references in brackets."""
    plain = re.sub(r"[（(][^（()）]*[)）]", "", title)
    return [piece.strip() for piece in re.split(r"[；;，,：:]", plain) if 1 < len(piece.strip()) <= 40]
