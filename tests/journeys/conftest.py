"""What the journeys need: a site of its own with the sample data, served as a user would serve it, and a real Chromium.

Without ZHIQIAO_BROWSER they are skipped with the reason; in CI (CI=true) that is a failure.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from journey_visit import Site, Visit, visiting
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
BROWSER_ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WAIT_FOR_SITE = 60
"""Seconds a site may take to start on a busy machine."""


@pytest.fixture(scope="session")
def browser_path() -> str:
    """Chromium's path."""
    path = os.environ.get("ZHIQIAO_BROWSER", "")
    if not path or not Path(path).exists():
        if os.environ.get("CI") == "true":
            pytest.fail("ZHIQIAO_BROWSER names no Chromium, and CI may not go without the journeys")
        pytest.skip("set ZHIQIAO_BROWSER to a Chromium to walk the journeys")
    return path


@pytest.fixture(scope="module")
def browser(browser_path: str) -> Iterator[Browser]:
    """Chromium, ended with each module: Playwright's event loop must not run beside tests that use the database."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser_path, args=BROWSER_ARGUMENTS)
        yield chromium
        chromium.close()


def command(home: Path, *words: str) -> tuple[list[str], dict[str, str]]:
    """The zhiqiao command in a process of its own, on SQLite in its own folder."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("ZHIQIAO_", "DJANGO_"))},
        "ZHIQIAO_HOME": str(home),
        "PYTHONPATH": str(ROOT / "src"),
    }
    return [sys.executable, "-m", "zhiqiao.cli.main", *words], environment


@pytest.fixture(scope="session")
def site(browser_path: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """`zhiqiao demo --no-serve`, then `zhiqiao serve` with its worker, on a free port."""
    home = tmp_path_factory.mktemp("journey")
    words, environment = command(home, "demo", "--no-serve", "--json")
    loaded = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
    assert loaded.returncode == 0, loaded.stderr[-4000:]
    told = json.loads(loaded.stdout.strip().splitlines()[-1])
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words, environment = command(home, "serve", "--port", str(port))
    log = (home / "serve.log").open("w+")
    server = subprocess.Popen(words, env=environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True)
    url = f"http://127.0.0.1:{port}"
    try:
        wait_for(url, server, home / "serve.log")
        yield Site(url, home, told["accounts"])
    finally:
        stop(server)
        log.close()


def stop(server: subprocess.Popen[bytes]) -> None:
    """End the site as a service manager would; its worker must end with it."""
    server.terminate()
    try:
        server.wait(timeout=20)
        for _attempt in range(80):
            os.killpg(server.pid, 0)
            time.sleep(0.25)
    except ProcessLookupError:
        return
    except subprocess.TimeoutExpired:
        pass
    os.killpg(server.pid, signal.SIGKILL)
    pytest.fail("the site or its worker was still there twenty seconds after SIGTERM")


def wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    """Until the site answers."""
    for _attempt in range(WAIT_FOR_SITE * 4):
        assert server.poll() is None, log.read_text()[-4000:]
        try:
            with urllib.request.urlopen(url + "/rubric/", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.25)
    pytest.fail(f"the site did not start: {log.read_text()[-4000:]}")


@pytest.fixture(params=["zh", "en"])
def visit(request: pytest.FixtureRequest, browser: Browser, site: Site) -> Iterator[Visit]:
    """A new visitor, 1440 pixels wide. Afterwards: no script error, no failed request, nothing asked of the outside."""
    yield from visiting(browser, site, request.param, width=1440, height=900)


@pytest.fixture(params=["zh", "en"])
def narrow_visit(request: pytest.FixtureRequest, browser: Browser, site: Site) -> Iterator[Visit]:
    """The same on a screen of 390 pixels."""
    yield from visiting(browser, site, request.param, width=390, height=844)
