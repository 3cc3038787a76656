"""A grading that is killed, or finds no room: makes patents, grades all in small chunks, tells how far it is.

Arguments: "make" and how many, "grade", "room" and how many pages more the database may take, or "tell". Not a test.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import date

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhiqiao.config.settings")


def make(many: int) -> None:
    """Patents enough to be killed in the middle of."""
    from zhiqiao.records.models import Patent

    Patent.objects.bulk_create(
        Patent(
            record_key=f"CN:{one}",
            office="CN",
            kind="invention",
            title_zh=f"第{one}种灌封胶",
            application_date=date(2016, 4, 1 + one % 28),
            grant_date=date(2018, 9, 1),
            legal_state="granted",
            claims_count=one % 12,
            trl=1 + one % 9,
        )
        for one in range(many)
    )


def grade() -> None:
    """Grade all, and say how far it is after each chunk."""
    from zhiqiao.domain.problems import Refused
    from zhiqiao.services import appraisal
    from zhiqiao.services.appraisal import grading

    grading.CHUNK = 10
    try:
        made = appraisal.grade_all(lambda done, _all: print(done, flush=True))
    except Refused as refusal:
        print(json.dumps([one.as_json() for one in refusal.problems]), flush=True)
        return
    print("done", made, flush=True)


def limit(pages: int) -> None:
    """Let the database of this process grow by so many pages only."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        now = cursor.fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {now + pages}")


def tell() -> None:
    """What is kept: patents, grades, those current, in the trail, runs, and every grade without its day."""
    from django.db.models import Count

    from zhiqiao.records.models import AuditEvent, Grade, GradeRun, Patent

    twice = Grade.objects.values("patent").annotate(many=Count("pk")).filter(many__gt=1).count()
    print(
        json.dumps(
            {
                "patents": Patent.objects.count(),
                "grades": Grade.objects.filter(is_current=True).count(),
                "twice": twice,
                "trail": AuditEvent.objects.filter(verb="patent_graded").count(),
                "runs": list(GradeRun.objects.order_by("pk").values_list("state", "done", "made")),
                "scores": [str(one) for one in Grade.objects.order_by("patent_id").values_list("score", flat=True)],
            }
        )
    )


if __name__ == "__main__":
    django.setup()
    what = sys.argv[1]
    if what == "make":
        make(int(sys.argv[2]))
    elif what == "tell":
        tell()
    else:
        if what == "room":
            limit(int(sys.argv[2]))
        grade()
