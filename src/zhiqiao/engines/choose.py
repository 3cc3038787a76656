"""The only face of the engines."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import cast

from django.conf import settings

from zhiqiao.domain.matching.centring import Means
from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.engines.builds import Builds
from zhiqiao.ports.batch import BatchMatch, TileRunner
from zhiqiao.ports.documents import DocumentWriter
from zhiqiao.ports.embed import Embedder, EmbeddingWorkers, Reranker
from zhiqiao.ports.mail import Mailer
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


DOCUMENT_FORMS = ("docx", "pdf")
"""As what a document can be written."""


def document_writer(form: str) -> DocumentWriter:
    """Writes print-outs of that form. A PDF takes its Chinese font from the folder the settings name, or the system."""
    from zhiqiao.engines.documents.docx_writer import DocxWriter
    from zhiqiao.engines.documents.pdf_writer import PdfWriter

    return PdfWriter(settings.FONTS) if form == "pdf" else DocxWriter()


FACETS = {
    "patents": (
        "kind", "legal_state", "industry", "region", "holder", "ipc", "section", "year", "trl", "way",
        "language", "level", "scope",
    ),
    "enterprises": ("industry", "region", "size"),
    "texts": ("language",),
}  # fmt: skip
FIELDS = ("title", "names", "words")
"""`words` holds all words of a document in every language, its title too: a field for each language would have the
engine reckon how long texts are on the average over documents that say nothing in it. `title` and `names` serve the
catalogue's box only."""


@cache
def segmenter() -> Segmenter:
    """The one segmenter: every index and every question is cut by it."""
    from zhiqiao.engines.segment.bigrams import BigramSegmenter

    return BigramSegmenter()


AUTOMATIC = "auto"
PATIENCE = 30.0
"""Seconds for which a model that could not be had is not tried again."""


def embedder() -> Embedder:
    """The embedder by which questions are asked: the one the settings name, or `none` while that one cannot be had.

    `embedder_problem` tells why; people must be told. What writes an index asks `embedder_to_index`.
    """
    return had(settings.EMBEDDER)[0]


def embedder_to_ask() -> Embedder:
    """The same embedder, which does not compute again what was asked of it lately."""
    return remembering(embedder())  # type: ignore[arg-type]


@cache
def remembering(model: Embedder) -> Embedder:
    """That model with such a memory, made once."""
    from zhiqiao.engines.embed.remembered import RememberedEmbedder

    return RememberedEmbedder(model)


def embedder_problem() -> Problem | None:
    """Why the embedder the settings name cannot be had; None when it can."""
    return had(settings.EMBEDDER)[1]


def embedder_to_index() -> Embedder:
    """The embedder the settings name. Refused when its files are missing or not the ones we measured, or its service
    does not answer: an index is not made worse than it is."""
    return embedder_named(settings.EMBEDDER)


def quality_embedder() -> Embedder:
    """The second, better embedder, for needs, offered pools and the top of the list; `none` where there is none."""
    return had(quality_name())[0]


def quality_problem() -> Problem | None:
    """Why the second embedder cannot be had; None when it can, and when none is wanted."""
    return had(quality_name())[1]


def quality_name() -> str:
    """Which second embedder is wanted: the one named; with `auto` e5 where it is installed. With words only, none."""
    wanted = settings.QUALITY_EMBEDDER
    if wanted != AUTOMATIC:
        return wanted or "none"
    from zhiqiao.engines.embed.names import e5_is_installed

    return "e5" if settings.EMBEDDER != "none" and e5_is_installed(settings.HOME) else "none"


def had(name: str) -> tuple[Embedder, Problem | None]:
    """The model of that name, or `none` and why; a failure is remembered for a while, so that nobody waits for it."""
    failed = failures.get(name)
    if failed is None or time.monotonic() - failed[0] > PATIENCE:
        try:
            return embedder_named(name), None
        except Refused as refused:
            failed = failures[name] = (time.monotonic(), refused.problems[0])
    return embedder_named("none"), failed[1]


failures: dict[str, tuple[float, Problem]] = {}


def embedder_failed(problem: Problem) -> None:
    """The embedder in use did not answer a question: for a while nobody waits for it again."""
    failures[settings.EMBEDDER] = (time.monotonic(), problem)


@cache
def embedder_named(name: str) -> Embedder:
    """The model of that name, made once. Refused when it cannot be."""
    from zhiqiao.engines.embed.names import Endpoint, made

    return made(name, settings.HOME, Endpoint(**settings.EMBEDDINGS_ENDPOINT))


def glance() -> Embedder:
    """What compares the meaning of clauses while somebody waits: the bundled model's quick view, whatever the settings
    name; `none` with words only, and where the bundled model cannot be had. Its vectors stand in no index."""
    return glance_of("none" if embedder().dim == 0 else "use")


@cache
def glance_of(name: str) -> Embedder:
    """The quick view of the model of that name."""
    from zhiqiao.engines.embed.use import Use
    from zhiqiao.engines.embed.use_glance import UseGlance

    model, _ = had(name)
    return UseGlance(model) if isinstance(model, Use) else model


def reranker() -> Reranker | None:
    """The service that reads need and patent together, where one is set and can be had; texts go there."""
    return reranker_had()[0]


def reranker_had() -> tuple[Reranker | None, Problem | None]:
    """The same, and why it cannot be had."""
    if not settings.RERANKER:
        return None, None
    try:
        return reranker_named(settings.RERANKER), None
    except Refused as refused:
        return None, refused.problems[0]


@cache
def reranker_named(name: str) -> Reranker:
    """The service, made once. Refused when its settings are not whole."""
    from zhiqiao.engines.embed.endpoint import EndpointReranker

    if name != "endpoint":
        raise Refused([Problem("reranker_is_known", given=name)])
    return EndpointReranker(**settings.RERANK_ENDPOINT)


def on_sending(ledger: Callable[[str, int], None]) -> None:
    """From now on `ledger` is told of every request to a model elsewhere: where to, and how many texts."""
    from zhiqiao.engines.embed.names import ledgers

    ledgers.append(ledger)


def embedding_workers(name: str, processes: int) -> EmbeddingWorkers:
    """Processes that each hold the model of that name. A service is asked from this process alone, and a model out of
    a folder runs here: its library uses all processors, or the GPU, by itself."""
    from zhiqiao.engines.embed.names import Endpoint
    from zhiqiao.engines.embed.processes import Workers

    endpoint = Endpoint(**settings.EMBEDDINGS_ENDPOINT)
    alone = name.partition(":")[0] in {"openai", "st"}
    return Workers(name, settings.HOME, endpoint, count=1 if alone else processes)


def centred(model: Embedder, vectors: VectorSearch, means: Means) -> tuple[Embedder, VectorSearch]:
    """The same model and index with the mean of each language taken off."""
    from zhiqiao.engines.embed.centred import CentredEmbedder
    from zhiqiao.engines.vectors.centred import CentredVectors

    return CentredEmbedder(model, means), CentredVectors(vectors, means)


def keep_means(means: Means, path: Path) -> None:
    """Write means whole or not at all."""
    from zhiqiao.engines.embed.centred import saved

    saved(means, path)


def means_kept(path: Path, model: str, dim: int) -> Means | None:
    """The means kept there for that model, if they are whole."""
    from zhiqiao.engines.embed.centred import loaded

    return loaded(path, model, dim)


def batch_runner() -> TileRunner:
    """What computes a large work tile by tile, as the settings say. Refused when the setting names nothing we know, or
    something that is not installed."""
    from zhiqiao.engines.batch.named import runner_named

    return runner_named(settings.BATCH)


def batch_match(work: Path, words: WordSearch, views: Mapping[str, VectorSearch]) -> BatchMatch:
    """All against all over these indexes, in that work folder. `views`: `whole`, `essence` and `better`, where there
    are such vectors."""
    from zhiqiao.engines.batch.match import TiledMatch, WordIndex

    return TiledMatch(work, batch_runner(), cast(WordIndex, words), views)


def word_search(name: str = "patents", folder: Path | None = None, *, build: int | None = None) -> WordSearch:
    """The word index of that name, in the data folder unless another is given; the build in use unless one is named."""
    builds = index_builds(folder)
    number = builds.of(words_base(name)) if build is None else build
    return word_search_in(builds.place(name, number), name)


@lru_cache(maxsize=32)
def word_search_in(place: Path, name: str) -> WordSearch:
    """Made once for each place."""
    from zhiqiao.engines.search.tantivy_words import TantivyWords

    return TantivyWords(place, segmenter_id=segmenter().id, fields=FIELDS, facets=FACETS[name])


def vector_search(
    name: str = "patents", folder: Path | None = None, *, model: Embedder | None = None, build: int | None = None
) -> VectorSearch:
    """The vector index of that name for the embedder in use, or for that one; faiss, or NumPy where faiss does not
    run."""
    model = model or embedder()
    builds = index_builds(folder)
    number = builds.of(vectors_base(name, model)) if build is None else build
    return vector_search_in(builds.place(name, number), model.id, model.dim)


@lru_cache(maxsize=32)
def vector_search_in(place: Path, embedder_id: str, dim: int) -> VectorSearch:
    """Made once for each place and embedder."""
    try:
        from zhiqiao.engines.vectors.with_faiss import FaissVectors
    except ImportError:
        from zhiqiao.engines.vectors.exact import ExactVectors

        return ExactVectors(place, embedder_id=embedder_id, dim=dim)
    return FaissVectors(place, embedder_id=embedder_id, dim=dim)


def index_builds(folder: Path | None = None) -> Builds:
    """Which build of each index in the data folder, or in that one, is in use."""
    return builds_in(Path(folder or settings.INDEXES))


@cache
def builds_in(root: Path) -> Builds:
    """Made once for each folder."""
    return Builds(root, let_go)


def let_go() -> None:
    """Close what was opened: an old build's files take room on the disk as long as somebody has them open."""
    word_search_in.cache_clear()
    vector_search_in.cache_clear()


@cache
def words_base(name: str) -> str:
    """The word index of that name as its folder is called, without the number of its build."""
    from zhiqiao.engines.search.tantivy_words import fingerprint_of

    return f"{name}-{fingerprint_of(segmenter().id, FIELDS, FACETS[name])}"


def vectors_base(name: str, model: Embedder) -> str:
    """The same of the vector index for that embedder."""
    safe = "".join(letter if letter.isalnum() else "-" for letter in model.id)
    return f"{name}-vectors-{safe}"


def plain_terms(text: str) -> list[str]:
    """The plainest cutting of a text, by which the baseline of an evaluation is made."""
    from zhiqiao.engines.segment.bigrams import plain_terms as cut

    return cut(text)


def mailer() -> Mailer | None:
    """Sends letters; None where no mail server is set up (`ZHIQIAO_MAIL_URL`)."""
    if not settings.MAIL_IS_SET_UP:
        return None
    from zhiqiao.engines.mail.django_mail import DjangoMailer

    return DjangoMailer()
