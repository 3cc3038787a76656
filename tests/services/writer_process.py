"""A writer that is killed: commits rows one by one and says on its standard output what is committed.

Arguments: what to do ("rows" or "import"), then a name or a run's number. Not a test; the kill tests start it.
"""

from __future__ import annotations

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhiqiao.config.settings")


def write_rows(name: str) -> None:
    """Commit rows until killed; each is acknowledged only after its commit."""
    from django.db import transaction

    from zhiqiao.records.models import CodeTitle

    number = CodeTitle.objects.filter(scheme=name).count()
    while True:
        with transaction.atomic():
            CodeTitle.objects.create(scheme=name, code=str(number), zh="写" * 400)
        print(number, flush=True)
        number += 1


def run_import(run_id: int) -> None:
    """Go on with an import in small chunks, telling each chunk."""
    from zhiqiao.records.models import ImportRun
    from zhiqiao.services.intake import running

    running.CHUNK = 20
    running.run_import(ImportRun.objects.get(pk=run_id), by=None, progress=lambda done, _all: print(done, flush=True))
    print("done", flush=True)


if __name__ == "__main__":
    django.setup()
    if sys.argv[1] == "rows":
        write_rows(sys.argv[2])
    else:
        run_import(int(sys.argv[2]))
