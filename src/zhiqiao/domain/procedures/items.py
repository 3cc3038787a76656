"""The items of a sheet (填报项): what each takes, read off its type; form, template and print-out are drawn from this.

Not responsible for labels (`words.codes`) nor for rules between items, which the procedure's file holds.
"""

from __future__ import annotations

import types
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Union, get_args, get_origin

from annotated_types import Ge, Le, MaxLen

from zhiqiao.domain.procedures.machinery import Sheet

LONG = 400
"""Texts that may be longer than this are written in several lines."""


class Takes(StrEnum):
    """What an item takes (填报方式)."""

    YES_NO = "yes_no"
    CHOICE = "choice"
    CHOICES = "choices"
    NUMBER = "number"
    LINE = "line"
    TEXT = "text"
    DAY = "day"


@dataclass(frozen=True)
class Item:
    """One item: its codes where it is chosen from a list, its bounds where it is a number, its length where written."""

    name: str
    takes: Takes
    codes: type[StrEnum] | None = None
    least: int | None = None
    most: int | None = None
    length: int | None = None


def items(sheet: type[Sheet]) -> list[Item]:
    """The items in their order. ValueError for a type no face knows how to ask for."""
    return [item(name, field.annotation, list(field.metadata)) for name, field in sheet.model_fields.items()]


def item(name: str, annotation: Any, metadata: list[Any]) -> Item:
    """One of them."""
    kind, given = bare(annotation)
    bounds = list(constraints([*metadata, *given]))
    if kind is bool:
        return Item(name, Takes.YES_NO)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return Item(name, Takes.CHOICE, codes=kind)
    if get_origin(kind) is tuple and isinstance(get_args(kind)[0], type) and issubclass(get_args(kind)[0], StrEnum):
        return Item(name, Takes.CHOICES, codes=get_args(kind)[0])
    if kind is int:
        least = next((int(one.ge) for one in bounds if isinstance(one, Ge)), None)  # type: ignore[call-overload]
        most = next((int(one.le) for one in bounds if isinstance(one, Le)), None)  # type: ignore[call-overload]
        return Item(name, Takes.NUMBER, least=least, most=most)
    if kind is date:
        return Item(name, Takes.DAY)
    if kind is str:
        length = next((one.max_length for one in bounds if isinstance(one, MaxLen)), None)
        takes = Takes.LINE if length is not None and length <= LONG else Takes.TEXT
        return Item(name, takes, length=length)
    raise ValueError(f"{name}: nothing is known of how to ask for {annotation}")


def bare(annotation: Any) -> tuple[Any, list[Any]]:
    """The type without "or nothing" and without what is noted of it, and those notes."""
    notes: list[Any] = []
    while True:
        if hasattr(annotation, "__metadata__"):
            notes += annotation.__metadata__
            annotation = annotation.__origin__
        elif get_origin(annotation) in (Union, types.UnionType):
            annotation = next(one for one in get_args(annotation) if one is not type(None))
        else:
            return annotation, notes


def constraints(notes: list[Any]) -> Iterator[Any]:
    """Bounds and lengths, also those that stand in a field."""
    for note in notes:
        yield note
        yield from getattr(note, "metadata", [])
