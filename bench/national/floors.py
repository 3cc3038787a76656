"""Floors (下限): what the machine itself takes for the same amount, measured in the same run.

`read_sheets` splits the import files into cells and does nothing with them; `read_rows` reads the patents' rows from
the database file; `product` is a bare float32 matrix product in as many processes as there are processors, in
operations a second.
"""

from __future__ import annotations

import csv
import multiprocessing
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from bench.national import given
from bench.national.stages import Plan

SECONDS = 5.0
ROWS, DIM, COLUMNS = 8192, 512, 1024


def read_sheets(plan: Plan) -> dict[str, Any]:
    """Rows a second of the csv module over all import files."""
    clock, rows = time.perf_counter(), 0
    for place in sorted(plan.sheets.glob("patents-*.csv")):
        rows += lines_of(place)
    return {"what": "csv.reader over the same files", "per_second": rows / (time.perf_counter() - clock)}


def lines_of(place: Path) -> int:
    """Rows of a file, whichever of the two encodings it is in."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            with place.open(encoding=encoding, newline="") as file:
                return sum(1 for _row in csv.reader(file))
        except UnicodeDecodeError:
            continue
    raise ValueError(place)


def read_rows(plan: Plan) -> dict[str, Any]:
    """Patents a second read from the database, all columns, as plain tuples."""
    given.start(plan)
    from django.db import connection

    clock, rows = time.perf_counter(), 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM records_patent")
        while found := cursor.fetchmany(5000):
            rows += len(found)
    return {"what": "SELECT * FROM records_patent", "per_second": rows / (time.perf_counter() - clock)}


def multiply(_number: int) -> float:
    """Operations a second of one process."""
    import numpy as np

    draw = np.random.default_rng(1)
    left = draw.standard_normal((ROWS, DIM), dtype=np.float32)
    right = draw.standard_normal((DIM, COLUMNS), dtype=np.float32)
    done, clock = 0, time.perf_counter()
    while time.perf_counter() - clock < SECONDS:
        left @ right
        done += 1
    return done * 2.0 * ROWS * DIM * COLUMNS / (time.perf_counter() - clock)


def product(plan: Plan) -> dict[str, Any]:
    """All processors together."""
    with multiprocessing.get_context("spawn").Pool(plan.processes) as pool:
        speeds = pool.map(multiply, range(plan.processes))
    return {"what": f"float32 matrix product, {plan.processes} processes", "flops_per_second": sum(speeds)}


FLOORS: dict[str, Callable[[Plan], dict[str, Any]]] = {
    "read_sheets": read_sheets,
    "read_rows": read_rows,
    "product": product,
}

if __name__ == "__main__":
    options = given.parser(__doc__)
    options.add_argument("--floor", choices=tuple(FLOORS), required=True)
    chosen = options.parse_args()
    the_plan = given.plan_of(chosen)
    given.tell(the_plan, f"floor-{chosen.floor}", FLOORS[chosen.floor](the_plan))
