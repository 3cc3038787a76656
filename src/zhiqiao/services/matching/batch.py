"""All needs against all patents (全量匹配): laid out, found and ranked in tiles on the runner the settings name.

The order is that of the texts, the same as a single need's before its facts are judged; the reasons of a pair are made
when somebody asks for them (`suggest_patents`). Not responsible for tiles, nor for the table written (`table`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from django.db.models import QuerySet
from numpy.typing import NDArray

from zhiqiao.domain.access import Verb
from zhiqiao.domain.codes import Confidentiality, Language, NeedState
from zhiqiao.domain.matching import weights
from zhiqiao.domain.matching.language import language_of
from zhiqiao.domain.matching.wording import Asking
from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.engines import choose
from zhiqiao.ports.batch import BLOCK, BatchMatch, Limits, Questions, Standing, Watch
from zhiqiao.ports.embed import Vectors
from zhiqiao.ports.vectors import VectorSearch
from zhiqiao.records.models import Need, User
from zhiqiao.services import embedding, people
from zhiqiao.services.embedding import Second
from zhiqiao.services.matching.finding import LANGUAGES, Finder, Ids
from zhiqiao.services.matching.patents import Filters, as_filters, finder, scope, version
from zhiqiao.services.matching.table import table_for

Texts = Sequence[tuple[str, str]]
OTHER_WORDS = 60
"""Candidates by words in another language: names and numbers written alike."""
ASKERS = ("open", "firms")
FILTERS = tuple(name for name in choose.FACETS["patents"] if name != "scope")
LETTERS = 12
"""Of the hash that names a block of needs."""


@dataclass(frozen=True)
class Done:
    """What a batch match did (全量匹配结果)."""

    needs: int
    patents: int
    pairs: int
    candidates: int
    runner: str
    out: str


@dataclass(frozen=True)
class Asker:
    """A need, or a firm with all its open needs: its number and its texts, (title, description) by language."""

    key: int
    texts: Texts


def match_all(
    out: Path,
    *,
    user: User | None,
    needs: str = "open",
    pool: Filters | None = None,
    top: int = 100,
    by: User | None = None,
    work: Path | None = None,
    watch: Watch | None = None,
) -> Done:
    """Every open need this person may see, or with `firms` every firm with such needs, against every patent of the
    pool; the first `top` of each go into a table.

    A run that was cut off goes on from its work folder, which goes when the table is written unless it was named.
    Refused when the person may not match, when there is no need (`needs_are_there`) or no patent that passes
    (`pool_is_not_empty`), when the table has no known ending (`table_is_known`), or by the runner. Stores nothing.
    """
    people.require(by, Verb.MATCH)
    kind = table_for(out)
    askers = open_needs(user) if needs == "open" else firms_with_needs(user)
    if not askers:
        raise Refused([Problem("needs_are_there")])
    engines = finder()
    documents = passing(engines, user, pool)
    folder = work or out.with_name(f"{out.name}.work")
    second = embedding.second()
    views = views_of(engines, second)
    batch = choose.batch_match(folder, engines.words, views)
    tell = watch or quiet
    with batch.alone():
        names = ask_all(batch, engines, second, askers, tell)
        batch.stage(names, documents, engines.words.statistics, tell)
        limits = Limits(weights.CANDIDATES, OTHER_WORDS, weights.NEAREST, weights.NEAREST, top)
        with kind(out, "need" if needs == "open" else "enterprise") as table:
            for _name, result in batch.results(limits, tell):
                table.write(result)
        if work is None:
            batch.done()
    return Done(len(askers), len(documents), table.pairs, table.candidates, choose.batch_runner().id, str(out))


def pool_named(named: Sequence[str]) -> Filters:
    """Filters written as `legal_state=granted,pending`. Refused when the name is none (`pool_filter_is_known`)."""
    filters: dict[str, list[str]] = {}
    for one in named:
        name, equals, values = one.partition("=")
        told = [value.strip() for value in values.split(",") if value.strip()]
        if name not in FILTERS or not equals or not told:
            raise Refused([Problem("pool_filter_is_known", given=one, data={"known": ", ".join(FILTERS)})])
        filters.setdefault(name, []).extend(told)
    return filters


def open_needs(user: User | None) -> list[Asker]:
    """The open needs this person may see."""
    scoped = sendable(user)
    fields = ("pk", "title_zh", "problem_zh", "title_en", "problem_en")
    rows = scoped.filter(state=NeedState.OPEN).order_by("pk").values_list(*fields)
    return [Asker(key, ((title, problem), (other, told))) for key, title, problem, other, told in rows]


def sendable(user: User | None) -> QuerySet[Need]:
    """The needs this person may see; where meaning is compared by a service elsewhere, without those that are
    restricted, which are never sent."""
    needs = Need.objects.all().visible_to(user)
    if embedding.is_elsewhere() or embedding.is_elsewhere(quality=True):
        needs = needs.exclude(confidentiality=Confidentiality.RESTRICTED)
    return needs


def firms_with_needs(user: User | None) -> list[Asker]:
    """The firms with open needs this person may see, each asking for all of them together."""
    scoped = sendable(user)
    fields = ("enterprise", "title_zh", "problem_zh", "title_en", "problem_en")
    rows = scoped.filter(state=NeedState.OPEN, enterprise__isnull=False).order_by("enterprise", "pk")
    firms: dict[int, list[Sequence[str]]] = {}
    for firm, *texts in rows.values_list(*fields):
        firms.setdefault(firm, []).append(texts)
    return [
        Asker(firm, tuple((lines(own[at] for own in asked), lines(own[at + 1] for own in asked)) for at in (0, 2)))
        for firm, asked in firms.items()
    ]


def lines(parts: Iterable[str]) -> str:
    """The parts that say something, one a line."""
    return "\n".join(part.strip() for part in parts if part.strip())


def views_of(engines: Finder, second: Second | None) -> dict[str, VectorSearch]:
    """The vectors patents are found and ranked by. Refused when the embedder that is set cannot be had: hours of
    matching by words alone are not what was asked for."""
    problem = choose.embedder_problem()
    if problem is not None:
        raise Refused([problem])
    views = {"whole": engines.vectors, "essence": engines.essences} if engines.embedder.dim else {}
    if second is not None:
        views["better"] = second.vectors
    return {name: view for name, view in views.items() if view is not None}


def passing(engines: Finder, user: User | None, pool: Filters | None) -> Ids:
    """Numbers of the patents that this person may see and that pass the filters."""
    documents = np.flatnonzero(engines.words.mask([*scope(user), *as_filters(pool)]))
    if not len(documents):
        raise Refused([Problem("pool_is_not_empty")])
    return documents


def ask_all(
    batch: BatchMatch, engines: Finder, second: Second | None, askers: Sequence[Asker], watch: Watch
) -> list[str]:
    """The needs in blocks of one way of asking; a block that was laid out before is not reckoned again."""
    named: list[str] = []
    ways: dict[tuple[Language, ...], list[Asker]] = {}
    for asker in askers:
        ways.setdefault(languages_of(asker.texts), []).append(asker)
    blocks = [some[first : first + BLOCK] for some in ways.values() for first in range(0, len(some), BLOCK)]
    kept = 0
    for number, block in enumerate(blocks):
        name = name_of(number, block, engines)
        named.append(name)
        kept += batch.has(name)
        if not batch.has(name):
            batch.ask(name, questions(engines, second, block))
        watch("needs", Standing(number + 1, len(blocks), kept))
    return named


def languages_of(texts: Texts) -> tuple[Language, ...]:
    """In which languages something is asked; a need that says nothing asks in none."""
    told = [language_of(f"{title} {body}") for title, body in texts if title.strip() or body.strip()]
    return tuple(sorted({language if language in LANGUAGES else Language.EN for language in told}))


def name_of(number: int, block: Sequence[Asker], engines: Finder) -> str:
    """A name that tells what is asked, and by what it was cut and turned into vectors."""
    told = repr([version(), engines.segmenter.id, [(one.key, one.texts) for one in block]])
    return f"{number:06}-{hashlib.sha256(told.encode()).hexdigest()[:LETTERS]}"


def questions(engines: Finder, second: Second | None, block: Sequence[Asker]) -> Questions:
    """The needs of a block as they are looked for."""
    asked = [engines.ask(one.texts) for one in block]
    askings = [Asking.of(one.question) for one in asked]
    numbers = [engines.numbers(one) for one in askings]
    made = [one.both() for one in engines.vectors_of(asked) if one is not None]
    if engines.embedder.dim and len(made) < len(block):
        raise Refused([problem for problem in [choose.embedder_problem()] if problem is not None])
    vectors = np.stack(made, axis=1) if made else np.zeros((2, len(block), 0), dtype=np.float32)
    stores = [view for view in (engines.vectors, engines.essences) if view is not None]
    ordinary = np.zeros((2, len(block), len(stores), 2))
    for vector in range(2) if made else ():
        for view, store in enumerate(stores):
            ordinary[vector, :, view] = store.background(vectors[vector])
    better, usual = better_of(second, [one.beginning for one in asked])
    return Questions([one.key for one in block], askings, numbers, vectors, ordinary, better, usual)


def better_of(second: Second | None, texts: Sequence[str]) -> tuple[Vectors, NDArray[np.float64]]:
    """(texts, dim) and (texts, 2): the better embedder's vectors of needs, and what is ordinary to them."""
    if second is None:
        return np.zeros((len(texts), 0), dtype=np.float32), np.zeros((len(texts), 2))
    made = embedding.vectors_of(texts, second.model, "query")
    if second.means is not None:
        made = second.means.centred(made, [language_of(text) for text in texts])
    return made, second.vectors.background(made).astype(np.float64)


def quiet(_stage: str, _standing: Standing) -> None:
    """Nobody asked."""
