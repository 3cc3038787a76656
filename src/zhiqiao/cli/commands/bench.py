"""`zhiqiao bench` (基准测试): the measurements of the checkout's `bench/` folder, from the command line."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click
from django.utils.translation import gettext as _

ROOT = Path(__file__).resolve().parents[4]


@click.group(help=_("Measure speed and size on this machine."))
def bench_command() -> None:
    """Measure speed and size on this machine."""


@bench_command.command(
    "national",
    help=_(
        "The whole pipeline at national size, stage by stage, each beside its floor: generate, import, grade, embed,"
        " index, match all, query, HTTP, update.\n\n"
        "A stage that is done is not done again; one that was cut off goes on. The data folder in use is left alone."
    ),
)
@click.option(
    "--home",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help=_("Where sheets, data and results lie; at full size this takes 20 GB."),
)
@click.option("--patents", type=click.IntRange(100), default=1_340_000, show_default=True)
@click.option("--firms", type=click.IntRange(10), default=17_000, show_default=True)
@click.option(
    "--embed",
    type=click.Choice(["real", "drawn"]),
    default="real",
    show_default=True,
    help=_("Compute every vector, or draw most of them with the statistics of computed ones, to measure speed only."),
)
@click.option("--stage", "stages", multiple=True, help=_("Only this stage, again; may be given again."))
@click.option(
    "--report",
    type=click.Path(dir_okay=False, path_type=Path),
    help=_("Write the results as a page in both languages."),
)
@click.option("--report-only", is_flag=True, help=_("Run nothing."))
def national(
    home: Path,
    patents: int,
    firms: int,
    embed: str,
    stages: tuple[str, ...],
    report: Path | None,
    report_only: bool,
) -> None:
    """The whole pipeline at national size, stage by stage."""
    if not (ROOT / "bench" / "national" / "run.py").exists():
        raise click.ClickException(
            _("The measurements are part of the checkout, not of the installed package: call ./zq run bench there.")
        )
    words = [sys.executable, "-m", "bench.national.run", "--home", str(home.resolve())]
    words += ["--patents", str(patents), "--firms", str(firms), "--embed", embed]
    words += [part for name in stages for part in ("--stage", name)]
    words += ["--report", str(report.resolve())] if report else []
    words += ["--report-only"] if report_only else []
    paths = os.pathsep.join((str(ROOT), str(ROOT / "src")))
    environment = {**os.environ, "PYTHONPATH": paths}
    sys.exit(subprocess.run(words, cwd=ROOT, env=environment, check=False).returncode)  # noqa: S603
