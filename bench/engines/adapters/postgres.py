"""PostgreSQL full text: a tsvector with a GIN index, ordered by ts_rank, in a cluster of its own."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import psycopg

from bench.engines.adapter import LIMIT, Adapter, Answer, Asked, array
from bench.engines.corpus import COUNTED, Condition
from bench.engines.rows import FACETS

ROOT = Path(__file__).resolve().parents[3]
START = """
set -uo pipefail
top={top}; . {top}/tools/setup.sh; . {top}/tools/postgres.sh
postgres_start >&2 || exit 1
printf '%s\\n%s\\n%s\\n' "$postgres_dir" "$postgres_bin" "$postgres_url"
"""
SETTINGS = {"shared_buffers": "1GB", "work_mem": "256MB", "maintenance_work_mem": "512MB", "jit": "off",
            "max_parallel_workers_per_gather": "0", "max_parallel_maintenance_workers": "0",
            "fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}  # fmt: skip
PROC = Path("/proc")
WHERE = "cluster.txt"
NORMAL = 1
"""ts_rank divided by 1 + the logarithm of the length: of its ways the one nearest to BM25 here."""


class Postgres(Adapter):
    """Words with their places as a tsvector, made by ourselves, so that no parser touches them."""

    title, licence = "PostgreSQL (GIN, ts_rank)", "PostgreSQL"
    can = ("short", "short f1", "short f2", "need", "need f1", "facets")
    note = "ts_rank is not BM25 and knows no idf, so it cannot reach the overlap of the others whatever is set"

    @classmethod
    def versions(cls) -> str:
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
        told = subprocess.run([str(found[-1]), "--version"], capture_output=True, text=True).stdout if found else ""
        return f"{told.strip()}, psycopg {psycopg.__version__}"

    def build(self) -> None:
        made = subprocess.run(["bash", "-c", START.format(top=ROOT)], capture_output=True, text=True)
        if made.returncode:
            raise RuntimeError(f"no cluster: {made.stderr.strip()[-300:]}")
        (self.folder / WHERE).write_text(made.stdout)
        self.connect()
        for name, value in SETTINGS.items():
            self.base.execute(f"ALTER SYSTEM SET {name} = '{value}'")
        self.base.close()
        self.control("restart")
        self.connect()
        run = self.base.execute
        run(f"CREATE TABLE docs (id bigint PRIMARY KEY, words tsvector, {', '.join(f'{n} text' for n in FACETS)})")
        columns = [self.corpus.facets[name] for name in FACETS]
        with self.base.cursor().copy("COPY docs FROM STDIN") as copy:
            for number, (text, *values) in enumerate(zip(self.corpus.words, *columns, strict=True)):
                copy.write_row((number, lexemes(text.split(" ")), *values))
        run("CREATE INDEX ON docs USING gin (words)")
        for name in FACETS:
            run(f"CREATE INDEX ON docs ({name})")
        run("VACUUM ANALYZE docs")
        self.base.close()
        self.control("stop")

    def open(self) -> None:
        self.control("start")
        self.connect()

    def connect(self) -> None:
        """Over its socket."""
        self.base = psycopg.connect(self.where()[2], autocommit=True)
        self.base.prepare_threshold = None
        self.backend = self.base.info.backend_pid

    def where(self) -> list[str]:
        """Folder, programs and address of the cluster."""
        return (self.folder / WHERE).read_text().splitlines()

    def control(self, verb: str) -> None:
        """Start, stop or restart it; root is refused, as ever."""
        folder, programs, _url = self.where()
        told = f"cd / && {programs}/pg_ctl -D {folder}/data -l {folder}/log -w -m fast {verb}"
        told = told.replace(" -m fast", "") if verb == "start" else told
        command = ["su", "postgres", "-s", "/bin/sh", "-c", told] if os.getuid() == 0 else ["sh", "-c", told]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def close(self) -> None:
        self.base.close()
        self.discard()

    def discard(self) -> None:
        if (self.folder / WHERE).exists():
            with suppress(subprocess.CalledProcessError):
                self.control("stop")
            subprocess.run(["rm", "-rf", self.where()[0]], check=True)
            (self.folder / WHERE).unlink()

    def words(self, asked: Asked) -> Answer:
        """Any of the words."""
        told, where, values = matching(asked.words), *conditions(asked.condition)
        found = self.base.execute(
            f"SELECT id FROM docs WHERE words @@ %s::tsquery{where} "
            f"ORDER BY ts_rank(words, %s::tsquery, {NORMAL}) DESC LIMIT {LIMIT}",
            (told, *values, told),
        )
        return Answer(array([row[0] for row in found]))

    def facets(self, asked: Asked) -> Answer:
        """The same, and its counts, matched once for all of them."""
        told = matching(asked.words)
        sets = ", ".join(f"({name})" for name in COUNTED)
        found = self.base.execute(
            f"SELECT {', '.join(COUNTED)}, count(*), {', '.join(f'grouping({name})' for name in COUNTED)} "
            f"FROM docs WHERE words @@ %s::tsquery GROUP BY GROUPING SETS ({sets})",
            (told,),
        )
        counts: dict[str, dict[str, int]] = {name: {} for name in COUNTED}
        many = len(COUNTED)
        for row in found:
            for place, name in enumerate(COUNTED):
                if not row[many + 1 + place]:
                    counts[name][row[place]] = row[many]
        return Answer(self.words(asked).ids, counts)

    def change(self, number: int, words: Sequence[str]) -> None:
        """One transaction, synced."""
        self.base.execute("UPDATE docs SET words = %s::tsvector WHERE id = %s", (lexemes(words), number))

    def disk(self) -> int:
        found = self.base.execute("SELECT pg_total_relation_size('docs')").fetchone()
        return int(found[0]) if found else 0

    def elsewhere(self) -> tuple[float, int]:
        """Of the backend that answers us; its memory counts the shared buffers it has touched."""
        if not (PROC / str(self.backend) / "status").exists():
            return 0.0, 0
        status = (PROC / str(self.backend) / "status").read_text()
        peak = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
        return int((PROC / str(self.backend) / "schedstat").read_text().split()[0]) / 1e9, peak * 1024


def lexemes(words: Sequence[str]) -> str:
    """A tsvector as PostgreSQL writes it: words with their places."""
    places: dict[str, list[str]] = {}
    for place, word in enumerate(words, start=1):
        places.setdefault(word, []).append(str(min(place, 16_383)))
    return " ".join(f"'{word}':{','.join(found)}" for word, found in places.items())


def matching(words: Sequence[str]) -> str:
    """Any of the words."""
    return " | ".join(f"'{word}'" for word in words)


def conditions(condition: Condition) -> tuple[str, list[str]]:
    """A filter as SQL."""
    return "".join(f" AND {facet} = %s" for facet, _value in condition), [value for _facet, value in condition]


ENGINE = Postgres
