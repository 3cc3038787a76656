"""The process of one engine (引擎进程): builds or answers, on one core, and measures itself.

Every engine has processes of its own, one that builds and another that answers, so that memory and processor time are
its own, libraries do not meet, and one that dies takes nobody with it. The runner asks them in turns, so that only one
works at a time.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from bench.engines.adapter import ADAPTERS, Adapter, Asked
from bench.engines.corpus import Corpus

VISIBLE = 60.0
"""Seconds within which a changed document must be found."""
STATUS = Path("/proc/self/status")


@dataclass(frozen=True)
class Place:
    """Where an engine works."""

    name: str
    folder: Path
    corpus: Path
    packages: Path | None
    core: int | None


def peak() -> int:
    """Most bytes of memory this process has had."""
    if not STATUS.exists():
        return 0
    return next(int(line.split()[1]) * 1024 for line in STATUS.read_text().splitlines() if line.startswith("VmHWM"))


def made(place: Place) -> Adapter:
    """The adapter; its packages come after the product's own, which therefore win."""
    if place.core is not None and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {place.core})
    if place.packages is not None:
        sys.path.append(str(place.packages))
    place.folder.mkdir(parents=True, exist_ok=True)
    os.environ["ZHIQIAO_HOME"] = str(place.folder)
    os.environ.setdefault("RUST_LOG", "error")
    return ADAPTERS[place.name].load()(place.folder, Corpus(place.corpus))


def build(connection: Connection, place: Place) -> None:
    """Build the index; tells seconds and memory."""
    adapter = None
    try:
        adapter = made(place)
        own = type(adapter)
        told: dict[str, Any] = {
            "title": own.title, "licence": own.licence, "note": own.note, "words_as_given": own.words_as_given,
            "can": list(own.can), "settings": list(own.settings), "versions": own.versions(),
        }  # fmt: skip
        _ = adapter.corpus.words, adapter.corpus.facets, adapter.corpus.languages
        before, clock, cpu = peak(), time.perf_counter(), time.process_time()
        adapter.build()
        told |= {
            "build_s": time.perf_counter() - clock,
            "build_cpu_s": time.process_time() - cpu,
            "build_peak": max(peak(), adapter.elsewhere()[1]),
            "corpus_peak": before,
        }
        connection.send(("built", told))
    except Exception as fault:  # whatever an engine throws: it is told, and the others go on
        connection.send(("failed", f"{type(fault).__name__}: {fault}"[:400]))
        if adapter is not None:
            adapter.discard()


def serve(connection: Connection, place: Place) -> None:
    """Open the index and answer until told to stop."""
    adapter = None
    try:
        adapter = made(place)
        clock = time.perf_counter()
        adapter.open()
        connection.send(("open", time.perf_counter() - clock))
        while (order := connection.recv())[0] != "stop":
            try:
                connection.send(("done", obeyed(adapter, *order)))
            except Exception as fault:
                connection.send(("failed", f"{type(fault).__name__}: {fault}"[:400]))
    except Exception as fault:
        connection.send(("failed", f"{type(fault).__name__}: {fault}"[:400]))
    finally:
        if adapter is not None:
            adapter.close()


def obeyed(adapter: Adapter, verb: str, *given: Any) -> Any:
    """What came of an order."""
    if verb == "ask":
        return asked(adapter, *given)
    if verb == "setting":
        adapter.setting = given[0]
        return None
    if verb == "state":
        return {"disk": adapter.disk(), "peak": peak() + adapter.elsewhere()[1]}
    return changed(adapter, *given)


def asked(adapter: Adapter, kind: str, question: Asked) -> tuple[float, float, Any, Any]:
    """Milliseconds by the clock and of processors, numbers of documents, counts."""
    outside = adapter.elsewhere()[0]
    cpu, clock = time.process_time(), time.perf_counter()
    answer = adapter.ask(kind, question)
    wall, used = time.perf_counter() - clock, time.process_time() - cpu
    used += adapter.elsewhere()[0] - outside
    return wall * 1000, used * 1000, answer.ids, answer.counts


def changed(adapter: Adapter, number: int, words: Sequence[str], marker: str) -> float:
    """Milliseconds until a changed document is found by its new word."""
    clock = time.perf_counter()
    adapter.change(number, words)
    while number not in adapter.ask("short", Asked(0, [marker])).ids.tolist():
        if time.perf_counter() - clock > VISIBLE:
            raise TimeoutError(f"not found within {VISIBLE:.0f} s")
        time.sleep(0.001)
    return (time.perf_counter() - clock) * 1000
