"""What waits for a person about places: requests to answer, people to name, schools that are silent,
and for who waits himself, how it stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Count, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from clusters.standing import Standing, standing_of
from clusters.todo import Todo
from sessions.models import ExchangeSession, SeatRequest, SeatState, SessionUnit
from sessions.models.seat import asked_of
from sessions.replies.places import INVITING, parts_ahead

SINGLE = 4


def todo_of(
    user: User,
    silent: Sequence[ExchangeSession],
    units: Sequence[SessionUnit],
    now: datetime,
) -> list[Todo]:
    """One query, two where somebody is asked for or waits. `silent` and `units` are those of
    `sessions.waiting`."""
    asked, turns = _seats(user, standing_of(user), now)
    to_name = [unit for unit in units if unit.reply]
    return [
        *_requests(asked),
        *map(_silent, silent[: SINGLE + 1]),
        *map(_to_name, to_name[: SINGLE + 1]),
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
        mine |= Q(state=SeatState.ASKED) & asked_of(
            standing.led_schools, on=standing.on
        )
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


def _silent(exchange: ExchangeSession) -> Todo:
    """A session that one prepares, whose answers are due and not all there."""
    number: int = exchange.silent  # type: ignore[attr-defined]
    return Todo(
        icon="bell",
        text=ngettext(
            "%(n)s school has not answered: %(title)s",
            "%(n)s schools have not answered: %(title)s",
            number,
        )
        % {"n": number, "title": exchange},
        url=reverse("sessions:answers", args=[exchange.pk]),
        action=_("Remind"),
        urgent=True,
    )


def _to_name(unit: SessionUnit) -> Todo:
    """A school that said it comes and has named nobody yet."""
    return Todo(
        icon="user-plus",
        text=_("Name who comes: %(title)s") % {"title": unit.exchange},
        note=unit.label,
        url=reverse("sessions:reply", args=[unit.exchange_id, unit.pk]),
        action=_("Name people"),
    )


def _turn(seat: SeatRequest) -> Todo:
    """How one's own turn on a waiting list stands."""
    return Todo(
        icon="clock",
        text=_("You are number %(n)s on the waiting list: %(title)s")
        % {"n": seat.turn, "title": seat.exchange},  # type: ignore[attr-defined]
        url=reverse("session", args=[seat.exchange_id]),
        action=_("See the session"),
    )
