"""The list of sessions: twenty a page, newest day first, what has no day at the end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.core.paginator import Page, Paginator
from django.db.models import F, QuerySet
from django.utils import timezone

from accounts.days import WEEKDAYS
from accounts.models import User
from clusters.models import Cluster
from clusters.partial_dates import PartialDate
from sessions.days import with_day
from sessions.filters import Filters
from sessions.models import ExchangeSession, Part, PartState, SessionUnit
from sessions.when import day_words

PAGE = 20


@dataclass(slots=True)
class Row:
    """A session as the list shows it."""

    exchange: ExchangeSession
    when: str
    # The only day, where it is one and known.
    day: date | None
    parts: int
    hosts: list[str]

    @property
    def weekday(self) -> str:
        return str(WEEKDAYS[self.day.weekday()]) if self.day else ""

    @property
    def where(self) -> str:
        """Cluster (else who leads it) and host, without saying one name twice."""
        names = [str(self.exchange.cluster or self.exchange.lead_name), *self.hosts]
        return " · ".join(dict.fromkeys(names))


def found(user: User, filters: Filters, *, now: datetime) -> QuerySet[ExchangeSession]:
    """The sessions that this person may see and that fit, in the order of the list."""
    seen = ExchangeSession.objects.visible_to(user)
    rows = with_day(filters.apply(seen, user, now=now))
    day = F("day")
    order = day.asc if filters.oldest_first else day.desc
    return rows.order_by(order(nulls_last=True), "-pk")


def page_of(user: User, filters: Filters, number: str | int, *, now: datetime) -> Page:
    """One page of rows; five queries however many there are. A wrong number gives the nearest page."""
    page = Paginator(
        found(user, filters, now=now).select_related(
            "cluster", "lead_cluster", "lead_school", "lead_authority"
        ),
        PAGE,
    ).get_page(number)
    page.object_list = rows_of(list(page.object_list))
    return page


@dataclass(frozen=True)
class ClusterMonth:
    """This month in a cluster: its first rows, how many there are, where all of them are listed."""

    rows: list[Row]
    count: int
    query: str


def month_of_cluster(cluster: Cluster, user: User, *, now: datetime) -> ClusterMonth:
    """The sessions of the cluster in the month of `now` that the person may see, in the order of
    their days; five queries."""
    first = timezone.localtime(now).date().replace(day=1)
    filters = Filters(cluster=cluster.pk, month=first, oldest_first=True)
    page = page_of(user, filters, 1, now=now)
    rows = list(page.object_list)
    return ClusterMonth(rows, page.paginator.count, filters.query())


def rows_of(exchanges: list[ExchangeSession]) -> list[Row]:
    """The rows of these sessions, with their days and hosts; two queries."""
    days: dict[int, list[PartialDate | None]] = {one.pk: [] for one in exchanges}
    hosts: dict[int, list[str]] = {one.pk: [] for one in exchanges}
    parts = Part.objects.filter(exchange__in=days).exclude(state=PartState.CANCELLED)
    for exchange, on in parts.order_by("order").values_list("exchange", "on"):
        days[exchange].append(on)
    units = SessionUnit.objects.filter(exchange__in=hosts, hosts=True)
    by_key = {one.pk: one for one in exchanges}
    for one in exchanges:
        first = [on.first_day for on in days[one.pk] if on is not None and on.first_day]
        # Known from here: a school that changed its name asks for the day, not for the parts.
        one.named_day = one.on_sort or min(first, default=None)
    for unit in units.select_related("school", "authority", "cluster"):
        unit.exchange = by_key[unit.exchange_id]
        hosts[unit.exchange_id].append(unit.label)
    return [_row(one, days[one.pk], hosts[one.pk]) for one in exchanges]


def _row(
    exchange: ExchangeSession, days: list[PartialDate | None], hosts: list[str]
) -> Row:
    known = list(dict.fromkeys(day for day in days if day is not None))
    if not known and exchange.on is not None:
        known = [exchange.on]
    return Row(
        exchange=exchange,
        when=_days_words(known) or exchange.date_as_printed,
        day=known[0].exact if len(known) == 1 else None,
        parts=len(days),
        hosts=hosts,
    )


def _days_words(days: list[PartialDate]) -> str:
    """One day as it is; several as "03/11 – 10/11/2026", the year once where it is the same."""
    if len(days) < 2:
        return day_words(days[0]) if days else ""
    ends = sorted((day.exact for day in days if day.exact), key=lambda day: day)
    if len(ends) < len(days):
        return ", ".join(day_words(day) for day in days)
    first, last = ends[0], ends[-1]
    start = f"{first:%d/%m}" if first.year == last.year else f"{first:%d/%m/%Y}"
    return f"{start} – {last:%d/%m/%Y}"
