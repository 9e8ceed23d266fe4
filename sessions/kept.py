"""Queries composed once by the ORM and kept as SQL, for pages that ask the same of every session.

Composing the SQL of a wide query costs several times what the database needs to answer it. Only
the id of the session changes from request to request, so the text is kept for the life of the
process. The rows come as the database gives them: for `values_list` of numbers and texts.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.db.models import QuerySet

# No id is negative: where this stands among the parameters, the session's id belongs.
_ANY = -1


class KeptQuery:
    """`KeptQuery(build).rows(pk)` are the rows of `build(pk)`, a queryset of tuples."""

    def __init__(self, build: Callable[[int], QuerySet]) -> None:
        self.build = build
        self._texts: dict[str, tuple[str, tuple[Any, ...]]] = {}

    def rows(self, pk: int) -> list[tuple[Any, ...]]:
        """All rows for this session; one query."""
        sql, params = self._text()
        with connection.cursor() as cursor:
            cursor.execute(sql, [pk if one == _ANY else one for one in params])
            return cursor.fetchall()

    def _text(self) -> tuple[str, tuple[Any, ...]]:
        vendor = connection.vendor
        if vendor not in self._texts:
            compiler = self.build(_ANY).query.get_compiler(connection=connection)
            sql, params = compiler.as_sql()
            self._texts[vendor] = sql, tuple(params)
        return self._texts[vendor]
