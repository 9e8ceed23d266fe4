"""Queries composed once by the ORM and kept as SQL, for what every page or every session asks alike.

Composing the SQL of a wide query costs several times what the database needs to answer it. Only
a few values change from request to request, so the text is kept for the life of the process. The
rows come as the database gives them: for `values_list` of numbers and texts.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import QuerySet

# What stands in for a value while the text is composed: no id is negative, no day so early.
_DAY_ONE = date(1, 1, 1).toordinal()


def _mark(place: int, value: int | date) -> int | date:
    if isinstance(value, date):
        return date.fromordinal(_DAY_ONE + place)
    return -1 - place


def _adapted(value: int | date) -> Any:
    """The value as the database is given it."""
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    return value


class KeptQuery:
    """`KeptQuery(build).rows(pk)` are the rows of `build(pk)`, a queryset of tuples. All values are
    ids or days."""

    def __init__(self, build: Callable[..., QuerySet]) -> None:
        self.build = build
        self._texts: dict[str, tuple[str, tuple[Any, ...]]] = {}

    def rows(self, *values: int | date) -> list[tuple[Any, ...]]:
        """All rows for these values; one query."""
        marks = [_mark(place, value) for place, value in enumerate(values)]
        sql, params = self._text(marks)
        meant = {
            (type(given), given): _adapted(value)
            for mark, value in zip(marks, values, strict=True)
            for given in [_adapted(mark)]
        }
        with connection.cursor() as cursor:
            cursor.execute(sql, [meant.get((type(one), one), one) for one in params])
            return cursor.fetchall()

    def _text(self, marks: list[int | date]) -> tuple[str, tuple[Any, ...]]:
        vendor = connection.vendor
        if vendor not in self._texts:
            compiler = self.build(*marks).query.get_compiler(connection=connection)
            sql, params = compiler.as_sql()
            self._texts[vendor] = sql, tuple(params)
        return self._texts[vendor]
