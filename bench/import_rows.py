"""Import rows a second of a generated workbook, against a bare read of the same workbook by the reading library.

The workbook has a header as patent offices' exports have it and patents with valid check digits, invented texts from a
fixed seed. Measured is the whole of intake (file kept, raw lines kept, read, judged, written with audit and jobs), not
the indexing and grading that follow as jobs.

    python bench/import_rows.py [--rows 5000] [--json]
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SEED = 20261122
HEADINGS = ["序号", "申请号", "专利名称", "摘要", "申请人", "发明人", "主分类号", "申请日", "法律状态", "专利类型"]
WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)


def application_number(year: int, serial: int) -> str:
    """An invention's number with its check digit (ZC 0006-2003)."""
    digits = f"{year}1{serial:07d}"
    check = sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS, strict=True)) % 11
    return f"CN{digits}.{'X' if check == 10 else check}"


def workbook(place: Path, count: int) -> None:
    """The generated workbook."""
    import xlsxwriter

    draw = random.Random(SEED)
    signs = [chr(code) for code in range(0x4E00, 0x4E00 + 2500)]
    book = xlsxwriter.Workbook(str(place), {"constant_memory": True})
    sheet = book.add_worksheet("专利")
    sheet.write_row(0, 0, HEADINGS)
    for row in range(1, count + 1):
        abstract = "".join(draw.choices(signs, k=draw.randint(150, 320)))
        sheet.write_row(
            row,
            0,
            [
                row,
                application_number(2010 + row % 14, row),
                f"一种{''.join(draw.choices(signs, k=12))}方法",
                abstract,
                f"{''.join(signs[row % 40 : row % 40 + 3])}大学",
                ";".join("".join(draw.choices(signs, k=3)) for _ in range(3)),
                draw.choice(["C08L63/00(2006.01)I", "H01M10/0525", "G06F17/30", "A61K31/00"]),
                f"{2010 + row % 14}.{1 + row % 12:02d}.15",
                draw.choice(["授权", "实质审查", "未缴年费"]),
                "发明",
            ],
        )
    book.close()


def bare_read(place: Path) -> tuple[int, float]:
    """Rows and seconds of a read by the library alone."""
    import python_calamine

    clock = time.perf_counter()
    rows = python_calamine.CalamineWorkbook.from_path(str(place)).get_sheet_by_index(0).to_python()
    return len(rows) - 1, time.perf_counter() - clock


def main() -> None:
    """Write, read bare, import, tell."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rows", type=int, default=5000)
    options.add_argument("--json", action="store_true", help="only the line of JSON")
    given = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="zhiqiao-bench-") as home:
        os.environ["ZHIQIAO_HOME"] = home
        os.environ["DJANGO_SETTINGS_MODULE"] = "zhiqiao.config.settings"
        os.environ.pop("ZHIQIAO_DATABASE_URL", None)
        sys.path.insert(0, str(ROOT / "src"))
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        from zhiqiao.services import intake

        place = Path(home) / "patents.xlsx"
        workbook(place, given.rows)
        rows, read_seconds = bare_read(place)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        clock = time.perf_counter()
        run = intake.run_import(intake.open_run(place, by=None), by=None)
        seconds = time.perf_counter() - clock
        told = {
            "rows": rows,
            "accepted": run.accepted,
            "rejected": run.rejected,
            "import_seconds": round(seconds, 2),
            "import_rows_per_second": round(rows / seconds),
            "bare_read_rows_per_second": round(rows / read_seconds),
            "ratio": round((rows / seconds) / (rows / read_seconds), 4),
            "memory_before_mb": before,
            "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        }
    if not given.json:
        for name, value in told.items():
            print(f"{name:28} {value}")
    print(json.dumps(told))


if __name__ == "__main__":
    main()
