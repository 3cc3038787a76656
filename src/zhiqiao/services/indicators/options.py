"""Which options are in use (所用口径): ours, or a data file of the installation."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.conf import settings

from zhiqiao.domain.grading.indicator_options import Options, read_options, standard
from zhiqiao.domain.problems import Problem, Refused


def in_use() -> Options:
    """The options in use. Raises Refused (`indicator_options_readable`) where the installation's file is spoilt."""
    place = settings.INDICATOR_OPTIONS
    return _read(place) if place else standard()


@cache
def _read(place: str) -> Options:
    """The options of a file; read once while the process lives, so that one run has one version."""
    try:
        return read_options(Path(place).read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:
        raise Refused([Problem("indicator_options_readable", "ZHIQIAO_INDICATOR_OPTIONS", str(fault))]) from fault
