"""The best of many scores for many needs at once (前若干名): block after block is offered, the first `limit` of each
need stay, in the order of score, then of place; exact, also among equals.

A score is looked at only when it reaches what the need's last place holds already, so that nearly all are passed over
by one comparison.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]
Places = NDArray[np.int64]
Keys = NDArray[np.uint64]

ROW_BITS, SCORE_BITS, PLACE_BITS = 10, 32, 22
"""One number sorts by need, then by falling score, then by place: 1,024 needs and 4,194,304 documents a tile."""
MOST_ROWS, MOST_PLACES = 1 << ROW_BITS, 1 << PLACE_BITS
NEVER = np.float32(-np.inf)


class Best:
    """The best `limit` of each of `rows` needs; only scores above `floor` count at all."""

    def __init__(self, rows: int, limit: int, floor: float = -np.inf) -> None:
        if rows > MOST_ROWS:
            raise ValueError(f"a tile holds at most {MOST_ROWS} needs")
        self.rows, self.limit = rows, limit
        self.least = np.full(rows, np.nextafter(np.float32(floor), np.float32(np.inf)), dtype=np.float32)
        self.begun = np.zeros(rows, dtype=np.bool_)
        self.keys: list[Keys] = []
        self.waiting = 0

    def offer(self, first: int, scores: Scores, places: Places) -> None:
        """Scores (needs, documents) of the needs from `first` on, of the documents at these places."""
        many, wide = scores.shape
        least = self.least[first : first + many]
        if wide > 2 * self.limit and not self.begun[first : first + many].all():
            np.maximum(least, certain(scores, self.limit), out=least)
            self.begun[first : first + many] = True
        hits = np.flatnonzero(scores >= least[:, None])
        if not len(hits):
            return
        rows, columns = np.divmod(hits, wide)
        self.keys.append(keyed(rows + first, scores.ravel()[hits], places[columns]))
        self.waiting += len(hits)
        if self.waiting > 2 * self.rows * self.limit:
            self.settle()

    def settle(self) -> None:
        """Keep the best only, and raise what must be reached."""
        keys = np.sort(np.concatenate(self.keys)) if self.keys else np.empty(0, dtype=np.uint64)
        rows = (keys >> np.uint64(SCORE_BITS + PLACE_BITS)).astype(np.int64)
        start = np.searchsorted(rows, np.arange(self.rows + 1))
        nth = np.arange(len(keys)) - start[rows]
        keys, nth, rows = keys[nth < self.limit], nth[nth < self.limit], rows[nth < self.limit]
        last = nth == self.limit - 1
        self.least[rows[last]] = np.maximum(self.least[rows[last]], scores_of(keys[last]))
        self.keys, self.waiting = [keys], 0

    def result(self) -> tuple[Scores, Places]:
        """(needs, limit) scores and places, best first; -inf and -1 where there are fewer."""
        self.settle()
        keys = self.keys[0]
        rows = (keys >> np.uint64(SCORE_BITS + PLACE_BITS)).astype(np.int64)
        nth = np.arange(len(keys)) - np.searchsorted(rows, np.arange(self.rows + 1))[rows]
        scores = np.full((self.rows, self.limit), NEVER, dtype=np.float32)
        places = np.full((self.rows, self.limit), -1, dtype=np.int64)
        scores[rows, nth] = scores_of(keys)
        places[rows, nth] = (keys & np.uint64(MOST_PLACES - 1)).astype(np.int64)
        return scores, places


def certain(scores: Scores, limit: int) -> Scores:
    """What the `limit`-th best of each need reaches at least: the `limit`-th greatest among the greatest of groups."""
    many, wide = scores.shape
    size = max(wide // (4 * limit), 1)
    groups = wide // size
    greatest = scores[:, : groups * size].reshape(many, groups, size).max(axis=2)
    found: Scores = np.partition(greatest, groups - limit, axis=1)[:, groups - limit]
    return found


def keyed(rows: NDArray[Any], scores: Scores, places: Places) -> Keys:
    """Need, falling score and place as one number."""
    bits = (scores + np.float32(0.0)).view(np.uint32)  # one zero only
    rising = np.where(bits >> 31, ~bits, bits | np.uint32(0x80000000))
    falling = (~rising).astype(np.uint64)
    result: Keys = rows.astype(np.uint64) << np.uint64(SCORE_BITS + PLACE_BITS)
    result |= falling << np.uint64(PLACE_BITS)
    result |= places.astype(np.uint64)
    return result


def scores_of(keys: Keys) -> Scores:
    """The scores in them."""
    rising = ~((keys >> np.uint64(PLACE_BITS)) & np.uint64(0xFFFFFFFF)).astype(np.uint32)
    bits = np.where(rising >> 31, rising & np.uint32(0x7FFFFFFF), ~rising).astype(np.uint32)
    return bits.view(np.float32)


def joined(scores: list[Scores], places: list[Places], limit: int) -> tuple[Scores, Places]:
    """The best of several results, whose places are numbers of documents by now."""
    all_scores, all_places = np.concatenate(scores, axis=1), np.concatenate(places, axis=1)
    order = np.lexsort((all_places, -all_scores), axis=1)[:, :limit]
    return np.take_along_axis(all_scores, order, axis=1), np.take_along_axis(all_places, order, axis=1)
