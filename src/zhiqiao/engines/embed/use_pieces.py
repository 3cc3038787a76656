"""What the model `use` makes of single word pieces (词片), reckoned once and kept.

A text of 200 pieces repeats most of them, and a thousand texts hardly have four thousand different ones. What a piece
means, what enters the convolutions for it, and what it gives to the first convolution from each place of the window
depend on nothing but the piece: kept, they spare two thirds of the model's work. Not responsible for what depends on
neighbours: see `use`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

WIDTH = 512  # of a word piece's vector, and of the result
BRANCH = 256  # of one branch of the convolution
TABLES = 17  # the table of word pieces is cut in 17, piece number modulo 17, each with a scale of its own
WINDOWS = ((2, 0), (3, 1), (5, 2))  # (word pieces seen at once, how many of them stand left of the middle)
REACH = 2  # how far the widest window reaches to either side
KEPT = 4096
"""Pieces kept at a time (60 MB); when more are met all are forgotten, which costs some 2 % of the time."""

Matrix = NDArray[np.float32]


class KnownPieces:
    """Rows of what is known of pieces; row 0 is nothing at all, for what stands beyond a text."""

    def __init__(self, stored: Mapping[str, Any]):
        self.table = np.empty((stored["q1"].shape[0] * TABLES, WIDTH), dtype=np.uint8)
        for number in range(TABLES):
            self.table[number::TABLES] = stored[f"q{number + 1}"]
        self.scale, self.low, self.epsilon = stored["scale"], stored["lo"], float(stored["eps"])
        orders = [order for order, _ in WINDOWS]
        self.enter = np.concatenate([stored[f"proj{n}"] for n in orders], axis=1)
        self.enter_shift, self.gain, self.shift = (
            np.concatenate([stored[f"{name}{n}"] for n in orders]) for name in ("proj_b", "ln_g", "ln_b")
        )
        self.convolve = [stored[f"w1_{n}"].reshape(n, BRANCH, BRANCH) for n in orders]
        self.row = np.full(len(self.table), -1, dtype=np.int32)
        self.made_for = 0
        self.make_room(KEPT)

    def make_room(self, pieces: int) -> None:
        """Forget everything, and have room for so many pieces."""
        self.row[:] = -1
        self.count = 1
        if pieces < self.made_for:
            return
        self.made_for = pieces + 1
        self.words = np.zeros((self.made_for, WIDTH), dtype=np.float32)
        """What a piece means."""
        self.sums = np.zeros((self.made_for, 2), dtype=np.float32)
        """The sum of its numbers, and of their squares."""
        self.own = [np.zeros((self.made_for, BRANCH), dtype=np.float32) for _ in WINDOWS]
        """What enters each branch for it."""
        self.given = [np.zeros((order, self.made_for, BRANCH), dtype=np.float32) for order, _ in WINDOWS]
        """What it gives to each branch's first convolution, from each place of the window."""

    def rows_of(self, pieces: NDArray[np.int64]) -> NDArray[np.int32]:
        """Where these pieces are kept; those not known are reckoned now."""
        missing = np.unique(pieces[self.row[pieces] < 0])
        if len(missing) and self.count + len(missing) > self.made_for:
            missing = np.unique(pieces)
            self.make_room(max(KEPT, len(missing)))
        if len(missing):
            self.learn(missing)
        return self.row[pieces]

    def learn(self, pieces: NDArray[np.int64]) -> None:
        """Reckon what these pieces give."""
        at = slice(self.count, self.count + len(pieces))
        self.row[pieces] = np.arange(at.start, at.stop)
        self.count = at.stop
        words = self.table[pieces] * self.scale[pieces % TABLES, None] + self.low[pieces % TABLES, None]
        self.words[at] = words
        self.sums[at] = np.stack((words.sum(axis=1), np.einsum("ij,ij->i", words, words)), axis=1)
        entered = self.normalised(words @ self.enter + self.enter_shift)
        for number, (order, _) in enumerate(WINDOWS):
            own = np.ascontiguousarray(entered[:, number * BRANCH : (number + 1) * BRANCH])
            self.own[number][at] = own
            for place in range(order):
                self.given[number][place, at] = own @ self.convolve[number][place]

    def normalised(self, rows: Matrix) -> Matrix:
        """Layer normalisation of every row."""
        rows = rows - rows.mean(axis=1, keepdims=True)
        variance = np.einsum("ij,ij->i", rows, rows) / rows.shape[1]
        result: Matrix = rows * (1.0 / np.sqrt(variance + self.epsilon))[:, None] * self.gain + self.shift
        return result

    def first(self, number: int, near: Sequence[NDArray[np.int64]]) -> Matrix:
        """A branch's first convolution for every piece, without its shift: `near` are the rows of what stands at each
        place of the window."""
        found: Matrix = self.given[number][0].take(near[0], axis=0)
        for place in range(1, len(near)):
            found += self.given[number][place].take(near[place], axis=0)
        return found
