"""The inverted index (倒排索引), by tantivy: finds documents by words, with filters and facet counts (BM25).

It stores nothing of a document but its number. A commit is durable: what was acknowledged survives a kill, and a commit
that fails leaves the one before it. Not responsible for what documents say (`forward`), nor for who may write when.
"""

from __future__ import annotations

import errno
import re
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import tantivy

from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.engines.segments import disk
from zhiqiao.ports.search import Filter, Hit, Hits, SearchDocument

HEAP = 64_000_000
LOADING_HEAP = 256_000_000
MOST_VALUES = 1000  # of one facet that are counted
FEW_VALUES = 24
CODE = re.compile(r"os error (\d+)|code: (\d+)")
META = "meta.json"


@contextmanager
def told(folder: Path) -> Iterator[None]:
    """A fault of the disk or of the files becomes a refusal that says where and how to mend it.

    tantivy tells its faults as ValueError with the system's words in it.
    """
    try:
        yield
    except (OSError, ValueError) as fault:
        said = str(fault)
        given = CODE.search(said)
        code = getattr(fault, "errno", None) or (int(given.group(1) or given.group(2)) if given else 0)
        if code in disk.FULL or "No space left" in said:
            raise Refused([Problem("disk_has_room", given=str(folder))]) from fault
        if code in disk.BARRED:
            raise Refused([Problem("index_can_be_written", given=str(folder))]) from fault
        if "lock" in said.lower():
            raise Refused([Problem("index_is_free_to_write", given=folder.name)]) from fault
        if "schema" in said.lower():
            raise disk.foreign(folder, "another schema", "ours") from fault
        raise disk.damaged(folder, META if code in {0, errno.ENOENT} else said[:80]) from fault


class Inverted:
    """One inverted index in one folder."""

    def __init__(self, folder: Path, *, fields: Sequence[str], facets: Sequence[str]):
        self.folder, self.fields, self.facets = folder, tuple(fields), tuple(facets)
        self.schema = self.build_schema()
        with told(folder):
            folder.mkdir(parents=True, exist_ok=True)
            self.index = tantivy.Index(self.schema, path=str(folder))
            self.index.config_reader(reload_policy="manual")
        self.guard = threading.Lock()
        self.seen: tuple[int, int, int] | None = None
        self.view: Any = None

    def build_schema(self) -> Any:
        """Fields of ready words, searchable and not kept; facets of whole values."""
        builder = tantivy.SchemaBuilder()
        builder.add_unsigned_field("id", stored=False, indexed=True, fast=True)
        for name in self.fields:
            builder.add_text_field(name, stored=False, tokenizer_name="whitespace", index_option="freq")
        for name in self.facets:
            builder.add_text_field(f"facet_{name}", stored=False, fast=True, tokenizer_name="raw", index_option="basic")
        return builder.build()

    def write(self, documents: Iterable[SearchDocument], gone: Sequence[int] = ()) -> None:
        """Take `gone` out, add or replace the documents, in one commit. Waits for the merging that follows it, so that
        many small writes do not leave many small segments."""
        with self.writer(HEAP) as writer, told(self.folder):
            for number in gone:
                writer.delete_documents_by_query(self.numbered(number))
            for document in documents:
                writer.delete_documents_by_query(self.numbered(document.id))
                writer.add_document(self.as_stored(document))
            writer.commit()

    @contextmanager
    def loading(self) -> Iterator[Loading]:
        """For many documents that are not there yet: quicker, committed when told to."""
        with self.writer(LOADING_HEAP) as writer:
            yield Loading(self, writer)

    @contextmanager
    def writer(self, heap: int) -> Iterator[Any]:
        """The one writer. What was not committed when something fails is as if it had never been."""
        with told(self.folder):
            writer = self.index.writer(heap_size=heap, num_threads=1)
        try:
            yield writer
        except BaseException:
            with suppress(Exception):
                writer.rollback()
            raise
        finally:
            # It gives the lock back, which a writer that a traceback still holds would not. Merging is housekeeping:
            # when it fails the commit stands all the same.
            with suppress(Exception):
                writer.wait_merging_threads()

    def as_stored(self, document: SearchDocument) -> Any:
        """The document in tantivy's form."""
        stored = tantivy.Document()
        stored.add_unsigned("id", document.id)
        for name in self.fields:
            text = document.fields.get(name, "")
            if text:
                stored.add_text(name, text)
        for name in self.facets:
            for value in document.facets.get(name, ()):
                stored.add_text(f"facet_{name}", value)
        return stored

    def searcher(self) -> Any:
        """A view of the last commit, whoever made it."""
        stamp = self.stamp()
        if self.view is not None and stamp == self.seen:
            return self.view
        with self.guard:
            if self.view is not None and stamp is None:
                return self.view  # another build has taken its place: whoever still asks gets an answer
            with told(self.folder):
                self.index.reload()
                self.view = self.index.searcher()
            self.seen = stamp
            return self.view

    def stamp(self) -> tuple[int, int, int] | None:
        """What changes with every commit; None when the folder is gone."""
        try:
            found = (self.folder / META).stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_ino, found.st_size

    def search(
        self,
        terms: Mapping[str, float],
        field_weights: Mapping[str, float],
        filters: Sequence[Filter],
        *,
        limit: int,
        offset: int = 0,
        count_facets: Sequence[str] = (),
        every: bool = False,
        count: bool = True,
        within: Sequence[str] = (),
    ) -> Hits:
        """See `ports.search`."""
        searcher = self.searcher()
        query = self.query(terms, field_weights, filters, every, within)
        with told(self.folder):
            found = searcher.search(query, limit=max(limit, 1), offset=offset, count=count)
            hits = self.hits(searcher, found.hits[:limit])
            counted: dict[str, dict[str, int]] = {}
            if count_facets:
                asked = {name: {"terms": {"field": f"facet_{name}", "size": MOST_VALUES}} for name in count_facets}
                answer = searcher.aggregate(query, asked)
                for name in count_facets:
                    counted[name] = {str(part["key"]): int(part["doc_count"]) for part in answer[name]["buckets"]}
        return Hits(hits, int(found.count or 0) if count else 0, counted)

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
        within: Sequence[str] = (),
    ) -> Any:
        """Any of the terms, or every one of them, in any of the fields; every piece within some word; every filter."""
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
        parts.extend((tantivy.Occur.Must, self.holding(piece, weights)) for piece in within)
        for condition in filters:
            parts.append((tantivy.Occur.Must, tantivy.Query.const_score_query(self.one_of(condition), 0.0)))
        if not parts:
            return tantivy.Query.all_query()
        return parts[0][1] if len(parts) == 1 and not filters else tantivy.Query.boolean_query(parts)

    def one_of(self, condition: Filter) -> Any:
        """Documents with one of the values. Few values are looked up one by one, each only where the words are."""
        name, values = f"facet_{condition.facet}", list(dict.fromkeys(condition.values))
        if len(values) > FEW_VALUES:
            return tantivy.Query.term_set_query(self.schema, name, values)
        each = [tantivy.Query.term_query(self.schema, name, value, index_option="basic") for value in values]
        return each[0] if len(each) == 1 else tantivy.Query.boolean_query([(tantivy.Occur.Should, one) for one in each])

    def holding(self, piece: str, weights: Mapping[str, float]) -> Any:
        """Documents with a word that holds this piece, in any of the fields; the weight of the field is all it adds."""
        pattern = f".*{re.escape(piece)}.*"
        anywhere = [
            (
                tantivy.Occur.Should,
                tantivy.Query.boost_query(tantivy.Query.regex_query(self.schema, name, pattern), weight),
            )
            for name, weight in weights.items()
        ]
        return tantivy.Query.boolean_query(anywhere)

    def term(self, name: str, term: str) -> Any:
        """One term in one field."""
        return tantivy.Query.term_query(self.schema, name, term, index_option="freq")

    def numbered(self, number: int) -> Any:
        """The document of that number."""
        return tantivy.Query.term_query(self.schema, "id", number)

    def count(self) -> int:
        """Documents in the index."""
        return int(self.searcher().num_docs)

    def frequencies(self, words: Iterable[str], name: str) -> dict[str, int]:
        """In how many documents each word stands in that field."""
        searcher = self.searcher()
        return {word: int(searcher.doc_freq(name, word)) for word in words}


class Loading:
    """A writer of many new documents."""

    def __init__(self, inverted: Inverted, writer: Any):
        self.inverted, self.writer = inverted, writer

    def add(self, documents: Iterable[SearchDocument]) -> None:
        """Not durable before `commit`."""
        with told(self.inverted.folder):
            for document in documents:
                self.writer.add_document(self.inverted.as_stored(document))

    def commit(self) -> None:
        """Everything added so far is durable."""
        with told(self.inverted.folder):
            self.writer.commit()
