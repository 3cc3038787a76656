"""`zhiqiao users`, `organisations` and `keys` (账号、组织、密钥)."""

from __future__ import annotations

from typing import Any

import click
from django.utils.translation import gettext as _

from zhiqiao.cli.console import answer, as_json, out, remark, table
from zhiqiao.domain.codes import OrganisationKind, Role
from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.records.models import Organisation, User
from zhiqiao.services import people
from zhiqiao.words.codes import label


def user_named(username: str) -> User:
    """The account; Refused when there is none."""
    found = User.objects.filter(username__iexact=username).first()
    if found is None:
        raise Refused([Problem("user_is_known", "username", username)])
    return found


@click.group(help=_("Accounts and their roles."))
def users_command() -> None:
    """Accounts and their roles."""


@users_command.command("add", help=_("Make an account."))
@click.argument("username")
@click.option("--password", prompt=True, hide_input=True, confirmation_prompt=True)
@click.option("--name", default="", help=_("Name shown."))
@click.option("--staff", is_flag=True, help=_("May do everything, and enter the back office."))
@click.option("--organisation", "-o")
@click.option("--role", type=click.Choice([str(role) for role in Role]))
def add_user(username: str, password: str, name: str, staff: bool, organisation: str | None, role: str | None) -> None:
    """Make an account."""
    made = people.create_user(username, password, display_name=name, is_staff=staff, by=None)
    if organisation and role:
        people.add_member(made, people.find_organisation(organisation), role, by=None)
    remark(_("Account %(name)s made.") % {"name": made.username})


@users_command.command("role", help=_("Give an account a role in an organisation."))
@click.argument("username")
@click.argument("organisation")
@click.argument("role", type=click.Choice([str(role) for role in Role]))
def give_role(username: str, organisation: str, role: str) -> None:
    """Give an account a role in an organisation."""
    people.add_member(user_named(username), people.find_organisation(organisation), role, by=None)
    remark(_("Done."))


@users_command.command("password", help=_("Set a new password."))
@click.argument("username")
@click.option("--password", prompt=True, hide_input=True, confirmation_prompt=True)
def set_password(username: str, password: str) -> None:
    """Set a new password."""
    people.set_password(user_named(username), password, by=None)
    remark(_("Done."))


@users_command.command("list", help=_("All accounts."))
@as_json
def list_users(json_: bool) -> None:
    """All accounts."""
    rows: list[dict[str, Any]] = [
        {
            "username": user.username,
            "name": user.display_name,
            "staff": user.is_staff,
            "roles": [f"{one.organisation.name_zh}: {one.role}" for one in user.memberships.all()],
        }
        for user in User.objects.prefetch_related("memberships__organisation").order_by("username")
    ]
    if json_:
        answer({"users": rows})
    else:
        table(
            [_("Account"), _("Name"), _("Staff"), _("Roles")],
            [[one["username"], one["name"], "✓" if one["staff"] else "", "; ".join(one["roles"])] for one in rows],
        )


@click.group(help=_("The tree of organisations."))
def organisations_command() -> None:
    """The tree of organisations."""


@organisations_command.command("add", help=_("Add an organisation."))
@click.argument("name")
@click.option(
    "--kind",
    type=click.Choice([str(kind) for kind in OrganisationKind]),
    default="institution",
    show_default=True,
)
@click.option("--english", default="")
@click.option("--region", default="")
@click.option("--under", help=_("Name of the organisation above it."))
def add_organisation(name: str, kind: str, english: str, region: str, under: str | None) -> None:
    """Add an organisation."""
    parent = people.find_organisation(under) if under else None
    people.create_organisation(kind, name, name_en=english, region=region, parent=parent, by=None)
    remark(_("Done."))


@organisations_command.command("list", help=_("All organisations."))
@as_json
def list_organisations(json_: bool) -> None:
    """All organisations."""
    rows = list(Organisation.objects.order_by("path").values("id", "kind", "name_zh", "name_en", "region", "path"))
    if json_:
        answer({"organisations": rows})
    else:
        table(
            [_("Name"), _("Kind"), _("Region")],
            [
                [
                    "  " * (one["path"].count("/") - 2) + one["name_zh"],
                    label(OrganisationKind(one["kind"])),
                    one["region"],
                ]
                for one in rows
            ],
        )


@click.group(help=_("Keys for programs."))
def keys_command() -> None:
    """Keys for programs."""


@keys_command.command("add", help=_("Make a key; it is shown once."))
@click.argument("username")
@click.argument("what_for")
def add_key(username: str, what_for: str) -> None:
    """Make a key; it is shown once."""
    _key, secret = people.make_api_key(user_named(username), what_for, by=None)
    out.print(secret, markup=False)
