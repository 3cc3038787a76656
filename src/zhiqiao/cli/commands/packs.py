"""`zhiqiao packs` (分类数据包): which are loaded, load an official file, put an edition to use, class patents."""

from __future__ import annotations

from pathlib import Path

import click
from django.utils.translation import gettext as _

from zhiqiao.cli.console import answer, as_json, bar, remark, table, tell_problems
from zhiqiao.domain.problems import Problem
from zhiqiao.services import classing
from zhiqiao.words import classing as words

SHOWN = 20


@click.group(help=_("Classification packs: official tables loaded from their files."))
def packs_command() -> None:
    """Classification packs: official tables loaded from their files."""


@packs_command.command("list", help=_("Which packs are loaded, and which official files are missing."))
@as_json
def list_packs(json_: bool) -> None:
    """Which packs are loaded, and which official files are missing."""
    told = classing.standing()
    if json_:
        answer({"packs": [plain(one) for one in told]})
        return
    rows: list[list[object]] = []
    for one in told:
        named = [one.scheme, words.name(one.scheme)]
        rows += [
            [
                *named,
                pack.pk,
                pack.edition,
                _("in use") if pack.is_active else _("loaded"),
                pack.rows_count,
                pack.rules_count,
                pack.faults_count,
            ]
            for pack in one.packs
        ] or [[*named, "", "", _("not loaded"), "", "", ""]]
    table(
        [_("Scheme"), _("Name"), _("No."), _("Edition"), _("State"), _("Rows"), _("Rules"), _("Faults")],
        rows,
    )
    for one in told:
        if one.active is None:
            remark(f"{words.name(one.scheme)}: {words.official_file(one.scheme)} {words.where(one.scheme)}")


def plain(one: classing.Standing) -> dict[str, object]:
    """A scheme as JSON."""
    return {
        "scheme": str(one.scheme),
        "in_use": one.active.edition if one.active else None,
        "patents": one.patents,
        "editions": [
            {
                "pack": pack.pk, "edition": pack.edition, "source": pack.source, "rows": pack.rows_count,
                "rules": pack.rules_count, "faults": pack.faults_count, "in_use": pack.is_active,
            }
            for pack in one.packs
        ],
    }  # fmt: skip


@packs_command.command(
    "load", help=_("Load an official file, or files that belong together. It is put to use with --activate.")
)
@click.argument("scheme")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--edition", required=True, help=_("Year or version that stands on the file."))
@click.option("--source", required=True, help=_("Which document it is, of whom, and where it was had."))
@click.option("--licence", default="", help=_("Under what terms it may be used."))
@click.option("--activate", is_flag=True, help=_("Put it to use at once."))
@as_json
def load_pack(
    scheme: str, files: tuple[Path, ...], edition: str, source: str, licence: str, activate: bool, json_: bool
) -> None:
    """Load an official file, or files that belong together."""
    done = classing.load(scheme, files, edition=edition, source=source, licence=licence, by=None)
    pack = classing.activate(done.pack, by=None) if activate else done.pack
    if json_:
        answer(
            {
                "pack": pack.pk, "is_new": done.is_new, "rows": pack.rows_count, "rules": pack.rules_count,
                "faults": pack.faults_count, "in_use": pack.is_active,
            }
        )  # fmt: skip
        return
    tell_problems([Problem.from_json(fault) for fault in pack.faults[:SHOWN]])
    if pack.faults_count > SHOWN:
        remark(_("… and %(many)s more faults.") % {"many": pack.faults_count - SHOWN})
    remark(
        (_("Pack %(pack)s loaded: %(rows)s rows, %(rules)s rules, %(faults)s faults.") if done.is_new else _(
            "These files are loaded already, as pack %(pack)s: %(rows)s rows, %(rules)s rules, %(faults)s faults."
        ))
        % {"pack": pack.pk, "rows": pack.rows_count, "rules": pack.rules_count, "faults": pack.faults_count}
    )  # fmt: skip
    if activate:
        remark(_("In use. The patents are classed by the worker; zhiqiao packs class does it here and now."))


@packs_command.command("activate", help=_("Put a loaded edition to use, by its number; the one before stays loaded."))
@click.argument("number", type=int)
def activate_pack(number: int) -> None:
    """Put a loaded edition to use."""
    pack = classing.activate(classing.pack_of(number), by=None)
    remark(_("%(name)s, edition %(edition)s, is in use.") % {"name": words.name(pack.scheme), "edition": pack.edition})


@packs_command.command("class", help=_("Class every patent by the packs in use, here and now."))
@as_json
def class_patents(json_: bool) -> None:
    """Class every patent by the packs in use, here and now."""
    with bar(_("Classing")) as progress:
        changed = classing.class_all(progress)
    if json_:
        answer({"changed": changed})
    else:
        remark(_("%(many)s patents have other classes than before.") % {"many": changed})
