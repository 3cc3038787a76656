"""Stage http (网络查询): so many users at once against a real `zhiqiao serve`, each asking again as soon as answered,
and the same with a second of thought between two questions. All users ask a few questions each, then, when all are
through, the same once more: the first time pages of the index may have to come from the disk (`first`), the second time
they are in memory (`warm`). The floor: the same server's `/api/v1/health`.
"""

from __future__ import annotations

import json
import random
import secrets
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
AT_A_TIME = 5
"""Questions asked before the same are asked once more: few, for a system may take pages back after some seconds."""
WAIT = 300.0


def keys(plan: Plan) -> list[str]:
    """A key for each user: who comes without one is let in twice a second only."""
    given.start(plan)
    from zhiqiao.records.models import User
    from zhiqiao.services import people

    made = []
    for number in range(plan.users):
        name = f"bench-{number}"
        person = User.objects.filter(username=name).first()
        person = person or people.create_user(name, secrets.token_urlsafe(16), by=None)
        made.append(people.make_api_key(person, "national bench", by=None)[1])
    return made


def ask(url: str, key: str, one: Question, *, reasons: bool) -> int:
    """One answer; returns how many rows."""
    body = {
        "text": one.text,
        "limit": 10,
        "filters": FILTERS[one.narrowed],
        "count_facets": list(FACETS),
        "reasons": reasons,
    }
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {key}"}
    request = urllib.request.Request(f"{url}/api/v1/match/text", json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return len(json.load(answer)["items"])


def crowd(url: str, asked: list[Question], known: list[str], *, think: float, reasons: bool) -> dict[str, Any]:
    """All users at once, each with a key and questions of its own."""
    took: dict[str, list[float]] = {"first": [], "warm": []}
    lasted = dict.fromkeys(took, 0.0)
    failed: list[str] = []
    begun: list[float] = []
    together = threading.Barrier(len(known), lambda: begun.append(time.perf_counter()))

    def round_of(few: list[Question], key: str, pause: random.Random, times: list[float]) -> None:
        for one in few:
            time.sleep(pause.expovariate(1 / think) if think else 0.0)
            clock = time.perf_counter()
            try:
                ask(url, key, one, reasons=reasons)
            except OSError as fault:
                failed.append(str(fault))
                continue
            times.append(time.perf_counter() - clock)

    def user(number: int, key: str) -> None:
        pause = random.Random(number)
        own = asked[number * EACH : (number + 1) * EACH]
        for start in range(0, len(own), AT_A_TIME):
            for round_, times in took.items():
                together.wait()
                round_of(own[start : start + AT_A_TIME], key, pause, times)
                if together.wait() == 0:
                    lasted[round_] += begun[-1] - begun[-2]

    threads = [threading.Thread(target=user, args=one) for one in enumerate(known)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told: dict[str, Any] = {round_: spread(each) for round_, each in took.items()}
    speed = round(len(took["warm"]) / lasted["warm"], 1)
    return told | {"per_second_warm": speed, "count": sum(map(len, took.values())), "failed": len(failed)}


def health(url: str, key: str, times: int) -> dict[str, float]:
    """A request that asks nothing of us."""
    took = []
    request = urllib.request.Request(f"{url}/api/v1/health", headers={"Authorization": f"Bearer {key}"})
    for _ in range(times):
        clock = time.perf_counter()
        with urllib.request.urlopen(request, timeout=10) as answer:
            answer.read()
        took.append(time.perf_counter() - clock)
    return spread(took)


def served(plan: Plan, key: str) -> tuple[str, subprocess.Popen[bytes]]:
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
            health(url, key, 1)
            return url, server
        except OSError:
            if time.monotonic() > until or server.poll() is not None:
                raise
            time.sleep(0.5)


def main() -> None:
    """Serve, ask, tell."""
    plan = given.plan_of(given.parser(__doc__).parse_args())
    asked = questions(plan, plan.users * EACH)
    known = keys(plan)
    url, server = served(plan, known[0])
    try:
        for one in asked[:40]:
            ask(url, known[0], one, reasons=True)
        found: dict[str, Any] = {
            "users": plan.users,
            "processes": plan.processes,
            "health_ms": health(url, known[0], 100),
        }
        for name, think, reasons in (
            ("search, at once", 0.0, False),
            ("search, thinking 1 s", 1.0, False),
            ("with reasons, thinking 1 s", 1.0, True),
        ):
            found[name] = crowd(url, asked, known, think=think, reasons=reasons)
        found["count"] = sum(one["count"] for one in found.values() if isinstance(one, dict) and "count" in one)
        found["peak_mb"] = round(sum(map(share_of, tree(server.pid))) / 1e6)
    finally:
        server.terminate()
        server.wait(timeout=30)
    given.tell(plan, "http", found)


if __name__ == "__main__":
    main()
