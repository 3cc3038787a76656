"""What the house tests share: where the source lies, its modules and their syntax trees, its tracked files."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "zhiqiao"
DOCS = ROOT / "docs"


@cache
def modules(*rooms: str) -> tuple[Path, ...]:
    """Every Python file of the product, or of the named rooms of it; migrations are left out."""
    roots = [SOURCE / room for room in rooms] or [SOURCE]
    found = [path for root in roots for path in ([root] if root.suffix else root.rglob("*.py"))]
    return tuple(sorted(path for path in found if "migrations" not in path.parts))


@cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def name_of(path: Path) -> str:
    """A file as the messages of failing tests name it."""
    return path.relative_to(ROOT).as_posix()


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method of a file."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


@cache
def tracked() -> tuple[Path, ...]:
    """Every file git tracks; outside a checkout (an unpacked archive) every file that is not made by a tool."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode == 0:
        paths = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
        return tuple(path for path in paths if path.is_file())
    made = {".venv", "__pycache__", "build", ".zq", ".ruff_cache", ".mypy_cache", ".hypothesis"}
    return tuple(path for path in ROOT.rglob("*") if path.is_file() and not made.intersection(path.parts))
