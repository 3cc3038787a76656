"""The only face of the engines."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.conf import settings

from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.ports.embed import Embedder
from zhiqiao.ports.search import WordSearch
from zhiqiao.ports.segment import Segmenter
from zhiqiao.ports.sheets import SheetReader, WorkbookWriter
from zhiqiao.ports.vectors import VectorSearch


def sheet_reader(path: Path, *, name: str = "") -> SheetReader:
    """The reader for this file, chosen by its first bytes; `name` is the file's own name where `path` hides it.

    Raises Refused when no reader knows such a file.
    """
    from zhiqiao.engines.sheets.recognise import reader_for

    return reader_for(path, name=name)


def workbook_writer() -> WorkbookWriter:
    """Writes XLSX workbooks."""
    from zhiqiao.engines.sheets.workbook import XlsxWriter

    return XlsxWriter()


FACETS = {
    "patents": (
        "kind", "legal_state", "industry", "region", "holder", "ipc", "section", "year", "trl", "way",
        "language", "level", "scope",
    ),
    "enterprises": ("industry", "region", "size"),
    "texts": ("language",),
}  # fmt: skip
FIELDS = ("title", "names", "zh", "en")
"""`zh` and `en` hold all words of a document in that language, its title too; `title` and `names` serve the
catalogue's box only."""


@cache
def segmenter() -> Segmenter:
    """The one segmenter: every index and every question is cut by it."""
    from zhiqiao.engines.segment.bigrams import BigramSegmenter

    return BigramSegmenter()


def embedder() -> Embedder:
    """The embedder the settings name; refused when its files are missing or not the ones we measured."""
    return embedder_named(settings.EMBEDDER)


@cache
def embedder_named(name: str) -> Embedder:
    """`use` or `none`, made once."""
    if name == "none":
        from zhiqiao.engines.embed.none import NoEmbedder

        return NoEmbedder()
    if name == "use":
        from zhiqiao.engines.embed.use import Use

        return Use()
    raise Refused([Problem("embedder_is_known", given=name)])


def word_search(name: str = "patents", folder: Path | None = None) -> WordSearch:
    """The word index of that name, in the data folder unless another is given."""
    return word_search_in(Path(folder or settings.INDEXES) / name, name)


@cache
def word_search_in(place: Path, name: str) -> WordSearch:
    """Made once for each place."""
    from zhiqiao.engines.search.tantivy_words import TantivyWords

    return TantivyWords(place, segmenter_id=segmenter().id, fields=FIELDS, facets=FACETS[name])


def vector_search(name: str = "patents", folder: Path | None = None) -> VectorSearch:
    """The vector index of that name for the embedder in use; faiss, or NumPy where faiss does not run."""
    model = embedder()
    return vector_search_in(Path(folder or settings.INDEXES) / name, model.id, model.dim)


@cache
def vector_search_in(place: Path, embedder_id: str, dim: int) -> VectorSearch:
    """Made once for each place and embedder."""
    try:
        from zhiqiao.engines.vectors.with_faiss import FaissVectors
    except ImportError:
        from zhiqiao.engines.vectors.exact import ExactVectors

        return ExactVectors(place, embedder_id=embedder_id, dim=dim)
    return FaissVectors(place, embedder_id=embedder_id, dim=dim)


def plain_terms(text: str) -> list[str]:
    """The plainest cutting of a text, by which the baseline of an evaluation is made."""
    from zhiqiao.engines.segment.bigrams import plain_terms as cut

    return cut(text)
