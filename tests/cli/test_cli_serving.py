"""`zhiqiao serve --processes`: several processes answer on one port, a dead one is replaced, and all end together."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from zhiqiao.cli import serving

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(not hasattr(os, "fork") or not Path("/proc").exists(), reason="no fork, or no /proc")


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A site of two processes without a worker."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("ZHIQIAO_", "DJANGO_"))}
    environment |= {"ZHIQIAO_HOME": str(tmp_path), "ZHIQIAO_EMBEDDER": "none", "PYTHONPATH": str(ROOT / "src")}
    words = [sys.executable, "-m", "zhiqiao.cli.main", "serve", "--port", str(port), "--processes", "2", "--no-worker"]
    server = subprocess.Popen(words, env=environment, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        yield f"http://127.0.0.1:{port}/api/v1/health", server
    finally:
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()


def answers(url: str, within: float = 60.0) -> None:
    """Wait until the site answers."""
    until = time.monotonic() + within
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                assert answer.status == 200
                return
        except OSError:
            assert time.monotonic() < until, "the site did not answer"
            time.sleep(0.2)


def children(server: subprocess.Popen[bytes]) -> list[int]:
    """Its serving processes."""
    return [int(one) for one in Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()]


def test_a_dead_process_is_replaced_and_all_end_with_the_first(served: tuple[str, subprocess.Popen[bytes]]) -> None:
    url, server = served
    answers(url)
    first = children(server)
    assert len(first) == 2
    time.sleep(5.5)  # one that dies sooner is not started again
    os.kill(first[0], signal.SIGKILL)
    until = time.monotonic() + 30
    while len(set(children(server)) - {first[0]}) < 2:
        assert time.monotonic() < until, "nobody took the dead one's place"
        time.sleep(0.1)
    answers(url)
    last = children(server)
    server.terminate()
    assert server.wait(timeout=20) == 0
    assert not [number for number in last if Path(f"/proc/{number}").exists()]


def test_a_process_that_does_not_hear_the_stop_is_ended_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "LAST_ANSWERS", 0.2)
    deaf = subprocess.Popen(["sh", "-c", "trap '' TERM; echo ready; while :; do sleep 1; done"], stdout=subprocess.PIPE)
    assert deaf.stdout is not None
    assert deaf.stdout.readline() == b"ready\n"
    serving.end([deaf.pid])
    with pytest.raises(ProcessLookupError):
        os.kill(deaf.pid, 0)


class Named:
    """An application that tells which server answered, after so many seconds as the path says (`/0.3`)."""

    def __init__(self, name: str):
        self.name = name

    def __call__(self, environment: dict[str, Any], start: Any) -> Iterable[bytes]:
        time.sleep(float(environment["PATH_INFO"].strip("/")))
        start("200 OK", [("Content-Type", "text/plain")])
        return [self.name.encode()]


@contextmanager
def two_servers() -> Iterator[str]:
    """Two servers on one socket, as two processes would be."""
    place = serving.listening("127.0.0.1", 0)
    servers = [serving.server_beside_others(one, Named(name), 4) for name, one in (("a", place), ("b", place.dup()))]

    def run(server: Any) -> None:
        with suppress(OSError, ValueError):  # its sockets are closed below, while it looks at them
            server.run()

    for server in servers:
        threading.Thread(target=run, args=(server,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{place.getsockname()[1]}"
    finally:
        for server in servers:
            server.task_dispatcher.shutdown(timeout=2)
            server.asyncore.close_all(server._map)


def asked(url: str, seconds: float) -> str:
    """Who answers."""
    with urllib.request.urlopen(f"{url}/{seconds}", timeout=20) as answer:
        return str(answer.read().decode())


def test_who_is_answering_leaves_the_next_caller_to_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "PATIENCE", 10.0)
    told: list[str] = []
    with two_servers() as url:
        busy = threading.Thread(target=lambda: told.append(asked(url, 1.5)))
        busy.start()
        time.sleep(0.3)
        others = {asked(url, 0) for _ in range(12)}
        assert busy.is_alive(), "the first answer came before the others were asked"
        busy.join()
        assert len(others) == 1 and others != set(told)


def test_those_who_come_at_once_are_shared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "PATIENCE", 10.0)
    monkeypatch.setattr(serving, "HEARS", 10.0)  # a busy machine may be slow to hear
    with two_servers() as url, ThreadPoolExecutor(2) as callers:
        for _ in range(4):
            assert sorted(callers.map(lambda _number: asked(url, 1.0), range(2))) == ["a", "b"]


def test_who_answers_for_long_takes_callers_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "PATIENCE", 0.2)
    told: list[str] = []
    with two_servers() as url:
        busy = [threading.Thread(target=lambda: told.append(asked(url, 3))) for _ in range(2)]
        for thread in busy:
            thread.start()
            time.sleep(0.1)
        assert asked(url, 0) in ("a", "b")
        assert all(thread.is_alive() for thread in busy), "nobody was answering when the caller was taken"
        for thread in busy:
            thread.join()
        assert sorted(told) == ["a", "b"]
