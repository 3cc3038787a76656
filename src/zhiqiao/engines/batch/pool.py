"""The default batch runner: processes of this machine, one a core (进程池).

A process that dies, for want of memory or killed, is replaced and its tile tried again. Each is a fresh Python with one
thread for matrix products; it gets tiles on its standard input and answers on its standard output.
"""

from __future__ import annotations

import os
import pickle
import queue
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import zhiqiao
from zhiqiao.domain.problems import Refused
from zhiqiao.engines.batch.work import ONE_THREAD, TRIES, Piece, Tell, compute, failed

HEAD = struct.Struct("<Q")


class PoolWorkers:
    """So many processes, each with a thread here that feeds it."""

    def __init__(self, processes: int | None = None) -> None:
        self.processes = processes or cores()
        self.id = f"pool({self.processes})"
        self.running: list[subprocess.Popen[bytes]] = []

    def made(self, pieces: list[Piece], tell: Tell) -> Iterator[tuple[str, bytes]]:
        """Results as they come; a tile that failed goes to the end of the row, `TRIES` times in all."""
        todo: queue.SimpleQueue[Piece | None] = queue.SimpleQueue()
        done: queue.SimpleQueue[tuple[Piece, bytes | str]] = queue.SimpleQueue()
        for piece in pieces:
            todo.put(piece)
        stop = threading.Event()
        feeders = [
            threading.Thread(target=self.feed, args=(todo, done, stop), daemon=True)
            for _ in range(min(self.processes, len(pieces)))
        ]
        for feeder in feeders:
            feeder.start()
        tried: dict[str, int] = {}
        left = len(pieces)
        try:
            while left:
                piece, answer = done.get()
                if isinstance(answer, bytes):
                    left -= 1
                    yield piece.name, answer
                    continue
                tried[piece.name] = tried.get(piece.name, 0) + 1
                if tried[piece.name] >= TRIES:
                    raise Refused([failed(piece.name, answer)])
                tell(retried=sum(tried.values()))
                todo.put(piece)
        finally:
            stop.set()
            for process in self.running:
                process.kill()
            for _feeder in feeders:
                todo.put(None)

    def feed(
        self,
        todo: queue.SimpleQueue[Piece | None],
        done: queue.SimpleQueue[tuple[Piece, bytes | str]],
        stop: threading.Event,
    ) -> None:
        """Give one process piece after piece; a new process when it dies."""
        process: subprocess.Popen[bytes] | None = None
        while not stop.is_set() and (piece := todo.get()) is not None:
            try:
                if process is None:
                    process = self.start()
                write(process.stdin, piece)
                answer: bytes | str = read(process.stdout)
            except (EOFError, OSError) as failure:
                code = process.wait() if process is not None else 0
                answer = f"process ended ({code})" if process is not None else str(failure)
                process = None
            done.put((piece, answer))
        if process is not None:
            process.kill()
            process.wait()

    def start(self) -> subprocess.Popen[bytes]:
        """A fresh process; in a group of its own, so that Ctrl-C reaches only us, who then end it."""
        place = str(Path(zhiqiao.__file__).resolve().parents[1])
        paths = [place, *filter(None, [os.environ.get("PYTHONPATH")])]
        process = subprocess.Popen(
            [sys.executable, "-m", "zhiqiao.engines.batch.pool"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, **ONE_THREAD, "PYTHONPATH": os.pathsep.join(paths)},
            start_new_session=True,
        )
        self.running.append(process)
        return process


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def write(stream: IO[bytes] | None, message: Any) -> None:
    """A message with its length before it."""
    assert stream is not None
    content = pickle.dumps(message)
    stream.write(HEAD.pack(len(content)))
    stream.write(content)
    stream.flush()


def read(stream: IO[bytes] | None) -> Any:
    """The next message; EOFError when the other side is gone."""
    assert stream is not None
    head = stream.read(HEAD.size)
    if len(head) < HEAD.size:
        raise EOFError
    (length,) = HEAD.unpack(head)
    content = stream.read(length)
    if len(content) < length:
        raise EOFError
    return pickle.loads(content)  # noqa: S301 - from our own process


def serve() -> None:
    """What the process does until its input ends: compute, answer with the result or with what went wrong."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    while True:
        try:
            piece = read(sys.stdin.buffer)
        except EOFError:
            return
        try:
            answer: bytes | str = compute(piece)
        except Exception as failure:
            answer = f"{type(failure).__name__}: {failure}"
        write(answers, answer)


if __name__ == "__main__":
    serve()
