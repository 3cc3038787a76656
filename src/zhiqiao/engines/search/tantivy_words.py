"""Word search by tantivy (BM25, filters, facet counts), over tokens we cut ourselves.

The folder is a cache: its name carries the fingerprint of everything that shapes it, and it can always be rebuilt from
the database. One process writes at a time (tantivy's own lock); a second writer waits. A commit is durable: what was
acknowledged survives a kill.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import tantivy

from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.ports.search import Filter, Hit, Hits, SearchDocument

LAYOUT = 1
"""Raise it when the schema below changes."""
WAIT_FOR_WRITER = 60.0  # seconds
HEAP = 64_000_000
MOST_VALUES = 1000  # of one facet that are counted


class TantivyWords:
    """One index in one folder."""

    def __init__(self, folder: Path, *, segmenter_id: str, fields: Sequence[str], facets: Sequence[str]):
        shape = f"{LAYOUT}|{segmenter_id}|{'+'.join(fields)}|{'+'.join(facets)}|tantivy {version('tantivy')}"
        self.fingerprint = hashlib.sha256(shape.encode()).hexdigest()[:12]
        self.folder = folder.with_name(f"{folder.name}-{self.fingerprint}")
        self.fields, self.facets = tuple(fields), tuple(facets)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.schema = self.build_schema()
        self.index = tantivy.Index(self.schema, path=str(self.folder))
        self.index.config_reader(reload_policy="manual")
        self.searchers = threading.local()
        self.seen = ""
        self.guard = threading.Lock()

    def build_schema(self) -> Any:
        """Text fields of ready tokens, kept and searchable; facets of whole values; the length of each text field."""
        builder = tantivy.SchemaBuilder()
        builder.add_unsigned_field("id", stored=True, indexed=True, fast=True)
        for name in self.fields:
            builder.add_text_field(name, stored=True, tokenizer_name="whitespace", index_option="freq")
            builder.add_unsigned_field(f"length_{name}", stored=False, indexed=False, fast=True)
        for name in self.facets:
            builder.add_text_field(f"facet_{name}", stored=False, fast=True, tokenizer_name="raw", index_option="basic")
        return builder.build()

    def put(self, documents: Iterable[SearchDocument]) -> int:
        """Add or replace by id, durably; returns how many."""
        writer, count = self.writer(), 0
        try:
            for document in documents:
                writer.delete_documents_by_query(self.numbered(document.id))
                writer.add_document(self.as_stored(document))
                count += 1
            writer.commit()
        except BaseException:
            writer.rollback()
            raise
        finally:
            del writer
        return count

    def as_stored(self, document: SearchDocument) -> Any:
        """The document in tantivy's form."""
        stored = tantivy.Document()
        stored.add_unsigned("id", document.id)
        for name in self.fields:
            text = document.fields.get(name, "")
            stored.add_text(name, text)
            stored.add_unsigned(f"length_{name}", text.count(" ") + 1 if text else 0)
        for name in self.facets:
            for value in document.facets.get(name, ()):
                stored.add_text(f"facet_{name}", value)
        return stored

    def delete(self, ids: Sequence[int]) -> None:
        """Take documents out, durably."""
        writer = self.writer()
        try:
            for number in ids:
                writer.delete_documents_by_query(self.numbered(number))
            writer.commit()
        finally:
            del writer

    def writer(self) -> Any:
        """The one writer; waits while another process holds it."""
        until = time.monotonic() + WAIT_FOR_WRITER
        while True:
            try:
                return self.index.writer(heap_size=HEAP, num_threads=1)
            except ValueError as refused:
                if "lock" not in str(refused).lower():
                    raise
                if time.monotonic() > until:
                    raise Refused([Problem("index_is_free_to_write", given=self.folder.name)]) from refused
                time.sleep(0.05)

    def searcher(self) -> Any:
        """A view of the last commit, whoever made it."""
        with self.guard:
            self.index.reload()
            return self.index.searcher()

    def search(
        self,
        terms: Mapping[str, float],
        *,
        field_weights: Mapping[str, float],
        filters: Sequence[Filter] = (),
        limit: int = 100,
        offset: int = 0,
        count_facets: Sequence[str] = (),
        every: bool = False,
    ) -> Hits:
        """Best documents for weighted query terms; no terms means all documents that pass the filters."""
        searcher = self.searcher()
        query = self.query(terms, field_weights, filters, every)
        found = searcher.search(query, limit=max(limit, 1), offset=offset, count=True)
        hits = self.hits(searcher, found.hits[:limit])
        counted: dict[str, dict[str, int]] = {}
        if count_facets:
            asked = {name: {"terms": {"field": f"facet_{name}", "size": MOST_VALUES}} for name in count_facets}
            answer = searcher.aggregate(query, asked)
            for name in count_facets:
                counted[name] = {str(part["key"]): int(part["doc_count"]) for part in answer[name]["buckets"]}
        return Hits(hits, int(found.count), counted)

    def hits(self, searcher: Any, found: Sequence[tuple[Any, Any]]) -> list[Hit]:
        """Numbers and scores of what was found, from the fast column of numbers."""
        if not found:
            return []
        numbers = searcher.fast_field_values("id", [address for _, address in found])
        return [Hit(int(number), float(score or 0.0)) for number, (score, _) in zip(numbers, found, strict=True)]

    def query(
        self,
        terms: Mapping[str, float],
        weights: Mapping[str, float],
        filters: Sequence[Filter],
        every: bool = False,
    ) -> Any:
        """Any of the terms, or every one of them, in any of the fields; and every filter."""
        parts: list[tuple[Any, Any]] = []
        wanted = [
            [
                (tantivy.Occur.Should, tantivy.Query.boost_query(self.term(name, term), weight * weights[name]))
                for name in weights
            ]
            for term, weight in terms.items()
        ]
        if wanted and every:
            parts.extend((tantivy.Occur.Must, tantivy.Query.boolean_query(one)) for one in wanted)
        elif wanted:
            anywhere = [clause for one in wanted for clause in one]
            parts.append((tantivy.Occur.Must, tantivy.Query.boolean_query(anywhere)))
        for condition in filters:
            one_of = tantivy.Query.term_set_query(self.schema, f"facet_{condition.facet}", list(condition.values))
            parts.append((tantivy.Occur.Must, tantivy.Query.const_score_query(one_of, 0.0)))
        if not parts:
            return tantivy.Query.all_query()
        return parts[0][1] if len(parts) == 1 and wanted else tantivy.Query.boolean_query(parts)

    def term(self, name: str, term: str) -> Any:
        """One term in one field."""
        return tantivy.Query.term_query(self.schema, name, term, index_option="freq")

    def numbered(self, number: int) -> Any:
        """The document of that number."""
        return tantivy.Query.term_query(self.schema, "id", number)

    def count(self) -> int:
        """Documents in the index."""
        return int(self.searcher().num_docs)

    def frequencies(self, terms: Sequence[str], field_name: str) -> dict[str, int]:
        """In how many documents each term stands in that field."""
        searcher = self.searcher()
        return {term: int(searcher.doc_freq(field_name, term)) for term in terms}

    def average_length(self, field_name: str) -> float:
        """Mean number of tokens of that field; 0 when there are no documents."""
        answer = self.searcher().aggregate(
            tantivy.Query.all_query(), {"mean": {"avg": {"field": f"length_{field_name}"}}}
        )
        return float(answer["mean"]["value"] or 0.0)

    def tokens(self, ids: Sequence[int], field_names: Sequence[str]) -> dict[int, dict[str, str]]:
        """The tokens of those fields as they were put."""
        if not ids:
            return {}
        searcher = self.searcher()
        found = searcher.search(self.among(ids), limit=len(ids), count=False)
        result: dict[int, dict[str, str]] = {}
        for _, address in found.hits:
            stored = searcher.doc(address)
            result[int(stored.get_first("id"))] = {name: str(stored.get_first(name) or "") for name in field_names}
        return result

    def among(self, ids: Sequence[int]) -> Any:
        """Documents of these numbers."""
        return tantivy.Query.const_score_query(tantivy.Query.term_set_query(self.schema, "id", list(ids)), 1.0)

    def passing(self, ids: Sequence[int], filters: Sequence[Filter]) -> set[int]:
        """Which of these documents pass the filters."""
        if not ids or not filters:
            return set(ids)
        searcher = self.searcher()
        parts = [(tantivy.Occur.Must, self.among(ids)), (tantivy.Occur.Must, self.query({}, {}, filters))]
        found = searcher.search(tantivy.Query.boolean_query(parts), limit=len(ids), count=False)
        return {hit.id for hit in self.hits(searcher, found.hits)}
