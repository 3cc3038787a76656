"""The engines of one run (参评引擎), each behind its processes: built one after the other, then asked in turns."""

from __future__ import annotations

import multiprocessing
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from bench.engines import worker
from bench.engines.adapter import ADAPTERS, Asked
from bench.engines.corpus import Corpus, Longs
from bench.engines.installing import installed

BUILDING, ASKING, CHANGING = 7200.0, 300.0, 3600.0
"""Seconds after which an engine is given up."""
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS", "RAYON_NUM_THREADS",
           "TOKIO_WORKER_THREADS")  # fmt: skip
"""Told to be 1. LanceDB's own are left alone: with one thread for reading and writing it waits for itself for ever."""


@dataclass
class Engine:
    """One engine; `failed` says why it does not take part (any more)."""

    name: str
    place: worker.Place
    told: dict[str, Any] = field(default_factory=dict)
    failed: str = ""
    process: BaseProcess | None = None
    line: Connection | None = None

    def can(self, kind: str) -> bool:
        """Whether it answers that kind."""
        return not self.failed and kind in self.told.get("can", ())

    def begin(self, work: Callable[..., None], patience: float) -> Any:
        """Start a process and wait for its first word."""
        context = multiprocessing.get_context("spawn")
        self.line, theirs = context.Pipe()
        self.process = context.Process(target=work, args=(theirs, self.place), name=f"engine {self.name}")
        self.process.start()
        theirs.close()
        return self.heard(patience)

    def heard(self, patience: float) -> Any:
        """What it says; a failure is noted, and None returned."""
        assert self.line is not None
        try:
            if not self.line.poll(patience):
                self.give_up(f"no answer within {patience:.0f} s")
                return None
            verb, told = self.line.recv()
        except (EOFError, OSError):
            code = self.process.exitcode if self.process else None
            self.give_up(f"its process died (exit code {code})")
            return None
        if verb == "failed":
            self.failed = str(told)
            return None
        return told

    def give_up(self, why: str) -> None:
        """It does not take part any more."""
        self.failed = why
        if self.process is not None:
            self.process.kill()

    def order(self, verb: str, *given: Any, patience: float = ASKING) -> Any:
        """Have something done; None when it failed."""
        if self.failed or self.line is None:
            return None
        self.line.send((verb, *given))
        return self.heard(patience)

    def ask(self, kind: str, asked: Asked) -> tuple[float, float, Longs, Mapping[str, Mapping[str, int]] | None] | None:
        """Milliseconds by the clock and of processors, numbers of documents, counts."""
        result: tuple[float, float, Longs, Mapping[str, Mapping[str, int]] | None] | None
        result = self.order("ask", kind, asked)
        return result

    def end(self) -> None:
        """Stop its process."""
        if self.process is None:
            return
        if self.line is not None and self.process.is_alive():
            with suppress(OSError):
                self.line.send(("stop",))
        self.process.join(60)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()


def engines_of(names: Sequence[str], corpus: Corpus, root: Path, tell: Callable[[str], None]) -> list[Engine]:
    """The engines of these names with what they need installed; one that cannot be had says why."""
    for name in THREADS:
        os.environ[name] = "1"
    core = max(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else None
    engines = []
    for name in names:
        packages, missing = installed(name, root / "packages", tell)
        folder = root / "indexes" / (ADAPTERS[name].built_by or name)
        engines.append(Engine(name, worker.Place(name, folder, corpus.folder, packages, core), failed=missing))
    return engines


def build(engines: Sequence[Engine], tell: Callable[[str], None]) -> None:
    """Build all of them, one after the other, each from nothing."""
    for engine in engines:
        if engine.failed:
            tell(f"{engine.name}: {engine.failed}")
            continue
        if not ADAPTERS[engine.name].built_by:
            shutil.rmtree(engine.place.folder, ignore_errors=True)
        engine.told = engine.begin(worker.build, BUILDING) or {}
        if engine.process is not None:
            engine.process.join(60)
        tell(f"{engine.name}: {engine.failed or 'built in {build_s:.1f} s'.format(**engine.told)}")


def open_all(engines: Sequence[Engine]) -> None:
    """Open all that were built."""
    for engine in engines:
        if not engine.failed:
            engine.told["open_s"] = engine.begin(worker.serve, BUILDING)
