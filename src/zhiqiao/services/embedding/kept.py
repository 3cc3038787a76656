"""Vectors as they are kept (向量留存): one row for each model and text, computed once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from django.db import transaction

from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.engines import choose
from zhiqiao.ports.embed import Embedder, Kind, Vectors
from zhiqiao.records.bulk import insert_rows
from zhiqiao.records.models import TextVector

MANY, SHARE = 2000, 250
AT_ONCE = 1000
"""Digests asked for in one query."""


def digest_of(text: str) -> str:
    """What a text is known by."""
    return hashlib.sha1(text.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()


def key_of(model: Embedder, kind: Kind) -> str:
    """What a model's vectors are known by: a question is told from a text to be found."""
    return model.id if kind == "passage" else f"{model.id} {kind}"


def vectors_of(texts: Sequence[str], model: Embedder | None = None, kind: Kind = "passage") -> Vectors:
    """The vectors of these texts: those ever computed from the database, the rest computed and kept there.

    Refused when the model that is set cannot be had.
    """
    model = model or choose.embedder_to_index()
    if not texts or not model.dim:
        return np.zeros((len(texts), model.dim), dtype=np.float32)
    digests = [digest_of(text) for text in texts]
    kept = kept_rows(digests, model, kind)
    missing = {digest: text for digest, text in zip(digests, texts, strict=True) if digest not in kept}
    if missing:
        made = checked(model.encode(list(missing.values()), kind), model).astype("<f2")
        keep(list(missing), made, model, kind)
        kept.update((digest, made[place].tobytes()) for place, digest in enumerate(missing))
    return as_matrix([kept[digest] for digest in digests], model.dim)


def checked(made: Vectors, model: Embedder) -> Vectors:
    """The same vectors. Refused when the model made others than it says it makes: none of them is kept."""
    if made.ndim != 2 or made.shape[1] != model.dim:
        found = str(made.shape[-1] if made.ndim else 0)
        raise Refused([Problem("vectors_have_dimension", given=found, data={"expected": model.dim})])
    return made


def encoded(texts: Sequence[str], name: str, kind: Kind = "passage", processes: int = 2) -> Vectors:
    """The vectors of these texts by the model of that name, in several processes where there are many; none is kept."""
    model = choose.embedder_named(name)
    if len(texts) < MANY or not model.dim:
        return model.encode(texts, kind)
    shares = (texts[start : start + SHARE] for start in range(0, len(texts), SHARE))
    with choose.embedding_workers(name, processes) as workers:
        return np.concatenate([made.vectors for made in workers.encode(shares, kind)])


def kept_vectors_of(texts: Sequence[str], model: Embedder, kind: Kind = "passage") -> tuple[list[int], Vectors]:
    """Places of those texts whose vectors are kept, and these vectors; nothing is computed."""
    digests = [digest_of(text) for text in texts]
    kept = kept_rows(digests, model, kind)
    places = [place for place, digest in enumerate(digests) if digest in kept]
    return places, as_matrix([kept[digests[place]] for place in places], model.dim)


def has_kept(model: Embedder) -> bool:
    """Whether any text has a vector of this model."""
    return TextVector.objects.filter(embedder=model.id).exists()


def kept_rows(digests: Iterable[str], model: Embedder, kind: Kind) -> dict[str, bytes]:
    """Digest → vector as it is kept, of those that are."""
    wanted = sorted(set(digests))
    found: dict[str, bytes] = {}
    for start in range(0, len(wanted), AT_ONCE):
        rows = TextVector.objects.filter(
            embedder=key_of(model, kind), text_digest__in=wanted[start : start + AT_ONCE]
        ).values_list("text_digest", "vector")
        # A row of another length was kept by another make of the model: it is as if there were none.
        found.update((digest, bytes(vector)) for digest, vector in rows if len(vector) == 2 * model.dim)
    return found


def kept_digests(digests: Iterable[str], model: Embedder, kind: Kind) -> set[str]:
    """Those of the digests that have a vector."""
    wanted = sorted(set(digests))
    found: set[str] = set()
    for start in range(0, len(wanted), AT_ONCE):
        found.update(
            TextVector.objects.filter(
                embedder=key_of(model, kind), text_digest__in=wanted[start : start + AT_ONCE]
            ).values_list("text_digest", flat=True)
        )
    return found


def keep(digests: Sequence[str], made: Any, model: Embedder, kind: Kind) -> None:
    """Keep vectors, given as float16 rows, all or none; those kept already stay as they are."""
    key = key_of(model, kind)
    rows = [(key, digest, made[place].tobytes()) for place, digest in enumerate(digests)]
    with transaction.atomic():
        insert_rows(TextVector, ("embedder", "text_digest", "vector"), rows, known="ignore")


def as_matrix(rows: Sequence[bytes], dim: int) -> Vectors:
    """(rows, dim) float32."""
    return np.frombuffer(b"".join(rows), dtype="<f2").reshape(len(rows), dim).astype(np.float32)
