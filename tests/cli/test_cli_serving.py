"""`zhiqiao serve --processes`: several processes answer on one port, a dead one is replaced, and all end together."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

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
