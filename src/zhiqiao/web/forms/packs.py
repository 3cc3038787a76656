"""Form for loading a classification pack (载入数据包表单)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiqiao.domain.classing.schemes import Scheme
from zhiqiao.web.forms.field import Styled
from zhiqiao.words import classing as words

ACCEPTED = ".xlsx,.xlsm,.xls,.csv,.gz,.jsonl,.zip"


class ManyFiles(forms.FileInput):
    """One file, or several that belong together."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """The files that were sent, each checked as one."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        """A list of files."""
        given = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(one, initial) for one in given or [None]]


class PackForm(Styled, forms.Form):
    """The official file, and what it is."""

    scheme = forms.ChoiceField(label=_("Classification"), choices=[])
    edition = forms.CharField(
        label=_("Edition"), max_length=60, help_text=_("The year or version that stands on the file, such as 2021.")
    )
    source = forms.CharField(
        label=_("Source"),
        max_length=300,
        help_text=_("Title and number of the document, who issued it, where it was had."),
    )
    licence = forms.CharField(label=_("Terms of use"), max_length=300, required=False)
    tables = FilesField(
        label=_("Official file"),
        widget=ManyFiles(attrs={"accept": ACCEPTED}),
        help_text=_("XLSX, XLS, CSV or lines of JSON. Choose both files at once where rules and pairs come in two."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scheme"].choices = [(scheme, words.name(scheme)) for scheme in Scheme]  # type: ignore[attr-defined]
