"""Serving with one process or several (多进程服务): one listening socket, handed to every process.

Several processes answer at the same time where one would wait for Python's lock; the indexes are mapped files, so they
share their memory. Not responsible for what is served, nor for the worker of jobs.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
import time
from collections.abc import Callable

import waitress
from django.core.wsgi import get_wsgi_application

TOO_QUICK = 5.0
"""Seconds: a process that dies sooner than this is not started again, for it would only die again."""


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


def answer_requests(place: socket.socket, threads: int, prepare: Prepare, *, first: bool = True) -> None:
    """Serve in this process until stopped."""
    # A service manager stops us by SIGTERM: like Ctrl+C it must reach the callers' `finally`.
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(0))
    server = waitress.create_server(get_wsgi_application(), sockets=[place], threads=threads)
    prepare(first)
    server.run()


def answer_in_processes(place: socket.socket, processes: int, threads: int, prepare: Prepare) -> None:
    """Serve in so many processes until stopped; one that dies is started again."""
    begun: dict[int, float] = {}
    first = True
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(0))
    try:
        while True:
            while len(begun) < processes:
                begun[start(place, threads, prepare, first=first)] = time.monotonic()
                first = False
            number, _ = os.wait()
            if number in begun and time.monotonic() - begun.pop(number) < TOO_QUICK:
                sys.exit(1)
    finally:
        for number in begun:
            os.kill(number, signal.SIGTERM)
        for number in begun:
            os.waitpid(number, 0)


def start(place: socket.socket, threads: int, prepare: Prepare, *, first: bool) -> int:
    """One serving process; returns its number."""
    number = os.fork()
    if number:
        return number
    try:
        answer_requests(place, threads, prepare, first=first)
    except (KeyboardInterrupt, SystemExit):
        os._exit(0)
    except BaseException:
        sys.excepthook(*sys.exc_info())
    os._exit(1)
