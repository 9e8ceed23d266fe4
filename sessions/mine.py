"""A person's own sessions: fewer than those that they may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from django.db.models import Q, QuerySet

from accounts.models import User
from clusters.standing import standing_of
from sessions.models import (
    ExchangeSession,
    LessonTeacher,
    Part,
    PartState,
    RosterEntry,
    SessionUnit,
    State,
)


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
class Next:
    """The next part of one's own sessions."""

    exchange: ExchangeSession
    part: Part
    day: date

    @property
    def starts_at(self) -> time | None:
        return self.part.starts_at

    @property
    def place(self) -> str:
        """The place as printed, else the school where it is."""
        return self.part.place_as_printed or (
            self.part.site.name if self.part.site else ""
        )


def next_parts(user: User, *, today: date, most: int = 3) -> list[Next]:
    """The next parts from today on of which the day is known; one query."""
    parts = (
        Part.objects.filter(
            exchange__in=mine_of(user)
            .filter(state__in=[State.PROPOSED, State.SCHEDULED])
            .values("pk"),
            state=PartState.PLANNED,
            on_sort__gte=today,
        )
        .select_related(
            "site",
            "exchange__cluster",
            "exchange__lead_cluster",
            "exchange__lead_school",
            "exchange__lead_authority",
        )
        .order_by("on_sort", "starts_at", "pk")
    )
    return [
        Next(part.exchange, part, part.on.exact)
        for part in parts[: most * 2]
        if part.on.exact
    ][:most]
