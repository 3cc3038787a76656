"""`zhiqiao pool` (资源库)."""

from __future__ import annotations

import click
from django.utils.translation import gettext as _

from zhiqiao.cli.console import answer, as_json, bar, remark, table
from zhiqiao.domain.pool.codes import Cause
from zhiqiao.services import catalogue, people, pool
from zhiqiao.words.codes import label
from zhiqiao.words.procedures import RULES
from zhiqiao.words.procedures import label as worded


@click.group(help=_("The transformation pool: propose by the rule, follow events, end listings."))
def pool_command() -> None:
    """The transformation pool: propose by the rule, follow events, end listings."""


@pool_command.command("propose", help=_("Propose all whom the entry rule finds; their holders are asked to promise."))
@click.option("--organisation", "-o", help=_("Only what this organisation and those below it hold."))
@click.option("--try", "only_try", is_flag=True, help=_("Only tell who would come in and who not; write nothing."))
@click.option("--after", type=int, default=0, help=_("Go on behind the patent of this id."))
@as_json
def propose(organisation: str | None, only_try: bool, after: int, json_: bool) -> None:
    """Propose all whom the entry rule finds; their holders are asked to promise."""
    place = people.find_organisation(organisation) if organisation else None
    with bar(_("Looking at patents")) as progress:
        if only_try:
            told = pool.trial(by=None, organisation=place, progress=progress)
        else:
            told = pool.propose(by=None, organisation=place, after=after, progress=progress)
    if json_:
        answer(vars(told))
        return
    remark(
        _("Looked at: %(all)s. Proposed: %(new)s. In the procedure already: %(old)s. Last id: %(last)s.")
        % {"all": told.looked_at, "new": told.proposed, "old": told.already, "last": told.last}
    )
    rows = [[worded(RULES, NAMED.get(code, code)), many] for code, many in told.against.most_common()]
    table([_("Does not hold"), _("Patents")], rows)


NAMED = {"term_is_known": "term_is_long_enough"}
"""Problems that are told under the name of another rule."""


@pool_command.command("follow", help=_("Let the pool follow what happened to these patents: who leaves, who may come."))
@click.argument("numbers", nargs=-1, required=True)
@as_json
def follow(numbers: tuple[str, ...], json_: bool) -> None:
    """Let the pool follow what happened to these patents: who leaves, who may come."""
    owner = people.machine_owner()
    told = pool.follow([catalogue.get(number, user=owner).pk for number in numbers])
    if json_:
        answer(vars(told))
        return
    remark(_("Proposed: %(new)s. Taken back: %(back)s.") % {"new": told.proposed, "back": told.recalled})
    table([_("Left because"), _("Patents")], [[label(Cause(cause)), many] for cause, many in told.left.items()])


@pool_command.command(
    "expire", help=_("Remind of listings that end soon; those whose time is over leave. Run it daily.")
)
@as_json
def expire(json_: bool) -> None:
    """Remind of listings that end soon; those whose time is over leave. Run it daily."""
    told = pool.expire()
    if json_:
        answer(vars(told))
    else:
        remark(_("Reminded: %(soon)s. Left: %(over)s.") % {"soon": told.reminded, "over": told.left})
