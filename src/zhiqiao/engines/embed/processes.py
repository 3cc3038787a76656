"""Many texts through several processes (多进程向量化), each with the model in its own memory and on one thread.

Responsible for starting them, for handing out shares and for giving back vectors in order. Not responsible for which
texts have vectors already: see `services.embedding`. Two threads in one process would be slower than one: the small
matrices of these models collapse when threads contend for them.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from pathlib import Path
from types import TracebackType

from zhiqiao.engines.embed.names import Endpoint, made
from zhiqiao.engines.embed.threads import bare_product, take_one
from zhiqiao.ports.embed import Embedder, Kind, Made

AHEAD = 2
"""Shares waiting for each process: enough that none is idle, few enough that texts do not pile up."""


model: Embedder | None = None
"""In a process that was started for it: the model."""
bare = 0.0


def start(name: str, home: Path, endpoint: Endpoint) -> None:
    """Load the model once, at low priority so that people waiting are served first."""
    global model, bare
    threading.Thread(target=end_with_parent, daemon=True).start()
    if hasattr(os, "nice"):
        os.nice(5)
    take_one()
    model, bare = made(name, home, endpoint), bare_product()


def end_with_parent() -> None:
    """End this process when the one that started it is gone: killed, it cannot tell us, and we would wait for ever."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def encode_share(texts: list[str], kind: Kind) -> Made:
    """One share of the texts, in the process started for it."""
    if model is None:
        raise RuntimeError("start has not run")
    return measured(model, texts, kind, bare)


def measured(model: Embedder, texts: Sequence[str], kind: Kind, bare: float) -> Made:
    """The vectors of a share, and what they took."""
    before = getattr(model, "operations", 0.0)
    vectors = model.encode(texts, kind)
    return Made(vectors, getattr(model, "operations", 0.0) - before, bare)


class Workers:
    """The processes, as long as they are needed. Where none can be started, this process does the work itself."""

    def __init__(self, name: str, home: Path, endpoint: Endpoint, *, count: int):
        self.model_here = lambda: made(name, home, endpoint)
        self.kept: Embedder | None = None
        self.bare = 0.0
        self.count = count
        self.pool = (
            ProcessPoolExecutor(count, get_context("spawn"), initializer=start, initargs=(name, home, endpoint))
            if count > 1
            else None
        )

    def __enter__(self) -> Workers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.pool:
            self.pool.shutdown(wait=True, cancel_futures=True)

    def encode(self, shares: Iterable[Sequence[str]], kind: Kind = "passage") -> Iterator[Made]:
        """The vectors of each share, in order; a share is taken only when a process will soon be free for it."""
        waiting: deque[tuple[Sequence[str], Future[Made] | None]] = deque()
        for share in shares:
            waiting.append((share, self.given(share, kind)))
            if len(waiting) > self.count * AHEAD:
                yield self.taken(*waiting.popleft(), kind)
        while waiting:
            yield self.taken(*waiting.popleft(), kind)

    def given(self, share: Sequence[str], kind: Kind) -> Future[Made] | None:
        """Hand a share to a process; None when there are none."""
        try:
            return self.pool.submit(encode_share, list(share), kind) if self.pool else None
        except (BrokenProcessPool, OSError, RuntimeError):  # no processes to be had here
            self.pool = None
            return None

    def taken(self, share: Sequence[str], future: Future[Made] | None, kind: Kind) -> Made:
        """What came of a share; reckoned here when its process died."""
        if future is not None:
            try:
                return future.result()
            except BrokenProcessPool:
                self.pool = None
        return measured(self.own(), share, kind, self.bare)

    def own(self) -> Embedder:
        """The model in this process."""
        if self.kept is None:
            self.kept, self.bare = self.model_here(), bare_product()
        return self.kept
