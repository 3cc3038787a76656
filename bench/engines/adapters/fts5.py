"""SQLite FTS5 in the SQLite the product uses, else in Python's own."""

from __future__ import annotations

from collections.abc import Sequence

from bench.engines.adapter import LIMIT, Adapter, Answer, Asked, array
from bench.engines.corpus import COUNTED, Condition
from bench.engines.rows import FACETS

try:
    import pysqlite3 as sqlite3
except ImportError:
    import sqlite3


class Fts5(Adapter):
    """A contentless table for the words beside a table of facets."""

    title, licence = "SQLite FTS5", "public domain"
    can = ("short", "short f1", "short f2", "need", "need f1", "facets")
    words_as_given = False
    note = (
        "unicode61 without folding, which parts none of our words; k1 and b are fixed at the values used here; its "
        "idf falls to nothing for words in half of the documents"
    )

    @classmethod
    def versions(cls) -> str:
        return f"SQLite {sqlite3.sqlite_version}"

    def connect(self) -> None:
        """With memory enough to hold the whole file."""
        self.base = sqlite3.connect(self.folder / "fts.sqlite3", isolation_level=None)
        for line in ("journal_mode=WAL", "synchronous=NORMAL", "cache_size=-262144", "mmap_size=2147418112",
                     "temp_store=MEMORY"):  # fmt: skip
            self.base.execute(f"PRAGMA {line}")

    def build(self) -> None:
        self.connect()
        run = self.base.execute
        run("BEGIN")
        run(f"CREATE TABLE docs (id INTEGER PRIMARY KEY, {', '.join(f'{name} TEXT' for name in FACETS)})")
        run("CREATE VIRTUAL TABLE words USING fts5(text, content='', contentless_delete=1, "
            "tokenize='unicode61 remove_diacritics 0')")  # fmt: skip
        columns = [self.corpus.facets[name] for name in FACETS]
        marks = ", ".join("?" * (len(FACETS) + 1))
        self.base.executemany(
            f"INSERT INTO docs VALUES ({marks})",
            ((at, *values) for at, values in enumerate(zip(*columns, strict=True))),
        )
        self.base.executemany("INSERT INTO words (rowid, text) VALUES (?, ?)", enumerate(self.corpus.words))
        for name in FACETS:
            run(f"CREATE INDEX docs_{name} ON docs ({name})")
        run("INSERT INTO words (words) VALUES ('optimize')")
        run("COMMIT")
        run("ANALYZE")
        self.close()

    def open(self) -> None:
        self.connect()

    def close(self) -> None:
        self.base.close()

    def words(self, asked: Asked) -> Answer:
        """Any of the words, best first."""
        where, values = conditions(asked.condition)
        found = self.base.execute(
            f"SELECT rowid FROM words WHERE words MATCH ?{where} ORDER BY rank LIMIT {LIMIT}",
            (matching(asked.words), *values),
        )
        return Answer(array([row[0] for row in found]))

    def facets(self, asked: Asked) -> Answer:
        """The same, and counts of all that match, gathered once."""
        told = matching(asked.words)
        self.base.execute("CREATE TEMP TABLE IF NOT EXISTS found (id INTEGER PRIMARY KEY)")
        self.base.execute("DELETE FROM found")
        self.base.execute("INSERT INTO found SELECT rowid FROM words WHERE words MATCH ?", (told,))
        counts = {
            name: dict(self.base.execute(f"SELECT {name}, count(*) FROM found JOIN docs USING (id) GROUP BY 1"))
            for name in COUNTED
        }
        return Answer(self.words(asked).ids, counts)

    def change(self, number: int, words: Sequence[str]) -> None:
        """One transaction, synced."""
        self.base.execute("PRAGMA synchronous=FULL")
        self.base.execute("BEGIN IMMEDIATE")
        self.base.execute("DELETE FROM words WHERE rowid = ?", (number,))
        self.base.execute("INSERT INTO words (rowid, text) VALUES (?, ?)", (number, " ".join(words)))
        self.base.execute("COMMIT")


def matching(words: Sequence[str]) -> str:
    """Any of the words."""
    return " OR ".join(f'"{word}"' for word in words)


def conditions(condition: Condition) -> tuple[str, list[str]]:
    """A filter as SQL; the sign keeps SQLite from asking the text index once for each document that passes."""
    if not condition:
        return "", []
    told = " AND ".join(f"{facet} = ?" for facet, _value in condition)
    return f" AND +rowid IN (SELECT id FROM docs WHERE {told})", [value for _facet, value in condition]


ENGINE = Fts5
