"""A rebuild that is killed: makes patents, rebuilds in small steps telling each, or tells what the index holds.

Not a test; the kill tests start it.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import signal
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhiqiao.config.settings")
WORDS = ("高温", "合金", "石墨烯", "散热", "电池", "隔膜", "机器人", "激光", "焊接", "涂层", "发酵", "光纤")


def make(many: int) -> None:
    """So many patents, each with a number of its own in its title."""
    from zhiqiao.records.models import Patent

    Patent.objects.bulk_create(
        Patent(
            record_key=f"CN:{one}", office="CN", title_zh=f"{WORDS[one % 12]}{WORDS[one % 7]}装置x{one}x",
            abstract_zh="".join(WORDS[(one + step) % 12] for step in range(12)), legal_state="granted",
        )
        for one in range(1, many + 1)
    )  # fmt: skip


def rebuild(processes: int, kill_reader_after: int) -> None:
    """Tell every commit, and at the end what came of it."""
    from zhiqiao.domain.problems import Refused
    from zhiqiao.services import indexing
    from zhiqiao.services.indexing import reading, rebuilding

    reading.CHUNK, reading.AHEAD, rebuilding.BLOCK, rebuilding.COMMIT = 10, 1, 20, 20
    real = rebuilding.Making.commit

    def commit(self: rebuilding.Making, load: object) -> None:
        real(self, load)  # type: ignore[arg-type]
        print(self.done, *(one.pid for one in multiprocessing.active_children()), flush=True)
        if kill_reader_after and self.done >= kill_reader_after:
            for one in multiprocessing.active_children():
                os.kill(one.pid or 0, signal.SIGKILL)

    rebuilding.Making.commit = commit  # type: ignore[method-assign]
    try:
        print(json.dumps(indexing.rebuild(processes=processes)), flush=True)
    except Refused as refused:
        print(refused.problems[0].code, flush=True)


def tell() -> None:
    """What is in use: how many patents, how many are found by their own number, and a digest of what they say."""
    import numpy as np

    from zhiqiao.engines import choose
    from zhiqiao.records.models import Patent
    from zhiqiao.services import indexing

    words, rows = choose.word_search("patents"), list(Patent.objects.order_by("pk"))
    found = sum(indexing.search_patents(f"x{row.record_key[3:]}x").hits[0].id == row.pk for row in rows)
    asked = np.unique(np.concatenate([choose.segmenter().numbers(row.title_zh) for row in rows[:40]]))
    told = words.told([row.pk for row in rows], asked)
    digest = hashlib.sha256(told.counts.tobytes() + told.lengths.tobytes()).hexdigest()[:12]
    stores = {words.count(), words.inverted.count(), words.forward.count()}  # type: ignore[attr-defined]
    print(json.dumps({"stores": sorted(stores), "found": found, "digest": digest}))


if __name__ == "__main__":
    django.setup()
    if sys.argv[1] == "make":
        make(int(sys.argv[2]))
    elif sys.argv[1] == "tell":
        tell()
    else:
        rebuild(int(sys.argv[2]), int(sys.argv[3]))
