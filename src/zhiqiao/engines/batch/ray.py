"""Ray as a batch runner: each tile is a remote task. Ray starts a task again when its worker or machine dies."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.engines.batch.travel import package
from zhiqiao.engines.batch.work import ONE_THREAD, TRIES, Piece, Tell, compute, failed

ROUNDS = 2
"""Tasks under way for each core."""

try:
    import ray
except ImportError as missing:
    raise Refused([Problem("batch_runner_is_installed", given="Ray", data={"package": "ray"})]) from missing


class RayWorkers:
    """The Ray cluster at `address` (`ray://host:port` or `host:port`), or one on this machine."""

    def __init__(self, address: str | None = None) -> None:
        self.address = address
        self.id = address or "ray"

    def made(self, pieces: list[Piece], tell: Tell) -> Iterator[tuple[str, bytes]]:
        """Results as they come; some tasks for each core are under way."""
        with tempfile.TemporaryDirectory(prefix="zhiqiao-ray-") as folder:
            self.connect(Path(folder))
            try:
                yield from self.results(pieces)
            finally:
                ray.shutdown()

    def connect(self, folder: Path) -> None:
        """Reach the cluster, or start one here; our package travels along."""
        environment = {"env_vars": dict(ONE_THREAD), "py_modules": [str(package(folder))]}
        try:
            ray.init(
                address=self.address,
                runtime_env=environment,
                logging_level=logging.ERROR,
                log_to_driver=False,
                include_dashboard=False if self.address is None else None,
            )
        except Exception as failure:
            reason = str(failure).strip().splitlines()[0] if str(failure).strip() else type(failure).__name__
            problem = Problem("batch_runner_is_reachable", given=self.id, data={"reason": reason[:200]})
            raise Refused([problem]) from failure

    def results(self, pieces: list[Piece]) -> Iterator[tuple[str, bytes]]:
        """Tasks are handed in as others finish."""
        task = ray.remote(num_cpus=1, max_retries=TRIES - 1, retry_exceptions=True)(compute)
        at_once = max(int(ray.cluster_resources().get("CPU", 1)), 1) * ROUNDS
        todo = iter(pieces)
        running: dict[Any, Piece] = {}
        while True:
            while len(running) < at_once and (piece := next(todo, None)) is not None:
                running[task.remote(piece)] = piece
            if not running:
                return
            (ready, *_), _rest = ray.wait(list(running), num_returns=1)
            piece = running.pop(ready)
            try:
                yield piece.name, ray.get(ready)
            except ray.exceptions.RayError as failure:
                raise Refused([failed(piece.name, str(failure))]) from failure
