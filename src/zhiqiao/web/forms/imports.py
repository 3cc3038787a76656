"""Forms of the import wizard (导入表单): the file, and what the columns of its tables mean."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from zhiqiao.services.intake import KINDS, Table
from zhiqiao.web.forms.field import Styled
from zhiqiao.words.codes import field_label

ACCEPTED = ".xlsx,.xlsm,.xls,.csv,.txt,.zip,.xml"
WHATS = {
    "patents": _("Patents"),
    "needs": _("Needs"),
    "enterprises": _("Enterprises"),
    "events": _("Legal events"),
    "accounts": _("Accounts (invitations)"),
    "register": _("Extract of the register"),
    "inventory": _("Inventory filing"),
    "pool": _("Pool listings"),
}


class UploadForm(Styled, forms.Form):
    """A file, and what it holds."""

    what = forms.ChoiceField(label=_("The file holds"), choices=list(WHATS.items()), widget=forms.RadioSelect)
    file = forms.FileField(
        label=_("File"),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        help_text=_(
            "XLSX, XLS, CSV in any usual encoding, a ZIP of these, XML of CNIPA (ST.96) or INPADOC. Leave the columns "
            "as they are."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("what", "patents")


def input_name(table: int, column: int) -> str:
    """Name of the select for one column of one table."""
    return f"t{table}c{column}"


def field_choices(what: str) -> list[tuple[str, str]]:
    """The fields a column may mean, with labels; the first leaves the column out."""
    return [("", str(_("— leave out —"))), *((name, field_label(name)) for name in KINDS[what].fields)]


def chosen_map(given: QueryDict, number: int, table: Table) -> dict[str, str]:
    """What was chosen for the columns of one table; a column that was not sent keeps its meaning."""
    return {
        heading: given.get(input_name(number, column), table.map.get(heading, ""))
        for column, heading in enumerate(table.headings)
    }
