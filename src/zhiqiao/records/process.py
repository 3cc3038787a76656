"""A process of our own (子进程): Django is set up in it before anything else of ours is imported."""

from __future__ import annotations

import multiprocessing
from multiprocessing.process import BaseProcess
from typing import Any


def started(path: str, *arguments: Any, name: str) -> BaseProcess:
    """A new process that calls the function of that dotted name. It gets its settings from the environment; it is
    started afresh, never forked, so that it shares no connection and no lock with us; it ends with us."""
    process = multiprocessing.get_context("spawn").Process(target=begin, args=(path, arguments), name=name, daemon=True)
    process.start()
    return process


def begin(path: str, arguments: tuple[Any, ...]) -> None:
    """What runs in it."""
    import django
    from django.utils.module_loading import import_string

    django.setup()
    import_string(path)(*arguments)
