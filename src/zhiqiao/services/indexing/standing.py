"""How the indexes stand (索引状态): what they hold, by what they were made, and how much waits to be done."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from zhiqiao.engines import choose
from zhiqiao.records import jobs
from zhiqiao.records.models import Patent
from zhiqiao.services.indexing.building import Building
from zhiqiao.services.indexing.writing import ESSENCES


def status() -> dict[str, object]:
    """What the patents' index holds, by what it was made, how much waits, what it takes on disk, and how far a build
    under way has come (the number of its last patent)."""
    words, model = choose.word_search("patents"), choose.embedder()
    under_way = Building.read()
    return {
        "documents": words.count(),
        "patents": Patent.objects.count(),
        "vectors": choose.vector_search("patents").count() if model.dim else 0,
        "essences": choose.vector_search(ESSENCES).count() if model.dim else 0,
        "embedder": model.id,
        "fingerprint": words.fingerprint,
        "build": choose.index_builds().of(choose.words_base("patents")),
        "rebuilding_after": under_way.through.get("patents", 0) if under_way else None,
        "index_bytes": size_of(Path(settings.INDEXES)),
        "waiting": jobs.waiting(),
    }


def size_of(folder: Path) -> int:
    """Bytes of all files in a folder; files that vanish meanwhile do not count."""
    total = 0
    for one in folder.rglob("*"):
        try:
            total += one.stat().st_size if one.is_file() else 0
        except OSError:
            continue
    return total
