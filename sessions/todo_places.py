"""What waits for a person about places: requests to answer, people to name, schools that are silent,
and for who waits himself, how it stands."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from clusters.standing import Standing, standing_of
from clusters.todo import Todo
from sessions.days import dated_parts, over, with_day
from sessions.models import (
    OPEN_SEATS,
    ExchangeSession,
    RosterEntry,
    SeatRequest,
    SeatState,
    SessionUnit,
)
from sessions.models.part import TAKING_PLACE
from sessions.permissions import led_by
from sessions.places import ANSWERS_BEFORE, INVITING, parts_ahead

# The host is told two days before the answers are due.
TOLD_BEFORE = timedelta(days=2)
SINGLE = 4
# "2026-11" is a month, no day to count from.
_MONTH = 7


def todo_of(user: User, now: datetime) -> list[Todo]:
    """At most four queries, two for who leads nothing; one less where nobody is asked for or waits."""
    standing = standing_of(user)
    asked, turns = _seats(user, standing, now)
    return [
        *_requests(asked),
        *_silent(user, standing, now),
        *_to_name(standing, now),
        *map(_turn, turns),
    ]


def _seats(
    user: User, standing: Standing, now: datetime
) -> tuple[list[SeatRequest], list[SeatRequest]]:
    """People of one's own school whom others ask for; and where one waits for a place oneself, with
    the `turn`. Of sessions that have not begun."""
    before = (
        SeatRequest.objects.filter(
            exchange=OuterRef("exchange"),
            state=SeatState.WAITING,
            position__lte=OuterRef("position"),
        )
        .order_by()
        .values("exchange")
        .annotate(number=Count("pk"))
        .values("number")
    )
    mine = Q(user=user, state=SeatState.WAITING)
    if standing.led_schools:
        mine |= Q(school__in=standing.led_schools, state=SeatState.ASKED)
    found = (
        SeatRequest.objects.filter(mine, exchange__state__in=INVITING)
        .annotate(turn=Subquery(before))
        .select_related(
            "exchange__lead_cluster",
            "exchange__lead_school",
            "exchange__lead_authority",
        )
        .prefetch_related("exchange__parts")
        .order_by("exchange__on_sort", "pk")
    )
    ahead = [seat for seat in found if parts_ahead(seat.exchange.parts.all(), now)]
    return (
        [seat for seat in ahead if seat.state == SeatState.ASKED],
        [seat for seat in ahead if seat.state == SeatState.WAITING],
    )


def _requests(found: list[SeatRequest]) -> list[Todo]:
    """The few as they are, many as one line."""
    address = reverse("sessions:requests")
    if len(found) > SINGLE:
        return [
            Todo(
                icon="user-check",
                text=_("%(n)s of your people are asked for") % {"n": len(found)},
                url=address,
                action=_("Answer"),
                urgent=True,
            )
        ]
    return [
        Todo(
            icon="user-check",
            text=_("%(lead)s asks for %(name)s: %(title)s")
            % {
                "lead": seat.exchange.lead,
                "name": seat.name_as_printed,
                "title": seat.exchange,
            },
            url=f"{address}#r{seat.pk}",
            action=_("Answer"),
            urgent=True,
        )
        for seat in found
    ]


def _silent(user: User, standing: Standing, now: datetime) -> list[Todo]:
    """Sessions that one prepares whose answers are due within two days, and are not all there."""
    if not (standing.officed_clusters or standing.led_schools or standing.officer_of):
        return []
    today = timezone.localtime(now).date()
    hosting = SessionUnit.objects.filter(
        exchange=OuterRef("pk"), hosts=True, school__in=standing.led_schools
    )
    mine = led_by(user) | Q(Exists(hosting))
    due = today + TOLD_BEFORE
    near = dated_parts().filter(
        exchange=OuterRef("pk"),
        on_length__gt=_MONTH,
        on_sort__lte=due + ANSWERS_BEFORE,
        state__in=TAKING_PLACE,
    )
    silent = Q(
        units__invited=True,
        units__hosts=False,
        units__organises=False,
        units__reply="",
    ) & (
        Q(units__school=None) | Q(lead_school=None) | ~Q(units__school=F("lead_school"))
    )
    found = (
        with_day(
            ExchangeSession.objects.filter(mine, state__in=INVITING, recorded=False)
        )
        .filter(Q(reply_by__lte=due) | Q(Exists(near.order_by()), reply_by=None))
        .exclude(over(today))
        .annotate(silent=Count("units", filter=silent, distinct=True))
        .filter(silent__gt=0)
        .order_by("day", "pk")[: SINGLE + 1]
    )
    return [
        Todo(
            icon="bell",
            text=ngettext(
                "%(n)s school has not answered: %(title)s",
                "%(n)s schools have not answered: %(title)s",
                one.silent,
            )
            % {"n": one.silent, "title": one},
            url=reverse("sessions:answers", args=[one.pk]),
            action=_("Remind"),
            urgent=True,
        )
        for one in found
    ]


def _to_name(standing: Standing, now: datetime) -> list[Todo]:
    """Schools that said they come and have named nobody yet."""
    if not standing.led_schools:
        return []
    today = timezone.localtime(now).date()
    here = {"unit": OuterRef("pk")}
    named = RosterEntry.objects.filter(**here)
    asked = SeatRequest.objects.filter(**here, state__in=OPEN_SEATS)
    ahead = ExchangeSession.objects.filter(state__in=INVITING).exclude(over(today))
    units = (
        SessionUnit.objects.filter(
            school__in=standing.led_schools,
            reply=SessionUnit.Reply.YES,
            hosts=False,
            organises=False,
            exchange__in=ahead.values("pk"),
        )
        .exclude(Exists(named.order_by()))
        .exclude(Exists(asked.order_by()))
        .select_related("exchange", "school")
        .order_by("exchange__on_sort", "pk")[: SINGLE + 1]
    )
    return [
        Todo(
            icon="user-plus",
            text=_("Name who comes: %(title)s") % {"title": unit.exchange},
            note=unit.label,
            url=reverse("sessions:reply", args=[unit.exchange_id, unit.pk]),
            action=_("Name people"),
        )
        for unit in units
    ]


def _turn(seat: SeatRequest) -> Todo:
    """How one's own turn on a waiting list stands."""
    return Todo(
        icon="clock",
        text=_("You are number %(n)s on the waiting list: %(title)s")
        % {"n": seat.turn, "title": seat.exchange},  # type: ignore[attr-defined]
        url=reverse("session", args=[seat.exchange_id]),
        action=_("See the session"),
    )
