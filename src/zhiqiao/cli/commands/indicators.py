"""`zhiqiao indicators` (专利指标与高价值规则)."""

from __future__ import annotations

from pathlib import Path

import click
from django.utils.translation import gettext as _

from zhiqiao.cli.console import answer, as_json, bar, print_page, remark, table
from zhiqiao.services import catalogue, indicators, people


@click.command(help=_("Show the indicators of a patent, compute those of the whole stock, or print the rules."))
@click.argument("numbers", nargs=-1)
@click.option("--all", "all_", is_flag=True, help=_("Compute the whole stock; a run that was cut off goes on."))
@click.option("--rules", is_flag=True, help=_("Print the rules as they stand in the code."))
@click.option("--out", "target", type=click.Path(dir_okay=False, path_type=Path), help=_("Into this file (rules)."))
@click.option("--both", is_flag=True, help="Chinese, then English. 中英文先后打印。")
@as_json
def indicators_command(
    numbers: tuple[str, ...], all_: bool, rules: bool, target: Path | None, both: bool, json_: bool
) -> None:
    """Show the indicators of a patent, compute those of the whole stock, or print the rules."""
    if rules:
        print_page(indicators.reference, target, both=both)
    elif numbers:
        for number in numbers:
            show(number, json_)
    elif all_:
        with bar(_("Computing indicators")) as progress:
            run = indicators.compute_all(progress)
        if json_:
            answer({"run": run.pk, "patents": run.done, "as_of": run.as_of.isoformat(), "version": run.version})
        else:
            remark(_("%(done)s patents computed as of %(day)s.") % {"done": run.done, "day": run.as_of})
    else:
        raise click.UsageError(_("Name a patent, or say --all or --rules."))


def show(number: str, json_: bool) -> None:
    """One patent's indicators and rules."""
    patent = catalogue.get(number, user=people.machine_owner())
    shown = indicators.of(patent)
    if shown is None:
        return
    told = indicators.told(shown)
    if json_:
        answer({"patent": patent.record_key, **told})
        return
    rows = [
        [
            one["label"],
            one["written"] or _("not known"),
            "" if one["normalised"] is None else f"{one['normalised']:.2f} ({one['percentile']} %)",
            "; ".join([*(flag["label"] for flag in one["flags"]), one["sentence"]]).strip("; "),
        ]
        for one in told["indicators"]
    ]
    heads = [_("Indicator"), _("Value"), _("In its cohort"), _("What it rests on")]
    table(heads, rows, title=told["cohort"]["label"] if told["cohort"] else None)
    judged = told["high_value"]
    rules = [[one["label"], one["answer"], one["sentence"]] for one in (judged["valid"], *judged["rules"])]
    table([_("High-value invention patent"), judged["label"], ""], rules)
