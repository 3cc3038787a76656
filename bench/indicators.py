"""Indicators a second over a synthetic stock, against two peers in the same run: one patent at a time, and plain NumPy.

The stock is invented from a fixed seed: patents with texts of usual length, one to four subclasses, about four cited
documents of which most are in the stock, family members for some. Measured is `services.indicators.compute_all` in a
process of its own: read, computed, written with the run's position, cohorts compared. The first peer reads each patent
with the ORM and computes the same values, without writing. The second holds everything in memory and recounts
originality and scope alone, without reasons, flags or writing; its values must equal ours.

    python -m bench.indicators [--rows 200000] [--json]
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SEED = 20261122
PEER_ROWS = 1000
SUBCLASSES = [f"{section}{number:02d}{letter}" for section in "ABCDEFGH" for number in (1, 6, 9) for letter in "BKLN"]
ABSTRACT, CLAIM = "本发明公开了一种装置及其方法。" * 18, "一种装置，其特征在于，包括壳体。" * 25
CHUNK = 5000


def stock(count: int) -> None:
    """Write the invented stock."""
    from zhiqiao.records.bulk import insert_rows
    from zhiqiao.records.models import FamilyMember, Organisation, Patent, PatentCitation, PatentClass

    draw = random.Random(SEED)
    schools = [Organisation.objects.create(kind="institution", name_zh=f"示例大学{one}", path="") for one in range(200)]
    for one in schools:
        Organisation.objects.filter(pk=one.pk).update(path=f"/{one.pk}/")
    first = date(2006, 1, 1)
    for start in range(1, count + 1, CHUNK):
        patents, classes, citations, family = [], [], [], []
        for pk in range(start, min(start + CHUNK, count + 1)):
            filed = first + timedelta(days=draw.randrange(18 * 365))
            published = filed + timedelta(days=540)
            patents.append(
                Patent(
                    id=pk,
                    record_key=f"CN:{pk}",
                    office="CN",
                    kind="invention" if draw.random() < 0.7 else "utility",
                    title_zh=f"一种装置{pk}",
                    abstract_zh=ABSTRACT,
                    claim_zh=CLAIM,
                    application_date=filed,
                    publication_date=published,
                    grant_date=filed + timedelta(days=draw.randrange(400, 1600)) if draw.random() < 0.7 else None,
                    legal_state="granted" if draw.random() < 0.7 else "pending",
                    claims_count=draw.randrange(1, 21),
                    cited_by_count=draw.randrange(0, 9) if draw.random() < 0.5 else None,
                    family_known=draw.random() < 0.8,
                    citations_known=True,
                    holder=schools[pk % 200],
                )
            )
            for place, subclass in enumerate(draw.sample(SUBCLASSES, draw.randint(1, 4))):
                classes.append((pk, "ipc", f"{subclass}1/00", subclass, place))
            for number in {draw.randrange(1, count + 1) for _ in range(draw.randint(0, 6))} - {pk}:
                citations.append((pk, f"CN{number:09d}A", number))
            citations += [(pk, f"US{draw.randrange(10**7):08d}B2", None) for _ in range(draw.randint(0, 2))]
            if draw.random() < 0.2:
                family.append((pk, "US", f"US{pk:08d}B2"))
        Patent.objects.bulk_create(patents, batch_size=500)
        insert_rows(PatentClass, ("patent_id", "scheme", "code", "subclass", "position"), classes)
        kept.extend(citations)
        insert_rows(FamilyMember, ("patent_id", "office", "number"), family)
    for start in range(0, len(kept), CHUNK):
        insert_rows(PatentCitation, ("patent_id", "number", "cited_id"), kept[start : start + CHUNK], known="ignore")


kept: list[tuple[int, str, int | None]] = []
"""Citations, written when all patents are there."""


def computed() -> dict[str, Any]:
    """Compute everything here, and tell what it took."""
    from zhiqiao.services import indicators

    before = peak()
    clock, used = time.perf_counter(), time.process_time()
    run = indicators.compute_all()
    seconds, used = time.perf_counter() - clock, time.process_time() - used
    clock = time.perf_counter()
    told = indicators.figures(user=None)
    figures = time.perf_counter() - clock
    return {
        "rows": run.done,
        "seconds": round(seconds, 1),
        "rows_per_second": round(run.done / seconds),
        "processor_seconds": round(used, 1),
        "memory_before_mb": before,
        "peak_memory_mb": peak(),
        "figures_seconds": round(figures, 2),
        "high_value": told.together.high_value,
    }


def one_by_one() -> float:
    """Rows a second of the first peer."""
    from zhiqiao.domain.grading.indicator_options import standard
    from zhiqiao.domain.grading.indicators import IndicatorFacts, Neighbour, measured
    from zhiqiao.records.models import Patent

    def neighbour(other: Patent) -> Neighbour:
        return Neighbour(f"#{other.pk}", tuple({c.subclass for c in other.classes.all()}), other.publication_date)

    clock = time.perf_counter()
    for row in Patent.objects.order_by("pk")[:PEER_ROWS]:
        pairs = row.citations.select_related("cited")
        cited = [neighbour(one.cited) if one.cited else Neighbour(one.number) for one in pairs]
        facts = IndicatorFacts(
            id=row.pk,
            subclasses=tuple(dict.fromkeys(one.subclass for one in row.classes.all())),
            application_date=row.application_date,
            publication_date=row.publication_date,
            grant_date=row.grant_date,
            claims_count=row.claims_count,
            family_offices=tuple({one.office for one in row.family.all()}) if row.family_known else None,
            cited=tuple(cited),
            citing=tuple(neighbour(one.patent) for one in row.cited_by.select_related("patent")),
            cited_by_count=row.cited_by_count,
        )
        measured(facts, date(2026, 11, 22), standard())
    return PEER_ROWS / (time.perf_counter() - clock)


def in_memory() -> tuple[float, float]:
    """Rows a second of the second peer, and by how much its originality differs from ours at most."""
    import numpy as np

    from zhiqiao.records.models import Patent, PatentCitation, PatentClass, PatentIndicators

    clock = time.perf_counter()
    count = Patent.objects.order_by("-pk").values_list("pk", flat=True)[0]
    codes = {code: place for place, code in enumerate(SUBCLASSES)}
    held = np.zeros((count + 1, len(codes)), dtype=np.float32)
    for pk, subclass in PatentClass.objects.order_by().values_list("patent", "subclass").iterator():
        held[pk, codes[subclass]] = 1
    scope = held.sum(axis=1)
    shares = np.divide(held, scope[:, None], out=np.zeros_like(held), where=scope[:, None] > 0)
    pairs = np.array(
        [(a, b or 0) for a, b in PatentCitation.objects.order_by().values_list("patent", "cited").iterator()]
    )
    made, inside = np.bincount(pairs[:, 0], minlength=count + 1), pairs[pairs[:, 1] > 0]
    known = np.bincount(inside[:, 0], minlength=count + 1)
    sums = np.zeros_like(held)
    np.add.at(sums, inside[:, 0], shares[inside[:, 1]])
    with np.errstate(divide="ignore", invalid="ignore"):
        originality = 1 - ((sums / known[:, None]) ** 2).sum(axis=1)
        originality[(known == 0) | (known < 0.5 * made)] = np.nan
    seconds = time.perf_counter() - clock
    worst = 0.0
    for pk, value, ours in PatentIndicators.objects.order_by().values_list("patent", "originality", "scope").iterator():
        peer = originality[pk]
        assert (value is None) == bool(np.isnan(peer)) and ours == scope[pk], pk
        worst = max(worst, abs(value - float(peer)) if value is not None else 0.0)
    return count / seconds, worst


def peak() -> int:
    """The most memory this process ever had, in MB. Linux tells it of the process alone; elsewhere what `getrusage`
    tells may be its parent's."""
    told = Path("/proc/self/status")
    if told.exists():
        line = next(one for one in told.read_text().splitlines() if one.startswith("VmHWM"))
        return int(line.split()[1]) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def begin(home: str) -> None:
    """Start Django on a data folder of its own."""
    os.environ["ZHIQIAO_HOME"] = home
    os.environ["DJANGO_SETTINGS_MODULE"] = "zhiqiao.config.settings"
    os.environ.pop("ZHIQIAO_DATABASE_URL", None)
    sys.path.insert(0, str(ROOT / "src"))
    import django

    django.setup()


def main() -> None:
    """Write the stock, compute in a process of its own, ask the peers, tell."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rows", type=int, default=200_000)
    options.add_argument("--json", action="store_true", help="only the line of JSON")
    options.add_argument("--compute", default="", help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.compute:
        begin(given.compute)
        print(json.dumps(computed()))
        return
    with tempfile.TemporaryDirectory(prefix="zhiqiao-bench-") as home:
        begin(home)
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        from django.db import transaction

        with transaction.atomic():  # not row by row to the disk
            stock(given.rows)
        done = subprocess.run(
            [sys.executable, str(Path(__file__)), "--compute", home], check=True, capture_output=True, text=True
        )
        told = json.loads(done.stdout.splitlines()[-1])
        told["one_by_one_rows_per_second"] = round(one_by_one())
        speed, worst = in_memory()
        told |= {"in_memory_originality_only_rows_per_second": round(speed), "largest_difference": worst}
        told["peer_peak_memory_mb"] = peak()
    if not given.json:
        for name, value in told.items():
            print(f"{name:44} {value}")
    print(json.dumps(told))


if __name__ == "__main__":
    main()
