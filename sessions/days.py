"""On which days a session stands: on its parts' days; where no part has one, on its own.

A date counts for a month only when its month is known: a bare year never does.
"""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Length

from sessions.models import ExchangeSession, Part

# "2026-11" has seven characters; "2026" has four, dates without a year have no sort day.
_WITH_MONTH = 7
FIRST_YEAR, LAST_YEAR = 1945, 2100


def next_month(first: date) -> date:
    """The first day of the month after."""
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def previous_month(first: date) -> date:
    """The first day of the month before."""
    return date(first.year - (first.month == 1), (first.month - 2) % 12 + 1, 1)


def dated_parts() -> QuerySet[Part]:
    """Parts of which at least year and month are known."""
    return Part.objects.annotate(on_length=Length("on")).filter(
        on_sort__isnull=False, on_length__gte=_WITH_MONTH
    )


def _own_day() -> QuerySet[ExchangeSession]:
    """Sessions whose own date counts: none of their parts has one."""
    return ExchangeSession.objects.annotate(on_length=Length("on")).filter(
        ~Exists(dated_parts().filter(exchange=OuterRef("pk"))),
        on_sort__isnull=False,
        on_length__gte=_WITH_MONTH,
    )


def between(rows: QuerySet, start: date, end: date) -> QuerySet:
    """Those sessions that stand on a day (or in a month) of [start, end)."""
    days = {"on_sort__gte": start, "on_sort__lt": end}
    return rows.filter(
        Q(pk__in=dated_parts().filter(**days).values("exchange"))
        | Q(pk__in=_own_day().filter(**days).values("pk"))
    )


def in_month(rows: QuerySet, first: date) -> QuerySet:
    """Those sessions that stand in the month that begins on `first`."""
    return between(rows, first, next_month(first))


def undated(rows: QuerySet) -> QuerySet:
    """Those sessions that stand in no month: "chưa rõ ngày"."""
    return rows.exclude(pk__in=dated_parts().values("exchange")).exclude(
        pk__in=_own_day().values("pk")
    )


def with_day(rows: QuerySet) -> QuerySet:
    """With `day`: the first day the session can stand on, to sort by; never printed."""
    first = (
        dated_parts()
        .filter(exchange=OuterRef("pk"))
        .order_by("on_sort")
        .values("on_sort")[:1]
    )
    return rows.annotate(day=Coalesce(Subquery(first), F("on_sort")))
