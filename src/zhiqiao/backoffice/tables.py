"""What all back-office tables share (后台表格): who may look, codes in words, refusals of services shown in the form.

Staff may see every table. Writing is open only where a table says so, and what has a rule goes through a service.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.filters import ChoicesFieldListFilter
from django.db import models
from django.http import HttpRequest, HttpResponse

from zhiqiao.backoffice.labels import STATES
from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.records.models import User
from zhiqiao.words import codes as code_words
from zhiqiao.words import problems as words

Column = str | Callable[[Any], Any]


class CodeFilter(ChoicesFieldListFilter):
    """Filter by a code, with its name in the reader's language."""

    def choices(self, changelist: Any) -> Iterator[Any]:
        """The same choices, named."""
        named = {str(value): coded(value) for value, _ in self.field.flatchoices}
        for choice in super().choices(changelist):
            yield {**choice, "display": named.get(str(choice["display"]), choice["display"])}


class StaffTable(admin.ModelAdmin):
    """A table that staff may read; nothing may be added, changed or deleted unless a subclass opens it."""

    list_per_page = 50
    show_full_result_count = False
    may_add = may_change = may_delete = False

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Staff see every table."""
        return is_staff(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Staff see every row."""
        return is_staff(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Only where the table is open for it."""
        return self.may_add and is_staff(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only where the table is open for it."""
        return self.may_change and is_staff(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only where the table is open for it."""
        return self.may_delete and is_staff(request)

    # Codes in words

    def column(self, name: Any) -> Any:
        """A column of codes as their names; any other column as it is."""
        kept: dict[str, Column] = self.__dict__.setdefault("_columns", {})
        if not isinstance(name, str):
            return name
        if name not in kept:
            kept[name] = self.named_column(name) or name
        return kept[name]

    def named_column(self, name: str) -> Callable[[Any], Any] | None:
        """A function that names the codes of a column, or None where the column holds none."""
        field = next((one for one in self.model._meta.concrete_fields if one.name == name), None)
        if field is None or not field.choices:
            return None
        known = {str(value): value for value, _ in field.flatchoices}

        def named(row: Any) -> str:
            value = str(getattr(row, name))
            return coded(known.get(value, value))

        named.__name__ = name
        named.short_description = field.verbose_name  # type: ignore[attr-defined]
        named.admin_order_field = name  # type: ignore[attr-defined]
        return named

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """The columns, codes in words."""
        return [self.column(name) for name in super().get_list_display(request)]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """The fields; where nothing can be changed, codes in words."""
        fields = super().get_fields(request, obj)
        return [name if self.may_change else self.column(name) for name in fields]

    def formfield_for_choice_field(self, db_field: models.Field, request: Any, **kwargs: Any) -> Any:
        """Choices in words."""
        found = super().formfield_for_choice_field(db_field, request, **kwargs)
        if isinstance(found, forms.TypedChoiceField):
            found.choices = [(value, coded(value) if value else label) for value, label in db_field.get_choices()]
        return found

    # Refusals

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The form; when a service refuses, the same form again with the reasons in it."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Refused as refused:
            request.refused = refused.problems  # type: ignore[attr-defined]
            return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form, carrying what a service refused the moment before."""
        form = super().get_form(request, obj, change=change, **kwargs)
        problems: list[Problem] = getattr(request, "refused", [])
        return refusing(form, problems) if problems else form


def coded(value: Any) -> str:
    """The name of a code in the language that is active."""
    if isinstance(value, StrEnum):
        return code_words.label(value)
    return str(STATES.get(str(value), value))


def is_staff(request: HttpRequest) -> bool:
    """Whether an active member of staff asks."""
    return request.user.is_active and request.user.is_staff


def actor(request: HttpRequest) -> User:
    """Who writes; the back office opens to nobody who has not signed in."""
    assert isinstance(request.user, User)
    return request.user


def refusing(form: type[forms.BaseModelForm], problems: list[Problem]) -> type[forms.BaseModelForm]:
    """The form class that says what was refused, at the field it is about."""

    def clean(self: Any) -> Any:
        cleaned = form.clean(self)
        for problem in problems:
            self.add_error(problem.field if problem.field in self.fields else None, words.say(problem))
        return cleaned

    return type(form.__name__, (form,), {"clean": clean})
