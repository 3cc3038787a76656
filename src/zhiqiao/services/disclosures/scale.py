"""The scored sheet in force (现行评分表): a school's own file in the data folder, else the example that comes with
us."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from zhiqiao.domain.prefiling.scoring import Scale, example, read_scale
from zhiqiao.domain.problems import Problem, Refused

FILE_NAME = "prefiling.toml"


def place() -> Path:
    """Where a school's own sheet lies."""
    return Path(settings.HOME / FILE_NAME)


def scale() -> Scale:
    """The sheet in force, read afresh so that a file just mended counts at once. Refused with everything that is wrong
    with a file of one's own (`scale_…`): an example never takes its place silently."""
    own = place()
    if not own.is_file():
        return example()
    try:
        return read_scale(own.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as fault:
        raise Refused([Problem("scale_is_toml", "scale", str(fault)[:200])]) from fault
