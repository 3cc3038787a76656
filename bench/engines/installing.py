"""What peers are made of is installed when it is asked for (按需安装), each into a folder of its own.

The product's environment stays as it is. What cannot be had is told, and the comparison goes on without it.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path

SAME = ("numpy",)
"""In the product's own version, so that both can be in one process."""
DONE = "installed.txt"
PACKAGES: dict[str, tuple[str, ...]] = {
    "postgres": ("psycopg[binary]>=3.2",),
    "duckdb": ("duckdb==1.5.5", "duckdb-extension-fts==1.5.5"),
    "bm25s": ("bm25s==0.3.16", "numba==0.68.1"),
    "lancedb": ("lancedb==0.40.0",),
    "qdrant-edge": ("qdrant-edge-py==0.9.0",),
}
"""Peer → what pip installs for it. The others need nothing but the product's own environment; PostgreSQL itself comes
from Debian (tools/postgres.sh)."""


def installed(name: str, root: Path, tell: Callable[[str], None]) -> tuple[Path | None, str]:
    """The folder with the packages of that engine (None when it needs none), and why they could not be had."""
    wanted = PACKAGES.get(name, ())
    if not wanted:
        return None, ""
    folder = root / name
    if (folder / DONE).exists() and (folder / DONE).read_text() == "\n".join(wanted):
        return folder, ""
    tell(f"{name}: installing {', '.join(wanted)} into {folder} …")
    done = subprocess.run(command(folder, wanted), capture_output=True, text=True)
    if done.returncode:
        last = [line for line in done.stderr.splitlines() if line.startswith("ERROR")] or done.stderr.splitlines()
        return None, f"not installed: {(last or ['pip failed'])[-1]}"
    (folder / DONE).write_text("\n".join(wanted))
    return folder, ""


def command(folder: Path, wanted: Sequence[str]) -> list[str]:
    """How pip is called."""
    same = [f"{name}=={version(name)}" for name in SAME]
    return [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input",
            "--only-binary", ":all:", "--upgrade", "--target", str(folder), *wanted, *same]  # fmt: skip
