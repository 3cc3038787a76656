"""What the command prints (终端输出): answers to standard output, progress and remarks to standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import click
from django.utils.translation import get_language
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from zhiqiao.domain.problems import Problem
from zhiqiao.words import problems as sentences

out = Console(soft_wrap=False, highlight=False)
err = Console(stderr=True, highlight=False)

as_json = click.option("--json", "json_", is_flag=True, help="One line of JSON at the end / 末行输出 JSON。")


def answer(data: dict[str, Any]) -> None:
    """One line of JSON on standard output."""
    sys.stdout.write(json.dumps(data, ensure_ascii=False, default=str) + "\n")
    sys.stdout.flush()


def remark(sentence: str) -> None:
    """A sentence for the person at the terminal."""
    err.print(sentence, markup=False, soft_wrap=True)


def tell_problems(problems: Sequence[Problem]) -> None:
    """Each problem as a sentence."""
    for problem in problems:
        err.print(f"✗ {sentences.say(problem)}", markup=False, style="red", soft_wrap=True)


def table(heads: Sequence[str], rows: Sequence[Sequence[Any]], *, title: str | None = None) -> None:
    """A table on standard output."""
    drawn = Table(*heads, title=title, header_style="bold", show_edge=False, pad_edge=False)
    for row in rows:
        drawn.add_row(*("" if cell is None else str(cell) for cell in row))
    out.print(drawn)


class Update(Protocol):
    """Shows how far it is, and with `said` what is being done."""

    def __call__(self, done: int, total: int, said: str = "") -> None: ...


@contextmanager
def bar(label: str) -> Iterator[Update]:
    """A progress bar on standard error; yields `progress(done, all)`. On a plain pipe it prints nothing."""
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=err,
        disable=not err.is_terminal,
        transient=True,
    ) as progress:
        task = progress.add_task(label, total=None)

        def update(done: int, total: int, said: str = "") -> None:
            progress.update(task, completed=done, total=total or None, description=said or label)

        yield update


def print_page(written: Callable[[str], str], target: Path | None, *, both: bool) -> None:
    """A reference page as Markdown, on the screen or into a file: in the language of the terminal, or in both."""
    language = "en" if (get_language() or "").startswith("en") else "zh"
    page = written("" if both else language)
    if target:
        target.write_text(page, encoding="utf-8")
    else:
        out.print(page, markup=False, soft_wrap=True, end="")  # a table's row stays one line
