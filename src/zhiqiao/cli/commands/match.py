"""`zhiqiao match` and `zhiqiao suggest` (匹配)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from zhiqiao.cli.console import answer, as_json, bar, out, remark, table
from zhiqiao.domain.matching.explanation import Aligned
from zhiqiao.records.models import Enterprise, Patent
from zhiqiao.services import catalogue, demands, matching, people
from zhiqiao.words import matching as sentences

PAIRS = 3
"""Aligned clauses told of each match."""


def language() -> str:
    """ "zh" or "en"."""
    return "en" if (get_language() or "").startswith("en") else "zh"


@click.command(
    help=_(
        "Match a sheet of patents with a sheet of needs into a workbook; needs no server and no set-up.\n\n"
        "The workbook holds ranked pairs with reasons, what speaks against them and how sure they are,"
        " the grades, the rows that could not be read, and a summary with charts."
    )
)
@click.argument("patents", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("needs", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--out",
    "target",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("matches.xlsx"),
    show_default=True,
)
@as_json
def match_command(patents: Path, needs: Path, target: Path, json_: bool) -> None:
    """Match a sheet of patents with a sheet of needs into a workbook; needs no server and no set-up."""
    with bar(_("Matching")) as progress:
        told = matching.match_workbooks(
            patents,
            needs,
            target,
            language=language(),
            progress=lambda _stage, done, all_: progress(done, all_),
        )
    if json_:
        answer(told)
        return
    table([_("What"), _("Count")], [[key, value] for key, value in told.items()])
    remark(_("Written: %(path)s") % {"path": target})


@click.command(help=_("Matches for a need, a text or a patent of the own data, with reasons."))
@click.option("--need", type=int, help=_("Number of a need."))
@click.option("--text", help=_("A need in plain words."))
@click.option("--patent", help=_("A patent number: finds enterprises."))
@click.option("--limit", type=click.IntRange(1, 200), default=10, show_default=True)
@click.option(
    "--spread/--no-spread",
    default=True,
    help=_("At most three of one applicant among the first ten (default), or not."),
)
@as_json
def suggest_command(
    need: int | None, text: str | None, patent: str | None, limit: int, spread: bool, json_: bool
) -> None:
    """Matches for a need, a text or a patent of the own data, with reasons."""
    if sum(one is not None for one in (need, text, patent)) != 1:
        raise click.UsageError(_("Give exactly one of --need, --text and --patent."))
    owner = people.machine_owner()
    if need is not None:
        found = matching.suggest_patents(demands.get_need(need, user=owner), user=owner, limit=limit, spread=spread)
    elif text is not None:
        found = matching.suggest_for_text(text, user=owner, limit=limit, spread=spread)
    else:
        found = matching.suggest_enterprises(catalogue.get(str(patent), user=owner), user=owner, limit=limit)
    if json_:
        answer(matching.as_json(found))
        return
    if found.no_good_match:
        remark(_("No good match: nothing reaches the floor below which we show nothing."))
    for row in found.rows:
        tell_match(row, found.asked)
    if found.moved:
        remark(
            ngettext(
                "So that one applicant does not fill the list, %(moved)s patent was moved behind the tenth place.",
                "So that one applicant does not fill the list, %(moved)s patents were moved behind the tenth place.",
                found.moved,
            )
            % {"moved": found.moved}
        )


def title_of(row: Patent | Enterprise) -> str:
    """Title of a patent or name of a firm, in the language of this call where there is one."""
    field = "title" if isinstance(row, Patent) else "name"
    first, second = ("en", "zh") if language() == "en" else ("zh", "en")
    return str(getattr(row, f"{field}_{first}") or getattr(row, f"{field}_{second}"))


def tell_match(one: matching.Match, asked: Mapping[str, str]) -> None:
    """One match: title, score, how sure, reasons for and against, which clause answers which, what is folded."""
    number = f" ({one.row.record_key})" if isinstance(one.row, Patent) else ""
    out.print(f"{one.rank}. {title_of(one.row)}{number}", markup=False, style="bold")
    sure = sentences.sureness_label(one.sureness)
    out.print(
        "   " + _("score %(score).1f of 100, %(sure)s") % {"score": one.score, "sure": sure}, markup=False, style="cyan"
    )
    out.print(f"   {sentences.parts_line(one.explanation.parts)}", markup=False, style="dim")
    for reason in one.explanation.reasons:
        out.print(f"   + {sentences.say(reason.code, reason.data)}", markup=False)
    for reason in one.explanation.against:
        out.print(f"   − {sentences.say(reason.code, reason.data)}", markup=False)
    for pair in beside(one):
        ours = asked.get(pair.need_field, "")[pair.need_start : pair.need_end]
        theirs = str(getattr(one.row, pair.found_field, ""))[pair.found_start : pair.found_end]
        if ours and theirs:
            out.print(f"   {ours} ↔ {theirs} ({sentences.by_label(pair.by)})", markup=False, style="dim")
    twins = one.explanation.twins
    if twins:
        out.print("   " + _("Folded under it: %(many)s") % {"many": len(twins)}, markup=False, style="dim")


def beside(one: matching.Match) -> list[Aligned]:
    """The first aligned clauses, those of the need in the language of this call where there are any."""
    pairs = list(one.explanation.aligned)
    own = [pair for pair in pairs if pair.need_field.endswith(f"_{language()}")]
    return (own or pairs)[:PAIRS]
