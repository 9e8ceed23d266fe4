"""A person's own sessions: fewer than those that they may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, When
from django.utils import timezone

from accounts.models import User
from clusters.partial_dates import PartialDate
from clusters.standing import standing_of
from sessions.calendar import COLUMNS, Month, month_from
from sessions.days import stands_in
from sessions.models import (
    Attendance,
    ExchangeSession,
    LessonTeacher,
    Part,
    PartState,
    RosterEntry,
    SessionUnit,
    State,
)
from sessions.models.part import TAKING_PLACE

_COMING = (State.PROPOSED, State.SCHEDULED)


def mine_of(user: User) -> QuerySet[ExchangeSession]:
    """Sessions the person is on the list of, teaches in, made, leads, or whose school is concerned.

    A part of what `visible_to` gives, so that it is not asked on top: drafts only of one's own making
    or lead.
    """
    standing = standing_of(user)
    own = Q(created_by=user)
    if standing.officed_clusters:
        own |= Q(lead_cluster__in=standing.officed_clusters)
    if standing.led_schools:
        own |= Q(lead_school__in=standing.led_schools)
    if standing.officer_of:
        own |= Q(lead_authority__in=standing.officer_of)
    concerned = Q(
        pk__in=RosterEntry.objects.filter(user=user).order_by().values("exchange")
    ) | Q(
        pk__in=LessonTeacher.objects.filter(user=user)
        .order_by()
        .values("lesson__exchange")
    )
    if standing.schools:
        units = SessionUnit.objects.filter(school__in=standing.schools)
        concerned |= Q(pk__in=units.order_by().values("exchange"))
    if standing.officed_clusters:
        concerned |= Q(cluster__in=standing.officed_clusters)
    return ExchangeSession.objects.filter(own | (~Q(state=State.DRAFT) & concerned))


@dataclass(frozen=True)
class OwnPart:
    """A part of one of one's own sessions, with what the page of today says of both; more of them is
    asked of the database."""

    exchange: ExchangeSession
    part: Part
    # The place as printed, else the school where it is.
    place: str
    # The person's line on the list, where the person is expected today and has not checked in.
    entry: int | None = None

    @property
    def starts_at(self) -> time | None:
        return self.part.starts_at

    @property
    def day(self) -> date | None:
        return self.part.on.exact if self.part.on else None


@dataclass(frozen=True)
class OwnDays:
    """A person's own month, the next parts of which the day is known, and those of today at which
    the person is expected and has not checked in."""

    month: Month
    next: list[OwnPart]
    to_check_in: list[OwnPart]


# In the order of the models' columns, as rows come from the database.
_EXCHANGE = ("id", "kind", "title", "state")
_PART = ("id", "title", "on", "on_sort", "half_day", "starts_at", "state")


def own_days(user: User, now: datetime, *, most: int = 3) -> OwnDays:
    """The days of one's own sessions around now; one query."""
    today = timezone.localtime(now).date()
    first = today.replace(day=1)
    rows = (
        mine_of(user)
        .filter(stands_in(first) | Q(pk__in=_soon(user, today, most * 2)))
        .annotate(entry=Case(When(_expected(user, today), then=_line_of(user))))
        .order_by("pk", "parts__order")
        .values_list(
            *COLUMNS,
            "entry",
            "parts__place_as_printed",
            "parts__site__name",
            *_EXCHANGE,
            *(f"parts__{name}" for name in _PART),
        )
    )
    found = list(rows)
    parts = [
        _own_part(entry, place or site or "", values)
        for entry, place, site, *values in (row[len(COLUMNS) :] for row in found)
    ]
    parts.sort(key=_in_order)
    return OwnDays(
        month=month_from((row[: len(COLUMNS)] for row in found), first, today=today),
        next=[one for one in parts if _comes(one, today)][:most],
        to_check_in=[one for one in parts if one.entry is not None],
    )


def _soon(user: User, today: date, most: int) -> QuerySet:
    """The sessions of the next parts from today on."""
    mine = mine_of(user).filter(state__in=_COMING).values("pk")
    parts = Part.objects.filter(
        exchange__in=mine, state=PartState.PLANNED, on_sort__gte=today
    )
    return parts.order_by("on_sort", "starts_at", "pk").values("exchange")[:most]


def _expected(user: User, today: date) -> Q:
    """That the person has to check in at the joined part today."""
    here = RosterEntry.objects.filter(user=user, exchange=OuterRef("pk")).order_by()
    came = Attendance.objects.filter(part=OuterRef("parts"), entry__user=user)
    return (
        Q(
            parts__on=PartialDate.of(today),
            parts__state__in=TAKING_PLACE,
            state__in=[State.SCHEDULED, State.HELD],
            recorded=False,
        )
        & (
            Q(Exists(here.filter(parts=OuterRef("parts"))))
            | Q(Exists(here.filter(parts=None)))
        )
        & ~Q(Exists(came))
    )


def _line_of(user: User) -> Subquery:
    """The person's line on the list of the joined session."""
    here = RosterEntry.objects.filter(user=user, exchange=OuterRef("pk")).order_by()
    return Subquery(here.values("pk")[:1])


def _own_part(entry: int | None, place: str, values: list) -> OwnPart:
    of_exchange, of_part = values[: len(_EXCHANGE)], values[len(_EXCHANGE) :]
    return OwnPart(
        exchange=ExchangeSession.from_db(None, _EXCHANGE, of_exchange),
        part=Part.from_db(None, _PART, of_part),
        place=place,
        entry=entry,
    )


def _in_order(one: OwnPart) -> tuple:
    part = one.part
    return (
        part.on_sort is None,
        part.on_sort or date.min,
        part.starts_at is None,
        part.starts_at or time.min,
        part.pk or 0,
    )


def _comes(one: OwnPart, today: date) -> bool:
    return (
        one.exchange.state in _COMING
        and one.part.state == PartState.PLANNED
        and one.day is not None
        and one.day >= today
    )
