"""`zhiqiao remind` (年费提醒)."""

from __future__ import annotations

import click
from django.utils.translation import gettext as _

from zhiqiao.cli.console import answer, as_json, bar, remark, table
from zhiqiao.services import upkeep
from zhiqiao.words import upkeep as words


@click.command(help=_("Print who has annuities to see to, and send each officer this week's digest by mail, once."))
@click.option("--dry-run", is_flag=True, help=_("Print only; send nothing."))
@click.option("--afresh", is_flag=True, help=_("First reckon anew what every patent owes, as after a new fee table."))
@as_json
def remind_command(dry_run: bool, afresh: bool, json_: bool) -> None:
    """Print who has annuities to see to, and send each officer this week's digest by mail, once."""
    if afresh:
        with bar(_("Reckoning annuities")) as progress:
            upkeep.follow_all(progress)
    told = upkeep.remind(upkeep.written, send=not dry_run)
    if json_:
        rows = [{"person": one.digest.person.username, "outcome": one.outcome, **counts(one.digest)} for one in told]
        answer({"digests": rows})
        return
    if not told:
        remark(_("No account decides on annuities: give somebody the role of officer in an organisation."))
        return
    heads = [_("Person"), _("Late"), _("30 days"), _("60 days"), _("90 days"), _("Not decided"), _("Letter")]
    table(heads, [[str(one.digest.person), *counts(one.digest).values(), outcome(one)] for one in told])


def outcome(one: upkeep.Reminded) -> str:
    """What became of a digest, in words."""
    return words.label(words.OUTCOMES, one.outcome)


def counts(one: upkeep.Digest) -> dict[str, int]:
    """Its figures."""
    return {"late": one.grace, **{f"within_{days}": many for days, many in one.bands.items()}, "undecided": one.open}
