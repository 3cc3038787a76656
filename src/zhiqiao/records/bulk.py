"""Bulk rows (批量读写): many rows of one table written in one prepared statement, or read by a list of keys, where
building a model or a condition for each would cost more than the database does.

For rows that have no rules of their own; ids of written ones are asked for by a natural key afterwards.
"""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar

from django.db import connection, models
from django.db.models.base import ModelState

as_text = json.JSONEncoder(ensure_ascii=False).encode
"""JSON as the database keeps it."""
PLAIN = frozenset({str, int, float, bool, type(None)})
"""Types that every database takes as they are."""


def insert_rows(
    model: type[models.Model], columns: Sequence[str], rows: Sequence[Sequence[Any]], *, known: str = ""
) -> None:
    """Insert rows given as values of `columns` (names of database columns). `known` "ignore" leaves out rows that
    meet a unique constraint; "" raises. Inside the caller's transaction."""
    if not rows:
        return
    quote = connection.ops.quote_name
    names = ", ".join(quote(name) for name in columns)
    marks = ", ".join(["%s"] * len(columns))
    table = quote(model._meta.db_table)
    ending = " ON CONFLICT DO NOTHING" if known == "ignore" else ""
    days: dict[date, Any] = {}
    with connection.cursor() as cursor:
        # Only names of our own tables are put into the statement; values are parameters.
        cursor.executemany(
            f"INSERT INTO {table} ({names}) VALUES ({marks}){ending}",  # noqa: S608
            [[value if type(value) in PLAIN else _for_database(value, days) for value in row] for row in rows],
        )


def _for_database(value: Any, days: dict[date, Any]) -> Any:
    """Dates and JSON in the form the database takes; everything else as it is. `days` keeps dates met before."""
    if isinstance(value, date):
        if value not in days:
            days[value] = (
                connection.ops.adapt_datetimefield_value(value)
                if isinstance(value, datetime)
                else connection.ops.adapt_datefield_value(value)
            )
        return days[value]
    if isinstance(value, list | dict):
        return as_text(value)
    if isinstance(value, Decimal):
        return str(value)
    return value


def among(
    model: type[models.Model],
    column: str,
    values: Iterable[str] | Iterable[int],
    *columns: str,
    order: Sequence[str] = (),
) -> list[tuple[Any, ...]]:
    """`columns` (texts and numbers only) of the rows whose `column` is one of these, however many there are, in the
    order of the columns named in `order`."""
    wanted = list(values)
    if not wanted:
        return []
    is_sqlite = connection.vendor == "sqlite"
    condition = "IN (SELECT value FROM json_each(%s))" if is_sqlite else "= ANY(%s)"
    return _selected(model, columns, column, condition, [as_text(wanted) if is_sqlite else wanted], order)


def within(
    model: type[models.Model], column: str, first: int, last: int, *columns: str, order: Sequence[str] = ()
) -> list[tuple[Any, ...]]:
    """The same of the rows whose `column` lies in a span, ends included."""
    return _selected(model, columns, column, "BETWEEN %s AND %s", [first, last], order)


def _selected(
    model: type[models.Model],
    columns: Sequence[str],
    column: str,
    condition: str,
    parameters: Sequence[Any],
    order: Sequence[str],
) -> list[tuple[Any, ...]]:
    """`columns` of the rows whose `column` meets a condition, in order."""
    quote = connection.ops.quote_name
    names, table = ", ".join(map(quote, columns)), quote(model._meta.db_table)
    ending = f" ORDER BY {', '.join(map(quote, order))}" if order else ""
    with connection.cursor() as cursor:
        # Only names of our own tables are put into the statement; values are parameters.
        cursor.execute(f"SELECT {names} FROM {table} WHERE {quote(column)} {condition}{ending}", parameters)  # noqa: S608
        return list(cursor.fetchall())


def among_pairs(
    model: type[models.Model], pair: tuple[str, str], values: Iterable[tuple[int, str]], *columns: str
) -> list[tuple[Any, ...]]:
    """`columns` of the rows whose two columns, a number and a text, are one of these pairs: each is looked up in an
    index over both, where two lists would be tried one against the other."""
    wanted = list(values)
    if not wanted:
        return []
    quote = connection.ops.quote_name
    table, number, text = quote(model._meta.db_table), *map(quote, pair)
    names = ", ".join(f"{table}.{quote(name)}" for name in columns)
    if connection.vendor == "sqlite":
        given = "json_each(%s) AS asked"
        same = f"{number} = json_extract(asked.value, '$[0]') AND {text} = json_extract(asked.value, '$[1]')"
        parameters: tuple[Any, ...] = (as_text(wanted),)
    else:
        given = "unnest(%s::bigint[], %s::text[]) AS asked(asked_number, asked_text)"
        same = f"{number} = asked_number AND {text} = asked_text"
        parameters = ([one for one, _text in wanted], [one for _number, one in wanted])
    with connection.cursor() as cursor:
        # Only names of our own tables are put into the statement; values are parameters.
        cursor.execute(f"SELECT {names} FROM {given} JOIN {table} ON {same}", parameters)  # noqa: S608
        return list(cursor.fetchall())


Row = TypeVar("Row", bound=models.Model)


def made(model: type[Row], **values: Any) -> Row:
    """A new instance as `model(**values)` makes it, ten times faster. `values` are columns, not relations."""
    plain, called = _defaults(model)
    row = model.__new__(model)
    row._state = ModelState()
    row.__dict__.update(plain)
    for name, default in called:
        row.__dict__[name] = default()
    row.__dict__.update(values)
    return row


@cache
def _defaults(model: type[models.Model]) -> tuple[dict[str, Any], tuple[tuple[str, Callable[[], Any]], ...]]:
    """What a new row has in each column, and the columns whose value is made anew for each row."""
    fields = model._meta.concrete_fields
    called = tuple((each.attname, each.default) for each in fields if each.has_default() and callable(each.default))
    return {each.attname: each.get_default() for each in fields}, called


SELDOM = (70_000, 20, 100)
"""How many objects are made before Python looks for unreachable circles: a hundred times as many as it would."""


@contextmanager
def collecting_seldom() -> Iterator[None]:
    """While inside, Python looks for unreachable circles of objects a hundred times less often.

    Writing many rows makes many objects and hardly a circle: looking for them took a third of an import, half of a
    grading. What is not in a circle is freed at once as ever.
    """
    before = gc.get_threshold()
    gc.set_threshold(*SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)
