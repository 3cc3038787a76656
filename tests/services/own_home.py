"""A data folder with a database of its own, and processes that work on it until they are killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent


class Home:
    """A data folder with a database, and processes that work on it."""

    def __init__(self, folder: Path):
        source = str(HERE.parent.parent / "src")
        self.folder = folder
        self.environment = {name: value for name, value in os.environ.items() if name != "ZHIQIAO_DATABASE_URL"} | {
            "ZHIQIAO_HOME": str(folder),
            "PYTHONPATH": os.pathsep.join([source, os.environ.get("PYTHONPATH", "")]),
            "DJANGO_SETTINGS_MODULE": "zhiqiao.config.settings",
            "ZHIQIAO_EMBEDDER": "none",
        }

    def python(self, *arguments: str) -> str:
        """Run to the end; the last line it says."""
        done = subprocess.run(
            [sys.executable, *arguments], env=self.environment, capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def code(self, code: str) -> str:
        """Run code with Django set up."""
        return self.python("-c", f"import django; django.setup()\n{code}")

    def start(self, *arguments: str, script: str = "writer_process.py") -> subprocess.Popen[str]:
        """Start the writer."""
        return subprocess.Popen(
            [sys.executable, str(HERE / script), *arguments],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )


def listen(process: subprocess.Popen[str]) -> list[str]:
    """Collect what a process says while it runs."""
    said: list[str] = []

    def read() -> None:
        assert process.stdout is not None
        for line in process.stdout:
            if line.endswith("\n"):
                said.append(line.strip())

    thread = threading.Thread(target=read, daemon=True)
    thread.start()
    process.listener = thread  # type: ignore[attr-defined]
    return said


def kill(process: subprocess.Popen[str]) -> None:
    """SIGKILL: no handler runs, nothing is flushed."""
    process.send_signal(signal.SIGKILL)
    process.wait(timeout=10)
    process.listener.join(timeout=10)  # type: ignore[attr-defined]


def wait_for(said: list[str], many: int, process: subprocess.Popen[str]) -> None:
    """Until so much was said."""
    end = time.monotonic() + 60
    while len(said) < many:
        assert process.poll() is None, process.stderr.read() if process.stderr else ""
        assert time.monotonic() < end, "the writer does not get on"
        time.sleep(0.01)
