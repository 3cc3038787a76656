"""Forms of sheets (填报表单): drawn from the items of a procedure's sheet; shape only, rules are the procedure's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from zhiqiao.domain.problems import Problem
from zhiqiao.domain.procedures.items import Item, Takes, items
from zhiqiao.domain.procedures.machinery import Sheet
from zhiqiao.web.forms.field import Styled
from zhiqiao.words import codes, problems
from zhiqiao.words import procedures as words

YES_NO = {"yes": True, "no": False}


class SheetForm(Styled, forms.Form):
    """A sheet as it is filled in; nothing must be given here, since a draft may be half empty."""

    items: Sequence[Item] = ()

    def values(self) -> dict[str, Any]:
        """What was filled in, as the sheet takes it. Only after `is_valid`."""
        return {one.name: taken(one, self.cleaned_data[one.name]) for one in self.items}

    def refuse(self, found: list[Problem]) -> None:
        """Show the service's problems at the items they are about."""
        for problem in found:
            self.add_error(problem.field if problem.field in self.fields else None, problems.say(problem))


def sheet_form(sheet: type[Sheet], given: Any = None, *, initial: Mapping[str, Any]) -> SheetForm:
    """The form of a sheet, with what was sent or what stands in it."""
    asked = items(sheet)
    fields: dict[str, Any] = {one.name: field_of(one) for one in asked}
    drawn: type[SheetForm] = type("Drawn", (SheetForm,), {**fields, "items": asked})
    return drawn(given, initial=initial, label_suffix="")


def field_of(one: Item) -> forms.Field:
    """The field in which an item is filled in."""
    told: dict[str, Any] = {
        "label": codes.field_label(one.name),
        "required": False,
        "help_text": words.HELP.get(one.name, ""),
    }
    if one.takes is Takes.YES_NO:
        return forms.ChoiceField(choices=list(codes.YES_NO.items()), widget=forms.RadioSelect, **told)
    if one.takes is Takes.CHOICE:
        return forms.ChoiceField(choices=[("", _("not given")), *choices(one)], **told)
    if one.takes is Takes.CHOICES:
        return forms.MultipleChoiceField(choices=choices(one), widget=forms.CheckboxSelectMultiple, **told)
    if one.takes is Takes.NUMBER:
        number = forms.NumberInput(attrs={"inputmode": "numeric"})
        return forms.IntegerField(min_value=one.least, max_value=one.most, widget=number, **told)
    if one.takes is Takes.DAY:
        return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **told)
    if one.takes is Takes.TEXT:
        return forms.CharField(max_length=one.length, widget=forms.Textarea(attrs={"rows": 4}), **told)
    return forms.CharField(max_length=one.length, **told)


def choices(one: Item) -> list[tuple[str, Any]]:
    """The codes of an item with their labels."""
    return [(str(code), codes.label(code)) for code in one.codes or ()]


def taken(one: Item, given: Any) -> Any:
    """What a field holds as the sheet takes it."""
    if one.takes is Takes.YES_NO:
        return YES_NO.get(given)
    if one.takes is Takes.CHOICE:
        return given or None
    if one.takes is Takes.CHOICES:
        return tuple(given)
    return given


def written(sheet: Sheet) -> Mapping[str, Any]:
    """The values of the form for a sheet that was filled in."""
    told = sheet.model_dump(mode="json")
    said = {True: "yes", False: "no"}
    return {name: said[value] if isinstance(value, bool) else value for name, value in told.items()}
