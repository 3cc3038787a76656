"""Writing the stock (生成数据): import files as provinces and universities would send them, and two sheets of firms.

A folder gets patents-01.csv … (each of at most 50,000 rows, of one or a few provinces), enterprises.csv, needs.csv,
targets.tsv (need → the patents it was made from) and manifest.json (seed, counts, digests). The same seed and numbers
give the same bytes, whatever the number of processes.
"""

from __future__ import annotations

import csv
import hashlib
import json
import math
import multiprocessing
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bench.national.firms import FIRM_COLUMNS, NEED_COLUMNS, Need, needs_of
from bench.national.stock import BATCH, SEED, Stock

MOST_ROWS = 50_000
COLUMNS: tuple[tuple[str, str], ...] = (
    ("申请号", "application_number"), ("公开（公告）号", "publication_number"), ("授权公告号", "grant_number"),
    ("专利类型", "kind"), ("专利名称（中文）", "title_zh"), ("专利名称（英文）", "title_en"),
    ("摘要（中文）", "abstract_zh"), ("摘要（英文）", "abstract_en"),
    ("技术效果（中文）", "effect_zh"), ("应用场景（中文）", "scenario_zh"),
    ("申请日", "application_date"), ("公开（公告）日", "publication_date"), ("授权公告日", "grant_date"),
    ("申请人", "applicants"), ("发明人", "inventors"), ("代理机构", "agency"), ("IPC分类号", "ipc"),
    ("法律状态", "state"), ("年费缴至年度", "annuity"), ("权利要求数", "claims"), ("被引用次数", "cited"),
    ("同族专利", "family"), ("地区", "region"), ("技术成熟度（TRL）", "trl"), ("转化意愿", "ways"),
)  # fmt: skip
"""(heading, column) of a file; every file has them all."""
ENCODINGS = ("utf-8-sig", "gb18030")
DATE_SIGNS = ("-", ".", "/")


@dataclass(frozen=True)
class FilePlan:
    """One file: its rows and the provinces it is of, with how many rows each."""

    number: int
    rows: int
    provinces: tuple[tuple[int, int], ...]
    first_serial: int
    firms: tuple[int, ...]


@dataclass(frozen=True)
class Written:
    """One file as it was written."""

    name: str
    rows: int
    faulty: int
    digest: str
    needs: list[Need]


def plans(stock: Stock, firms: int) -> list[FilePlan]:
    """Files of about equal length; the provinces follow one another, a large one goes on in the next file."""
    institutions = stock.institutions
    share = np.bincount(institutions.province, weights=institutions.share, minlength=len(institutions.provinces))
    ends = np.round(np.cumsum(share) / share.sum() * stock.patents).astype(int)
    files = max(1, math.ceil(stock.patents / (MOST_ROWS * 0.95)))
    bounds = np.round(np.linspace(0, stock.patents, files + 1)).astype(int)
    firm_bounds = np.round(np.linspace(0, firms, files + 1)).astype(int)
    planned = []
    for number in range(files):
        start, end = int(bounds[number]), int(bounds[number + 1])
        parts, before = [], 0
        for province, upto in enumerate(ends.tolist()):
            rows = min(end, upto) - max(start, before)
            if rows > 0:
                parts.append((province, rows))
            before = upto
        mine = tuple(range(int(firm_bounds[number]), int(firm_bounds[number + 1])))
        planned.append(FilePlan(number, end - start, tuple(parts), 10_000 + start, mine))
    return planned


def write_file(stock: Stock, plan: FilePlan, folder: Path) -> Written:
    """One file of patents, and the needs made from its patents."""
    place = folder / f"patents-{plan.number + 1:02d}.csv"
    waiting = list(plan.firms)
    batches = [
        (province, min(BATCH, rows - start)) for province, rows in plan.provinces for start in range(0, rows, BATCH)
    ]
    serial, faulty, needs = plan.first_serial, 0, []
    with place.open("w", encoding=ENCODINGS[plan.number % 2], newline="", errors="replace") as file:
        sheet = csv.writer(file)
        sheet.writerow([heading for heading, _column in COLUMNS])
        for at, (province, rows) in enumerate(batches):
            members = np.flatnonzero(stock.institutions.province == province)
            batch = stock.batch((plan.number, at), rows, serial, members)
            columns = dated(batch.columns, DATE_SIGNS[plan.number % 3])
            sheet.writerows(zip(*(columns[column] for _heading, column in COLUMNS), strict=True))
            serial += rows
            faulty += batch.faulty
            mine = waiting if at == len(batches) - 1 else waiting[: round(len(plan.firms) * rows / plan.rows)]
            needs += needs_of(stock, batch, (plan.number, at), mine)
            waiting = waiting[len(mine) :]
    return Written(place.name, plan.rows, faulty, digest_of(place), needs)


def dated(columns: dict[str, list[str]], sign: str) -> dict[str, list[str]]:
    """Dates as this file writes them."""
    if sign == "-":
        return columns
    dates = ("application_date", "publication_date", "grant_date")
    return columns | {name: [day.replace("-", sign) for day in columns[name]] for name in dates}


def write_firms(folder: Path, needs: Sequence[Need]) -> list[dict[str, Any]]:
    """The sheets of enterprises and needs, and what each need was made from."""
    rows = [
        ("enterprises.csv", FIRM_COLUMNS, [need.firm for need in needs]),
        ("needs.csv", NEED_COLUMNS, [need.need for need in needs]),
    ]
    told = []
    for name, headings, cells in rows:
        with (folder / name).open("w", encoding="utf-8-sig", newline="") as file:
            sheet = csv.writer(file)
            sheet.writerow(headings)
            sheet.writerows(cells)
        told.append({"name": name, "rows": len(cells), "digest": digest_of(folder / name)})
    with (folder / "targets.tsv").open("w", encoding="utf-8") as file:
        file.writelines(f"{need.need[0]}\t{' '.join(need.targets)}\n" for need in needs)
    return told


def digest_of(place: Path) -> str:
    """SHA-256 of a file."""
    with place.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


_stock: Stock | None = None
"""Shared by the forked processes."""


def _write(task: tuple[FilePlan, Path]) -> Written:
    """In a worker process."""
    assert _stock is not None
    return write_file(_stock, *task)


def generate(folder: Path, *, patents: int, firms: int, seed: int = SEED, processes: int = 1) -> dict[str, Any]:
    """Write everything; returns the manifest."""
    global _stock
    folder.mkdir(parents=True, exist_ok=True)
    clock = time.perf_counter()
    stock = _stock = Stock(patents, firms, seed=seed)
    fitted = time.perf_counter() - clock
    tasks = [(plan, folder) for plan in plans(stock, firms)]
    done: Iterable[Written]
    if processes > 1:
        with multiprocessing.get_context("fork").Pool(processes) as pool:
            done = list(pool.imap(_write, tasks))
    else:
        done = [_write(task) for task in tasks]
    files = list(done)
    needs = [need for file in files for need in file.needs]
    sheets = write_firms(folder, needs)
    manifest = {
        "seed": seed,
        "patents": patents,
        "firms": firms,
        "needs": len(needs),
        "sources": stock.sources.name,
        "topics": stock.topics.count,
        "subclasses": len(stock.topics.subclasses),
        "institutions": len(stock.institutions.names),
        "faulty": sum(file.faulty for file in files),
        "fit_seconds": round(fitted, 2),
        "write_seconds": round(time.perf_counter() - clock - fitted, 2),
        "files": [{"name": one.name, "rows": one.rows, "faulty": one.faulty, "digest": one.digest} for one in files],
        "sheets": sheets,
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8")
    return manifest
