"""The embedder `st:<folder>`: any sentence-transformers model in a folder of this machine (本机模型目录).

Responsible for taking only a folder whose weights are safetensors, for running no code out of it and for asking no
network; the only file that imports `sentence_transformers`, and only when such a model is chosen.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.ports.embed import Kind, Vectors

AT_ONCE = 16
LONGEST = 20_000
"""Characters of a text that are looked at; the model itself reads less."""
PROMPTS: dict[str, tuple[str, ...]] = {"query": ("query",), "passage": ("passage", "document")}
"""Under which names a model keeps what it wants before a text."""
IDENTIFYING = ("*.safetensors", "tokenizer.json", "sentencepiece.bpe.model", "vocab.txt", "modules.json")


class LocalModel:
    """What it was trained on is not known: its means are taken off, and languages compared."""

    languages = frozenset({"zh", "en"})
    cross_lingual = True
    needs_centering = True

    def __init__(self, folder: Path):
        for needed in ("modules.json", "*.safetensors"):
            if not folder.is_dir() or not any(folder.rglob(needed)):
                raise Refused([Problem("model_folder_is_usable", given=str(folder), data={"lacking": needed})])
        self.model = loaded(folder)
        self.dim = len(self.model.encode([""], show_progress_bar=False)[0])
        self.id = f"st:{folder.resolve().name[:40]}@sha256:{digest(folder)[:12]}/{self.dim}"
        prompts = getattr(self.model, "prompts", None) or {}
        self.prompts = {
            kind: next((prompts[name] for name in names if prompts.get(name)), "") for kind, names in PROMPTS.items()
        }

    def encode(self, texts: Sequence[str], kind: Kind = "passage") -> Vectors:
        """(len(texts), dim) float32, unit rows."""
        if not texts:
            return np.zeros((0, self.dim), dtype=np.float32)
        told = [text[:LONGEST].encode("utf-8", "replace").decode() for text in texts]
        made = self.model.encode(
            told,
            prompt=self.prompts[kind] or None,
            batch_size=AT_ONCE,
            show_progress_bar=False,
            convert_to_numpy=True,
            normalize_embeddings=True,
        )
        return np.asarray(made, dtype=np.float32)


def loaded(folder: Path) -> Any:
    """The model, read from the folder and nowhere else. Refused when the library or something in the folder is
    missing."""
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError as missing:
        raise Refused([Problem("model_library_is_installed", given=missing.name or "sentence-transformers")]) from None
    try:
        return SentenceTransformer(
            str(folder), trust_remote_code=False, local_files_only=True, model_kwargs={"use_safetensors": True}
        )
    except Exception as failure:  # whatever the library thinks of the folder
        reason = f"{type(failure).__name__}: {failure}".splitlines()[0][:200]
        raise Refused([Problem("model_runs_here", given=str(folder), data={"reason": reason})]) from None


def digest(folder: Path) -> str:
    """A hash over what decides the vectors: weights, vocabulary and the order of modules."""
    told = hashlib.sha256()
    for path in sorted({path for pattern in IDENTIFYING for path in folder.rglob(pattern)}):
        with path.open("rb") as file:
            told.update(hashlib.file_digest(file, "sha256").digest())
    return told.hexdigest()
