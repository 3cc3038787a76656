"""DuckDB with its full-text extension."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

import duckdb
import duckdb_extension_fts

from bench.engines.adapter import K1, LIMIT, Adapter, Answer, Asked, B, array
from bench.engines.corpus import COUNTED
from bench.engines.rows import FACETS

SCORE = f"fts_main_docs.match_bm25(id, ?, k := {K1}, b := {B})"


class DuckDb(Adapter):
    """One table of words and facets, and the extension's tables beside it."""

    title, licence = "DuckDB full text", "MIT"
    can = ("short", "short f1", "short f2", "need", "need f1", "facets")
    note = "split at spaces, neither stemmed nor folded; a changed document means building the index again"

    @classmethod
    def versions(cls) -> str:
        return f"duckdb {version('duckdb')}, duckdb-extension-fts {version('duckdb-extension-fts')}"

    def connect(self) -> None:
        """On one thread, with the extension that pip brought."""
        self.base = duckdb.connect(str(self.folder / "fts.duckdb"))
        self.base.execute("SET threads = 1")
        place = next(Path(duckdb_extension_fts.__file__).parent.rglob("*.duckdb_extension"))
        self.base.execute(f"LOAD '{place}'")

    def build(self) -> None:
        self.connect()
        lines = self.folder / "docs.csv"
        columns = [self.corpus.facets[name] for name in FACETS]
        with lines.open("w", encoding="utf-8") as file:
            for number, (text, *values) in enumerate(zip(self.corpus.words, *columns, strict=True)):
                file.write("\t".join([str(number), text, *values]) + "\n")
        names = {"id": "BIGINT", "text": "VARCHAR"} | dict.fromkeys(FACETS, "VARCHAR")
        self.base.execute(
            f"CREATE TABLE docs AS SELECT * FROM read_csv('{lines}', delim='\t', header=false, quote='', escape='', "
            f"nullstr='-', columns={names})"
        )
        lines.unlink()
        self.indexed()
        self.close()

    def indexed(self) -> None:
        """The index, made from the whole table."""
        self.base.execute(
            "PRAGMA create_fts_index('docs', 'id', 'text', stemmer='none', stopwords='none', ignore='\\s+', "
            "strip_accents=0, lower=0, overwrite=1)"
        )
        self.base.execute("CHECKPOINT")

    def open(self) -> None:
        self.connect()

    def close(self) -> None:
        self.base.close()

    def words(self, asked: Asked) -> Answer:
        """Any of the words."""
        where = " AND ".join(f"{facet} = ?" for facet, _value in asked.condition) or "true"
        found = self.base.execute(
            f"SELECT id FROM (SELECT id, {SCORE} AS score FROM docs WHERE {where}) WHERE score IS NOT NULL "
            f"ORDER BY score DESC LIMIT {LIMIT}",
            [" ".join(asked.words), *(value for _facet, value in asked.condition)],
        ).fetchall()
        return Answer(array([row[0] for row in found]))

    def facets(self, asked: Asked) -> Answer:
        """The same and its counts, matched once."""
        self.base.execute(
            f"CREATE OR REPLACE TEMP TABLE found AS SELECT * FROM (SELECT id, {', '.join(COUNTED)}, {SCORE} AS score "
            "FROM docs) WHERE score IS NOT NULL",
            [" ".join(asked.words)],
        )
        ids = self.base.execute(f"SELECT id FROM found ORDER BY score DESC LIMIT {LIMIT}").fetchall()
        counts = {
            name: dict(self.base.execute(f"SELECT {name}, count(*) FROM found GROUP BY 1").fetchall())
            for name in COUNTED
        }
        return Answer(array([row[0] for row in ids]), counts)

    def change(self, number: int, words: Sequence[str]) -> None:
        """The row, and the index from the whole table."""
        self.base.execute("UPDATE docs SET text = ? WHERE id = ?", [" ".join(words), number])
        self.indexed()


ENGINE = DuckDb
