"""Our package on its way to the machines of a cluster, so that every worker runs the very code that the caller runs,
and needs nothing installed but Python and NumPy."""

from __future__ import annotations

import shutil
from pathlib import Path

import zhiqiao

TAKEN = {".py", ".toml"}
LEFT_OUT = {"migrations", "locale", "templates", "static", "sample", "__pycache__"}


def package(folder: Path) -> Path:
    """A copy of our modules, and of the tables they read, as `zhiqiao` in that folder."""
    top, made = Path(zhiqiao.__file__).resolve().parent, folder / "zhiqiao"
    for path in sorted(top.rglob("*")):
        inside = path.relative_to(top)
        if path.suffix in TAKEN and not LEFT_OUT.intersection(inside.parts):
            (made / inside).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, made / inside)
    return made


def archive(folder: Path) -> Path:
    """The same as a .zip."""
    return Path(shutil.make_archive(str(folder / "zhiqiao"), "zip", folder, package(folder).name))
