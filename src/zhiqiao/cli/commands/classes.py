"""`zhiqiao classes` (分类号推荐): learn, suggest for a text, measure."""

from __future__ import annotations

from pathlib import Path

import click
from django.utils.translation import gettext as _

from zhiqiao.cli.console import answer, as_json, out, print_page, remark, table
from zhiqiao.services import classing
from zhiqiao.words import classing as words


@click.group(help=_("Suggest IPC subclasses for a text; a help, no classification."))
def classes_command() -> None:
    """Suggest IPC subclasses for a text; a help, no classification."""


@classes_command.command("train", help=_("Learn from the published patents of the catalogue, or from a file."))
@click.option("--file", "file", type=click.Path(path_type=Path), help=_("A CSV with title and ipc_subclasses."))
@as_json
def train(file: Path | None, json_: bool) -> None:
    """Learn from the published patents of the catalogue, or from a file."""
    examples = classing.examples_of_file(file) if file else None
    model = classing.train(examples, source=file.name if file else "", by=None)
    if json_:
        answer(model.facts)
    else:
        remark(_("Learned from %(texts)s texts; version %(version)s.") % model.facts)


@classes_command.command("suggest", help=_("Subclasses such a text would most likely have."))
@click.argument("text")
@click.option("--limit", type=click.IntRange(1, 20), default=5, show_default=True)
@as_json
def suggest(text: str, limit: int, json_: bool) -> None:
    """Subclasses such a text would most likely have."""
    found = classing.suggest(text, limit=limit)
    if json_:
        answer({"suggestions": [{**one.__dict__, "title": words.title(one.titles)} for one in found]})
        return
    table(
        [_("Subclass"), _("Title"), _("Confidence"), _("What speaks for it")],
        [
            [
                one.code,
                words.title(one.titles),
                f"{one.confidence:.0%}",
                " · ".join([*one.terms, *(f"{name} {title}" for name, title in one.neighbours)]),
            ]
            for one in found
        ],
    )


@classes_command.command("evaluate", help=_("Hold every fold of a labelled file out once, against a linear baseline."))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--out", "target", type=click.Path(dir_okay=False, path_type=Path))
@as_json
def evaluate(file: Path, target: Path | None, json_: bool) -> None:
    """Hold every fold of a labelled file out once, against a linear baseline."""
    systems, facts = classing.measure(file, progress=remark)
    if json_:
        answer({**facts, "systems": {one.name: one.folds for one in systems}})
        return
    print_page(lambda language: classing.suggester_markdown(systems, facts, language), target, both=target is not None)
    if target:
        for one in systems:
            out.print(f"{one.name}: {one.seconds:.0f} s", markup=False)
