"""On which days a session stands: on its parts' days; where no part has one, on its own.

A date counts for a month only when its month is known: a bare year never does.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce, Length

from clusters.partial_dates import PartialDate
from sessions.models import ExchangeSession, Part, PartState

# "2026-11" has seven characters; "2026" has four, dates without a year have no sort day.
_WITH_MONTH = 7


def next_month(first: date) -> date:
    """The first day of the month after."""
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def previous_month(first: date) -> date:
    """The first day of the month before."""
    return date(first.year - (first.month == 1), (first.month - 2) % 12 + 1, 1)


def lies_ahead(on: PartialDate | None, today: date) -> bool:
    """Whether all days that a date can mean are still to come: "12/2026" in November, not in
    December. What has no year lies nowhere. Pure."""
    first = on.first_day if on is not None else None
    return first is not None and first > today


def day_ahead(
    exchange: ExchangeSession, parts: Iterable[Part], today: date
) -> PartialDate | None:
    """The first of the session's days that lies ahead, if one does; a part without a day has the
    session's. `parts` are those that count. Pure."""
    days = [part.on or exchange.on for part in parts] or [exchange.on]
    return next((on for on in days if lies_ahead(on, today)), None)


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


def in_month(rows: QuerySet, first: date) -> QuerySet:
    """Those sessions that stand on a day of the month that begins on `first`, or somewhere in it."""
    return rows.filter(stands_in(first))


def stands_in(first: date) -> Q:
    """The same as a condition on sessions."""
    days = {"on_sort__gte": first, "on_sort__lt": next_month(first)}
    return Q(pk__in=dated_parts().filter(**days).values("exchange")) | Q(
        pk__in=_own_day().filter(**days).values("pk")
    )


def with_last_day(rows: QuerySet) -> QuerySet:
    """With `last_day`: the last day of a part that is not cancelled, else the session's own; None
    where no month is known. Reports count a session in the month of its last day.
    """
    last = (
        dated_parts()
        .filter(exchange=OuterRef("pk"))
        .exclude(state=PartState.CANCELLED)
        .order_by("-on_sort")
        .values("on_sort")[:1]
    )
    return rows.annotate(
        on_length=Length("on"),
        last_day=Coalesce(
            Subquery(last),
            Case(When(on_length__gte=_WITH_MONTH, then=F("on_sort")), default=None),
        ),
    )


def ending_between(rows: QuerySet, start: date, end: date) -> QuerySet:
    """Those sessions whose last day lies in [start, end): each session is in one month only."""
    return with_last_day(rows).filter(last_day__gte=start, last_day__lt=end)


def _past(today: date) -> Q:
    """Dates that are over: a day before today, or a month before this one."""
    return Q(on_length__gt=_WITH_MONTH, on_sort__lt=today) | Q(
        on_length=_WITH_MONTH, on_sort__lt=today.replace(day=1)
    )


def over(today: date) -> Q:
    """Sessions that lie behind us: every dated part that is not cancelled, else their own date.

    What has no date is never over.
    """
    parts = (
        dated_parts().filter(exchange=OuterRef("pk")).exclude(state=PartState.CANCELLED)
    )
    own = _own_day().filter(_past(today)).values("pk")
    return (Q(Exists(parts)) & ~Q(Exists(parts.exclude(_past(today))))) | Q(pk__in=own)


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
