"""Stage http (网络查询): so many users at once against a real `zhiqiao serve`, each asking again as soon as answered,
and the same with a second of thought between two questions. The floor is the same server's `/api/v1/health`."""

from __future__ import annotations

import json
import random
import socket
import subprocess
import threading
import time
import urllib.request
from typing import Any

from bench.national import given
from bench.national.asking import FACETS, FILTERS, Question, questions, spread
from bench.national.measure import share_of, tree
from bench.national.stages import ZHIQIAO, Plan

EACH = 40
WAIT = 300.0


def ask(url: str, one: Question, *, reasons: bool) -> int:
    """One answer; returns how many rows."""
    body = {
        "text": one.text,
        "limit": 10,
        "filters": FILTERS[one.narrowed],
        "count_facets": list(FACETS),
        "reasons": reasons,
    }
    request = urllib.request.Request(
        f"{url}/api/v1/match/text", json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        return len(json.load(answer)["items"])


def crowd(url: str, asked: list[Question], users: int, *, think: float, reasons: bool) -> dict[str, Any]:
    """All users at once, each with its own questions."""
    took: list[float] = []
    failed: list[str] = []

    def user(number: int) -> None:
        pause = random.Random(number)
        for one in asked[number * EACH : (number + 1) * EACH]:
            time.sleep(pause.expovariate(1 / think) if think else 0.0)
            clock = time.perf_counter()
            try:
                ask(url, one, reasons=reasons)
            except OSError as fault:
                failed.append(str(fault))
                continue
            took.append(time.perf_counter() - clock)

    began = time.perf_counter()
    threads = [threading.Thread(target=user, args=(number,)) for number in range(users)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wall = time.perf_counter() - began
    return spread(took) | {"per_second": round(len(took) / wall, 1), "count": len(took), "failed": len(failed)}


def health(url: str) -> dict[str, float]:
    """A request that asks nothing of us."""
    took = []
    for _ in range(200):
        clock = time.perf_counter()
        with urllib.request.urlopen(f"{url}/api/v1/health", timeout=10) as answer:
            answer.read()
        took.append(time.perf_counter() - clock)
    return spread(took)


def served(plan: Plan) -> tuple[str, subprocess.Popen[bytes]]:
    """A site that answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [*ZHIQIAO, "serve", "--port", str(port), "--processes", str(plan.processes), "--no-worker"]
    log = (plan.home / "serve.log").open("ab")
    server = subprocess.Popen(command, env=plan.environment(), stdout=log, stderr=log)
    url, until = f"http://127.0.0.1:{port}", time.monotonic() + WAIT
    while True:
        try:
            health(url)
            return url, server
        except OSError:
            if time.monotonic() > until or server.poll() is not None:
                raise
            time.sleep(0.5)


def main() -> None:
    """Serve, ask, tell."""
    plan = given.plan_of(given.parser(__doc__).parse_args())
    asked = questions(plan, plan.users * EACH)
    url, server = served(plan)
    try:
        for one in asked[:40]:
            ask(url, one, reasons=True)
        found: dict[str, Any] = {"users": plan.users, "processes": plan.processes, "health_ms": health(url)}
        for name, think, reasons in (
            ("search, at once", 0.0, False),
            ("search, thinking 1 s", 1.0, False),
            ("with reasons, thinking 1 s", 1.0, True),
        ):
            found[name] = crowd(url, asked, plan.users, think=think, reasons=reasons)
        found["count"] = sum(one["count"] for one in found.values() if isinstance(one, dict) and "count" in one)
        found["peak_mb"] = round(sum(map(share_of, tree(server.pid))) / 1e6)
    finally:
        server.terminate()
        server.wait(timeout=30)
    given.tell(plan, "http", found)


if __name__ == "__main__":
    main()
