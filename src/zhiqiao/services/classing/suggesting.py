"""Suggesting IPC subclasses (分类号推荐) for a new text: a model learned from the catalogue or from a file, kept as a
file with its version, and what speaks for each suggestion. It helps a person to classify; it classifies nothing.

Only published patents are learned from, because their titles are shown as what speaks for a suggestion.
"""

from __future__ import annotations

import csv
import hashlib
import random
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from django.utils import timezone

from zhiqiao.domain.access import Verb
from zhiqiao.domain.patents.classifications import ipc_titles, read_ipc
from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.engines import choose
from zhiqiao.ports.embed import Embedder
from zhiqiao.records.models import Patent, PatentClass, User
from zhiqiao.services import catalogue, people
from zhiqiao.services.classing.grams import Rows
from zhiqiao.services.classing.model import Example, Floats, Model, calibrated, trained

MOST = 8000
"""Texts learned from; of more, a sample in which rare subclasses are kept. Learning takes MOST² × 12 bytes."""
FEWEST = 50
RARE = 12
HELD_OUT = 0.15
"""Share of the texts kept aside to find the threshold and to tell confidence."""
SHORTEST, LONGEST = 4, 4000
SEED = 20261122
FILE = "ipc-suggester.npz"
EMPTY = frozenset("的一种其及和与或之在用于备法")
"""Signs of pieces that are never shown as what speaks for a suggestion, though they count a little."""


@dataclass(frozen=True)
class Suggested:
    """A subclass that is suggested: how often such a suggestion was right on texts held out, and what speaks for it:
    pieces of the text, and known patents (number, title). `is_chosen` where it is above the model's threshold."""

    code: str
    titles: tuple[str, str]
    confidence: float
    is_chosen: bool
    terms: tuple[str, ...]
    neighbours: tuple[tuple[str, str], ...]


def place() -> Path:
    """Where the model lies: in the data folder."""
    return Path(settings.HOME) / "models" / FILE


def examples_of_file(path: Path) -> list[Example]:
    """Texts of a CSV with a title (and abstract) and IPC subclasses parted by "|", ";" or ",". Refused without."""
    if not path.is_file():
        raise Refused([Problem("file_is_there", "file", path.name)])
    found = []
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            codes = subclasses(row.get("ipc_subclasses") or row.get("ipc") or "")
            title = (row.get("title") or "").strip()
            text = f"{title} {row.get('abstract') or ''}".strip()
            if codes and text:
                found.append(Example(text, codes, row.get("publication_numbers") or row.get("number") or "", title))
    if not found:
        raise Refused([Problem("suggester_file_has_columns", "file", path.name)])
    return found


def subclasses(written: str) -> tuple[str, ...]:
    """The subclasses of a cell, each once, in order."""
    pieces = written.replace(";", "|").replace(",", "|").replace("；", "|").split("|")
    symbols = [read_ipc(piece) for piece in pieces if piece.strip()]
    return tuple(dict.fromkeys(symbol.subclass for symbol in symbols if symbol))


def examples_of_catalogue() -> list[Example]:
    """The published patents that have a Chinese or English text and an IPC class, at most a sample of them."""
    seen = PatentClass.objects.filter(scheme="ipc", patent__is_public=True).exclude(subclass="")
    codes: dict[int, dict[str, None]] = {}
    for pk, code in seen.order_by("patent", "position").values_list("patent", "subclass").iterator():
        codes.setdefault(pk, {})[code] = None
    chosen = balanced({pk: tuple(given) for pk, given in codes.items()}, MOST)
    found = []
    columns = ("pk", "record_key", "title_zh", "title_en", "abstract_zh", "abstract_en")
    for start in range(0, len(chosen), 500):
        rows = Patent.objects.filter(pk__in=chosen[start : start + 500], is_public=True).values_list(*columns)
        for pk, key, title_zh, title_en, abstract_zh, abstract_en in rows:
            text = f"{title_zh or title_en} {abstract_zh or abstract_en}".strip()[:LONGEST]
            if text:
                found.append(Example(text, tuple(codes[pk]), key, title_zh or title_en))
    return found


def balanced(codes: dict[int, tuple[str, ...]], most: int) -> list[int]:
    """At most so many of these: first those of subclasses that are still rare, then any; the same every time."""
    order = sorted(codes)
    random.Random(SEED).shuffle(order)
    if len(order) <= most:
        return order
    counts: Counter[str] = Counter()
    first: list[int] = []
    rest: list[int] = []
    for pk in order:
        if len(first) < most and any(counts[code] < RARE for code in codes[pk]):
            counts.update(codes[pk])
            first.append(pk)
        else:
            rest.append(pk)
    return [*first, *rest[: most - len(first)]]


def train(
    examples: Sequence[Example] | None = None,
    *,
    source: str = "",
    by: User | None,
    progress: Callable[[str], None] | None = None,
) -> Model:
    """Learn from these texts (or the catalogue's) and keep the model. Refused when fewer than 50 have classes."""
    people.require(by, Verb.KEEP_PACKS)
    given = list(examples if examples is not None else examples_of_catalogue())
    if len(given) > MOST:
        kept = balanced({at: one.codes for at, one in enumerate(given)}, MOST)
        given = [given[at] for at in kept]
    if len(given) < FEWEST:
        raise Refused([Problem("suggester_has_texts", given=str(len(given)), data={"least": FEWEST})])
    model = learned(given, meaning())
    model.facts = {
        "texts": len(given),
        "source": source or "catalogue",
        "trained_at": timezone.now().isoformat(timespec="seconds"),
        "version": hashlib.sha256("\n".join(one.text for one in given).encode()).hexdigest()[:12],
    }
    target = place()
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(".part")
    partial.write_bytes(model.as_bytes())
    partial.replace(target)
    return model


def learned(given: Sequence[Example], embedder: Embedder | None) -> Model:
    """A model of these texts and our own titles of subclasses; threshold and confidence from a share held out."""
    mixed = list(given)
    random.Random(SEED).shuffle(mixed)
    aside = int(len(mixed) * HELD_OUT)
    first = _of(mixed[aside:], embedder)
    scores = first.scores([one.text for one in mixed[:aside]], encoded(embedder, [one.text for one in mixed[:aside]]))
    right = rightness(first.codes, mixed[:aside])
    model = _of(given, embedder)
    model.threshold = best_threshold(scores, right, sum(len(one.codes) for one in mixed[:aside]))
    leading = np.argsort(-scores, axis=1)[:, :10]
    model.calibration = calibrated(
        np.take_along_axis(scores, leading, 1).ravel(), np.take_along_axis(right, leading, 1).ravel()
    )
    return model


def _of(given: Sequence[Example], embedder: Embedder | None) -> Model:
    """The texts, and our own short title of every subclass: so that one nobody has filed under can be found."""
    titles = [Example(zh, (code,)) for code, (zh, _en) in ipc_titles().items() if len(code) == 4]
    together = [*given, *titles]
    return trained(
        together, encoded(embedder, [one.text for one in together]), embedder=embedder.id if embedder else ""
    )


def rightness(codes: Sequence[str], examples: Sequence[Example]) -> Any:
    """For each text and subclass whether it is one of its own."""
    place_of = {code: at for at, code in enumerate(codes)}
    right = np.zeros((len(examples), len(codes)), dtype=bool)
    for row, example in enumerate(examples):
        for code in example.codes:
            if code in place_of:
                right[row, place_of[code]] = True
    return right


def best_threshold(scores: Floats, right: Any, all_codes: int) -> float:
    """The score above which suggesting gives the best micro-F1; the best one of each text is always suggested."""
    best, chosen = -1.0, 0.25
    top = scores.argmax(axis=1)
    highest = scores.max(axis=1)
    low, high = float(np.quantile(highest, 0.01)), float(np.quantile(highest, 0.99))
    for threshold in np.linspace(low, high, 60):
        taken = scores > threshold
        taken[np.arange(len(scores)), top] = True
        score = 2 * float((taken & right).sum()) / max(1.0, float(taken.sum()) + all_codes)
        if score > best:
            best, chosen = score, float(threshold)
    return chosen


def meaning() -> Embedder | None:
    """The bundled embedder; None with words only. Never a service elsewhere: texts before filing do not leave."""
    if settings.EMBEDDER == "none":
        return None
    model, _problem = choose.had("use")
    return model if model.dim else None


def encoded(embedder: Embedder | None, texts: Sequence[str]) -> Floats | None:
    """The texts' vectors."""
    return np.asarray(embedder.encode([text[:LONGEST] for text in texts])) if embedder is not None and texts else None


def model_in_use() -> Model | None:
    """The model as it lies in the data folder; None where none was learned."""
    try:
        changed = place().stat().st_mtime_ns
    except OSError:
        return None
    return _read(str(place()), changed)


@lru_cache(maxsize=2)
def _read(path: str, _changed: int) -> Model | None:
    """A kept model; None where the file is not one of this version, so that it is learned anew."""
    try:
        return Model.from_bytes(Path(path).read_bytes())
    except (OSError, ValueError, KeyError, EOFError):
        return None


def suggest(text: str, *, limit: int = 5) -> list[Suggested]:
    """The subclasses such a text would most likely have, best first. Nothing of the text is kept.

    Refused: no model yet (`suggester_is_trained`), a text too short, a model learned with an embedder that is not
    there now.
    """
    wanted = " ".join(text.split())[:LONGEST]
    if len(wanted) < SHORTEST:
        raise Refused([Problem("suggester_text_is_long_enough", "text", wanted, data={"least": SHORTEST})])
    model = model_in_use()
    if model is None:
        raise Refused([Problem("suggester_is_trained")])
    embedder = meaning() if model.embedder else None
    if model.embedder and (embedder is None or embedder.id != model.embedder):
        raise Refused([Problem("suggester_fits_embedder", given=model.embedder)])
    given, near = model.nearness([wanted], encoded(embedder, [wanted]))
    scores = np.asarray(near @ model.votes, dtype=np.float32)[0]
    confidence = model.confidence(scores)
    best = [int(at) for at in np.argsort(-scores)[:limit]]
    titles = catalogue.code_titles("ipc", [model.codes[at] for at in best])
    return [
        Suggested(
            code=model.codes[at],
            titles=titles.get(model.codes[at], ("", "")),
            confidence=round(float(confidence[at]), 3),
            is_chosen=rank == 0 or float(scores[at]) > model.threshold,
            terms=tuple(_terms(model, given, near[0], at)),
            neighbours=tuple(_neighbours(model, near[0], at)),
        )
        for rank, at in enumerate(best)
    ]


def _terms(model: Model, given: Rows, near: Floats, code: int) -> Iterable[str]:
    """The pieces of the text that add most to a subclass's score, two signs or more, at most four; not such as stand
    in every other text."""
    votes = near * model.votes[:, code]
    worth = []
    for at, value in zip(*given.row(0), strict=True):
        rows, values = model.rows.having(int(at))
        worth.append((float(value * (values @ votes[rows])), model.grams.names[at]))
    told = [name for value, name in sorted(worth, reverse=True) if value > 0 and len(name) > 1]
    return [name for name in told if not EMPTY.intersection(name)][:4]


def _neighbours(model: Model, near: Floats, code: int) -> Iterable[tuple[str, str]]:
    """The known texts that speak loudest for a subclass, by number and title, at most two."""
    worth = near * model.votes[:, code]
    loudest = [int(at) for at in np.argsort(-worth)[:6] if worth[at] > 0]
    return [(model.names[at], model.titles[at]) for at in loudest if model.names[at]][:2]
