"""Serving with one process or several (多进程服务): one listening socket, handed to every process.

Several processes answer at the same time where one would wait for Python's lock; the indexes are mapped files, so they
share their memory. Not responsible for what is served, nor for the worker of jobs.
"""

from __future__ import annotations

import gc
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

import waitress
from django.core.wsgi import get_wsgi_application

from zhiqiao.records.bulk import SELDOM

TOO_QUICK = 5.0
"""Seconds: a process that dies sooner than this is not started again, for it would only die again."""

LAST_ANSWERS = 8.0
"""Seconds a process has to give its last answers when all are stopped; then it is killed. Nothing is lost by that:
what is stored is stored in transactions."""

PATIENCE = 0.2
"""Seconds for which a process that is answering leaves new callers to the others. Two questions at once in one process
take each other's time while another process stands idle: with eight users on the national stock and two processes,
0.95 of the answers came within 114 to 147 ms instead of 136 to 164, in several runs of either kind by hand. One that
answers for longer than this takes callers again, so that nobody waits for a long import."""
HEARS = 0.02
"""Seconds for which a caller who was taken is waited for to ask: several who come at once would all be taken by one
process before it begins to answer the first."""
LOOKS_AGAIN = 0.02
"""Seconds after which a process that left a caller to the others looks whether it still waits."""


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens there. OSError when the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    place = socket.socket(family, socket.SOCK_STREAM)
    place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        place.bind((host, port))
    except OSError:
        place.close()
        raise
    place.listen(1024)
    return place


Prepare = Callable[[bool], None]
"""What each process does before it answers; it is told whether it is the first one."""


class Occupation:
    """The application (WSGI), since when it has been answering without a pause, and when a caller was taken who has not
    asked yet."""

    def __init__(self, application: Callable[..., Iterable[bytes]]):
        self.application = application
        self.guard = threading.Lock()
        self.answering, self.since, self.taken = 0, 0.0, 0.0

    def __call__(self, environment: dict[str, Any], start: Any) -> Iterable[bytes]:
        """Answer one request."""
        with self.guard:
            if not self.answering:
                self.since = time.monotonic()
            self.answering += 1
            self.taken = 0.0
        try:
            return self.application(environment, start)
        finally:
            with self.guard:
                self.answering -= 1

    def is_new(self) -> bool:
        """Whether it began to answer, or took a caller, only just now: it will soon be free again."""
        now = time.monotonic()
        return now - self.taken < HEARS or (self.answering > 0 and now - self.since < PATIENCE)


def server_beside_others(place: socket.socket, application: Callable[..., Iterable[bytes]], threads: int) -> Any:
    """A server (waitress) on a socket where others listen too: it takes no new caller while it began to answer only
    just now."""
    occupation = Occupation(application)
    server: Any = waitress.create_server(occupation, sockets=[place], threads=threads)
    readable, accept = server.readable, server.handle_accept
    server.readable = lambda: readable() and not occupation.is_new()

    def take_caller() -> None:
        known = len(server.active_channels)
        if not occupation.is_new():  # it may have become busy since it began to wait for callers
            accept()
        if len(server.active_channels) > known:  # else another process was quicker
            occupation.taken = time.monotonic()

    server.handle_accept = take_caller
    server.adj.asyncore_loop_timeout = LOOKS_AGAIN
    return server


def answer_requests(
    place: socket.socket, threads: int, prepare: Prepare, *, first: bool = True, alone: bool = True
) -> None:
    """Serve in this process until stopped; `alone` when no other listens there."""
    if alone:
        server: Any = waitress.create_server(get_wsgi_application(), sockets=[place], threads=threads)
    else:
        server = server_beside_others(place, get_wsgi_application(), threads)
    prepare(first)
    # What is there by now stays: looking through it for circles again and again would cost every answer time.
    gc.collect()
    gc.freeze()
    gc.set_threshold(*SELDOM)
    # A service manager stops us by SIGTERM: like Ctrl+C it must reach the callers' `finally`.
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(0))
    server.run()


def answer_in_processes(place: socket.socket, processes: int, threads: int, prepare: Prepare) -> None:
    """Serve in so many processes until stopped; one that dies is started again."""
    begun: dict[int, float] = {}
    first = True
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(0))
    try:
        while True:
            # A stop that comes at the moment of a fork waits until both sides are ready for it: none is begun that
            # nobody knows of, and in the child the way out of the first process never runs.
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
            while len(begun) < processes:
                begun[start(place, threads, prepare, first=first)] = time.monotonic()
                first = False
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
            number, _ = os.wait()
            if number in begun and time.monotonic() - begun.pop(number) < TOO_QUICK:
                sys.exit(1)
    finally:
        end(list(begun))


def end(processes: list[int]) -> None:
    """Stop these processes: politely first, and by force when one has not gone in time.

    A process may miss the polite word: what a signal raises is dropped where Python cannot raise it, as in `__del__`.
    """
    for number in processes:
        with suppress(ProcessLookupError):  # it died just now
            os.kill(number, signal.SIGTERM)
    until = time.monotonic() + LAST_ANSWERS
    for number in processes:
        with suppress(ChildProcessError):
            while os.waitpid(number, os.WNOHANG) == (0, 0):
                if time.monotonic() > until:
                    os.kill(number, signal.SIGKILL)
                time.sleep(0.02)


def start(place: socket.socket, threads: int, prepare: Prepare, *, first: bool) -> int:
    """One serving process; returns its number. To be called with SIGTERM held back."""
    number = os.fork()
    if number:
        return number
    try:
        signal.signal(signal.SIGTERM, lambda _number, _frame: os._exit(0))
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
        answer_requests(place, threads, prepare, first=first, alone=False)
        os._exit(0)
    except (KeyboardInterrupt, SystemExit):
        os._exit(0)
    except BaseException:
        sys.excepthook(*sys.exc_info())
    os._exit(1)
